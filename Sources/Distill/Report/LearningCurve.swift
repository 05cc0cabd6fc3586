/// The measurements of the training of one model.
public struct LearningCurve: Sendable, Equatable, Codable {
  /// The measurements of one epoch; nil where something was not measured.
  public struct Point: Sendable, Equatable, Codable {
    /// The epoch's number, counted from 1 (0 for the untrained model).
    public var epoch: Int

    /// The training steps until its end. Where every point of every curve has them, they are the
    /// horizontal axis of the figures, because epochs of different transfer sets differ in length.
    public var step: Int?

    /// The mean Kullback–Leibler divergence from the soft targets, in nats, not multiplied by T².
    public var softLoss: Double?

    /// The mean cross-entropy of the labels, in nats.
    public var hardLoss: Double?

    /// The share of training examples predicted wrongly, 0…1.
    public var trainingErrorRate: Double?

    /// The share of validation examples predicted wrongly, 0…1.
    public var validationErrorRate: Double?

    /// The measurements of `epoch`.
    public init(
      epoch: Int, step: Int? = nil, softLoss: Double? = nil, hardLoss: Double? = nil,
      trainingErrorRate: Double? = nil, validationErrorRate: Double? = nil
    ) {
      self.epoch = epoch
      self.step = step
      self.softLoss = softLoss
      self.hardLoss = hardLoss
      self.trainingErrorRate = trainingErrorRate
      self.validationErrorRate = validationErrorRate
    }
  }

  /// The model's name.
  public var name: String

  /// One point for each epoch, in order.
  public var points: [Point]

  /// The curve of the model called `name`.
  public init(name: String, points: [Point]) {
    self.name = name
    self.points = points
  }
}
