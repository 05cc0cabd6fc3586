public import DistillNetworks
public import DistillTensors
import Foundation

/// A generalist and its specialists with one common output: a teacher like any other.
///
/// For each example the active specialists are those that cover one of the generalist's most probable
/// classes, and ``Consensus`` makes one distribution of their outputs and the generalist's. An
/// example for which none is active has the generalist's logits, bit for bit.
///
/// Source: Hinton, Vinyals, Dean (2015), section 5.4.
public struct Panel: Sendable {
  /// The network for all classes.
  public let generalist: Network
  /// The networks for some of them each.
  public let specialists: [Specialist]
  /// The number of the generalist's most probable classes that activate specialists; 1 in the paper.
  public let topK: Int
  /// The direction of the Kullback–Leibler divergence; forward in the paper.
  public let divergence: Divergence
  /// The largest slope at the consensus that is accepted.
  public let tolerance: Double
  /// The reason for each specialist that is missing from a run folder, a sentence for each; see
  /// ``init(contentsOf:topK:divergence:allowingMissing:)``.
  public internal(set) var missing: [String] = []
  /// The specialists that cover each class.
  private let covering: [[Int]]

  /// A panel of these networks.
  ///
  /// - Throws: ``PanelError/inputsDiffer(specialist:expected:found:)`` where a specialist has other
  ///   inputs than the generalist.
  public init(
    generalist: Network, specialists: [Specialist], topK: Int = 1,
    divergence: Divergence = .forward, tolerance: Double = 1e-6
  ) throws(PanelError) {
    let count = generalist.architecture.classes
    precondition(
      (1...count).contains(topK), "\(topK) most probable of \(count) classes")
    var covering = [[Int]](repeating: [], count: count)
    for (place, specialist) in specialists.enumerated() {
      let inputs = specialist.network.architecture.inputs
      guard inputs == generalist.architecture.inputs else {
        throw .inputsDiffer(
          specialist: place + 1, expected: generalist.architecture.inputs, found: inputs)
      }
      for index in specialist.classes { covering[index].append(place) }
    }
    self.generalist = generalist
    self.specialists = specialists
    self.topK = topK
    self.divergence = divergence
    self.tolerance = tolerance
    self.covering = covering
  }

  /// The specialists that are active where the generalist gives these logits, in ascending order.
  public func active(_ logits: ArraySlice<Float>) -> [Int] {
    if topK == 1 { return covering[Prediction.first(of: logits)] }
    // Of equal logits the first, as in a prediction.
    let order = logits.indices.sorted { (logits[$1], $0) < (logits[$0], $1) }.prefix(topK)
    return Set(order.flatMap { covering[$0 - logits.startIndex] }).sorted()
  }

  /// The panel's logits of a batch, [examples, classes]: ln q of the consensus, or the generalist's
  /// own.
  ///
  /// Each specialist is evaluated only on the examples for which it is active.
  public func logits(for features: Tensor<Float>, on engine: Engine) -> Tensor<Float> {
    let own = generalist.logits(for: features, on: engine)
    let width = own.columns
    let general = own.values
    let active = (0..<own.rows).map { self.active(general[($0 * width)..<(($0 + 1) * width)]) }
    guard active.contains(where: { !$0.isEmpty }) else { return own }
    let predictions = predictions(active, features, on: engine)
    let probabilities = engine.softmax(own, temperature: 1).values
    let threads = engine.threads
    let (divergence, tolerance) = (divergence, tolerance)
    let rows = active.indices.filter { !active[$0].isEmpty }
    let parts = concurrentMap(threads, threads: threads) { thread in
      stride(from: thread, to: rows.count, by: threads).map { place -> (Int, [Float]) in
        let row = rows[place]
        let range = (row * width)..<((row + 1) * width)
        let found = Consensus(
          generalist: probabilities[range], predictions: predictions[row],
          coverage: Coverage(active[row].map { specialists[$0].support }, classCount: width),
          divergence: divergence, tolerance: tolerance)
        return (row, found.logits(generalist: general[range]))
      }
    }
    var logits = general
    // A consensus does not throw, so every part is there.
    for part in parts {
      for (row, values) in (try? part.get()) ?? [] {
        logits.replaceSubrange((row * width)..<((row + 1) * width), with: values)
      }
    }
    return engine.tensor(logits, shape: own.shape)
  }

  /// The outputs of the active specialists for each example, in the order of `active`.
  private func predictions(
    _ active: [[Int]], _ features: Tensor<Float>, on engine: Engine
  ) -> [[SpecialistOutput]] {
    var predictions = active.map { [SpecialistOutput?](repeating: nil, count: $0.count) }
    let values = features.values
    let inputs = features.columns
    for specialist in Set(active.joined()).sorted() {
      let rows = active.indices.filter { active[$0].contains(specialist) }
      let batch = engine.tensor(
        rows.flatMap { values[($0 * inputs)..<(($0 + 1) * inputs)] },
        shape: [rows.count, inputs])
      let output = engine.softmax(
        specialists[specialist].network.logits(for: batch, on: engine), temperature: 1)
      let (p, width) = (output.values, output.columns)
      for (place, row) in rows.enumerated() {
        let own = p[(place * width)..<((place + 1) * width)].map { Double($0) }
        let order = active[row].firstIndex(of: specialist) ?? 0
        predictions[row][order] = specialists[specialist].prediction(own)
      }
    }
    return predictions.map { $0.compactMap(\.self) }
  }
}

extension Panel: Teacher {
  /// The generalist's classes.
  public var classNames: [String] { generalist.classNames }

  /// The number of features of one example.
  public var inputs: Int { generalist.architecture.inputs }

  /// The weights and biases of all networks.
  public var parameterCount: Int {
    specialists.reduce(generalist.parameterCount) { $0 + $1.network.parameterCount }
  }

  /// The panel is one member, whose arithmetic and geometric means are equal.
  public var mean: EnsembleMean { .geometric }

  /// The digests of all networks, and the parameters of the consensus.
  public var digest: String {
    ([generalist.digest] + specialists.map(\.digest)).joined(separator: "+")
      + "+\(topK)+\(divergence.rawValue)+\(tolerance)"
  }

  /// The panel's logits, as those of one member.
  public func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
    [logits(for: features, on: engine)]
  }
}
