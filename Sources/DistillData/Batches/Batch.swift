/// The examples of one training step.
public struct Batch: Sendable {
  /// The step, from 0, counted over all epochs.
  public let step: Int
  /// The epoch the step belongs to, from 0.
  public let epoch: Int
  /// The position of each example in the data set of the batches.
  public let positions: [Int]
  /// The features, row-major [``count``, features of an example], augmented where that was
  /// requested.
  public var features: [Float]
  /// The class of each example, ``Dataset/unknownLabel`` where it is not known.
  public let labels: [Int32]
  /// The number of examples.
  public var count: Int { positions.count }
}
