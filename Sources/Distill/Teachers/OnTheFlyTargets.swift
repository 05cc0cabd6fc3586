public import DistillData
public import DistillNetworks
public import DistillTensors

/// Soft targets that are computed while the student trains, batch by batch, in place of a
/// ``SoftTargetStore``.
///
/// They are those of ``SoftTargets`` for the examples as the student gets them: where images are shifted
/// or distorted, the teacher is evaluated on the augmented image. Nothing is stored, so a transfer set
/// may have any size: the logits of 700 million frames and 14,000 classes would take 39 TB.
///
/// Cost: the teacher's forward pass in every step, where a store costs one for each example; and the
/// memory of the targets of one batch.
public struct OnTheFlyTargets: Sendable {
  /// The teacher.
  public let teacher: any Teacher
  /// How its members are averaged.
  public let mean: EnsembleMean
  private let rule: TargetRule
  private let ids: [Int]

  /// What is matched, and the share of the labels in the targets.
  public var objective: Objective { rule.objective }

  /// The targets of `dataset` by `teacher` for `objective`.
  ///
  /// - Parameters:
  ///   - teacher: Only evaluated, at the precision of the engine that trains.
  ///   - mean: How its members are averaged; nil for the teacher's own.
  ///   - dataset: The transfer set; classes are matched by name.
  ///   - objective: The objective of the student.
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

extension OnTheFlyTargets: TargetSource {
  /// The targets of the batch's examples, as they are in the batch.
  ///
  /// - Throws: ``TeacherError`` where a logit is not finite.
  public func targets(
    for batch: Batch, on engine: Engine
  ) throws(TeacherError) -> Targets {
    let members = try teacher.memberLogits(
      for: engine.tensor(batch.features, shape: [batch.count, teacher.inputs]),
      ids: batch.positions.map { ids[$0] }, mean: mean, on: engine)
    let targets = rule.targets(of: members, labels: batch.labels, on: engine)
    guard objective.match != .logits else { return .logits(targets) }
    return .probabilities(targets, entropy: engine.entropies(of: targets).reduce(0, +))
  }
}
