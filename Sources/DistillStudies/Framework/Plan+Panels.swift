import Distill
import DistillData
import Foundation

/// A handle for a panel of a plan: a generalist's specialists, trained into one folder.
public struct TrainedPanel: Sendable, Hashable {
  let name: String
  /// The approximate number of weights of the generalist and of the specialists that are active for an
  /// example.
  let parameters: Int
}

extension Plan {
  /// The specialists of `generalist`, one for each cluster of `clusters`.
  ///
  /// The panel is one stage, because its clusters are not known before its generalist is trained; each
  /// specialist continues by itself where a study was stopped.
  ///
  /// - Parameters:
  ///   - name: The panel's name, unique for what it is.
  ///   - file: The recipe of each specialist; the architecture is the generalist's.
  ///   - specialists: The number of specialists.
  ///   - classes: The approximate number of classes of each.
  mutating func specialize(
    _ name: String, _ file: TrainingPlan, generalist: TrainedRun,
    clusters: Measured<ConfusableClasses>, specialists: Int, classes: Int, kind: Specialist.Kind,
    ownClassShare: Double, repetitions: Int, temperature: Double?, on dataset: Dataset
  ) -> TrainedPanel {
    let name = "panels/\(name)"
    let file = file.onOneThread
    let (test, commandLine) = (context.test, commandLine)
    let share = Double(classes) / Double(dataset.classNames.count)
    let seen = share * Double(dataset.count * repetitions * specialists) / ownClassShare
    add(
      Stage(
        name: name, needs: [generalist.name, clusters.name],
        cost: .training(file, on: Int(seen)),
        isFinished: { path in
          try Self.isFinished(path, file, examples: dataset.count)
        },
        run: { workspace, observe in
          let job = PanelJob(
            file, generalist: try workspace.network(generalist),
            clusters: try workspace.value(clusters).clusters, kind: kind,
            ownClassShare: ownClassShare,
            repetitions: repetitions, temperature: temperature, on: dataset,
            commandLine: commandLine)
          return try Self.run(
            job, recipe: file.yaml, in: workspace.path(name), test: test, observe: observe)
        }), named: name)
    return TrainedPanel(name: name, parameters: 3 * file.architecture.parameterCount)
  }

  private static func run(
    _ job: PanelJob, recipe: String, in path: String, test: Dataset, observe: Stage.Observer
  ) throws -> Bool {
    let count = job.clusters.clusters.count
    var evaluation: Evaluation?
    do {
      if try !job.isFinished(in: path) {
        let shares = MeanProgress(count: count)
        let isComplete = try job.run(in: path) { specialist, progress in
          let share = Double(progress.step) / Double(progress.steps)
          return observe(shares.mean(after: specialist, at: share))
        }
        guard isComplete else { return false }
      }
      let panel = try Panel(
        contentsOf: path, topK: 1, divergence: .forward, allowingMissing: false)
      evaluation = try Evaluation(
        of: panel, name: path, on: test,
        with: Engine(threads: 1, precision: job.file.recipe.precision))
    } catch NetworkError.diverged {
      evaluation = nil
    }
    let result = RunResult(
      recipe: recipe, examples: job.dataset.count, evaluation: evaluation,
      testExamples: test.count, seconds: try RunFolder.Record(ofRunIn: path).wallSeconds,
      networks: count)
    try Workspace(folder: path).write(result, at: "\(path)/\(RunResult.fileName)")
    return true
  }
}
