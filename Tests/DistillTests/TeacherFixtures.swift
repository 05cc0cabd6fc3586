import Distill
import Foundation
import Testing

/// A teacher that gives logits from a table: an example's only feature is its row.
struct TableTeacher: Teacher {
  let classNames: [String]
  /// For each member its rows.
  let table: [[[Float]]]
  var mean = EnsembleMean.arithmetic
  var digest = "table"
  var inputs: Int { 1 }
  var parameterCount: Int { 0 }

  func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
    table.map { rows in
      Tensor(
        features.values.flatMap { rows[Int($0)] }, shape: [features.rows, classNames.count])
    }
  }
}

enum TeacherFixtures {
  static let temperatures = [1, 2.5, 4, 8, 20]
  static let engine = Engine(threads: 1, precision: .float32)

  /// `count` examples whose feature is their row.
  static func rows(
    _ count: Int, classNames: [String], labels: [Int32]? = nil
  ) throws -> Dataset {
    try Dataset(
      features: (0..<count).map(Float.init), shape: [1], labels: labels, classNames: classNames)
  }

  static func names(_ count: Int) -> [String] { (0..<count).map { "class \($0)" } }

  /// Normal logits for each member and row, the same for the same seed.
  static func table(_ members: Int, _ rows: Int, _ classes: Int, seed: UInt64 = 1) -> [[[Float]]] {
    var stream = RandomStream(seed: seed, purpose: .sampling)
    return (0..<members).map { _ in
      (0..<rows).map { _ in (0..<classes).map { _ in Float(4 * stream.normal()) } }
    }
  }

  /// exp(z/T)/Σ exp(z/T), plainly.
  static func softmax(_ z: [Float], _ temperature: Double) -> [Double] {
    let powers = z.map { exp((Double($0) - Double(z.max() ?? 0)) / temperature) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  /// Float's rounding of exponents up to 60 in size, twice, and of a sum of up to tens of terms:
  /// 150 half units in the last place of a number up to 1.
  static let tolerance = 150 * Double(Float.ulpOfOne) / 2

  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }
}
