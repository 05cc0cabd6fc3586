public import DistillData
public import DistillTensors

/// The options of training: everything but the network, the data and the objective.
public struct Recipe: Sendable, Equatable {
  /// The number of passes over the examples.
  public var epochs: Int
  /// Examples per step.
  public var batchSize: Int
  /// The highest learning rate; ``schedule`` changes it.
  public var learningRate: Double
  /// The seed of all random numbers: initial weights, order, dropout, augmentation.
  public var seed: UInt64
  /// The change of the learning rate in the course of training.
  public var schedule: Schedule
  /// The rule by which parameters are updated.
  public var optimizer: Optimizer
  /// Images are shifted by up to this many pixels, at random in every epoch; 0 for none.
  public var shift: Int
  /// The bounds of the random distortion of images in every epoch; nil for none.
  public var distortion: Distortion?
  /// The number of training examples that are held out, and on which the network is evaluated after every
  /// epoch.
  public var validation: Int
  /// Training stops after this many epochs without fewer errors on the held-out examples, and the
  /// network is that of the epoch with the fewest: early stopping. Nil to train to the end and keep the last
  /// network.
  public var patience: Int?
  /// The number format of the factors of matrix products.
  public var precision: Precision
  /// The number of threads that compute; nil for one for each processor.
  public var threads: Int?

  /// A recipe. Defaults: SGD with momentum 0.9 and a rate that falls linearly to 0, no augmentation, no
  /// examples held out, no early stopping, float32, all processors.
  public init(
    epochs: Int, batchSize: Int, learningRate: Double, seed: UInt64,
    schedule: Schedule = Schedule(.linear),
    optimizer: Optimizer = Optimizer(.sgd(momentum: 0.9, nesterov: false)), shift: Int = 0,
    distortion: Distortion? = nil, validation: Int = 0, patience: Int? = nil,
    precision: Precision = .float32, threads: Int? = nil
  ) {
    precondition(epochs > 0 && batchSize > 0, "\(epochs) epochs of batches of \(batchSize)")
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.seed = seed
    self.schedule = schedule
    self.optimizer = optimizer
    self.shift = shift
    self.distortion = distortion
    self.validation = validation
    self.patience = patience
    self.precision = precision
    self.threads = threads
  }

  /// An engine with the recipe's threads and precision.
  public func makeEngine() -> Engine {
    Engine(threads: threads ?? Engine.availableThreads, precision: precision)
  }
}
