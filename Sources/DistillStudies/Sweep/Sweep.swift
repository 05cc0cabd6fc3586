public import Distill

/// The choice of temperature and hard weight for one student, on validation examples.
///
/// For every temperature, hard weight and seed a student is trained on the soft targets, and for every
/// seed the same network on labels alone, with the same recipe and examples. All are evaluated on
/// labelled examples that were set aside from the training set once; the test set is not used.
///
/// Why: the best temperature depends on student, teacher and data; it is chosen on other examples than
/// those on which the result is then reported.
///
/// Source: Hinton, Vinyals, Dean (2015), Distilling the Knowledge in a Neural Network, section 3.
public struct Sweep: Sendable {
  /// How many examples are set aside.
  public enum Validation: Sendable, Equatable {
    /// This share of the labelled ones, between 0 and 1.
    case share(Double)
    /// This number of them.
    case count(Int)
  }

  /// A temperature and a hard weight.
  public struct Choice: Sendable, Equatable, Codable {
    /// The temperature T.
    public let temperature: Double
    /// The weight w of the labels.
    public let hardWeight: Double

    /// The choice of T = `temperature` and w = `hardWeight`.
    public init(temperature: Double, hardWeight: Double) {
      self.temperature = temperature
      self.hardWeight = hardWeight
    }
  }

  /// The temperatures, ascending.
  public let temperatures: [Double]
  /// The hard weights, ascending.
  public let hardWeights: [Double]
  /// The training and validation examples, and the seeds.
  public let context: StudyContext
  private let file: TrainingPlan
  private let targets: SoftTargetStore
  private let path: String

  /// A sweep of the student that `file` describes.
  ///
  /// - Parameters:
  ///   - file: Architecture and recipe. Its seed selects the examples that are set aside, runs have seeds
  ///     of their own; its validation examples and its objective's temperature and weight are replaced
  ///     by the sweep's.
  ///   - dataset: The transfer set. Examples without labels are trained on and not set aside.
  ///   - targets: The soft targets of `dataset`.
  ///   - path: The name of the soft targets in errors, such as their folder.
  ///   - temperatures: At least one, each in ``Objective/temperatures``.
  ///   - hardWeights: At least one, each from 0 to 1.
  ///   - validation: How many labelled examples are set aside, the same share of every class.
  ///   - seeds: How many students there are of each kind.
  /// - Throws: ``StudyError`` where there are no labels or too few, `NetworkError` where the recipe
  ///   does not fit the examples, `TeacherError` where the soft targets do not.
  public init(
    _ file: TrainingPlan, on dataset: Dataset, targets: SoftTargetStore, from path: String,
    temperatures: [Double], hardWeights: [Double], validation: Validation, seeds: Int
  ) throws {
    precondition(
      !temperatures.isEmpty && !hardWeights.isEmpty, "a sweep has settings to choose from")
    let (training, held) = try Self.split(dataset, validation, seed: file.recipe.seed)
    var file = file
    file.recipe.validation = 0
    try file.recipe.check(training, for: file.architecture)
    self.temperatures = Set(temperatures).sorted()
    self.hardWeights = Set(hardWeights).sorted()
    self.file = file
    self.targets = targets
    self.path = path
    context = StudyContext(
      train: training, test: held, evaluationPart: .validation, seeds: seeds, effort: .full,
      precision: file.recipe.precision)
    // Refused now rather than by the first run.
    _ = try SoftTargets(
      targets, for: training, temperature: self.temperatures[0],
      on: Engine(threads: 1, precision: .float32), path: path)
  }

  private static func split(
    _ dataset: Dataset, _ validation: Validation, seed: UInt64
  ) throws(StudyError) -> (training: Dataset, validation: Dataset) {
    let labelled = dataset.subset(dataset.labels.indices.filter { dataset.labels[$0] >= 0 })
    guard labelled.count > 0 else { throw .noLabels(found: dataset.count) }
    let count =
      switch validation {
      case .share(let share): Int((share * Double(labelled.count)).rounded())
      case .count(let count): count
      }
    guard 1..<labelled.count ~= count else {
      throw .validation(requested: count, labelled: labelled.count)
    }
    let held = labelled.split(validation: count, seed: seed).validation
    let ids = Set(held.ids)
    return (dataset.subset(dataset.ids.indices.filter { !ids.contains(dataset.ids[$0]) }), held)
  }

  /// The study that trains and compares, to be run by a ``StudyRun`` on ``context``.
  public var study: Study {
    Study(
      name: "sweep", title: "Choosing temperature and hard weight",
      experiments: [
        Experiment("sweep", "Temperature and hard weight") { plan in
          let runs = self.runs(in: &plan)
          return { try SweepResult(of: runs, in: $0).finding(on: context.test.count) }
        }
      ])
  }

  /// The choice with the fewest mean validation errors and, among equals, the least cross-entropy.
  ///
  /// - Parameter run: A finished run of ``study``.
  public func choice(of run: StudyRun) throws -> Choice {
    var plan = run.plan
    let result = try SweepResult(of: runs(in: &plan), in: Workspace(folder: run.folder))
    return result.best.choice
  }

  private func runs(in plan: inout Plan) -> SweepRuns {
    let given = plan.given(targets, of: context.train, from: path)
    func file(_ seed: UInt64, _ objective: Objective?) -> TrainingPlan {
      var file = self.file
      file.recipe.seed = seed
      file.objective = objective
      return file
    }
    var students: [(choice: Choice, runs: [TrainedRun])] = []
    for temperature in temperatures {
      for weight in hardWeights {
        let objective = Objective(
          matching: .probabilities(temperature: temperature), hardWeight: weight,
          labelShare: self.file.objective?.labelShare ?? 0)
        students.append(
          (
            Choice(temperature: temperature, hardWeight: weight),
            context.seeds.map { seed in
              plan.train(
                "T\(temperature)-w\(weight)-\(seed)", file(seed, objective), on: context.train,
                targets: given)
            }
          ))
      }
    }
    let controls = context.seeds.map {
      plan.train("labels-only-\($0)", file($0, nil), on: context.train)
    }
    return SweepRuns(students: students, controls: controls)
  }
}

/// The runs of a sweep: the students of each choice, and the same networks on labels, in the order of
/// seeds.
struct SweepRuns: Sendable {
  let students: [(choice: Sweep.Choice, runs: [TrainedRun])]
  let controls: [TrainedRun]
}
