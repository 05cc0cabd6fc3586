public import DistillData
import DistillTensors
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension TrainingPlan {
  /// Counts whose products with one another stay within an `Int`.
  private static let counts = 1...1_000_000_000
  /// A thousand times the size of a usual recipe.
  private static let largestFile = 1 << 20

  /// Reads the recipe in the YAML file at `path`; see ``init(yaml:source:)``.
  ///
  /// - Throws: ``NetworkError`` where the file is no recipe; ``FileError`` where there is no file, or it
  ///   cannot be read.
  public init(contentsOf path: String) throws {
    self = try Self.read(contentsOf: path).file
  }

  /// As ``init(contentsOf:)``, with what the author of the file should know, such as a key that is
  /// deprecated.
  public static func read(contentsOf path: String) throws -> (file: TrainingPlan, notices: [Notice])
  {
    var status = stat()
    guard stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
      throw NetworkError.unreadableRecipe(
        source: path, found: "it is a folder or a device, not a file")
    }
    let bytes = try OpenFile(path, for: .reading).contents(limit: largestFile)
    guard let text = String(bytes: bytes, encoding: .utf8) else {
      throw NetworkError.unreadableRecipe(source: path, found: "it is not text in UTF-8")
    }
    return try read(yaml: text, source: path)
  }

  /// Reads the YAML in `text`; errors name it `source`.
  ///
  /// A number is written in decimal digits, with an optional sign, point and exponent of ten, and never
  /// read as another than a reader sees: octal, hexadecimal and sexagesimal numbers of YAML 1.1,
  /// underscores, leading zeros, infinities and quoted numbers are errors. Anchors, aliases, tags and
  /// block texts are errors too.
  ///
  /// Keys of earlier versions are read: `normLimit` for `maxSquaredNorm`, `bend` for `elastic`.
  ///
  /// - Throws: ``NetworkError`` with the line where something is wrong.
  public init(yaml text: String, source: String) throws(NetworkError) {
    self = try Self.read(yaml: text, source: source).file
  }

  /// As ``init(yaml:source:)``, with what the author of the text should know, such as a key that is
  /// deprecated.
  public static func read(
    yaml text: String, source: String
  ) throws(NetworkError) -> (file: TrainingPlan, notices: [Notice]) {
    var reader = try RecipeReader(yaml: text, source: source)
    return (try TrainingPlan(&reader), reader.notices)
  }

  private init(_ reader: inout RecipeReader) throws(NetworkError) {
    var part = try reader.mapping("architecture", meaning: "the network's inputs and layers")
    let inputs = try part.integer("inputs", in: Self.counts, meaning: "the number of features")
    let layers = try part.strings("layers", meaning: "a list such as [dense 800 relu, dense 10]")
    do throws(NetworkError) {
      var descriptions: [LayerDescription] = []
      for layer in layers { descriptions.append(try LayerDescription(layer)) }
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
        "epochs", in: Self.counts, meaning: "the number of passes over the examples"),
      batchSize: try reader.integer("batchSize", in: Self.counts, meaning: "examples per step"),
      learningRate: try reader.number(
        "learningRate", in: 0...1e6, meaning: "the highest learning rate"),
      seed: try reader.seed("seed", meaning: "the seed of all random numbers"))
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
        throw part.invalid(key, "given", "no such key beside “match: logits”")
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
      elastic: try part.optionalNumber("elastic", formerly: "bend", in: 0...1000) ?? 0,
      knotSpacing: try part.optionalNumber("knotSpacing", formerly: "grain", in: 1...1000)
        ?? Distortion().knotSpacing)
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
    let limit = try part.optionalNumber(
      "maxSquaredNorm", formerly: "normLimit", in: 1e-6...1e6)
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
