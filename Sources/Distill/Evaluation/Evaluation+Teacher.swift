public import DistillData
public import DistillTensors

extension Evaluation {
  /// Evaluates `model` on the labelled examples of `dataset`, whose classes are matched by name.
  ///
  /// - Parameters:
  ///   - model: A network, an ensemble, or any other teacher.
  ///   - name: The model's name.
  ///   - dataset: The examples, of the model's shape.
  ///   - bytes: The size of the model's file, `nil` without one.
  ///   - engine: The engine that computes.
  /// - Throws: ``TeacherError`` where the examples do not fit the model or have a class that it does
  ///   not have; ``EvaluationError`` where a logit is not finite.
  public init(
    of model: some Teacher, name: String, on dataset: Dataset, bytes: Int? = nil,
    with engine: Engine
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let logits = try model.logits(for: dataset, on: engine)
    let seconds = start.duration(to: clock.now) / .seconds(1)
    try self.init(
      name: name, logits: logits, labels: model.labels(of: dataset),
      classCount: model.classNames.count, parameters: model.parameterCount, bytes: bytes,
      seconds: seconds)
  }
}

extension Teacher {
  /// The labels of `dataset` as numbers of this model's classes, −1 where one is unknown.
  ///
  /// - Throws: ``TeacherError`` where an example is of a class that the model does not have.
  public func labels(of dataset: Dataset) throws(TeacherError) -> [Int32] {
    let places = dataset.classNames.map { name in
      classNames.firstIndex(of: name).map(Int32.init) ?? Dataset.unknownLabel
    }
    var labels: [Int32] = []
    labels.reserveCapacity(dataset.count)
    for label in dataset.labels {
      guard label >= 0 else {
        labels.append(Dataset.unknownLabel)
        continue
      }
      guard places[Int(label)] >= 0 else { throw unknownLabels(of: dataset, places) }
      labels.append(places[Int(label)])
    }
    return labels
  }

  private func unknownLabels(of dataset: Dataset, _ places: [Int32]) -> TeacherError {
    let common = places.count { $0 >= 0 }
    guard common > 0 else {
      return .noCommonClass(teacher: classNames, student: dataset.classNames)
    }
    let labels = Set(dataset.labels.filter { $0 >= 0 })
    let unknown = places.indices.filter { places[$0] < 0 && labels.contains(Int32($0)) }
    return .unknownLabels(
      names: unknown.map { dataset.classNames[$0] }, common: common,
      data: dataset.classNames, model: classNames)
  }
}
