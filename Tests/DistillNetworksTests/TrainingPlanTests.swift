import DistillData
import DistillNetworks
import DistillTensors
import Testing

@Suite("Recipe files")
struct RecipeFileTests {
  private static let full = """
    # Every key of a recipe.
    architecture:
      inputs: 784
      layers: [dropout 0.2, dense 1200 relu, dropout 0.5, dense 10]
    epochs: 40
    batchSize: 128
    learningRate: 5e-2
    seed: 18446744073709551615
    schedule: {shape: step, phases: 4, factor: 0.5, warmUp: 0.05}
    optimizer:
      rule: sgd
      momentum: 0.9
      nesterov: true
      weightDecay: 1.0e-4
      maxSquaredNorm: 15
    shift: 2
    validation: 10000
    precision: bfloat16
    threads: 3
    distillation: {temperature: 20, hardWeight: 0.1}
    """

  private static let least = """
    architecture:
      inputs: 4
      layers: [dense 3]
    epochs: 1
    batchSize: 2
    learningRate: 1
    seed: 0
    """

  @Test("Every key of a recipe is read")
  func full() throws {
    let architecture = try Architecture(
      inputs: 784,
      layers: [
        .dropout(rate: 0.2), .dense(units: 1200, relu: true), .dropout(rate: 0.5),
        .dense(units: 10, relu: false),
      ])
    let recipe = Recipe(
      epochs: 40, batchSize: 128, learningRate: 0.05, seed: .max,
      schedule: Schedule(.step(phases: 4, factor: 0.5), warmUp: 0.05),
      optimizer: Optimizer(
        .sgd(momentum: 0.9, nesterov: true), weightDecay: 1e-4, maxSquaredNorm: 15), shift: 2,
      validation: 10_000, precision: .bfloat16, threads: 3)
    #expect(
      try TrainingPlan(yaml: Self.full, source: "r.yml")
        == TrainingPlan(
          architecture: architecture, recipe: recipe,
          objective: Objective(temperature: 20, hardWeight: 0.1)))
  }

  @Test("Keys that are left out have their documented defaults")
  func least() throws {
    let file = try TrainingPlan(yaml: Self.least, source: "r.yml")
    #expect(
      file
        == TrainingPlan(
          architecture: .mlp([4, 3]),
          recipe: Recipe(epochs: 1, batchSize: 2, learningRate: 1, seed: 0)))
    #expect(file.objective == nil && file.recipe.threads == nil)
    #expect(file.recipe.optimizer == Optimizer(.sgd(momentum: 0.9, nesterov: false)))
    #expect(file.recipe.schedule == Schedule(.linear))
  }

  private static func random(_ seed: UInt64) -> TrainingPlan {
    var stream = RandomStream(seed: seed, purpose: .sampling)
    func number() -> Double { stream.uniform() }
    func small() -> Int { 1 + stream.integer(below: 50) }
    let shapes: [Schedule.Shape] = [
      .constant, .linear, .cosine, .exponential(final: number()),
      .step(phases: small(), factor: number()),
    ]
    let rules: [Optimizer.Rule] = [
      .sgd(momentum: number() * 0.99, nesterov: stream.integer(below: 2) == 1),
      .sgd(momentum: 0, nesterov: false),
      .adam(beta1: number() * 0.99, beta2: number() * 0.99, epsilon: number() * 1e-7),
    ]
    let optimizer = Optimizer(
      rules[stream.integer(below: 3)], weightDecay: number() * 1e-5,
      maxSquaredNorm: stream.integer(below: 2) == 1 ? 1e-3 + 100 * number() : nil)
    let recipe = Recipe(
      epochs: small(), batchSize: small(), learningRate: number() / Double(small() * 100_000),
      seed: stream.next(),
      schedule: Schedule(shapes[stream.integer(below: 5)], warmUp: number()), optimizer: optimizer,
      shift: small() - 1,
      distortion: stream.integer(below: 2) == 1
        ? Distortion(
          rotation: number(), scaling: number(), shear: number(), elastic: number(),
          knotSpacing: 1 + number()) : nil,
      validation: small() - 1,
      precision: Precision.allCases[stream.integer(below: 2)],
      threads: stream.integer(below: 2) == 1 ? small() : nil)
    return TrainingPlan(
      architecture: .mlp(
        (0..<2 + stream.integer(below: 4)).map { _ in small() }, dropout: number(),
        inputDropout: stream.integer(below: 2) == 1 ? number() : 0),
      recipe: recipe,
      objective: [
        Objective(temperature: 1e-3 + 20 * number(), hardWeight: number()),
        Objective(
          matching: .probabilities(temperature: 1e-3 + 20 * number()), hardWeight: number(),
          labelShare: number()),
        Objective(matching: .logits, hardWeight: number()), nil,
      ][stream.integer(below: 4)])
  }

  @Test("A written recipe reads back equal", arguments: 0..<100 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    let file = Self.random(seed)
    #expect(try TrainingPlan(yaml: file.yaml, source: "r.yml") == file)
  }

  @Test(
    "An objective is written with the keys that it needs",
    arguments: [
      (Objective(temperature: 20, hardWeight: 0.1), "{temperature: 20.0, hardWeight: 0.1}"),
      (
        Objective(
          matching: .probabilities(temperature: 2), hardWeight: 0, labelShare: 0.25),
        "{temperature: 2.0, hardWeight: 0.0, labelShare: 0.25}"
      ),
      (Objective(matching: .logits, hardWeight: 0.5), "{match: logits, hardWeight: 0.5}"),
    ])
  func objective(_ objective: Objective, text: String) throws {
    var file = try TrainingPlan(yaml: Self.least, source: "r.yml")
    file.objective = objective
    #expect(file.yaml.hasSuffix("distillation: \(text)\n"))
  }

  private func refusal(_ text: String) -> NetworkError? {
    #expect(throws: NetworkError.self) { try TrainingPlan(yaml: text, source: "r.yml") }
  }

  @Test(
    "An unknown key is named with its line and the nearest that there is",
    arguments: [
      ("learning_rate: 0.1", 8, "learning_rate", "learningRate"),
      ("epoch: 3", 8, "epoch", "epochs"), ("Shift: 1", 8, "Shift", "shift"),
      ("schedule: {shape: linear, warmup: 0.1}", 8, "warmup", "warmUp"),
      ("optimizer:\n  rule: sgd\n  momentum: 0.9\n  nestrov: true", 11, "nestrov", "nesterov"),
      ("distillation:\n  temperature: 4\n  hardWeight: 0.1\n  temp: 3", 11, "temp", "temperature"),
      ("schedule: {shape: linear, phases: 3}", 8, "phases", "shape"),
    ])
  func unknownKey(text: String, line: Int, key: String, nearest: String) {
    let error = refusal(Self.least + "\n" + text)
    #expect(error == .unknownKey(source: "r.yml", line: line, key: key, nearest: nearest))
    #expect(
      error?.description
        == "r.yml, line \(line): there is no key “\(key)”; did you mean “\(nearest)”?")
  }

  @Test(
    "A required key that is missing is named",
    arguments: [
      ("architecture:\n  inputs: 4\n  layers: [dense 3]\n", "architecture"),
      ("  inputs: 4\n", "inputs"), ("  layers: [dense 3]\n", "layers"), ("epochs: 1\n", "epochs"),
      ("batchSize: 2\n", "batchSize"), ("learningRate: 1\n", "learningRate"), ("\nseed: 0", "seed"),
    ])
  func missingKey(text: String, key: String) throws {
    try #require(Self.least.contains(text))
    let error = refusal(Self.least.replacing(text, with: "", maxReplacements: 1))
    guard case .missingKey("r.yml", key, let meaning) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!meaning.isEmpty)
    #expect(error?.description.contains("has no key “\(key)”, ") == true)
  }

  @Test(
    "A value of the wrong type or out of range is named with its line",
    arguments: [
      ("epochs: 1", "epochs: 0", 4, "epochs"), ("epochs: 1", "epochs: -1", 4, "epochs"),
      ("epochs: 1", "epochs: many", 4, "epochs"), ("epochs: 1", "epochs: 1.5", 4, "epochs"),
      ("epochs: 1", "epochs: [1]", 4, "epochs"), ("epochs: 1", "epochs:", 4, "epochs"),
      ("epochs: 1", "epochs: 99999999999999999999", 4, "epochs"),
      ("batchSize: 2", "batchSize: 0", 5, "batchSize"),
      ("learningRate: 1", "learningRate: -1", 6, "learningRate"),
      ("learningRate: 1", "learningRate: .nan", 6, "learningRate"),
      ("learningRate: 1", "learningRate: .inf", 6, "learningRate"),
      ("learningRate: 1", "learningRate: fast", 6, "learningRate"),
      ("seed: 0", "seed: -1", 7, "seed"), ("seed: 0", "seed: 18446744073709551616", 7, "seed"),
      ("  inputs: 4", "  inputs: 0", 2, "inputs"),
      ("[dense 3]", "dense 3", 3, "layers"), ("[dense 3]", "[dense 3 relu]", 3, "layers"),
      ("[dense 3]", "[]", 3, "layers"), ("[dense 3]", "[[dense 3]]", 3, "layers"),
      ("[dense 3]", "[dropout 1.5, dense 3]", 3, "layers"),
      ("[dense 3]", "[dense 9223372036854775807]", 3, "layers"),
      ("seed: 0", "seed: 0\ndistillation: {temperature: -2, hardWeight: 0.1}", 8, "temperature"),
      ("seed: 0", "seed: 0\ndistillation: {temperature: 0, hardWeight: 0.1}", 8, "temperature"),
      ("seed: 0", "seed: 0\ndistillation: {temperature: 2, hardWeight: 1.5}", 8, "hardWeight"),
      ("seed: 0", "seed: 0\ndistillation: {temperature: 2, hardWeight: -0.1}", 8, "hardWeight"),
      ("seed: 0", "seed: 0\ndistillation: {match: logit, hardWeight: 0}", 8, "match"),
      (
        "seed: 0", "seed: 0\ndistillation: {match: logits, temperature: 2, hardWeight: 0}", 8,
        "temperature"
      ),
      (
        "seed: 0", "seed: 0\ndistillation: {match: logits, labelShare: 0, hardWeight: 0}", 8,
        "labelShare"
      ),
      (
        "seed: 0", "seed: 0\ndistillation: {temperature: 2, hardWeight: 0, labelShare: 2}", 8,
        "labelShare"
      ),
      ("seed: 0", "seed: 0\ndistillation: 4", 8, "distillation"),
      ("seed: 0", "seed: 0\nschedule: linear", 8, "schedule"),
      ("seed: 0", "seed: 0\nschedule: {shape: square}", 8, "shape"),
      ("seed: 0", "seed: 0\nschedule: {shape: linear, warmUp: 2}", 8, "warmUp"),
      ("seed: 0", "seed: 0\nschedule: {shape: step, phases: 0, factor: 0.5}", 8, "phases"),
      ("seed: 0", "seed: 0\noptimizer: {rule: adagrad}", 8, "rule"),
      ("seed: 0", "seed: 0\noptimizer: {rule: sgd, momentum: 1}", 8, "momentum"),
      ("seed: 0", "seed: 0\noptimizer: {rule: sgd, momentum: 0.9, nesterov: 3}", 8, "nesterov"),
      ("seed: 0", "seed: 0\nprecision: float16", 8, "precision"),
      ("seed: 0", "seed: 0\nthreads: 0", 8, "threads"),
      ("seed: 0", "seed: 0\nshift: -1", 8, "shift"),
      ("seed: 0", "seed: 0\ndistortion: {elastic: -1}", 8, "elastic"),
      ("seed: 0", "seed: 0\ndistortion: {knotSpacing: 0}", 8, "knotSpacing"),
      ("seed: 0", "seed: 0\ndistortion: elastic", 8, "distortion"),
    ])
  func invalidValue(old: String, new: String, line: Int, key: String) throws {
    try #require(Self.least.contains(old))
    let error = refusal(Self.least.replacing(old, with: new, maxReplacements: 1))
    guard case .invalidValue("r.yml", line, key, let found, let expected) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!found.isEmpty && !expected.isEmpty)
    #expect(error?.description.hasPrefix("r.yml, line \(line): “\(key)” is ") == true)
  }

  @Test(
    "YAML that is not a mapping is no recipe",
    arguments: [
      "", " \n# nothing but a comment\n", "- epochs: 3", "just words", "a: [1, 2", "\t- x", "{",
      "epochs: 1\nepochs: 2", "a: &a 1\nb: *c",
    ])
  func unreadable(text: String) {
    let error = refusal(text)
    guard case .unreadableRecipe("r.yml", let found) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!found.isEmpty)
    #expect(error?.description.hasPrefix("r.yml is not a recipe: ") == true)
  }
}
