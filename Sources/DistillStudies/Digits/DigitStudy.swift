import Distill

extension Study {
  /// Section 3 of the paper, and the claims of its sections 1 and 2 about soft targets, on MNIST or on
  /// other data in a data folder.
  ///
  /// Recipes were chosen on validation examples of MNIST; see `Results/notebook.md`. A quick run takes
  /// 15,000 training examples, whatever the data: about 2.5 · 10¹³ multiplications and additions.
  ///
  /// Source: Hinton, Vinyals, Dean (2015), Distilling the Knowledge in a Neural Network.
  public static let mnist = Study(
    name: "mnist", title: "Distilling digits",
    quickExamples: 15_000,
    experiments: [
      .teacherAndStudent, .beyondTheTeacher, .ensembles, .temperatureByWidth, .logitMatching,
      .labels, .omittedClasses, .transferSets, .wrongLabels, .learningRates, .generations,
    ])
}

/// The networks that the experiments on digits share, and how they are trained.
extension Plan {
  /// Images can be shifted; other features cannot.
  private var shift: Int { context.train.isOfImages ? 2 : 0 }

  private func file(
    _ hidden: [Int], dropout: Double, _ recipe: Recipe, _ objective: Objective? = nil
  ) -> TrainingPlan {
    var architecture = Architecture.mlp(
      [context.train.featureCount] + hidden + [context.train.classNames.count],
      dropout: dropout, inputDropout: dropout > 0 ? 0.1 : 0)
    if dropout == 0 {
      let (mean, deviation) = context.spread
      // The learning rates are for inputs of mean 0 and the standard deviation of MNIST's pixels.
      architecture.layers.insert(
        .standardize(mean: mean, standardDeviation: deviation / Defaults.deviation), at: 0)
    }
    return TrainingPlan(architecture: architecture, recipe: recipe, objective: objective)
  }

  /// The large network with a strong regulariser: dropout, a limit on norms, images shifted by up to
  /// two pixels.
  func teacherFile(_ seed: UInt64, epochs: Int) -> TrainingPlan {
    file(
      [1200, 1200], dropout: 0.35,
      Recipe(
        epochs: epochs, batchSize: 128, learningRate: 0.05, seed: seed, schedule: Schedule(.cosine),
        optimizer: Optimizer(.sgd(momentum: 0.9, nesterov: true), maxSquaredNorm: 4), shift: shift,
        precision: context.precision))
  }

  /// The seeds of teachers: students of further seeds share these teachers.
  var teacherSeeds: [UInt64] { Array(context.seeds.prefix(context.choose(full: 3, quick: 1))) }

  mutating func teacher(_ seed: UInt64) -> TrainedRun {
    train(
      "teacher-\(seed)", teacherFile(seed, epochs: context.choose(full: 150, quick: 12)),
      on: context.train)
  }

  /// The teacher's network with little dropout, on images that are rotated, scaled, sheared and
  /// elastically distorted.
  mutating func distortedTeacher(_ seed: UInt64) -> TrainedRun {
    var file = teacherFile(seed, epochs: context.choose(full: 60, quick: 6))
    file.architecture = .mlp(
      [context.train.featureCount, 1200, 1200, context.train.classNames.count], dropout: 0.2,
      inputDropout: 0.1)
    file.recipe.schedule = Schedule(.cosine, warmUp: 0.05)
    file.recipe.shift = 1
    file.recipe.distortion = Defaults.distortion
    return train("distorted-teacher-\(seed)", file, on: context.train)
  }

  /// The teacher's soft targets for the student of `seed`.
  mutating func targets(for seed: UInt64) -> LabelledSet {
    let teachers = teacherSeeds
    let own = teachers[Int(seed - 1) % teachers.count]
    return label("teacher-\(own)", context.train, by: [teacher(own)], mean: .geometric)
  }

  /// The small network's recipe: two hidden layers of `width`, no regularisation, unaugmented images.
  ///
  /// The widest reach fewer errors with more momentum: matching soft targets at a high temperature is an
  /// ill-conditioned least-squares problem.
  func studentFile(_ width: Int, _ seed: UInt64, _ objective: Objective?) -> TrainingPlan {
    let isWide = width >= Defaults.wide
    return file(
      [width, width], dropout: 0,
      Recipe(
        epochs: context.choose(full: isWide ? 40 : 20, quick: 6), batchSize: 128,
        learningRate: isWide || width < 30 ? 0.05 : 0.1, seed: seed,
        schedule: Schedule(.cosine, warmUp: 0.1),
        optimizer: Optimizer(.sgd(momentum: isWide ? 0.98 : 0.9, nesterov: true)),
        precision: context.precision),
      objective)
  }

  /// A student of `width` on its teacher's soft targets.
  mutating func student(
    _ width: Int, temperature: Double, hardWeight: Double, seed: UInt64
  ) -> TrainedRun {
    let objective = Objective(temperature: temperature, hardWeight: hardWeight)
    return train(
      "student-\(width)-T\(temperature)-w\(hardWeight)-\(seed)",
      studentFile(width, seed, objective), on: context.train, targets: targets(for: seed))
  }

  /// The same network on labels alone.
  mutating func control(_ width: Int, seed: UInt64) -> TrainedRun {
    train("labels-\(width)-\(seed)", studentFile(width, seed, nil), on: context.train)
  }
}

/// The temperature and the weight on the labels where an experiment does not vary them.
enum Defaults {
  static let temperature = 20.0
  static let hardWeight = 0.1
  static let distortion = Distortion(rotation: 7.5, scaling: 0.08, shear: 0.08, elastic: 1.4)
  /// The standard deviation of MNIST's pixels.
  static let deviation = 0.308
  /// Units in each hidden layer, of the paper's student and of one that is trained more often.
  static let wide = 800
  static let narrow = 300
}

extension Objective {
  static let usual = Objective(
    temperature: Defaults.temperature, hardWeight: Defaults.hardWeight)
}
