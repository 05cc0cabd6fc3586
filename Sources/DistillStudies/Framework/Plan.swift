public import Distill
import DistillData
import Foundation

/// The stages of a study, collected by its experiments.
///
/// Each request returns a handle to a result that exists once the plan has run. Two requests for a stage
/// of one name are the same stage, so experiments share it.
public struct Plan: Sendable {
  /// The data and the effort of the study.
  public let context: StudyContext
  private(set) var stages: [String: Stage] = [:]
  /// The stages requested since ``beginExperiment()``.
  private(set) var requested: Set<String> = []
  let commandLine: [String]

  init(context: StudyContext, commandLine: [String]) {
    self.context = context
    self.commandLine = commandLine
  }

  mutating func beginExperiment() { requested = [] }

  /// `names`, what they need, what that needs, and so on.
  func closure(of names: Set<String>) -> Set<String> {
    var found = names
    var open = Array(names)
    while let name = open.popLast() {
      for need in stages[name]?.needs ?? [] where found.insert(need).inserted { open.append(need) }
    }
    return found
  }

  /// The command, without the path of its program.
  var command: String { (["distill"] + commandLine.dropFirst()).joined(separator: " ") }

  mutating func add(_ stage: @autoclosure () -> Stage, named name: String) {
    requested.insert(name)
    if stages[name] == nil { stages[name] = stage() }
  }

  /// A network trained by the recipe `file`, with one thread, and evaluated on the context's
  /// ``StudyContext/test`` examples.
  ///
  /// - Parameters:
  ///   - name: The run's name, unique for what it is.
  ///   - file: Architecture, recipe, and objective where there are targets.
  ///   - dataset: The training set; for a student, the examples of `targets` or some of them.
  ///   - targets: The soft targets; nil for labels alone.
  ///   - initialWeights: The run whose weights are the initial ones; nil for random ones.
  ///   - validation: Evaluated after every epoch; nil for none.
  ///   - test: Evaluated in the end; nil for the context's.
  public mutating func train(
    _ name: String, _ file: TrainingPlan, on dataset: Dataset, targets: LabelledSet? = nil,
    initialWeights: TrainedRun? = nil, validation: Dataset? = nil, evaluatedOn test: Dataset? = nil
  ) -> TrainedRun {
    precondition(
      targets?.given == nil || initialWeights == nil,
      "“\(name)” has targets from outside the study and initial weights; such runs have no record of the weights"
    )
    let name = "runs/\(name)"
    let file = file.onOneThread
    let (test, commandLine) = (test ?? context.test, commandLine)
    add(
      Stage(
        name: name, needs: (targets?.needs ?? []) + (initialWeights.map { [$0.name] } ?? []),
        cost: .training(file, on: dataset.count),
        isFinished: { path in
          if let targets, let store = targets.given {
            // Targets of a stage belong to the study; targets from outside can differ from call to call.
            let job = TrainingJob(
              file, on: dataset, softTargets: .store(store), validation: validation,
              commandLine: commandLine)
            _ = try job.isFinished(in: path)
          }
          return try Self.isFinished(path, file, examples: dataset.count)
        },
        run: { workspace, observe in
          var job = TrainingJob(
            file, on: dataset,
            softTargets: try targets.map { .store(try workspace.store($0)) },
            validation: validation,
            commandLine: commandLine)
          if let targets, targets.given != nil { job.storeName = targets.name }
          job.initialWeights = try initialWeights.map(workspace.network)
          return try Self.run(job, in: workspace.path(name), test: test, observe: observe)
        }), named: name)
    return TrainedRun(name: name, parameters: file.architecture.parameterCount)
  }

  static func isFinished(
    _ path: String, _ file: TrainingPlan, examples: Int
  ) throws -> Bool {
    let result = "\(path)/\(RunResult.fileName)"
    guard FileManager.default.fileExists(atPath: result) else { return false }
    // A kill may have left a checkpoint beside the result.
    RunFolder.tidy(path)
    let found = try Workspace(folder: path).read(RunResult.self, at: result)
    var differences: [String] = []
    if let recorded = try? TrainingPlan(yaml: found.recipe, source: result) {
      differences = recorded.differences(from: file)
    } else {
      differences.append("its recipe cannot be read")
    }
    if found.examples != examples {
      differences.append(
        "it has \(found.examples) training examples, and the study has \(examples) now")
    }
    guard differences.isEmpty else {
      throw FileError.otherRun(
        path: path, differences: differences, remedy: "choose another folder, or delete that run")
    }
    return true
  }

  private static func run(
    _ job: TrainingJob, in path: String, test: Dataset, observe: Stage.Observer
  ) throws -> Bool {
    let network: Network?
    if try job.isFinished(in: path) {
      network = try Network(contentsOf: "\(path)/model.safetensors")
    } else {
      do {
        network = try job.run(in: path) { observe(Double($0.step) / Double($0.steps)) }
        guard network != nil else { return false }
      } catch NetworkError.diverged {
        network = nil
      }
    }
    let recipe = job.file.recipe
    let evaluation = try network.map {
      try Evaluation(
        of: $0, name: path, on: test, with: Engine(threads: 1, precision: recipe.precision))
    }
    let result = RunResult(
      recipe: job.file.yaml, examples: job.dataset.count, evaluation: evaluation,
      testExamples: test.count, seconds: try RunFolder.Record(ofRunIn: path).wallSeconds)
    try Workspace(folder: path).write(result, at: "\(path)/\(RunResult.fileName)")
    return true
  }

  /// The soft targets of `dataset` by the network of one run, or by several as an ensemble; where a
  /// `temperature` is given, for that one alone.
  public mutating func label(
    _ name: String, _ dataset: Dataset, by teachers: [TrainedRun], mean: EnsembleMean,
    temperature: Double? = nil
  ) -> LabelledSet {
    precondition(!teachers.isEmpty, "“\(name)” has no teacher")
    return label(
      name, dataset, needs: teachers.map(\.name),
      kept: mean == .arithmetic && temperature == nil ? teachers.count : 1,
      temperature: temperature, parameters: teachers.reduce(0) { $0 + $1.parameters }
    ) { workspace in
      let networks = try teachers.map(workspace.network)
      return networks.count == 1
        ? .network(networks[0]) : .ensemble(try Ensemble(networks, mean: mean))
    }
  }

  /// The soft targets of `dataset` by a panel.
  public mutating func label(
    _ name: String, _ dataset: Dataset, by panel: TrainedPanel
  ) -> LabelledSet {
    label(
      name, dataset, needs: [panel.name], kept: 1, temperature: nil, parameters: panel.parameters
    ) {
      .panel(try $0.panel(panel))
    }
  }

  private mutating func label(
    _ name: String, _ dataset: Dataset, needs: [String], kept: Int, temperature: Double?,
    parameters: Int, teacher: @escaping @Sendable (Workspace) throws -> Model
  ) -> LabelledSet {
    let name = "targets/\(name)"
    let (commandLine, precision) = (commandLine, context.precision)
    let numbers = dataset.count * dataset.classNames.count
    add(
      Stage(
        name: name, needs: needs,
        cost: Cost(
          operations: 2 * Double(parameters) * Double(dataset.count),
          steps: Double(dataset.count) / 256,
          bytes: 4 * numbers * kept + 8 * dataset.count),
        isFinished: { path in
          if case .finished = try RunFolder.state(of: path) { return true }
          return false
        },
        run: { workspace, observe in
          var job = LabellingJob(
            try teacher(workspace), on: dataset, mean: nil, commandLine: commandLine)
          job.temperature = temperature
          let (path, engine) = (workspace.path(name), Engine(threads: 1, precision: precision))
          if try !job.isFinished(in: path, on: engine) {
            _ = try job.run(in: path, on: engine) { _ = observe($0) }
          }
          return true
        }), named: name)
    return LabelledSet(name: name, dataset: dataset)
  }

  /// The soft targets `store` of `dataset` from outside the study, in the folder `path`.
  ///
  /// The digest of their teacher is in the record of every run on them: a study that continues with
  /// those of another teacher is refused.
  public func given(
    _ store: SoftTargetStore, of dataset: Dataset, from path: String
  ) -> LabelledSet {
    LabelledSet(name: path, dataset: dataset, given: store)
  }

  /// A value that is computed from runs and stored: `body` is called once, after these runs.
  package mutating func measure<Value: Codable & Sendable>(
    _ name: String, from runs: [TrainedRun], panels: [TrainedPanel] = [],
    targets: [LabelledSet] = [], cost: Cost? = nil,
    _ body: @escaping @Sendable (Workspace) throws -> Value
  ) -> Measured<Value> {
    let name = "measurements/\(name).json"
    let weights = runs.map(\.parameters) + panels.map(\.parameters)
    let passes = weights.reduce(0.0) { $0 + 2 * Double($1) * Double(context.train.count) }
    let guess = Cost(operations: passes, steps: Double(context.train.count) / 256, bytes: 1 << 12)
    add(
      Stage(
        name: name, needs: runs.map(\.name) + panels.map(\.name) + targets.flatMap(\.needs),
        cost: cost ?? guess,
        isFinished: { FileManager.default.fileExists(atPath: $0) },
        run: { workspace, _ in
          try workspace.write(try body(workspace), at: workspace.path(name))
          return true
        }), named: name)
    return Measured(name: name)
  }
}

extension TrainingPlan {
  /// The recipe with one thread, for runs side by side.
  var onOneThread: TrainingPlan {
    var file = self
    file.recipe.threads = 1
    return file
  }
}
