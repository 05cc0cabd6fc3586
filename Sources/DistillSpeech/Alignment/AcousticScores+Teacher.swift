import Distill

extension AcousticScores {
  /// The scores of the frames `range` of `dataset` by `model`, on one thread: `scale` times ln p(class | frame),
  /// less ln p(class) where there are `priors`.
  init(
    by model: any Teacher, of range: Range<Int>, in dataset: Dataset, priors: LogPriors?,
    scale: Float, precision: Precision
  ) throws {
    let logits = try model.logits(
      for: dataset.subset(Array(range)), on: Engine(threads: 1, precision: precision))
    self.init(
      logits, classCount: model.classNames.count, priors: priors?.values, scale: scale)
  }
}
