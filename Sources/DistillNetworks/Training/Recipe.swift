public import DistillData
public import DistillTensors

/// How a network is trained: everything but the network, the data and the objective.
public struct Recipe: Sendable, Equatable {
  /// How often each example is seen.
  public var epochs: Int
  /// Examples per step.
  public var batchSize: Int
  /// The highest learning rate; the schedule says how it changes.
  public var learningRate: Double
  /// Decides every random draw: initial weights, order, dropout, moves.
  public var seed: UInt64
  /// How the learning rate changes.
  public var schedule: Schedule
  /// How parameters move along gradients.
  public var optimizer: Optimizer
  /// Images are moved by up to this many pixels, anew in every epoch; 0 for none.
  public var shift: Int
  /// How images are turned, scaled, slanted and bent, anew in every epoch; nil for not at all.
  public var distortion: Distortion?
  /// This many training examples are held out, and the network is judged on them after every epoch.
  public var validation: Int
  /// Training stops after this many epochs without fewer errors on the held-out examples, and the
  /// network is that of the epoch with the fewest: early stopping. Nil to train to the end and keep what
  /// is there then.
  public var patience: Int?
  /// The format in which matrix products read their factors.
  public var precision: Precision
  /// Threads that compute; nil for as many as there are processors.
  public var threads: Int?

  /// A recipe. What is not said: SGD with momentum 0.9 and a rate that falls linearly to 0, no moves,
  /// no examples held out, no early stopping, float32, all processors.
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
