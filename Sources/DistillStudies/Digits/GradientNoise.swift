package import Distill

/// The variance of the gradients of minibatches at fixed weights.
///
/// With g the gradient that one step of training would follow, over the draws of batches, shifts and
/// dropout: tr Cov(g) = E‖g‖² − ‖E g‖², which is the part of a step beside its mean direction. Soft
/// targets carry "much less variance in the gradient between training cases" than labels, the paper's
/// explanation of why a student needs fewer examples; this measures it.
///
/// From K batches the estimates are unbiased where these are independent. Batches of one epoch are
/// drawn without replacement, as in training, which reduces the variance a little.
///
/// Source: Hinton, Vinyals, Dean (2015), Distilling the Knowledge in a Neural Network, section 1.
package struct GradientNoise: Sendable, Equatable, Codable {
  /// The number K of batches measured.
  package let batches: Int
  /// The mean of ‖g‖² over the batches.
  package let meanSquaredNorm: Double
  /// The estimate of tr Cov(g): K/(K − 1) · (mean ‖g‖² − ‖mean g‖²).
  package let variance: Double
  /// The estimate of ‖E g‖²: ‖mean g‖² less what noise adds to it, tr Cov(g)/K. Below 0 where K batches
  /// show nothing but noise.
  package let squaredNorm: Double

  /// tr Cov(g) / ‖E g‖², which does not depend on the scale of the objective; infinite where K
  /// batches do not show a mean.
  package var relativeVariance: Double { squaredNorm > 0 ? variance / squaredNorm : .infinity }

  /// Measures the gradients of the first `batches` steps of training with `recipe` on `dataset`, all at the
  /// weights of `network`.
  ///
  /// Cost: a step without update for each batch, and one number in double precision per parameter.
  ///
  /// - Parameters:
  ///   - network: The network; it is not changed.
  ///   - dataset: The training or transfer set.
  ///   - targets: The soft targets of `dataset`; nil for labels alone.
  ///   - objective: The objective of the gradient.
  ///   - recipe: Its batch size, seed and augmentation are used.
  ///   - batches: K, at least 2.
  ///   - engine: The engine that computes.
  /// - Throws: ``NetworkError`` where the examples do not fit the network, or a loss is not a number or
  ///   out of bounds; the errors of `targets`.
  package init(
    of network: Network, on dataset: Dataset, targets: (any TargetSource)?, objective: Objective,
    using recipe: Recipe, batches count: Int, on engine: Engine
  ) throws {
    precondition(count >= 2, "a variance of \(count) batches")
    try recipe.check(dataset, for: network.architecture)
    let batches = Batches(
      of: dataset, batchSize: recipe.batchSize, seed: recipe.seed, shift: recipe.shift,
      distortion: recipe.distortion,
      fromStep: 0, throughStep: count - 1)
    var sums = network.layers.parameters.map { [Double](repeating: 0, count: $0.tensor.count) }
    var squares = 0.0
    while let batch = batches.next() {
      let found = try BatchGradient(
        of: network, at: batch, targets: targets, objective: objective, seed: recipe.seed,
        step: batch.step, on: engine)
      guard found.isInBounds else {
        throw NetworkError.diverged(
          step: batch.step, epoch: batch.epoch, learningRate: recipe.learningRate)
      }
      for (place, tensor) in found.parameters.enumerated() {
        let values = tensor.values
        for index in values.indices {
          let value = Double(values[index])
          sums[place][index] += value
          squares += value * value
        }
      }
      batches.recycle(batch)
    }
    let number = Double(count)
    let ofMean = sums.joined().reduce(0) { $0 + ($1 / number) * ($1 / number) }
    self.batches = count
    meanSquaredNorm = squares / number
    // Rounding could leave a little less than 0.
    variance = max(0, squares / number - ofMean) * number / (number - 1)
    squaredNorm = ofMean - variance / number
  }
}
