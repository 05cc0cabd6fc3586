public import DistillTensors

/// The rule by which parameters are updated along their gradients; a value, like its state.
public struct Optimizer: Sendable, Equatable {
  /// The rule.
  public enum Rule: Sendable, Equatable {
    /// Stochastic gradient descent with momentum, plain or in Nesterov's form; see ``SGDStep``.
    case sgd(momentum: Double, nesterov: Bool)
    /// Adam; see ``AdamStep``.
    case adam(beta1: Double, beta2: Double, epsilon: Double)
  }

  /// The rule.
  public var rule: Rule
  /// The weight decay λ: λ·w is added to the gradient of weights, not of biases.
  public var weightDecay: Double
  /// The limit on the squared Euclidean norm of each hidden unit's incoming weights; nil for none. A limit
  /// c on the norm itself, as PyTorch's `max_norm`, is c² here.
  public var maxSquaredNorm: Double?

  /// An optimiser with this rule.
  public init(_ rule: Rule, weightDecay: Double = 0, maxSquaredNorm: Double? = nil) {
    self.rule = rule
    self.weightDecay = weightDecay
    self.maxSquaredNorm = maxSquaredNorm
  }

  /// The state between steps: for each parameter its velocity, or its two moments.
  public struct State<Scalar: TensorScalar>: Sendable {
    /// For each parameter, in the order of `forEachParameter(_:)`: velocity, or the two moments.
    public var slots: [[Tensor<Scalar>]]
    /// The number of updates made.
    public var updates: Int

    /// A state with these contents.
    public init(slots: [[Tensor<Scalar>]], updates: Int) {
      self.slots = slots
      self.updates = updates
    }
  }

  /// The number of tensors in the state for each parameter.
  public var slotsPerParameter: Int {
    switch rule {
    case .sgd(let momentum, _): momentum == 0 ? 0 : 1
    case .adam: 2
    }
  }

  /// The state before the first step: zeros.
  public func initialState<Scalar>(for layer: some Layer<Scalar>) -> State<Scalar> {
    var layer = layer
    var slots: [[Tensor<Scalar>]] = []
    layer.forEachParameter { _, parameter in
      slots.append(
        (0..<slotsPerParameter).map { _ in Tensor(repeating: 0, shape: parameter.shape) })
    }
    return State(slots: slots, updates: 0)
  }

  /// Updates the parameters of `layer` by one step along `gradients`, which are in the order of its
  /// `forEachParameter(_:)`, at the learning rate `rate`.
  @specialized(where Scalar == Float, Model == LayerStack<Float>)
  public func update<Scalar, Model: Layer<Scalar>>(
    _ layer: inout Model, along gradients: [Tensor<Scalar>],
    state: inout State<Scalar>, rate: Double, on engine: Engine
  ) {
    precondition(
      gradients.count == state.slots.count,
      "\(gradients.count) gradients for \(state.slots.count) parameters")
    state.updates += 1
    let updates = state.updates
    var place = 0
    layer.forEachParameter { role, parameter in
      let decay = role == .bias ? 0 : weightDecay
      let limit = role == .hiddenWeight ? maxSquaredNorm : nil
      switch rule {
      case .sgd(let momentum, let nesterov):
        // The slot is taken out while it is updated, so that it has one owner and is not copied.
        var velocity = state.slots[place].popLast()
        engine.update(
          &parameter, velocity: &velocity, along: gradients[place],
          by: SGDStep(
            rate: rate, momentum: momentum, nesterov: nesterov, decay: decay, maxSquaredNorm: limit)
        )
        if let velocity { state.slots[place].append(velocity) }
      case .adam(let beta1, let beta2, let epsilon):
        var moments = (state.slots[place][0], state.slots[place][1])
        state.slots[place] = []
        engine.update(
          &parameter, moments: &moments, along: gradients[place],
          by: AdamStep(
            rate: rate, betas: (beta1, beta2), epsilon: epsilon, decay: decay,
            maxSquaredNorm: limit,
            number: updates))
        state.slots[place] = [moments.0, moments.1]
      }
      place += 1
    }
  }
}
