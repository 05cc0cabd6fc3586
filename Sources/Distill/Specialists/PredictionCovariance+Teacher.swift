public import DistillData
public import DistillTensors

extension PredictionCovariance {
  /// The covariance of the predictions of `teacher` at T = 1 for the examples of `dataset`, whose labels
  /// are ignored.
  ///
  /// Cost: one forward pass of each member, and that of ``add(_:on:)``.
  ///
  /// - Parameters:
  ///   - teacher: Only evaluated.
  ///   - dataset: At least one example.
  ///   - rank: How many random directions are kept of each column; nil for all of it.
  ///   - seed: Of the directions.
  ///   - engine: The engine that computes.
  ///   - progress: Called with the share that is done.
  /// - Throws: ``TeacherError`` where examples do not fit the teacher or a logit is not finite.
  public init(
    of teacher: some Teacher, on dataset: Dataset, rank: Int?, seed: UInt64, engine: Engine,
    progress: (Double) -> Void = { _ in }
  ) throws(TeacherError) {
    self.init(classCount: teacher.classNames.count, rank: rank, seed: seed)
    let part = 256
    for first in stride(from: 0, to: dataset.count, by: part) {
      let end = min(first + part, dataset.count)
      let logits = try teacher.logits(for: dataset.subset(Array(first..<end)), on: engine)
      add(
        engine.softmax(
          engine.tensor(logits, shape: [end - first, classCount]), temperature: 1), on: engine)
      progress(Double(end) / Double(dataset.count))
    }
  }
}
