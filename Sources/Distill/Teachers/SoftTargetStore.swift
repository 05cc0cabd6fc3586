public import DistillData
public import DistillTensors

/// The logits of a teacher for every example of a transfer set: one labelling pass, usable at every
/// temperature.
///
/// For the geometric mean, and for a single network, one vector of logits per example suffices. For the
/// arithmetic mean those of every member are stored, unless only one temperature T is needed: then
/// T · ln of the mean of the members' softmax(v/T) is stored, whose softmax at T is that mean.
public struct SoftTargetStore: Sendable, Equatable {
  /// For each member the logits, row-major [examples, classes].
  public let logits: [[Float]]
  /// The id of each example, in the order of the rows.
  public let ids: [Int]
  /// The class of each column.
  public let classNames: [String]
  /// How the members' distributions are averaged.
  public let mean: EnsembleMean
  /// The one temperature for which the logits are valid; nil where they are valid for all.
  public let temperature: Double?
  /// The digest of the teacher.
  public let teacherDigest: String
  /// The digest of the data to which the ids refer.
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

  /// The labelling pass: `teacher` evaluated once on every example of `dataset`, without augmentation.
  ///
  /// Cost: one forward pass per member.
  ///
  /// - Parameters:
  ///   - teacher: Only evaluated.
  ///   - dataset: The transfer set; its labels are ignored.
  ///   - mean: How members are averaged; nil for the teacher's own mean.
  ///   - temperature: For an arithmetic mean: the one temperature to store, which divides the memory by the
  ///     number of members; nil for all. Ignored where one vector is valid for all temperatures.
  ///   - engine: The engine that computes.
  ///   - progress: Called with the completed share.
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
