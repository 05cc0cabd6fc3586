import Foundation

/// Shuffled minibatches, made on a thread of their own ahead of the training step, or when they are
/// asked for.
///
/// Batch `s` is a pure function of the data set, the batch size, the seed, the moves asked for and
/// `s`: epoch e = ⌊s / stepsPerEpoch⌋ takes the examples in an order drawn for `e`, and the moves are
/// drawn for `s`. So a run resumed at step `s` sees what it would have seen without the break.
///
/// At most four batches wait at a time. The thread, where there is one, sleeps while they do, and ends
/// before this object is gone. Hand used batches back with ``recycle(_:)`` and no memory is allocated after the
/// first few.
public final class Batches: Sequence, IteratorProtocol, Sendable {
  private let maker: BatchMaker

  /// The batches of steps `fromStep` through `throughStep`, both included; none where `throughStep`
  /// is `fromStep` − 1, as for a run that is already complete.
  ///
  /// - Parameters:
  ///   - dataset: At least one example.
  ///   - batchSize: Examples in a batch; where the data set has fewer, every batch is all of it.
  ///     Otherwise the examples left over at the end of an epoch's order sit that epoch out.
  ///   - seed: Decides orders and moves.
  ///   - shift: Each image is moved by up to this many pixels along each axis, every move equally
  ///     likely; 0 for none.
  ///   - distortion: How each image is deformed besides; nil for not at all.
  ///   - fromStep: The first step, from 0.
  ///   - throughStep: The last step.
  ///   - isAhead: Whether a thread makes batches before they are asked for. Beside a training step on
  ///     one thread it would be busy on a second core, which is what other runs side by side train on.
  public init(
    of dataset: Dataset, batchSize: Int, seed: UInt64, shift: Int, distortion: Distortion? = nil,
    fromStep: Int, throughStep: Int, isAhead: Bool = true
  ) {
    precondition(dataset.count > 0, "a data set without examples has no batches")
    precondition(shift >= 0, "a shift is a number of pixels from 0, not \(shift)")
    precondition(
      shift == 0 && distortion == nil || dataset.isOfImages,
      "only images can be moved, not examples of shape \(dataset.shape)")
    precondition(
      fromStep >= 0 && throughStep >= fromStep - 1, "steps \(fromStep) through \(throughStep)")
    let maker = BatchMaker(
      dataset: dataset, batchSize: batchSize, seed: seed, shift: shift,
      distortion: distortion, steps: fromStep..<throughStep + 1, isAhead: isAhead)
    self.maker = maker
    guard isAhead else { return }
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

  /// The next step's batch, waiting for it where it is not made yet; nil after the last.
  public func next() -> Batch? {
    maker.take()
  }

  /// Takes a used batch back, so that its memory serves a later one.
  ///
  /// Nothing breaks where its features are still in use elsewhere; they are copied then.
  public func recycle(_ batch: consuming Batch) {
    maker.takeBack(batch.features)
  }
}
