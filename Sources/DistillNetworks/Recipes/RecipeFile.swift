import DistillData
import DistillTensors

/// A recipe file: an architecture, how to train it, and, for a student, the objective.
///
///     architecture:
///       inputs: 784
///       layers: [dense 800 relu, dense 800 relu, dense 10]
///     epochs: 40
///     batchSize: 128
///     learningRate: 0.05
///     seed: 1
///     distillation: {temperature: 20, hardWeight: 0.1}
///
/// “distillation” may also say `labelShare`, or `match: logits` in place of a temperature; see
/// ``Objective``.
///
/// The text decodes straight into this value: a key that no recipe has is an error that names the
/// nearest one that exists, and every value is checked where it stands.
public struct RecipeFile: Sendable, Equatable {
  /// The network.
  public var architecture: Architecture
  /// How it is trained.
  public var recipe: Recipe
  /// The objective of a student; nil where the file does not say.
  public var objective: Objective?

  /// A file with these contents.
  public init(architecture: Architecture, recipe: Recipe, objective: Objective? = nil) {
    self.architecture = architecture
    self.recipe = recipe
    self.objective = objective
  }

  /// Counts whose products with one another stay within an `Int`.
  private static let counts = 1...1_000_000_000

  /// Reads the YAML in `text`; errors call it `source`.
  public init(yaml text: String, source: String) throws(NetworkError) {
    var reader = try RecipeReader(yaml: text, source: source)
    var part = try reader.mapping("architecture", meaning: "the network's inputs and layers")
    let inputs = try part.integer("inputs", in: Self.counts, meaning: "the number of features")
    let layers = try part.strings("layers", meaning: "a list such as [dense 800 relu, dense 10]")
    do throws(NetworkError) {
      var descriptions: [Architecture.LayerDescription] = []
      for layer in layers { descriptions.append(try Architecture.LayerDescription(layer)) }
      architecture = try Architecture(inputs: inputs, layers: descriptions)
      guard let count = architecture.checkedParameterCount, count <= Self.counts.upperBound * 100
      else {
        throw .invalidArchitecture(
          found: "the sizes \(architecture.name)", expected: "at most 100 billion weights")
      }
    } catch {
      guard case .invalidArchitecture(let found, let expected) = error else { throw error }
      throw part.invalid("layers", layers.isEmpty ? "an empty list" : found, expected)
    }
    try part.finish()
    recipe = Recipe(
      epochs: try reader.integer(
        "epochs", in: Self.counts, meaning: "how often each example is seen"),
      batchSize: try reader.integer("batchSize", in: Self.counts, meaning: "examples per step"),
      learningRate: try reader.number(
        "learningRate", in: 0...1e6, meaning: "the highest learning rate"),
      seed: try reader.seed("seed", meaning: "which decides every draw"))
    if var part = try reader.optionalMapping("schedule") {
      recipe.schedule = try Self.schedule(&part)
      try part.finish()
    }
    if var part = try reader.optionalMapping("optimizer") {
      recipe.optimizer = try Self.optimizer(&part)
      try part.finish()
    }
    recipe.shift = try reader.optionalInteger("shift", in: 0...1000) ?? 0
    if var part = try reader.optionalMapping("distortion") {
      recipe.distortion = try Self.distortion(&part)
      try part.finish()
    }
    recipe.validation =
      try reader.optionalInteger("validation", in: 0...Self.counts.upperBound) ?? 0
    recipe.patience = try reader.optionalInteger("patience", in: Self.counts)
    recipe.precision =
      try reader.optionalChoice("precision", among: Precision.allCases) ?? .float32
    recipe.threads = try reader.optionalInteger("threads", in: 1...1024)
    if var part = try reader.optionalMapping("distillation") {
      objective = try Self.objective(&part)
      try part.finish()
    }
    try reader.finish()
  }

  private static func objective(_ part: inout RecipeReader) throws(NetworkError) -> Objective {
    if try part.optionalWord("match", among: ["probabilities", "logits"]) == "logits" {
      for key in ["temperature", "labelShare"] where part.has(key) {
        throw part.invalid(key, "given", "nothing, because “match: logits” has none")
      }
      return Objective(
        matching: .logits,
        hardWeight: try part.number("hardWeight", in: 0...1, meaning: "the weight of the labels"))
    }
    let temperature = try part.number(
      "temperature", in: Objective.temperatures, meaning: "the temperature of the soft targets")
    return Objective(
      matching: .probabilities(temperature: temperature),
      hardWeight: try part.number("hardWeight", in: 0...1, meaning: "the weight of the labels"),
      labelShare: try part.optionalNumber("labelShare", in: 0...1) ?? 0)
  }

  private static func distortion(_ part: inout RecipeReader) throws(NetworkError) -> Distortion {
    Distortion(
      rotation: try part.optionalNumber("rotation", in: 0...180) ?? 0,
      scaling: try part.optionalNumber("scaling", in: 0...3) ?? 0,
      shear: try part.optionalNumber("shear", in: 0...10) ?? 0,
      bend: try part.optionalNumber("bend", in: 0...1000) ?? 0,
      grain: try part.optionalNumber("grain", in: 1...1000) ?? Distortion().grain)
  }

  private static func schedule(_ part: inout RecipeReader) throws(NetworkError) -> Schedule {
    let shape = try part.choice(
      "shape", among: ["constant", "linear", "cosine", "exponential", "step"],
      meaning: "how the rate changes")
    let warmUp = try part.optionalNumber("warmUp", in: 0...1) ?? 0
    switch shape {
    case "constant": return Schedule(.constant, warmUp: warmUp)
    case "cosine": return Schedule(.cosine, warmUp: warmUp)
    case "exponential":
      let final = try part.number(
        "final", in: 0...1, meaning: "the last rate as a share of the first")
      return Schedule(.exponential(final: final), warmUp: warmUp)
    case "step":
      return Schedule(
        .step(
          phases: try part.integer(
            "phases", in: Self.counts, meaning: "the number of equal phases"),
          factor: try part.number("factor", in: 0...1, meaning: "each phase's share of the last")),
        warmUp: warmUp)
    default: return Schedule(.linear, warmUp: warmUp)
    }
  }

  private static func optimizer(_ part: inout RecipeReader) throws(NetworkError) -> Optimizer {
    let rule = try part.choice("rule", among: ["sgd", "adam"], meaning: "how weights move")
    let decay = try part.optionalNumber("weightDecay", in: 0...1) ?? 0
    let limit = try part.optionalNumber("maxSquaredNorm", in: 1e-6...1e6)
    if rule == "adam" {
      return Optimizer(
        .adam(
          beta1: try part.optionalNumber("beta1", in: 0...0.999_999) ?? 0.9,
          beta2: try part.optionalNumber("beta2", in: 0...0.999_999) ?? 0.999,
          epsilon: try part.optionalNumber("epsilon", in: 0...1) ?? 1e-8),
        weightDecay: decay, maxSquaredNorm: limit)
    }
    return Optimizer(
      .sgd(
        momentum: try part.number("momentum", in: 0...0.999_999, meaning: "the velocity kept"),
        nesterov: try part.optionalFlag("nesterov") ?? false),
      weightDecay: decay, maxSquaredNorm: limit)
  }
}
