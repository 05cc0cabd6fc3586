import DistillNetworks
import DistillTensors
import Testing

/// Numbers in recipes are decimal, wherever they stand.
@Suite("Numbers in recipes")
struct RecipeNumberTests {
  /// A recipe in which `line` stands at the end.
  private static func recipe(_ line: String = "", layers: String = "dense 3") -> String {
    """
    architecture:
      inputs: 4
      layers: [\(layers)]
    epochs: 1
    batchSize: 2
    learningRate: 1
    seed: 0
    \(line)
    """
  }

  private func refusal(_ text: String) -> String {
    let error = #expect(throws: NetworkError.self) { try TrainingPlan(yaml: text, source: "r.yml") }
    return error?.description ?? ""
  }

  /// Texts that YAML 1.1 or Swift reads as another number than a reader, or that are no numbers.
  static let others = [
    "010", "007", "-010", "+010", "0x10", "0X1F", "0o17", "0b11", "1:30", "3:20", "1:30:00",
    "1_000", "1__0", ".inf", "-.inf", ".Inf", "inf", "infinity", ".nan", ".NaN", "nan", "1e999",
    "0x1p3", "1e", "e5", ".", "٣", "1 000", "1.5.2", "00.5", "1e-999",
  ]

  private static let places = [
    "patience: @", "threads: @", "validation: @", "shift: @",
    "schedule: {shape: linear, warmUp: @}", "schedule: {shape: step, phases: @, factor: 0.5}",
    "schedule: {shape: step, phases: 2, factor: @}", "schedule: {shape: exponential, final: @}",
    "optimizer: {rule: sgd, momentum: @}", "optimizer: {rule: sgd, momentum: 0.9, weightDecay: @}",
    "optimizer: {rule: sgd, momentum: 0.9, maxSquaredNorm: @}", "optimizer: {rule: adam, beta1: @}",
    "optimizer: {rule: adam, epsilon: @}", "distortion: {rotation: @}", "distortion: {elastic: @}",
    "distortion: {knotSpacing: @}", "distillation: {temperature: @, hardWeight: 0}",
    "distillation: {temperature: 1, hardWeight: @}",
    "distillation: {temperature: 1, hardWeight: 0, labelShare: @}",
  ]

  @Test("A number in another notation is refused with its line in every place", arguments: places)
  func otherNotations(place: String) {
    for text in Self.others {
      let sentence = refusal(Self.recipe(place.replacing("@", with: text)))
      #expect(sentence.hasPrefix("r.yml, line 8: “"), "\(text): \(sentence)")
      #expect(sentence.contains("“\(text)”"), "\(text): \(sentence)")
    }
  }

  @Test(
    "A number in another notation is refused among the first keys",
    arguments: [
      ("inputs: 4", 2), ("epochs: 1", 4), ("batchSize: 2", 5), ("learningRate: 1", 6),
      ("seed: 0", 7),
    ])
  func firstKeys(line: String, number: Int) throws {
    let key = try #require(line.split(separator: ":").first)
    for text in Self.others {
      let sentence = refusal(Self.recipe().replacing(line, with: "\(key): \(text)"))
      #expect(
        sentence.hasPrefix("r.yml, line \(number): “\(key)” is “\(text)”"), "\(sentence)")
    }
  }

  @Test("A number in another notation is refused in the words of a layer", arguments: others)
  func layers(text: String) {
    if text.contains(" ") { return }
    for layer in [
      "dense \(text)", "dense \(text) relu, dense 3", "dropout \(text), dense 3",
      "standardize \(text) 1, dense 3", "standardize 0 \(text), dense 3",
    ] {
      let sentence = refusal(Self.recipe(layers: layer))
      #expect(sentence.hasPrefix("r.yml, line 3: “layers” is "), "\(layer): \(sentence)")
    }
  }

  @Test(
    "Decimal notations are read as they are written",
    arguments: [
      ("0.05", 0.05), ("5e-2", 0.05), ("5E-2", 0.05), (".05", 0.05), ("+0.05", 0.05), ("1.", 1),
      ("2e0", 2), ("0", 0), ("0.0", 0), ("1e-08", 1e-8), ("100", 100), ("1.5e+2", 150), ("-0", 0),
    ])
  func decimal(text: String, value: Double) throws {
    let yaml = Self.recipe().replacing("learningRate: 1", with: "learningRate: \(text)")
    #expect(try TrainingPlan(yaml: yaml, source: "r.yml").recipe.learningRate == value)
  }

  @Test(
    "A quoted number or flag is refused with the quotation marks as the reason",
    arguments: [
      ("epochs: 1", "epochs: \"1\""), ("epochs: 1", "epochs: '1'"),
      ("learningRate: 1", "learningRate: \"0.05\""), ("seed: 0", "seed: \"0\""),
      ("seed: 0", "seed: 0\noptimizer: {rule: sgd, momentum: 0.9, nesterov: \"true\"}"),
    ])
  func quoted(old: String, new: String) {
    let sentence = refusal(Self.recipe().replacing(old, with: new))
    #expect(sentence.contains("is the quoted text “"), "\(sentence)")
    #expect(sentence.hasSuffix("without quotation marks."), "\(sentence)")
  }

  @Test("The sentence about another notation describes decimal numbers")
  func reason() {
    #expect(
      refusal(Self.recipe("patience: 010"))
        == "r.yml, line 8: “patience” is “010”; expected a whole number from 1 to 1000000000, in "
        + "decimal digits without leading zeros, underscores or colons.")
  }

  @Test("Words may be quoted")
  func quotedWords() throws {
    let yaml = Self.recipe("precision: \"bfloat16\"", layers: "\"dense 8 relu\", 'dense 3'")
    let file = try TrainingPlan(yaml: yaml, source: "r.yml")
    #expect(file.recipe.precision == .bfloat16)
    #expect(file.architecture.layers.count == 2)
  }
}
