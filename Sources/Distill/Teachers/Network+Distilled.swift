public import DistillData
public import DistillNetworks

extension Network {
  /// The network as a student: trained on `targets`, at their temperature or by matching logits, and, with
  /// `hardWeight`, on the labels of `dataset` where it has them.
  ///
  /// - Parameters:
  ///   - targets: Those of `dataset`, by position.
  ///   - dataset: The transfer set; labels may be missing for any example, and whole classes too.
  ///   - hardWeight: The weight of the labels, from 0 to 1; see ``Objective``.
  ///   - recipe: The training. It must not hold examples out: split `dataset` first, then compute the
  ///     targets.
  ///   - observe: As for ``TrainingState/run(on:targets:objective:validation:using:on:observe:)``.
  public func distilled(
    from targets: SoftTargets, on dataset: Dataset, hardWeight: Double, using recipe: Recipe,
    observe: (TrainingProgress, TrainingState) throws -> TrainingControl = { _, _ in .proceed }
  ) throws -> Network {
    precondition(
      targets.count == dataset.count,
      "soft targets of \(targets.count) examples for \(dataset.count)")
    return try distilled(
      on: dataset, targets: targets,
      objective: Objective(
        matching: targets.match, hardWeight: hardWeight, labelShare: targets.labelShare),
      using: recipe, observe: observe)
  }

  /// The network as a student of `teacher`, which is evaluated in every step on the batch as the student
  /// gets it, after augmentation; see ``OnTheFlyTargets``.
  ///
  /// - Parameters:
  ///   - teacher: Only evaluated.
  ///   - dataset: The transfer set; labels may be missing for any example, and whole classes too.
  ///   - objective: Temperature, or logits to match, and the weight of the labels.
  ///   - recipe: The training. It must not hold examples out: split `dataset` first.
  ///   - observe: As for ``TrainingState/run(on:targets:objective:validation:using:on:observe:)``.
  public func distilled(
    by teacher: some Teacher, on dataset: Dataset, objective: Objective, using recipe: Recipe,
    observe: (TrainingProgress, TrainingState) throws -> TrainingControl = { _, _ in .proceed }
  ) throws -> Network {
    try distilled(
      on: dataset, targets: OnTheFlyTargets(of: teacher, for: dataset, objective: objective),
      objective: objective, using: recipe, observe: observe)
  }

  private func distilled(
    on dataset: Dataset, targets: some TargetSource, objective: Objective, using recipe: Recipe,
    observe: (TrainingProgress, TrainingState) throws -> TrainingControl
  ) throws -> Network {
    precondition(
      recipe.validation == 0,
      "the recipe holds \(recipe.validation) examples out; split the data before making targets")
    var state = TrainingState(self, using: recipe)
    try state.run(
      on: dataset, targets: targets, objective: objective, using: recipe, on: recipe.makeEngine(),
      observe: observe)
    return state.network
  }
}
