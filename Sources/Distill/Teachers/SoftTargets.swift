public import DistillData
public import DistillNetworks
public import DistillTensors
import Foundation

/// The soft targets of one objective from a store, for the examples and classes of one transfer set.
///
/// p = softmax(v/T) for a single vector of logits v; for the arithmetic mean of an ensemble, the mean
/// of the members' softmax(v/T). Classes are matched by name: the teacher's distribution is taken over
/// the common classes, and a class that only the student has gets p = 0. With a label share m, a
/// labelled example has (1 − m) · p + m · onehot(label).
///
/// Where logits are matched, the targets are v itself; for an arithmetic mean, ln of the mean of the
/// members' softmax(v). Then every class must be one of the teacher's, because a missing logit has no
/// value.
public struct SoftTargets: Sendable {
  /// What the objective compares: distributions at a temperature, or logits.
  public let match: Objective.Match
  /// The share m of the correct label in the distributions of labelled examples.
  public let labelShare: Double
  /// The distributions, row-major [examples of the transfer set, its classes]; empty where logits are
  /// matched.
  public let probabilities: [Float]
  /// −Σ p ln p of every distribution, in nats; empty where logits are matched.
  public let entropies: [Double]
  /// The logits, row-major [examples of the transfer set, its classes]; empty where probabilities are
  /// matched.
  public let logits: [Float]
  /// The class of each column.
  public let classNames: [String]
  /// The number of examples.
  public let count: Int

  /// The temperature T; nil where logits are matched.
  public var temperature: Double? {
    if case .probabilities(let temperature) = match { temperature } else { nil }
  }

  /// The targets of `dataset` at `temperature`.
  ///
  /// - Throws: As ``init(_:for:objective:on:path:)``.
  public init(
    _ store: SoftTargetStore, for dataset: Dataset, temperature: Double, on engine: Engine,
    path: String = "the store"
  ) throws(TeacherError) {
    try self.init(
      store, for: dataset, objective: Objective(temperature: temperature, hardWeight: 0),
      on: engine, path: path)
  }

  /// The targets of `dataset` for what `objective` matches, with its label share.
  ///
  /// - Throws: ``TeacherError`` where the store is of other data or lacks an example, no class is
  ///   common, or logits are matched and a class is not the teacher's. `path` is the name of the store in
  ///   errors.
  public init(
    _ store: SoftTargetStore, for dataset: Dataset, objective: Objective, on engine: Engine,
    path: String = "the store"
  ) throws(TeacherError) {
    guard store.dataDigest == dataset.digest else {
      throw .otherData(path: path, expected: dataset.digest, found: store.dataDigest)
    }
    // Matching logits uses those of T = 1.
    if let kept = store.temperature, kept != objective.temperature ?? 1 {
      throw .otherTemperature(
        path: path, expected: objective.temperature.map { "\($0)" } ?? "logits", found: kept)
    }
    let rule = try TargetRule(from: store.classNames, to: dataset.classNames, for: objective)
    let rows = try Self.rows(of: store, for: dataset, path: path)
    let width = store.classNames.count
    let isWhole = rows == Array(store.ids.indices)
    let members = store.logits.lazy.map { member in
      engine.tensor(
        isWhole ? member : rows.flatMap { member[$0 * width..<($0 + 1) * width] },
        shape: [rows.count, width])
    }
    let targets = rule.targets(of: members, labels: dataset.labels, on: engine)
    if objective.match == .logits {
      (probabilities, entropies, logits) = ([], [], targets.values)
    } else {
      (probabilities, entropies, logits) = (targets.values, engine.entropies(of: targets), [])
    }
    match = objective.match
    labelShare = objective.labelShare
    classNames = dataset.classNames
    count = dataset.count
  }

  /// The row of the store for each example of `dataset`.
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

extension SoftTargets: TargetSource {
  /// The targets of the batch's examples, by position: those of the examples without augmentation.
  public func targets(for batch: Batch, on engine: Engine) -> Targets {
    targets(at: batch.positions, on: engine)
  }

  /// The targets of the examples at `positions`: their distributions and the sum of the entropies, or
  /// their logits.
  public func targets(at positions: [Int], on engine: Engine) -> Targets {
    let width = classNames.count
    let values = match == .logits ? logits : probabilities
    var rows: [Float] = []
    rows.reserveCapacity(positions.count * width)
    for position in positions { rows += values[position * width..<(position + 1) * width] }
    let tensor = engine.tensor(rows, shape: [positions.count, width])
    if match == .logits { return .logits(tensor) }
    return .probabilities(tensor, entropy: positions.reduce(0) { $0 + entropies[$1] })
  }
}

extension Teacher {
  /// The soft targets of `dataset` at `temperature`, by a labelling pass.
  ///
  /// - Throws: As ``softTargets(for:objective:)``.
  public func softTargets(
    for dataset: Dataset, temperature: Double
  ) throws(TeacherError) -> SoftTargets {
    try softTargets(for: dataset, objective: Objective(temperature: temperature, hardWeight: 0))
  }

  /// The soft targets of `dataset` for `objective`, by a labelling pass.
  ///
  /// - Throws: ``TeacherError`` where the examples do not fit the teacher, a logit is not finite, no class
  ///   is common, or logits are matched and a class is not the teacher's.
  public func softTargets(
    for dataset: Dataset, objective: Objective
  ) throws(TeacherError) -> SoftTargets {
    let engine = Engine(threads: Engine.availableThreads, precision: .float32)
    let store = try SoftTargetStore(labelling: dataset, by: self, on: engine)
    return try SoftTargets(store, for: dataset, objective: objective, on: engine)
  }
}
