import Distill
import DistillStudies

/// A study that takes less than a second: two teachers, their ensemble's targets, students, and the
/// same networks on labels.
enum Tiny {
  static let train = SyntheticDigits(seed: 1).dataset(count: 120)
  static let test = SyntheticDigits(seed: 1).dataset(count: 60, firstIndex: 120)
  static let epochs = 3
  static let stepsPerRun = epochs * 120 / 30

  static func context(
    train: Dataset = train, test: Dataset = test, effort: StudyContext.Effort = .quick,
    precision: Precision = .float32
  ) -> StudyContext {
    StudyContext(train: train, test: test, seeds: 2, effort: effort, precision: precision)
  }

  static func file(
    seed: UInt64, epochs: Int = epochs, learningRate: Double = 0.05, objective: Objective? = nil
  ) -> TrainingPlan {
    TrainingPlan(
      architecture: .mlp([784, 6, 10]),
      recipe: Recipe(epochs: epochs, batchSize: 30, learningRate: learningRate, seed: seed),
      objective: objective)
  }

  static func study(_ experiments: [Experiment] = [students(), controls]) -> Study {
    Study(name: "tiny", title: "Tiny networks", experiments: experiments)
  }

  /// An experiment of the runs that `body` plans, which concludes with their errors.
  static func experiment(
    _ name: String, obstacle: String? = nil,
    body: @escaping @Sendable (inout Plan) -> [TrainedRun]
  ) -> Experiment {
    Experiment(
      name, "The \(name)", obstacle: { _ in obstacle },
      design: { plan in
        let runs = body(&plan)
        return { workspace in
          Finding(
            name: "", title: "", sentence: "They make errors.",
            samples: [try workspace.errors(name, of: runs)])
        }
      })
  }

  /// Students of the ensemble of two teachers, which are trained for `epochs`.
  static func students(epochs: Int = epochs) -> Experiment {
    experiment("students") { plan in
      let teachers = (1...2).map { seed in
        plan.train("t-\(seed)", file(seed: UInt64(seed), epochs: epochs), on: plan.context.train)
      }
      let targets = plan.label("both", plan.context.train, by: teachers, mean: .arithmetic)
      return plan.context.seeds.map { seed in
        plan.train(
          "s-\(seed)", file(seed: 10 + seed, objective: Objective(temperature: 4, hardWeight: 0.1)),
          on: plan.context.train, targets: targets)
      }
    }
  }

  /// The first of those teachers, requested again, and the students' networks on labels.
  static let controls = experiment("controls") { plan in
    [plan.train("t-1", file(seed: 1), on: plan.context.train)]
      + plan.context.seeds.map { seed in
        plan.train("c-\(seed)", file(seed: 10 + seed), on: plan.context.train)
      }
  }

  static func run(
    _ study: Study = study(), on context: StudyContext = context(), only: [String] = [],
    in folder: String, threads: Int = 1
  ) throws -> StudyRun {
    try StudyRun(
      study, on: context, only: only, in: folder, threads: threads,
      commandLine: ["/usr/bin/distill", "study"])
  }

  /// All runs and labelling passes of the study.
  static let stages = [
    "runs/c-1", "runs/c-2", "runs/s-1", "runs/s-2", "runs/t-1", "runs/t-2", "targets/both",
  ]
}
