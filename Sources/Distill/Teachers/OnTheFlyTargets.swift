public import DistillData
public import DistillNetworks
public import DistillTensors

/// Soft targets that a teacher gives while its student trains, batch by batch, in place of a
/// ``SoftTargetStore``.
///
/// They are those of ``SoftTargets``, of examples as the student sees them: where images are shifted or
/// distorted, the teacher is asked about the moved image, and its answer is about that one. Nothing is
/// kept, so a transfer set may be of any size: 700 million frames of 14,000 classes would be 39 TB of
/// logits.
///
/// Cost: the teacher's forward pass in every step, where a store costs one for each example; and the
/// memory of the targets of one batch.
public struct OnTheFlyTargets: Sendable {
  /// Who is asked.
  public let teacher: any Teacher
  /// How its members are averaged.
  public let mean: EnsembleMean
  private let rule: TargetRule
  private let ids: [Int]

  /// What the student is compared by, and the share of the labels in the targets.
  public var objective: Objective { rule.objective }

  /// The answers of `teacher` about `dataset` for `objective`.
  ///
  /// - Parameters:
  ///   - teacher: Only evaluated, at the precision of the engine that trains.
  ///   - mean: How its members are averaged; nil for the teacher's own.
  ///   - dataset: The transfer set; classes are matched by name.
  ///   - objective: What the targets are for.
  /// - Throws: ``TeacherError`` where examples do not fit the teacher, no class is common, or logits are
  ///   matched and a class is not the teacher's.
  public init(
    of teacher: any Teacher, mean: EnsembleMean? = nil, for dataset: Dataset, objective: Objective
  ) throws(TeacherError) {
    guard dataset.featureCount == teacher.inputs else {
      throw .inputsDiffer(expected: teacher.inputs, found: dataset.featureCount)
    }
    rule = try TargetRule(from: teacher.classNames, to: dataset.classNames, for: objective)
    self.teacher = teacher
    self.mean = mean ?? teacher.mean
    ids = dataset.ids
  }
}

extension OnTheFlyTargets: BatchTargets {
  /// What the teacher says of the batch's examples, as they are in the batch.
  ///
  /// - Throws: ``TeacherError/notFinite(example:member:)``.
  public func targets(
    for batch: Batch, on engine: Engine
  ) throws(TeacherError) -> TargetBatch {
    let members = try teacher.memberLogits(
      for: engine.tensor(batch.features, shape: [batch.count, teacher.inputs]),
      ids: batch.positions.map { ids[$0] }, mean: mean, on: engine)
    let targets = rule.targets(of: members, labels: batch.labels, on: engine)
    guard objective.match != .logits else { return .logits(targets) }
    return .probabilities(targets, entropy: engine.entropies(of: targets).reduce(0, +))
  }
}
