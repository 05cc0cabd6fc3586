import Distill

extension Study {
  /// Section 5 of the paper, specialists for the classes that a generalist confuses, and two proposals of
  /// its sections 6.1 and 8: specialists with a full softmax, and the panel distilled back
  /// into one network.
  ///
  /// Recipes were chosen on validation examples of Omniglot; see `Results/notebook.md`.
  ///
  /// Source: Hinton, Vinyals, Dean (2015), Distilling the Knowledge in a Neural Network.
  public static let specialists = Study(
    name: "specialists", title: "Specialists for confusable classes",
    experiments: [
      .generalist, .confusableClasses, .panel, .trainingLength, .fullSoftmax, .panelStudents,
    ])
}

/// The networks that the experiments on specialists share, and how they are trained.
extension Plan {
  /// The training examples, and about one example of each class that is held out for the curves.
  var parts: (training: Dataset, validation: Dataset) {
    let (count, classes) = (context.train.count, context.train.classNames.count)
    return context.train.split(validation: min(classes, count / 10), seed: 1)
  }

  var generalistEpochs: Int { context.choose(full: 479, quick: 16) }
  /// The epochs of a generalist that is trained a quarter as long.
  var shortEpochs: Int { context.choose(full: 120, quick: 4) }
  private var specialistEpochs: Int { context.choose(full: 60, quick: 10) }
  /// Copies of each training example in the transfer set.
  private var copies: Int { isOfImages ? context.choose(full: 12, quick: 4) : 1 }
  /// How many classes have specialists: the half with the least decided predictions.
  var confusedClasses: Int { (context.train.classNames.count + 1) / 2 }
  /// Sixteen specialists, or fewer where classes are few; each with so many classes that one of those that
  /// have any has six on average, but with a third of all classes at most.
  ///
  /// Why six: of eight specialists of the same 300 classes of Omniglot, the first two gave most of what all
  /// gave on validation examples.
  var panelSize: (specialists: Int, classes: Int) {
    let count = context.train.classNames.count
    let specialists = min(16, max(2, count / 10))
    return (specialists, max(2, min(count / 3, 6 * confusedClasses / specialists)))
  }

  /// How often students see the transfer set: one that starts from the generalist's weights, and others,
  /// which see as many examples as the generalist did.
  var studentPasses: (fromGeneralist: Int, others: Int) {
    let all = max(1, generalistEpochs / copies)
    return ((all + 1) / 2, all)
  }

  /// The number of training examples that one specialist sees, in percent of its generalist's.
  var specialistCost: Double {
    let own =
      Double(panelSize.classes) / Double(context.train.classNames.count) / Self.ownClassShare
    return 100 * own * Double(specialistEpochs) / Double(generalistEpochs)
  }

  /// The share of its own classes among a specialist's training examples.
  private static let ownClassShare = 0.5

  var isOfImages: Bool { context.train.isOfImages }
  private var shift: Int { isOfImages ? 2 : 0 }
  private var distortion: Distortion? {
    isOfImages ? Distortion(rotation: 12, scaling: 0.15, shear: 0.15, elastic: 1.2) : nil
  }

  /// A network with two hidden layers of `width`, and how it is trained on labels.
  private func file(width: Int, seed: UInt64, epochs: Int) -> TrainingPlan {
    TrainingPlan(
      architecture: .mlp(
        [context.train.featureCount, width, width, context.train.classNames.count]),
      recipe: Recipe(
        epochs: epochs, batchSize: 128, learningRate: 0.001, seed: seed,
        schedule: Schedule(.cosine, warmUp: 0.05),
        optimizer: Optimizer(.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)), shift: shift,
        distortion: distortion, precision: context.precision))
  }

  var width: Int { context.choose(full: 500, quick: 300) }

  /// The generalist of `seed`, trained for the usual number of epochs or for another.
  mutating func generalist(_ seed: UInt64, epochs: Int? = nil) -> TrainedRun {
    let (training, validation) = parts
    let length = epochs.map { "-\($0)-epochs" } ?? ""
    return train(
      "generalist\(length)-\(seed)",
      file(width: width, seed: seed, epochs: epochs ?? generalistEpochs), on: training,
      validation: validation)
  }

  /// The generalist trained for as many examples as generalist, specialists and a student see together.
  mutating func longGeneralist(_ seed: UInt64) -> TrainedRun {
    let (training, validation) = parts
    let (specialists, classes) = panelSize
    let share = Double(specialists * classes) / Double(context.train.classNames.count)
    let repetitions = 2 * share * Double(specialistEpochs)
    return train(
      "long-generalist-\(seed)",
      file(
        width: width, seed: seed,
        epochs: generalistEpochs + Int(repetitions.rounded()) + copies
          * studentPasses.fromGeneralist),
      on: training, validation: validation)
  }

  /// The specialists of the generalist of `seed`.
  mutating func panel(
    _ seed: UInt64, _ kind: Specialist.Kind, epochs: Int? = nil
  ) -> TrainedPanel {
    let generalist = generalist(seed, epochs: epochs)
    let (specialists, classes) = panelSize
    let length = epochs.map { "-\($0)-epochs" } ?? ""
    return specialize(
      "\(kind.rawValue)\(length)-\(seed)",
      file(width: width, seed: seed, epochs: specialistEpochs), generalist: generalist,
      clusters: confusableClasses(seed, epochs: epochs), specialists: specialists, classes: classes,
      kind: kind,
      ownClassShare: Self.ownClassShare, repetitions: 1,
      temperature: kind == .fullSoftmax ? 1 : nil,
      on: parts.training)
  }

  /// The training examples; where they are images, several augmented copies of each.
  func transferSet() -> Dataset {
    let training = parts.training
    return isOfImages
      ? training.augmented(copies: copies, by: shift, distortion: distortion, seed: 1) : training
  }

  /// A network of this width trained on the soft targets of the panel of `seed`: of the generalist's width
  /// it starts from the generalist's weights, others from random weights.
  mutating func panelStudent(width: Int, _ seed: UInt64, targets: LabelledSet) -> TrainedRun {
    let isGeneralist = width == self.width
    var file = file(
      width: width, seed: seed,
      epochs: isGeneralist ? studentPasses.fromGeneralist : studentPasses.others)
    if isGeneralist { file.recipe.learningRate = 0.0005 }
    file.recipe.shift = 0
    file.recipe.distortion = nil
    file.objective = Objective(temperature: 2, hardWeight: 0.3)
    return train(
      "panel-student-\(width)-\(seed)", file, on: targets.dataset, targets: targets,
      initialWeights: isGeneralist ? generalist(seed) : nil, validation: parts.validation)
  }

  /// The classes that the generalist of `seed` confuses.
  mutating func confusableClasses(
    _ seed: UInt64, epochs: Int? = nil
  ) -> Measured<ConfusableClasses> {
    let generalist = generalist(seed, epochs: epochs)
    let length = epochs.map { "-\($0)-epochs" } ?? ""
    let (specialists, classes) = panelSize
    let (training, precision) = (parts.training, context.precision)
    let (shift, distortion) = (shift, distortion)
    let confusedClasses = confusedClasses
    let isOfImages = isOfImages
    return measure("confusable-classes\(length)-\(seed)", from: [generalist]) { workspace in
      try ConfusableClasses(
        of: try workspace.network(generalist),
        on: isOfImages
          ? training.augmented(copies: 2, by: shift, distortion: distortion, seed: 2) : training,
        among: confusedClasses, clusters: specialists, classesPerCluster: classes, seed: seed,
        precision: precision)
    }
  }
}

extension StudyContext {
  /// The reason why specialists do not apply; nil where they do.
  var lackOfClasses: String? {
    let count = train.classNames.count
    return count < 10
      ? "specialists divide many classes, at least ten, and there are \(count)" : nil
  }
}
