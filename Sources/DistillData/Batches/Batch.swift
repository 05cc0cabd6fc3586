/// The examples of one training step.
public struct Batch: Sendable {
  /// The step, from 0, counted over all epochs.
  public let step: Int
  /// The epoch the step belongs to, from 0.
  public let epoch: Int
  /// Position of each example in the data set the batches were made of.
  public let positions: [Int]
  /// The features, row-major [``count``, features of an example], shifted where shifts were asked
  /// for.
  public var features: [Float]
  /// The class of each example, ``Dataset/unknownLabel`` where it is not known.
  public let labels: [Int32]
  /// The number of examples.
  public var count: Int { positions.count }
}
