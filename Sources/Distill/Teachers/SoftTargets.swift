public import DistillData
public import DistillNetworks
public import DistillTensors
import Foundation

/// A soft-target store seen at one temperature, for the examples and classes of one transfer set.
///
/// p = softmax(v/T) for a single vector of logits v; for the arithmetic mean of an ensemble, the mean
/// of the members' softmax(v/T). Classes are matched by name: the teacher's distribution is taken over
/// the classes that both know, and a class that only the student knows has p = 0.
public struct SoftTargets: Sendable {
  /// The temperature T.
  public let temperature: Double
  /// The distributions, row-major [examples of the transfer set, its classes].
  public let probabilities: [Float]
  /// −Σ p ln p of every distribution, in nats.
  public let entropies: [Double]
  /// What each column stands for.
  public let classNames: [String]

  /// The targets of `dataset` at `temperature`.
  ///
  /// - Throws: ``TeacherError`` where the store is of other data or lacks an example, or no class is
  ///   common. Errors call the store `path`.
  public init(
    _ store: SoftTargetStore, for dataset: Dataset, temperature: Double, on engine: Engine,
    path: String = "the store"
  ) throws(TeacherError) {
    precondition(
      temperature > 0 && temperature.isFinite, "a temperature is positive, not \(temperature)")
    guard store.dataDigest == dataset.digest else {
      throw .otherData(path: path, expected: dataset.digest, found: store.dataDigest)
    }
    let rows = try Self.rows(of: store, for: dataset, path: path)
    let columns = dataset.classNames.map { store.classNames.firstIndex(of: $0) }
    let common = columns.compactMap { $0 }
    guard !common.isEmpty else {
      throw .noCommonClass(teacher: store.classNames, student: dataset.classNames)
    }
    let width = store.classNames.count
    let isWhole =
      common == Array(0..<width) && columns.count == width && rows == Array(store.ids.indices)
    var mean: Tensor<Float>?
    for member in store.logits {
      let chosen =
        isWhole ? member : rows.flatMap { row in common.map { member[row * width + $0] } }
      let distribution = engine.softmax(
        engine.tensor(chosen, shape: [rows.count, common.count]), temperature: Float(temperature))
      if mean == nil {
        mean = distribution
      } else if var sum = mean {
        mean = nil
        engine.add(distribution, times: 1, to: &sum)
        mean = sum
      }
    }
    var dense = mean?.values ?? []
    if store.logits.count > 1 {
      let count = Float(store.logits.count)
      for index in dense.indices { dense[index] /= count }
    }
    entropies = dataset.ids.indices.map { row in
      var sum = 0.0
      for column in 0..<common.count {
        let p = Double(dense[row * common.count + column])
        if p > 0 { sum -= p * log(p) }
      }
      return sum
    }
    if common.count == columns.count {
      probabilities = dense
    } else {
      var spread = [Float](repeating: 0, count: rows.count * columns.count)
      let places = columns.indices.filter { columns[$0] != nil }
      for row in rows.indices {
        for (from, to) in places.enumerated() {
          spread[row * columns.count + to] = dense[row * common.count + from]
        }
      }
      probabilities = spread
    }
    self.temperature = temperature
    self.classNames = dataset.classNames
  }

  private static func rows(
    of store: SoftTargetStore, for dataset: Dataset, path: String
  ) throws(TeacherError) -> [Int] {
    if store.ids == dataset.ids { return Array(store.ids.indices) }
    let places = Dictionary(
      zip(store.ids, store.ids.indices), uniquingKeysWith: { first, _ in first })
    var rows: [Int] = []
    rows.reserveCapacity(dataset.count)
    for id in dataset.ids {
      guard let row = places[id] else {
        throw .missingExample(id: id, path: path, covered: store.ids.count)
      }
      rows.append(row)
    }
    return rows
  }
}

extension SoftTargets: BatchTargets {
  /// The targets of the examples at `positions`, and the sum of their entropies.
  public func targets(
    at positions: [Int], on engine: Engine
  ) -> (probabilities: Tensor<Float>, entropy: Double) {
    let width = classNames.count
    var rows: [Float] = []
    rows.reserveCapacity(positions.count * width)
    var entropy = 0.0
    for position in positions {
      rows += probabilities[position * width..<(position + 1) * width]
      entropy += entropies[position]
    }
    return (engine.tensor(rows, shape: [positions.count, width]), entropy)
  }
}

extension Teacher {
  /// The soft targets of `dataset` at `temperature`: a labelling pass, seen at one temperature.
  public func softTargets(
    for dataset: Dataset, temperature: Double
  ) throws(TeacherError) -> SoftTargets {
    let engine = Engine(threads: Engine.availableThreads, precision: .float32)
    let store = try SoftTargetStore(labelling: dataset, by: self, on: engine)
    return try SoftTargets(store, for: dataset, temperature: temperature, on: engine)
  }
}
