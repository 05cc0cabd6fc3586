import Distill
import Foundation
import Testing

/// The pages of the documentation, against the code that they describe.
@Suite("Documentation")
struct DocumentationTests {
  /// The root of the repository.
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  private static func names(in folder: String, suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path)
      .filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
  }

  /// The contents of the code fences in `language`.
  private static func fences(_ language: String, in page: String) -> [String] {
    var (fences, lines): ([String], [Substring]?) = ([], nil)
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = lines, line.hasPrefix("```") {
        fences.append(open.joined(separator: "\n"))
        lines = nil
      } else if lines != nil {
        lines?.append(line)
      } else if line == "```\(language)" {
        lines = []
      }
    }
    return fences
  }

  private static let catalogue = "Sources/Distill/Distill.docc"

  @Test("The page on recipes names every key that a recipe is written with")
  func keys() throws {
    let page = try Self.text("\(Self.catalogue)/Recipes.md")
    let architecture = Architecture.mlp([4, 3, 2])
    func file(
      _ shape: Schedule.Shape, _ rule: Optimizer.Rule, _ objective: Objective
    ) -> TrainingPlan {
      let recipe = Recipe(
        epochs: 1, batchSize: 1, learningRate: 1, seed: 1, schedule: Schedule(shape, warmUp: 0.1),
        optimizer: Optimizer(rule, weightDecay: 0.1, maxSquaredNorm: 1), shift: 1,
        distortion: Distortion(rotation: 1, scaling: 1, shear: 1, elastic: 1, knotSpacing: 2),
        validation: 1, patience: 1, precision: .float32, threads: 1)
      return TrainingPlan(architecture: architecture, recipe: recipe, objective: objective)
    }
    let files = [
      file(
        .exponential(final: 0.1), .sgd(momentum: 0.9, nesterov: true),
        Objective(
          matching: .probabilities(temperature: 2), hardWeight: 0.1, labelShare: 0.1)),
      file(
        .step(phases: 2, factor: 0.1), .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
        Objective(matching: .logits, hardWeight: 0.1)),
    ]
    var keys: Set<String> = []
    for match in files.map(\.yaml).joined(separator: "\n").matches(of: /(\w+):/) {
      keys.insert(String(match.output.1))
    }
    #expect(keys.count > 30)
    for key in keys.sorted() {
      #expect(page.contains("`\(key)`"), "Recipes.md lacks the key \(key)")
    }
  }

  @Test("Recipes in the documentation and in the repository can be read")
  func recipes() throws {
    let fences = Self.fences("yaml", in: try Self.text("\(Self.catalogue)/Recipes.md"))
    #expect(fences.count == 2)
    for fence in fences { _ = try TrainingPlan(yaml: fence, source: "Recipes.md") }
    for path in try Self.names(in: "Recipes", suffix: ".yaml") {
      let text = try Self.text(path)
      #expect(text.hasPrefix("# "), "\(path) does not begin with what to expect of it")
      _ = try TrainingPlan(yaml: text, source: path)
    }
  }

  @Test("Swift in the documentation is part of a snippet, and so compiled")
  func snippets() throws {
    let snippets = try Self.names(in: "Snippets", suffix: ".swift").map(Self.text)
    let pages = try Self.names(in: Self.catalogue, suffix: ".md") + ["README.md"]
    var count = 0
    for page in pages {
      for fence in Self.fences("swift", in: try Self.text(page)) {
        count += 1
        #expect(snippets.contains { $0.contains(fence) }, "not in a snippet: \(page), \(fence)")
      }
    }
    #expect(count > 4)
  }

  @Test("A store that another program wrote, as the page on file formats specifies it, is read")
  func foreignStore() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("foreign-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pixels: [UInt8] = [0, 10, 20, 30, 40, 50, 60, 70]
    let dataset = try Dataset(
      pixels: pixels, shape: [2, 2], labels: [0, 1], classNames: ["a", "b"])
    // Sizes as 64-bit little-endian integers, the type, the values.
    var digest = Digest()
    digest.update([2, 2, 2] as [UInt64])
    digest.update("uint8")
    digest.update(pixels)
    let data = digest.hexadecimal()
    #expect(data == dataset.digest)
    let logits = [0.9, 0.1, 0.2, 0.8].map { Float(log($0)) }
    try Safetensors.write(
      [
        .init("logits", shape: [1, 2, 2], .float32(logits)),
        .init("ids", shape: [2], .int64([0, 1])),
      ],
      metadata: [
        "distill": "soft targets 1", "mean": "geometric", "teacher": "by hand", "data": data,
        "classes": #"["a", "b"]"#,
      ], to: "\(folder)/targets.safetensors")
    try """
    {"kind": "targets", "state": "finished", "commandLine": ["write_store.py"],
     "recipe": {"mean": "geometric"}, "seed": 0, "precision": "float32",
     "digests": {"data": "\(data)", "teacher": "by hand"}, "versions": {},
     "machine": {"cpu": "", "threads": 1}, "startedAt": "2026-01-01T00:00:00Z", "wallSeconds": 0}
    """.write(toFile: "\(folder)/run.json", atomically: true, encoding: .utf8)
    let store = try LabellingJob.store(in: folder)
    let targets = try SoftTargets(
      store, for: dataset, temperature: 1, on: Engine(threads: 1, precision: .float32))
    for (found, expected) in zip(targets.probabilities, [0.9, 0.1, 0.2, 0.8]) {
      // Single precision, through a logarithm and an exponential.
      #expect(abs(Double(found) - expected) < 1e-6)
    }
  }
}
