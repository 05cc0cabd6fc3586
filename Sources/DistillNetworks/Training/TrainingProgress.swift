/// The progress of training, reported after each step.
public struct TrainingProgress: Sendable {
  /// Steps made since the beginning, including those before the run was resumed.
  public let step: Int
  /// Steps of the whole run; early stopping may end it earlier.
  public let steps: Int
  /// The results of the epoch, where this step was its last.
  public let epoch: EpochReport?
  /// Whether this step was the run's last.
  public let isOver: Bool
}

/// Whether training continues after a step.
public enum TrainingControl: Sendable {
  /// Make the next step.
  case proceed
  /// Stop; the state is complete and can be resumed.
  case stop
}

/// The results of one epoch. Losses are means in nats, unscaled and separate; only ``softLoss`` has
/// another unit where logits are matched.
public struct EpochReport: Sendable, Codable, Equatable {
  /// The epoch, from 1.
  public var epoch: Int
  /// Steps made until its end.
  public var step: Int
  /// The learning rate of its last step.
  public var learningRate: Double
  /// The mean KL divergence of the student's distribution at the temperature from the soft targets;
  /// where logits are matched, the mean of 1/(2N) · Σᵢ ((zᵢ − z̄) − (vᵢ − v̄))², in squared units of
  /// logits, not nats, and not to be compared with divergences; nil without targets.
  public var softLoss: Double?
  /// The mean cross-entropy with the labels, over labelled examples; nil without labels.
  public var hardLoss: Double?
  /// The share of labelled examples that the network classified wrongly in training; nil without labels.
  public var trainingErrorRate: Double?
  /// The share of held-out examples that the network classifies wrongly; nil where none are held out.
  public var validationErrorRate: Double?
  /// The mean cross-entropy with the held-out labels.
  public var validationLoss: Double?
}
