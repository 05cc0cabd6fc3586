import Foundation

/// Shuffled minibatches, made on a separate thread ahead of the training step, or on demand.
///
/// Batch `s` is a pure function of the data set, the batch size, the seed, the augmentation and
/// `s`: epoch e = ⌊s / stepsPerEpoch⌋ takes the examples in an order drawn for `e`, and augmentation
/// is drawn for `s`. So a run resumed at step `s` gets the batches of an uninterrupted run.
///
/// At most four batches are made ahead. The thread, where there is one, sleeps while four wait, and ends
/// before this object is released. With ``recycle(_:)`` for used batches no memory is allocated after the
/// first few.
public final class Batches: Sequence, IteratorProtocol, Sendable {
  private let maker: BatchMaker

  /// The batches of steps `fromStep` through `throughStep`, both included; none where `throughStep`
  /// is `fromStep` − 1, as for a run that is already complete.
  ///
  /// - Parameters:
  ///   - dataset: At least one example.
  ///   - batchSize: Examples in a batch; where the data set has fewer, every batch is all of it.
  ///     Otherwise the remainder at the end of an epoch's order is not used in that epoch.
  ///   - seed: The seed of orders and augmentation.
  ///   - shift: Each image is shifted by up to this many pixels along each axis, every shift equally
  ///     likely; 0 for none.
  ///   - distortion: The deformation of each image; nil for none.
  ///   - fromStep: The first step, from 0.
  ///   - throughStep: The last step.
  ///   - prefetches: Whether a thread makes batches ahead of their use. Beside a training step on one
  ///     thread it would occupy a second core, which other runs may be training on.
  public init(
    of dataset: Dataset, batchSize: Int, seed: UInt64, shift: Int, distortion: Distortion? = nil,
    fromStep: Int, throughStep: Int, prefetches: Bool = true
  ) {
    precondition(dataset.count > 0, "a data set without examples has no batches")
    precondition(shift >= 0, "a shift is a number of pixels from 0, not \(shift)")
    precondition(
      shift == 0 && distortion == nil || dataset.isOfImages,
      "only images can be augmented, not examples of shape \(dataset.shape)")
    precondition(
      fromStep >= 0 && throughStep >= fromStep - 1, "steps \(fromStep) through \(throughStep)")
    let maker = BatchMaker(
      dataset: dataset, batchSize: batchSize, seed: seed, shift: shift,
      distortion: distortion, steps: fromStep..<throughStep + 1, prefetches: prefetches)
    self.maker = maker
    guard prefetches else { return }
    let thread = Thread { maker.run() }
    thread.name = "batches"
    thread.start()
  }

  deinit {
    maker.stop()
  }

  /// Steps in an epoch: ⌊count / batchSize⌋, and 1 where there are fewer examples than that.
  public static func stepsPerEpoch(count: Int, batchSize: Int) -> Int {
    precondition(batchSize > 0, "a batch has at least one example, not \(batchSize)")
    return Swift.max(1, count / batchSize)
  }

  /// The next step's batch, after a wait where it is not ready; nil after the last.
  public func next() -> Batch? {
    maker.take()
  }

  /// Reuses the memory of a used batch for a later one.
  ///
  /// Where its features are still in use elsewhere, they are copied.
  public func recycle(_ batch: consuming Batch) {
    maker.recycle(batch.features)
  }
}
