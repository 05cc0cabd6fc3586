public import Distill
import Foundation

/// Distillation on synthetic digits: a teacher of several networks, its soft targets, a small student trained
/// on them, and the same small network on labels alone.
///
/// Every stage is an ordinary run folder, so a demo that was stopped continues, and the other
/// commands can read each folder.
public struct Demo: Sendable {
  /// The number of examples and the length of training.
  public struct Size: Sendable {
    /// Labelled examples.
    public var labelled: Int
    /// Further examples without labels, for soft targets only.
    public var unlabelled: Int
    /// Test examples.
    public var test: Int
    /// Networks in the teacher.
    public var members: Int
    /// Units in each hidden layer of the teacher's networks.
    public var width: Int
    /// Epochs of the teacher's networks and of both students.
    public var epochs: (teacher: Int, student: Int)

    /// About ten seconds on two cores.
    public static let standard = Size(
      labelled: 6000, unlabelled: 24_000, test: 5000, members: 4, width: 300, epochs: (20, 30))
    /// Some seconds, for an overview.
    public static let quick = Size(
      labelled: 3000, unlabelled: 9000, test: 2000, members: 2, width: 300, epochs: (20, 20))
  }

  /// The result of a demo.
  public struct Outcome: Sendable {
    /// The teacher, the student and the same network on labels alone.
    public let evaluations: [Evaluation]
    /// The page.
    public let report: Report
  }

  private let size: Size
  private let seed: UInt64
  private let threads: Int
  private let commandLine: [String]

  /// A demo of `size`, all of whose draws come from `seed`.
  public init(_ size: Size, seed: UInt64, threads: Int, commandLine: [String]) {
    self.size = size
    self.seed = seed
    self.threads = threads
    self.commandLine = commandLine
  }

  /// Runs the missing stages in the folder `path`.
  ///
  /// - Parameters:
  ///   - path: The folder; created where it is missing.
  ///   - observe: Called with the stage and its share done, from several threads.
  /// - Returns: The outcome, or nil where `observe` returned stop.
  public func run(
    in path: String, observe: @escaping @Sendable (String, Double) -> TrainingControl
  ) throws -> Outcome? {
    try Self.prepare(path)
    guard observe("drawing digits", 0) == .proceed else { return nil }
    let digits = SyntheticDigits(seed: seed)
    let transfer = digits.dataset(count: size.labelled + size.unlabelled)
    let labelled = transfer.subset(Array(0..<size.labelled))
    let test = digits.dataset(count: size.test, firstIndex: size.labelled + size.unlabelled)
    guard observe("drawing digits", 1) == .proceed else { return nil }

    guard let teacher = try makeTeacher(on: labelled, in: "\(path)/teacher", observe: observe),
      let store = try label(transfer, by: teacher, in: "\(path)/targets", observe: observe),
      let student = try makeStudent(
        on: transfer.hidingLabels(after: size.labelled), store: store, in: "\(path)/student",
        observe: observe),
      let control = try makeStudent(
        on: labelled, store: nil, in: "\(path)/labels-only", observe: observe)
    else { return nil }
    return try outcome(teacher, student, control, on: test, in: path)
  }

  /// Creates the folder `path`, or checks that it contains nothing but a demo.
  private static func prepare(_ path: String) throws(FileError) {
    try OpenFile.makeFolder(path)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw .unreadable(
        path: path, found: "it is not a folder whose files can be listed",
        remedy: "choose another folder")
    }
    let ours: Set = ["teacher", "targets", "student", "labels-only", "report.html"]
    let others = names.filter { !ours.contains($0) && !AtomicFile.isLeftover($0) }
    if let other = others.min() {
      throw .occupied(
        path: path, found: "holds “\(other)”, which no demo wrote,",
        remedy: "choose another folder, or an empty one")
    }
  }

  private func makeTeacher(
    on dataset: Dataset, in path: String,
    observe: @escaping @Sendable (String, Double) -> TrainingControl
  ) throws -> Model? {
    let file = TrainingPlan(
      architecture: .mlp([784, size.width, size.width, 10], dropout: 0.35, inputDropout: 0.1),
      recipe: recipe(epochs: size.epochs.teacher, shift: 2))
    let shares = MeanProgress(count: size.members)
    let job = EnsembleJob(
      TrainingJob(file, on: dataset, commandLine: commandLine), members: size.members)
    if try job.isFinished(in: path) { return try Model(contentsOf: path) }
    let ensemble = try job.run(in: path) { member, progress in
      observe(
        "teacher: \(size.members) networks side by side",
        shares.mean(after: member, at: Double(progress.step) / Double(progress.steps)))
    }
    return ensemble.map { .ensemble($0) }
  }

  private func label(
    _ dataset: Dataset, by teacher: Model, in path: String,
    observe: (String, Double) -> TrainingControl
  ) throws -> SoftTargetStore? {
    let job = LabellingJob(teacher, on: dataset, mean: nil, commandLine: commandLine)
    let engine = Engine(threads: threads, precision: .float32)
    if try job.isFinished(in: path, on: engine) { return try LabellingJob.store(in: path) }
    let store = try job.run(in: path, on: engine) { _ = observe("soft targets", $0) }
    return observe("soft targets", 1) == .proceed ? store : nil
  }

  /// A student, on `store` where there is one and on labels alone otherwise. Both see the same number
  /// of examples, so the one on fewer labels sees each more often.
  private func makeStudent(
    on dataset: Dataset, store: SoftTargetStore?, in path: String,
    observe: (String, Double) -> TrainingControl
  ) throws -> Model? {
    let all = size.labelled + size.unlabelled
    let file = TrainingPlan(
      architecture: .mlp([784, 30, 10]),
      recipe: recipe(epochs: size.epochs.student * all / dataset.count, shift: 0),
      objective: store.map { _ in Objective(temperature: 3, hardWeight: 0.1) })
    let job = TrainingJob(
      file, on: dataset, softTargets: store.map { .store($0) }, commandLine: commandLine)
    if try job.isFinished(in: path) { return try Model(contentsOf: path) }
    let name = store == nil ? "the same network on labels alone" : "student on soft targets"
    return try job.run(in: path) { progress in
      observe(name, Double(progress.step) / Double(progress.steps))
    }.map { .network($0) }
  }

  private func recipe(epochs: Int, shift: Int) -> Recipe {
    Recipe(
      epochs: epochs, batchSize: 100, learningRate: 0.05, seed: seed, shift: shift, threads: threads
    )
  }

  private func outcome(
    _ teacher: Model, _ student: Model, _ control: Model, on test: Dataset, in path: String
  ) throws -> Outcome {
    let engine = Engine(threads: threads, precision: .float32)
    let evaluations = try [
      ("teacher", teacher, "teacher"), ("student", student, "student"),
      ("labels only", control, "labels-only"),
    ].map { name, model, folder in
      try Evaluation(
        of: model, name: name, on: test, bytes: Model.bytes(in: "\(path)/\(folder)"), with: engine)
    }
    let report = Report(
      title: "Distillation on drawn digits",
      facts: [
        ("Command", (["distill"] + commandLine.dropFirst()).joined(separator: " ")),
        ("Labelled examples", "\(size.labelled)"),
        ("Further examples, for soft targets only", "\(size.unlabelled)"),
        ("Teacher", "\(size.members) networks 784-\(size.width)-\(size.width)-10"),
        ("Student", "784-30-10, temperature 3, hard weight 0.1"), ("Seed", "\(seed)"),
      ], evaluations: evaluations,
      curves: [("student", "student"), ("labels only", "labels-only")].compactMap {
        LearningCurve(name: $0.0, ofRunIn: "\(path)/\($0.1)")
      },
      digits: try Report.digits(from: test, teacher: teacher, student: student, on: engine),
      classNames: test.classNames)
    return Outcome(evaluations: evaluations, report: report)
  }
}

extension Dataset {
  /// The data set with the labels of all examples from `position` on hidden.
  fileprivate func hidingLabels(after position: Int) -> Dataset {
    relabelled(
      labels.prefix(position)
        + labels.dropFirst(position).map { _ in Self.unknownLabel })
  }
}
