public import DistillData
public import DistillTensors

/// What a teacher said about every example of a transfer set, kept as logits: one labelling pass
/// serves every temperature.
///
/// For the geometric mean, and for a single network, one vector of logits per example is enough; the
/// arithmetic mean keeps every member's.
public struct SoftTargetStore: Sendable, Equatable {
  /// For each member the logits, row-major [examples, classes].
  public let logits: [[Float]]
  /// The id of each example, in the order of the rows.
  public let ids: [Int]
  /// What each column stands for.
  public let classNames: [String]
  /// How the members' distributions become one.
  public let mean: EnsembleMean
  /// The digest of the teacher.
  public let teacherDigest: String
  /// The digest of the data that the ids refer to.
  public let dataDigest: String

  init(
    logits: [[Float]], ids: [Int], classNames: [String], mean: EnsembleMean, teacherDigest: String,
    dataDigest: String
  ) {
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
  ///   - engine: What computes.
  ///   - progress: Called with the share that is done.
  /// - Throws: ``TeacherError`` where examples do not fit the teacher or a logit is not finite.
  public init(
    labelling dataset: Dataset, by teacher: some Teacher, mean: EnsembleMean? = nil,
    on engine: Engine, progress: (Double) -> Void = { _ in }
  ) throws(TeacherError) {
    guard dataset.featureCount == teacher.inputs else {
      throw .inputsDiffer(expected: teacher.inputs, found: dataset.featureCount)
    }
    let mean = mean ?? teacher.mean
    let batch = 1000
    var logits: [[Float]] = []
    var features: [Float] = []
    for start in stride(from: 0, to: dataset.count, by: batch) {
      let positions = Array(start..<min(start + batch, dataset.count))
      dataset.gather(positions, into: &features)
      let input = engine.tensor(features, shape: [positions.count, dataset.featureCount])
      var members = teacher.memberLogits(for: input, on: engine)
      for (member, tensor) in members.enumerated() where !engine.isFinite(tensor) {
        let bad = tensor.values.firstIndex { !$0.isFinite } ?? 0
        throw .notFinite(example: dataset.ids[start + bad / max(1, tensor.columns)], member: member)
      }
      precondition(
        members.allSatisfy { $0.count == positions.count * teacher.classNames.count },
        "logits of shape \(members.map(\.shape)) for \(positions.count) examples of "
          + "\(teacher.classNames.count) classes")
      if mean == .geometric, members.count > 1 {
        var sum = members[0]
        for member in members.dropFirst() { engine.add(member, times: 1, to: &sum) }
        let count = Float(members.count)
        members = [sum.map { $0 / count }]
      }
      if logits.isEmpty {
        logits = members.map { _ in [] }
        for member in logits.indices {
          logits[member].reserveCapacity(dataset.count * teacher.classNames.count)
        }
      }
      for (member, tensor) in members.enumerated() { logits[member] += tensor.values }
      progress(Double(positions[positions.count - 1] + 1) / Double(dataset.count))
    }
    self.init(
      logits: logits, ids: dataset.ids, classNames: teacher.classNames, mean: mean,
      teacherDigest: teacher.digest, dataDigest: dataset.digest)
  }
}
