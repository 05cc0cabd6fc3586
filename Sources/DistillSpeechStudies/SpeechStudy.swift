import Distill
import DistillSpeech
public import DistillStudies

extension Study {
  /// Sections 4 and 6 of the paper: an ensemble of acoustic models distilled into one, and soft targets
  /// in place of most of the data, from frames to words.
  ///
  /// Recipes were chosen on speakers of AN4's training part who were set aside; see `Results/notebook.md`.
  ///
  /// Source: Hinton, Vinyals, Dean (2015), Distilling the Knowledge in a Neural Network.
  public static let speech = Study(
    name: "speech", title: "Acoustic models, one from ten",
    experiments: [
      .acousticModels, .acousticTemperatures, .acousticHardWeights, .littleSpeech, .everySpeaker,
      .stateContexts,
    ])
}

/// The acoustic models that the experiments share, and how they are trained.
extension Plan {
  var memberSeeds: [UInt64] { (1...context.choose(full: 10, quick: 3)).map { UInt64($0) } }
  /// Chosen on speakers who were set aside, as was the weight; the paper does not report which of 1, 2, 5
  /// and 10 was best.
  static let acousticTemperature = 2.0
  /// As in the paper.
  static let acousticHardWeight = 0.5
  private var acousticEpochs: Int { context.choose(full: 16, quick: 4) }
  private var acousticWidth: Int { context.choose(full: 256, quick: 128) }
  /// How many of the data's frames make an epoch of the usual length.
  private var usualFrames: Int { speech.training.entries.reduce(0) { $0 + $1.frames } }

  /// An acoustic model, and how it is trained: with dropout on labels, without on soft targets.
  func acousticFile(
    _ seed: UInt64, objective: Objective? = nil, classes: Int? = nil, epochs: Int? = nil
  ) -> TrainingPlan {
    let widths = [Int](repeating: acousticWidth, count: 3)
    return TrainingPlan(
      architecture: .mlp(
        [context.train.featureCount] + widths + [classes ?? context.train.classNames.count],
        dropout: objective == nil ? 0.2 : 0),
      recipe: Recipe(
        epochs: epochs ?? acousticEpochs, batchSize: 256, learningRate: 0.05, seed: seed,
        schedule: Schedule(.linear, warmUp: 0.05),
        optimizer: Optimizer(.sgd(momentum: 0.9, nesterov: false)),
        precision: context.precision),
      objective: objective)
  }

  /// The baseline of `seed`, which is also a member of the ensemble.
  mutating func acousticModel(_ seed: UInt64, on split: SpeechSplit) -> TrainedRun {
    train(
      "\(split.name)-baseline-\(seed)", acousticFile(seed), on: frames(of: split.learned),
      validation: frames(of: split.tuning))
  }

  mutating func acousticModels(on split: SpeechSplit) -> [TrainedRun] {
    memberSeeds.map { acousticModel($0, on: split) }
  }

  /// The soft targets of the baselines of `split` together for the frames that they were trained on.
  mutating func acousticTargets(on split: SpeechSplit, temperature: Double) -> LabelledSet {
    label(
      "\(split.name)-T\(Numeral.short(temperature))", frames(of: split.learned),
      by: acousticModels(on: split), mean: .arithmetic, temperature: temperature)
  }

  /// The student of the ensemble of `split`.
  mutating func acousticStudent(
    _ seed: UInt64, on split: SpeechSplit, temperature: Double = acousticTemperature,
    hardWeight: Double = acousticHardWeight
  ) -> TrainedRun {
    // Seeds of their own: a student with a member's initial weights would be no independent draw.
    return train(
      "\(split.name)-student-T\(Numeral.short(temperature))-w\(Numeral.short(hardWeight))-\(seed)",
      acousticFile(
        100 + seed, objective: Objective(temperature: temperature, hardWeight: hardWeight)),
      on: frames(of: split.learned), targets: acousticTargets(on: split, temperature: temperature),
      validation: frames(of: split.tuning))
  }
}

extension StudyContext {
  /// The reason why experiments on speech do not apply; nil where they do.
  var lackOfSpeech: String? {
    material is SpeechMaterial ? nil : "its examples are not frames of speech with transcripts"
  }
}

extension Finding {
  /// Marks a finding on synthetic speech.
  func marked(by speech: SpeechMaterial) -> Finding {
    guard speech.isSynthetic else { return self }
    var finding = self
    finding.claims = claims.map { claim in
      var claim = claim
      claim.statement = "Synthetic speech: " + claim.statement
      return claim
    }
    finding.tables = tables.map { table in
      var table = table
      table.caption = "Synthetic speech: " + table.caption
      return table
    }
    finding.notes.append("The speech is synthetic: the result does not transfer to human speech.")
    return finding
  }
}
