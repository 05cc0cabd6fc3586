public import DistillData
public import DistillTensors

/// What a teacher said about every example of a transfer set, kept as logits: one labelling pass
/// serves every temperature.
///
/// For the geometric mean, and for a single network, one vector of logits per example is enough; the
/// arithmetic mean keeps every member's, unless only one temperature T is wanted: then it keeps
/// T · ln of the mean of the members' softmax(v/T), whose softmax at T is that mean.
public struct SoftTargetStore: Sendable, Equatable {
  /// For each member the logits, row-major [examples, classes].
  public let logits: [[Float]]
  /// The id of each example, in the order of the rows.
  public let ids: [Int]
  /// What each column stands for.
  public let classNames: [String]
  /// How the members' distributions become one.
  public let mean: EnsembleMean
  /// The one temperature that the logits serve; nil where they serve all.
  public let temperature: Double?
  /// The digest of the teacher.
  public let teacherDigest: String
  /// The digest of the data that the ids refer to.
  public let dataDigest: String

  init(
    logits: [[Float]], ids: [Int], classNames: [String], mean: EnsembleMean,
    temperature: Double?, teacherDigest: String, dataDigest: String
  ) {
    self.temperature = temperature
    self.logits = logits
    self.ids = ids
    self.classNames = classNames
    self.mean = mean
    self.teacherDigest = teacherDigest
    self.dataDigest = dataDigest
  }

  /// The labelling pass: `teacher` evaluated once on every example of `dataset`, as it is.
  ///
  /// Cost: one forward pass per member.
  ///
  /// - Parameters:
  ///   - teacher: Only evaluated.
  ///   - dataset: The transfer set; its labels are not looked at.
  ///   - mean: How members are averaged; nil for the teacher's own.
  ///   - temperature: Of an arithmetic mean: the one temperature to keep, for as many times less memory
  ///     as there are members; nil for all. Nothing changes where one vector serves all anyway.
  ///   - engine: What computes.
  ///   - progress: Called with the share that is done.
  /// - Throws: ``TeacherError`` where examples do not fit the teacher or a logit is not finite.
  public init(
    labelling dataset: Dataset, by teacher: some Teacher, mean: EnsembleMean? = nil,
    temperature: Double? = nil, on engine: Engine, progress: (Double) -> Void = { _ in }
  ) throws(TeacherError) {
    let mean = mean ?? teacher.mean
    let logits = try teacher.memberLogits(
      for: dataset, mean: mean, temperature: temperature, on: engine, progress: progress)
    self.init(
      logits: logits, ids: dataset.ids, classNames: teacher.classNames, mean: mean,
      temperature: mean == .arithmetic ? temperature : nil,
      teacherDigest: teacher.digest, dataDigest: dataset.digest)
  }
}
