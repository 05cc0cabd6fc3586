import Distill
import DistillStudies
import Foundation
import Testing

/// Temperature and hard weight, chosen on validation examples.
@Suite("Sweep")
struct SweepTests {
  private let workshop: Workshop
  private var folder: TemporaryFolder { workshop.folder }
  private let short = [
    "--temperature", "1,4", "--hard-weight", "0,0.5", "--seeds", "2", "--validation", "50",
    "--threads", "2",
  ]

  init() throws {
    workshop = try Workshop(epochs: 2)
    try workshop.draw()
    try workshop.train()
    try workshop.run("soften", "t", "d", "s")
  }

  private func sweep(_ options: [String], into name: String) throws -> Command.Result {
    let result = try Command(["sweep", "r", "s", "d", name] + options, in: folder.path).result()
    try #require(result.code == 0, "\(result.errors)")
    return result
  }

  private func report(_ name: String) throws -> StudyReport {
    try StudyReport(json: folder.text("\(name)/results.json"))
  }

  @Test(
    "The best setting is the one with the fewest validation errors, and test examples are not read")
  func choice() throws {
    for name in try folder.names(in: "d") where name.hasPrefix("t10k") {
      try folder.remove("d/\(name)")
    }
    let output = try sweep(short, into: "f").output
    let report = try report("f")
    #expect(
      report.facts.contains { $0.value == "150 training and 50 validation examples of 10 classes" })
    #expect(!report.markdown().contains("test errors"))
    let finding = try #require(report.findings.first)
    #expect(
      finding.samples.map(\.name)
        == ["T = 1, w = 0", "T = 1, w = 0.5", "T = 4, w = 0", "T = 4, w = 0.5", "labels only"])
    #expect(finding.samples.allSatisfy { $0.values.count == 2 })
    #expect(finding.comparisons.count == 4)
    #expect(finding.comparisons[0].second.name == "labels only")
    let best = finding.comparisons[0].first
    #expect(finding.samples.dropLast().allSatisfy { best.mean <= $0.mean })
    #expect(output.hasPrefix("\(best.name) has the fewest errors, "))
    let numbers = best.name.split(separator: " ").compactMap { Double($0.filter { $0 != "," }) }
    try #require(numbers.count == 2)
    let line = try #require(output.split(separator: "\n").last)
    #expect(
      line
        == "distill teach r s d RUN --temperature \(numbers[0]) --hard-weight \(numbers[1])")
    for file in ["RESULTS.md", "report.html"] { #expect(folder.exists("f/\(file)")) }

    // As JSON, the results with the choice and its command; nothing else with --quiet.
    let json = try Command(
      ["sweep", "r", "s", "d", "f", "--json", "--quiet"] + short, in: folder.path
    )
    .result()
    #expect(json.code == 0 && json.errors == "")
    struct Output: Decodable {
      let choice: Sweep.Choice
      let command: String
      let findings: [Finding]
    }
    let decoded = try JSONDecoder().decode(Output.self, from: Data(json.output.utf8))
    #expect([decoded.choice.temperature, decoded.choice.hardWeight] == numbers)
    #expect(decoded.command == line && decoded.findings == report.findings)

    // The printed command runs.
    try workshop.run(
      "teach", "r", "s", "d", "u", "--temperature", "\(numbers[0])", "--hard-weight",
      "\(numbers[1])")
  }

  @Test(
    "A student is trained on the examples that are not set aside, and evaluated on those that are")
  func split() throws {
    _ = try sweep(short, into: "f")
    let data = try DataFolder(folder.path(of: "d")).training()
    let parts = data.split(validation: 50, seed: 7)
    let store = try LabellingJob.store(in: folder.path(of: "s"))
    var recipe = try TrainingPlan(yaml: folder.text("r"), source: "r")
    recipe.recipe.seed = 2
    recipe.recipe.threads = 1
    let engine = recipe.recipe.makeEngine()
    let targets = try SoftTargets(store, for: parts.training, temperature: 4, on: engine)
    let samples = try #require(report("f").findings.first).samples
    let start = Network(recipe.architecture, seed: 2)
    for (name, sample, network) in [
      (
        "T4.0-w0.5-2", samples[3],
        try start.distilled(
          from: targets, on: parts.training, hardWeight: 0.5, using: recipe.recipe)
      ),
      ("labels-only-2", samples[4], try start.trained(on: parts.training, using: recipe.recipe)),
    ] {
      try network.write(to: folder.path(of: "m.safetensors"))
      #expect(
        try folder.bytes("m.safetensors") == folder.bytes("f/runs/\(name)/model.safetensors"))
      let evaluated = try Evaluation(of: network, name: name, on: parts.validation, with: engine)
      #expect(evaluated.examples == 50 && Double(evaluated.errors) == sample.values[1])
    }
  }

  @Test("A sweep that was stopped continues, and one with further values keeps its runs")
  func resume() throws {
    _ = try sweep(short + ["--epochs", "40"], into: "whole")
    let process = try Command(
      ["sweep", "r", "s", "d", "f"] + short + ["--epochs", "40"], in: folder.path)
    try process.waitUntil { (try? folder.names(in: "f/runs").count > 1) == true }
    process.send(SIGINT)
    let stopped = try process.result()
    #expect(stopped.code == 130 || stopped.code == 0, "\(stopped.errors)")
    let first = try sweep(short + ["--epochs", "40"], into: "f")
    #expect(try report("f").findings == report("whole").findings)
    #expect(try sweep(short + ["--epochs", "40"], into: "f").output == first.output)

    let run = "f/runs/T4.0-w0.5-2/run.json"
    let before = try folder.bytes(run)
    var wider = short + ["--epochs", "40"]
    wider[1] = "4,1,9"
    _ = try sweep(wider, into: "f")
    #expect(try folder.bytes(run) == before)
    #expect(try #require(report("f").findings.first).samples.count == 7)
  }

  @Test("Examples without labels are used for training, not for validation")
  func partlyLabelled() throws {
    let name = try #require(try folder.names(in: "d").first { $0.hasPrefix("train-labels") })
    let labels = try DataFolder(folder.path(of: "d")).training().labels
    // Signed bytes, −1 for every other label.
    let signed = labels.enumerated().map { $0.offset.isMultiple(of: 2) ? UInt8($0.element) : 0xFF }
    try folder.remove("d/\(name)")
    try folder.write([0, 0, 9, 1, 0, 0, 0, 200] + signed, to: "d/train-labels-idx1-ubyte")
    _ = try sweep(["--temperature", "4", "--hard-weight", "0.5", "--seeds", "1"], into: "f")
    let report = try report("f")
    #expect(
      report.facts.contains { $0.value == "180 training and 20 validation examples of 10 classes" })
    #expect(report.findings.first?.sentence.contains("give more --seeds") == true)
  }

  @Test("A dry run prints the stages, and changes nothing")
  func dryRun() throws {
    let output = try sweep(short + ["--dry-run"], into: "f").output
    #expect(output.hasPrefix("sweep    10 stages,    0 finished"))
    #expect(!folder.exists("f"))
  }

  @Test("Impossible sweeps are refused, and nothing is written")
  func refusals() throws {
    func refuse(
      _ arguments: [String], _ words: String..., code: Int32 = 65, options: [String]? = nil,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      try workshop.expectRefusal(
        ["sweep"] + arguments + (options ?? short), code: code, saying: words,
        sourceLocation: sourceLocation)
    }
    try workshop.draw("e", seed: 2)
    try refuse(["r", "s", "e", "f"], "computed from other data")
    try refuse(["r", "t", "d", "f"], "expected a finished labelling pass")
    try refuse(["r", "s", "d", "no/f"], "no does not exist")
    try refuse(["r", "s", "d", "t"], "which no study wrote", code: 1)
    try refuse(
      ["r", "s", "d", "f"], "Of 200 labelled training examples 200",
      options: ["--validation", "200"])
    try refuse(
      ["r", "s", "d", "f"], "examples 0 cannot be set aside", options: ["--validation", "0.001"])
    try folder.copy("d", to: "n")
    for name in try folder.names(in: "n") where name.contains("labels") {
      try folder.remove("n/\(name)")
    }
    try refuse(["r", "s", "n", "f"], "none of the 200 training examples has a label")

    // A folder continues under the conditions that it was started with.
    _ = try sweep(short, into: "f")
    try workshop.train("o", options: ["--seed", "9"])
    try workshop.run("soften", "o", "d", "p")
    try refuse(["r", "p", "d", "f"], "teacher", "choose another folder")
    try refuse(["r", "s", "d", "f"], "choose another folder", options: short + ["--epochs", "3"])
    var other = short
    other[7] = "60"
    try refuse(["r", "s", "d", "f"], "choose another folder", options: other)
  }

  @Test(
    "An invalid list is refused with the expected values",
    arguments: [
      (["--temperature", "0"], "--temperature is “0”; expected positive numbers from 0.001"),
      (["--temperature", "1,,4"], "--temperature is “1,,4”"),
      (["--temperature", "nan"], "--temperature is “nan”"),
      (["--temperature", ""], "--temperature is “”"),
      (["--hard-weight", "0,1.5"], "--hard-weight is “0,1.5”; expected numbers from 0.0 to 1.0"),
      (["--hard-weight=-0.1"], "--hard-weight is “-0.1”"),
      (["--seeds", "0"], "--seeds is 0"),
      (["--validation", "0"], "--validation is “0”"),
      (["--validation", "1.5"], "--validation is “1.5”"),
      (["--validation", "all"], "--validation is “all”"),
    ])
  func usage(options: [String], words: String) throws {
    try workshop.expectRefusal(
      ["sweep", "r", "s", "d", "f"] + options, code: 64, saying: [words])
  }
}
