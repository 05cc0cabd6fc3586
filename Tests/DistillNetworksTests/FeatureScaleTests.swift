import DistillData
import DistillNetworks
import DistillTensors
import Testing

/// Features far from unit size are noticed before training, and named where it diverges.
@Suite("Scale of features")
struct FeatureScaleTests {
  /// Examples with features uniform in `range`.
  private static func examples(in range: ClosedRange<Double>) throws -> Dataset {
    var stream = RandomStream(seed: 5, purpose: .sampling)
    let features = (0..<100 * 20).map { _ in Float(stream.uniform(in: range)) }
    return try Dataset(
      features: features, shape: [20], labels: (0..<100).map { Int32($0 % 2) },
      classNames: ["a", "b"])
  }

  private static func notices(_ layers: String, _ range: ClosedRange<Double>) throws -> [String] {
    try Architecture(text: "20: \(layers)").notices(for: examples(in: range)).map(\.description)
  }

  @Test("A scale that is not usual gives a notice with the layer that helps")
  func notice() throws {
    let found = try Self.notices("dense 2", 0...255)
    #expect(found.count == 1)
    let sentence = try #require(found.first)
    #expect(sentence.contains("the features run from 0."), "\(sentence)")
    #expect(sentence.contains(" to 25"), "\(sentence)")
    let line = try #require(sentence.split(separator: "`").dropFirst().first)
    #expect(try Self.notices("\(line), dense 2", 0...255) == [])
    #expect(try Self.notices("dropout 0.1, \(line), dense 2", 0...255) == [])
    // One that does not help is none.
    #expect(try Self.notices("standardize 0 1, dense 2", 0...255) == found)
    #expect(try Self.notices("dense 2", 0...0.001).count == 1)
    #expect(try Self.notices("dense 2", 1e30...1e31).count == 1)
  }

  @Test("A usual scale gives none", arguments: [0...1, -3...3, 0...0.1, -1...0])
  func usual(range: ClosedRange<Double>) throws {
    #expect(try Self.notices("dense 2", range) == [])
  }

  @Test("Divergence on such features names them, and the layer")
  func divergence() throws {
    let recipe = Recipe(
      epochs: 50, batchSize: 10, learningRate: 0.5, seed: 1,
      optimizer: Optimizer(.sgd(momentum: 0.9, nesterov: false), weightDecay: 1e-4), threads: 1)
    let data = try Self.examples(in: 0...25500)
    let error = #expect(throws: NetworkError.self) {
      _ = try Network(.mlp([20, 2]), seed: 1).trained(on: data, using: recipe)
    }
    guard case .diverged(_, _, _, let remedy) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(remedy.contains("the features run from "), "\(remedy)")
    #expect(remedy.contains("begin the layers with `standardize "), "\(remedy)")
  }
}
