import Distill
import DistillStudies
import Foundation
import Testing

/// `distill study` on a few hundred drawn digits, and on features that are no images.
@Suite("Study")
struct StudyTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.draw()
  }

  /// The quick study of two seeds on the data `d`, with `options`.
  private static func command(_ folder: String, _ options: [String]) -> [String] {
    ["study", "mnist", "d", folder, "--quick", "--seeds", "2", "--threads", "2"] + options
  }

  private func run(_ folder: String = "s", _ options: [String]) throws -> Command.Result {
    let result = try Command(Self.command(folder, options), in: workshop.folder.path).result()
    try #require(result.code == 0, "\(result.errors)")
    return result
  }

  private func report(_ folder: String) throws -> StudyReport {
    try StudyReport(json: try workshop.folder.text("\(folder)/results.json"))
  }

  @Test("The paper's main experiment and its missing classes, from digits to a report")
  func endToEnd() throws {
    let result = try run("s", ["--only", "main", "--only", "omitted-classes", "--quiet"])
    #expect(result.errors == "")
    #expect(result.output.contains("Teacher, student, and the student alone: Soft targets give"))
    #expect(result.output.contains("s/report.html has the figures, s/RESULTS.md the tables."))
    let markdown = try workshop.folder.text("s/RESULTS.md")
    for line in [
      "# Distilling digits", "- Data: 200 training and 100 test examples of 10 classes",
      "- Seeds: 2", "## Teacher, student, and the student alone",
      "## Classes missing from the transfer set",
      "- Command: distill study mnist d s --quick --seeds 2 --threads 2 --only main "
        + "--only omitted-classes --quiet",
    ] {
      #expect(markdown.contains("\(line)\n"), "\(line)")
    }
    #expect(try workshop.folder.text("s/report.html").hasPrefix("<!DOCTYPE html>"))

    let findings = try report("s").findings
    #expect(findings.map(\.name) == ["main", "omitted-classes"])
    let main = findings[0].samples
    #expect(
      main.map(\.name) == [
        "teacher 1200-1200", "800-800, soft targets", "800-800, labels only", "share of the gain",
      ])
    #expect(main.map(\.values.count) == [1, 2, 2, 2])
    #expect(main.prefix(3).flatMap(\.values).allSatisfy { (0...100).contains($0) })
    #expect(findings[1].samples.map(\.values.count) == [2, 2, 2, 2, 2, 2])
    // No offset is better on the test examples than the best one on them.
    for place in [0, 3] {
      let samples = findings[1].samples[place..<place + 3].map(\.values)
      for seed in 0..<2 {
        #expect(samples[2][seed] <= min(samples[0][seed], samples[1][seed]))
      }
    }

    // The claims of all experiments are a table, with the paper's figures beside ours.
    let claims = findings.flatMap(\.claims)
    #expect(claims.count == 7 && claims[1].paper == "91 %")
    for claim in claims { #expect(markdown.contains("| \(claim.ours) |")) }
    // Nothing on the page depends on the time that the study took.
    #expect(!markdown.contains("Wall time") && !markdown.contains("Core-hours"))
    #expect(try workshop.folder.text("s/report.html").contains("Wall time, all calls"))

    // The second call has nothing to do, and with --json prints results.json.
    let again = try run("s", ["--only", "main", "--quiet", "--json"])
    #expect(again.errors == "")
    #expect(again.output == (try workshop.folder.text("s/results.json")))
    #expect(try report("s").findings == findings)
    #expect(
      try workshop.folder.text("s/RESULTS.md").split(separator: "\n").dropFirst(2)
        == markdown.split(separator: "\n").dropFirst(2))
  }

  @Test(
    "Every experiment runs on a single seed",
    arguments: [
      ["beyond-the-teacher", "ensembles"], ["temperature-by-width", "logit-matching", "labels"],
      ["transfer-sets", "wrong-labels", "learning-rates", "self-distillation"],
    ])
  func everyExperiment(names: [String]) throws {
    let options = ["--seeds", "1"] + names.flatMap { ["--only", $0] }
    let result = try Command(
      ["study", "mnist", "d", "s", "--quick"] + options, in: workshop.folder.path
    ).result()
    #expect(result.code == 0, "\(result.errors)")
    let findings = try report("s").findings
    #expect(Set(findings.map(\.name)) == Set(names))
    for finding in findings {
      #expect(finding.samples.flatMap(\.values).allSatisfy { (0...100).contains($0) })
      #expect(
        finding.sentence.hasSuffix(".") && !finding.tables.isEmpty && !finding.figures.isEmpty)
      // Every experiment has a line in the table of claims; one seed decides nothing.
      #expect(!finding.claims.isEmpty)
      #expect(finding.claims.allSatisfy { [.undecided, .measured].contains($0.verdict) })
    }
  }

  @Test("A dry run names every experiment, and writes nothing")
  func dryRun() throws {
    let before = try workshop.folder.snapshot()
    let result = try run("s", ["--dry-run"])
    for name in Self.experiments {
      #expect(
        result.output.contains(try Regex("\(name) +\\d+ stages, +0 finished")), "\(name)")
    }
    #expect(result.output.contains("on 2 threads"))
    let json = try run("s", ["--dry-run", "--json"]).output
    struct Outline: Decodable {
      struct Row: Decodable {
        let name: String
        let finished: Int
      }
      let experiments: [Row]
      let threads: Int
      let seconds: Double
    }
    let outline = try JSONDecoder().decode(Outline.self, from: Data(json.utf8))
    #expect(outline.experiments.map(\.name) == Self.experiments && outline.threads == 2)
    #expect(outline.experiments.allSatisfy { $0.finished == 0 } && outline.seconds > 0)
    #expect(try workshop.folder.snapshot() == before)
  }

  @Test("Names, numbers and folders that do not fit are refused")
  func refusals() throws {
    try workshop.expectRefusal(
      Self.command("s", ["--only", "mains"]), code: 65,
      saying: ["no experiment “mains”"] + Self.experiments)
    try workshop.expectRefusal(
      Self.command("s", ["--seeds", "0"]), code: 64, saying: ["--seeds is 0"])
    try workshop.expectRefusal(["study", "cifar", "d", "s"], code: 64, saying: ["cifar"])
    try workshop.expectRefusal(
      ["study", "mnist", "x", "s", "--quick"], code: 65,
      saying: ["x cannot be read", "does not exist"])
    try workshop.expectRefusal(
      ["study", "mnist", "d", "d", "--quick"], code: 1,
      saying: ["d holds", "which no study wrote", "choose another folder"])
  }

  @Test("Data without labels are refused")
  func unlabelled() throws {
    for (part, word) in [("t10k", "test"), ("train", "training")] {
      try workshop.folder.remove("d/\(part)-labels-idx1-ubyte.gz")
      try workshop.expectRefusal(
        Self.command("s", []), code: 65,
        saying: ["needs labelled examples", "the \(word) part of d", "add its labels file"])
      if word == "test" {
        try workshop.folder.remove("d")
        try workshop.draw()
      }
    }
  }

  @Test("Control-C stops and saves")
  func interrupt() throws {
    let folder = workshop.folder
    let process = try Command(Self.command("s", ["--only", "main"]), in: folder.path)
    try process.waitUntil { folder.exists("s/runs/teacher-1/metrics.jsonl") }
    process.send(SIGINT)
    let result = try process.result()
    #expect(result.code == 130 && result.output == "")
    #expect(result.errors.contains("stopped and saved; give the same command again to resume"))
    #expect(!folder.exists("s/results.json"))
    try workshop.expectRefusal(
      Self.command("s", ["--only", "main", "--precision", "float32"]), code: 65,
      saying: ["s: expected", "precision", "float32", "bfloat16"])
  }

  /// Whatever happens at whichever moment, the outcome is the same.
  @Test("Killed and stopped again and again, a study ends with the findings of one that was not")
  func kill() throws {
    let folder = workshop.folder
    let options = ["--only", "logit-matching", "--only", "omitted-classes"]
    let start = ContinuousClock.now
    _ = try run("whole", options)
    let duration = start.duration(to: .now) / .seconds(1)

    var stream = RandomStream(seed: 1, purpose: .sampling)
    for kill in 0..<8 {
      let process = try Command(Self.command("broken", options), in: folder.path)
      _ = process.hasEnded(within: stream.uniform() * duration / 3)
      process.send(kill % 4 == 1 ? SIGINT : SIGKILL)
      let result = try process.result()
      #expect([0, 130, -SIGINT, -SIGKILL].contains(result.code), "\(result.errors)")
    }
    _ = try run("broken", options)
    #expect(try report("broken").findings == report("whole").findings)
    for run in try folder.names(in: "whole/runs") {
      #expect(
        try folder.bytes("broken/runs/\(run)/model.safetensors")
          == folder.bytes("whole/runs/\(run)/model.safetensors"), "\(run) differs")
    }
  }

  @Test(
    "Features that are not images, of three classes: inapplicable experiments are named, the others run"
  )
  func features() throws {
    try workshop.folder.remove("d")
    try FileManager.default.createDirectory(
      atPath: workshop.folder.path(of: "d"), withIntermediateDirectories: false)
    for (part, count) in [("train", 150), ("t10k", 60)] {
      let (features, labels) = Self.clouds(count, seed: UInt64(count))
      try workshop.folder.write(features, to: "d/\(part)-images-idx3-ubyte")
      try workshop.folder.write(labels, to: "d/\(part)-labels-idx1-ubyte")
    }
    let barred = [
      "beyond-the-teacher does not apply: its examples are not images, which could be augmented.",
      "omitted-classes does not apply: leaving classes out needs at least four, and there are 3.",
    ]
    let outline = try run("s", ["--dry-run"])
    for line in barred { #expect(outline.output.contains("\(line)\n")) }
    let options = ["main", "transfer-sets", "wrong-labels"].flatMap { ["--only", $0] }
    let result = try run("s", options)
    for line in barred { #expect(result.output.contains("\(line)\n")) }
    let report = try report("s")
    #expect(report.findings.map(\.name) == ["main", "transfer-sets", "wrong-labels"])
    #expect(report.findings[1].notes.first?.hasPrefix("Drawn digits") == true)
    // The clouds are far apart: any network that learns at all makes few errors.
    let soft = try #require(report.findings[0].samples.first { $0.name.contains("soft") })
    #expect(soft.values.allSatisfy { $0 < 6 }, "\(soft.values)")
    try workshop.expectRefusal(
      Self.command("s", ["--only", "omitted-classes"]), code: 65,
      saying: ["“omitted-classes” does not apply to these data", "at least four"])
  }

  /// IDX files of `count` examples of twelve features as Float32, in three clouds, and their labels.
  private static func clouds(_ count: Int, seed: UInt64) -> ([UInt8], [UInt8]) {
    var stream = RandomStream(seed: seed, purpose: .sampling)
    var features: [UInt8] = [0, 0, 0x0D, 2, 0, 0, 0, UInt8(count), 0, 0, 0, 12]
    for example in 0..<count {
      for feature in 0..<12 {
        let value = Float(stream.normal() + (feature % 3 == example % 3 ? 3 : 0))
        features += withUnsafeBytes(of: value.bitPattern.bigEndian) { Array($0) }
      }
    }
    return (features, [0, 0, 8, 1, 0, 0, 0, UInt8(count)] + (0..<count).map { UInt8($0 % 3) })
  }

  private static let experiments = [
    "main", "beyond-the-teacher", "ensembles", "temperature-by-width", "logit-matching", "labels",
    "omitted-classes", "transfer-sets", "wrong-labels", "learning-rates", "self-distillation",
  ]
}
