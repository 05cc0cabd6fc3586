import Foundation
import Testing

/// The main job by commands, on digits that the command draws.
@Suite("End to end")
struct EndToEndTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.draw()
  }

  @Test("Network and ensemble, soft targets, student, and an evaluation of all three")
  func mainJob() throws {
    let folder = workshop.folder
    try workshop.train("t")
    try workshop.train("e", options: ["--members", "3"])
    let softened = try workshop.run("soften", "e", "d", "s")
    #expect(softened.output == "")
    #expect(softened.errors.hasPrefix("s: 200 examples labelled ("))
    try workshop.run("teach", "r", "s", "d", "u", "--temperature", "4", "--hard-weight", "0.1")

    #expect(
      try folder.names(in: "t") == [".lock", "metrics.jsonl", "model.safetensors", "run.json"])
    #expect(
      try folder.names(in: "e") == [".lock", "member-1", "member-2", "member-3", "run.json"])
    #expect(try folder.names(in: "s") == [".lock", "run.json", "targets.safetensors"])
    #expect(
      try folder.names(in: "u") == [".lock", "metrics.jsonl", "model.safetensors", "run.json"])
    #expect(try folder.text("u/metrics.jsonl").split(separator: "\n").count == 2)
    #expect(try folder.text("u/metrics.jsonl").contains("\"softLoss\""))

    // The same ensemble, evaluated in every step.
    try workshop.run("teach", "r", "e", "d", "v", "--temperature", "4", "--hard-weight", "0.1")
    #expect(
      try Self.softLosses(folder.text("u/metrics.jsonl"))
        .elementsEqual(Self.softLosses(folder.text("v/metrics.jsonl"))) { abs($0 - $1) <= 1e-4 })
    #expect(try folder.text("v/run.json").contains("on the fly"))

    let table = try workshop.run("evaluate", "d", "e", "u", "t")
    let lines = table.output.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[0].contains("errors of 100"))
    #expect(lines.dropFirst(2).map(\.first) == ["e", "u", "t"])
    #expect(table.errors == "")
    try expectSelfContained(folder.text("t/report.html"))
    #expect(!folder.exists("u/report.html"))
  }

  private static func softLosses(_ metrics: String) throws -> [Double] {
    struct Line: Decodable { let softLoss: Double }
    return try metrics.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8)).softLoss
    }
  }

  @Test("The benchmark of the consensus reaches its tolerance, and saves its problems")
  func consensus() throws {
    let options = [
      "--classes", "200", "--specialists", "7", "--classes-per-specialist", "20", "--examples", "6",
      "--seconds", "0", "--threads", "2", "--tolerance", "1e-8",
    ]
    let result = try Command(
      ["bench", "--consensus", "--json", "--save", "c"] + options, in: workshop.folder.path
    ).result()
    #expect(result.code == 0 && result.errors == "", "\(result)")
    struct Answer: Decodable {
      let what: String
      let residual: Double
      let threads: Int
      let passes: Int
    }
    let answer = try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
    #expect(answer.what == "consensus" && answer.residual <= 1e-8 && answer.residual >= 0)
    #expect(answer.threads == 2 && answer.passes == 3)
    #expect(workshop.folder.exists("c"))
    let text = try Command(["bench", "--consensus"] + options, in: workshop.folder.path).result()
    #expect(
      text.output.hasPrefix("consensus of 200 classes, 7 specialists of 20, 3 active, forward"))
  }

  @Test("Glyphs of more classes than a byte counts, drawn and learnt")
  func glyphs() throws {
    let folder = workshop.folder
    let drawn = try workshop.run(
      "draw", "g", "--train", "2", "--test", "1", "--seed", "3", "--alphabets", "20",
      "--characters", "15")
    #expect(drawn.output == "" && drawn.errors == "")
    let names = try folder.text("g/classes.txt").split(separator: "\n")
    #expect(names.count == 300 && names[16] == "Alphabet 2/character 2")
    let recipe = try folder.text("r").replacing("dense 10]", with: "dense 300]")
    try folder.write(recipe, to: "w")
    try workshop.run("train", "w", "g", "v")
    #expect(try workshop.run("evaluate", "g", "v").output.contains("errors of 300"))
  }

  @Test("A student by logits, and one by soft targets that the labels modify")
  func objectives() throws {
    let folder = workshop.folder
    try workshop.train("t")
    try workshop.run("soften", "t", "d", "s")
    try workshop.run("teach", "r", "s", "d", "l", "--match", "logits", "--hard-weight", "0")
    #expect(
      try folder.text("l/run.json").contains("distillation: {match: logits, hardWeight: 0.0}"))
    #expect(try folder.text("l/metrics.jsonl").contains("\"softLoss\""))
    try workshop.writeRecipe("p", extra: "distillation: {match: logits, hardWeight: 0}")
    try workshop.run("teach", "p", "s", "d", "k")
    #expect(try folder.bytes("k/model.safetensors") == folder.bytes("l/model.safetensors"))
    let temperature = ["teach", "p", "s", "d", "m", "--temperature", "4", "--label-share", "0.25"]
    try #require(try Command(temperature, in: folder.path).result().code == 0)
    #expect(
      try folder.text("m/run.json").contains(
        "distillation: {temperature: 4.0, hardWeight: 0.0, labelShare: 0.25}"))
    #expect(try folder.bytes("m/model.safetensors") != folder.bytes("l/model.safetensors"))
  }

  @Test("JSON has the numbers of the table")
  func json() throws {
    try workshop.train("t")
    let result = try workshop.run("evaluate", "d", "t", "--json", "--report", "page.html")
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let row = try #require(rows.first)
    #expect(rows.count == 1)
    #expect(row["name"] as? String == "t")
    let errors = try #require(row["errors"] as? Int)
    #expect(row["errorRate"] as? Double == Double(errors) / 100)
    #expect(row["parameters"] as? Int == 785 * 8 + 9 * 10)
    #expect(try row["bytes"] as? Int == workshop.folder.bytes("t/model.safetensors").count)
    let table = try workshop.run("evaluate", "d", "t", "--report", "page.html").output
    #expect(table.contains("\(errors)  ("))
    try expectSelfContained(workshop.folder.text("page.html"))
  }

  /// One page, of ours, that loads nothing from anywhere.
  private func expectSelfContained(_ page: String) {
    #expect(page.hasPrefix("<!DOCTYPE html>"))
    #expect(page.contains(#"name="generator" content="Distill""#))
    for reference in ["src=\"http", "href=\"http", "url(http", "<script src", "<link", "@import"] {
      #expect(!page.contains(reference), "the page has \(reference)")
    }
  }

  @Test("The same command again is refused, and changes nothing")
  func again() throws {
    try workshop.train("t")
    try workshop.run("soften", "t", "d", "s")
    try workshop.writeRecipe(extra: "distillation: {temperature: 4, hardWeight: 0.5}")
    try workshop.run("teach", "r", "s", "d", "u")
    for command in [
      ["train", "r", "d", "t"], ["soften", "t", "d", "s"], ["teach", "r", "s", "d", "u"],
    ] {
      try workshop.expectRefusal(
        command, code: 1, saying: ["already holds a finished run", "choose another folder"])
    }
  }

  @Test("Results go to standard output, progress to standard error, and none of it when quiet")
  func quiet() throws {
    let loud = try workshop.run("train", "r", "d", "t")
    #expect(loud.output == "")
    #expect(loud.errors.hasPrefix("t: done ("))
    for command in [
      ["train", "r", "d", "q", "--quiet"], ["train", "r", "d", "e", "--members", "2", "--quiet"],
      ["soften", "q", "d", "s", "--quiet"],
      [
        "teach", "r", "s", "d", "u", "--temperature", "2.5", "--hard-weight", "0", "--quiet",
      ],
    ] {
      let result = try Command(command, in: workshop.folder.path).result()
      #expect(result.code == 0)
      #expect(result.output == "" && result.errors == "", "\(command): \(result)")
    }
    #expect(try workshop.run("evaluate", "d", "q", "--quiet").errors == "")
  }

  @Test("The same command in another folder makes the same bits")
  func determinism() throws {
    for threads in ["1", "2"] {
      let names = ["a\(threads)", "b\(threads)"]
      for name in names { try workshop.train(name, options: ["--threads", threads]) }
      for file in ["model.safetensors", "metrics.jsonl"] {
        #expect(
          try workshop.folder.bytes("\(names[0])/\(file)")
            == workshop.folder.bytes("\(names[1])/\(file)"))
      }
    }
    try workshop.train("other", options: ["--seed", "8"])
    #expect(
      try workshop.folder.bytes("other/model.safetensors")
        != workshop.folder.bytes("a1/model.safetensors"))
  }

  @Test("A transfer set without a class, and with few labels, still makes a student")
  func partial() throws {
    try workshop.train("t")
    try workshop.run("soften", "t", "d", "s")
    try workshop.run(
      "teach", "r", "s", "d", "u", "--temperature", "8", "--hard-weight", "0.1", "--exclude", "3,5",
      "--labels", "0.05")
    try workshop.run(
      "teach", "r", "s", "d", "v", "--temperature", "8", "--hard-weight", "0", "--only", "7",
      "--labels", "0")
    #expect(try !workshop.folder.text("v/metrics.jsonl").contains("hardLoss"))
  }

  @Test("A model file serves where a run does")
  func modelFile() throws {
    try workshop.train("t")
    let table = try workshop.run("evaluate", "d", "t/model.safetensors").output
    #expect(table.split(separator: "\n").last?.hasPrefix("t  ") == true)
    #expect(workshop.folder.exists("t/model.safetensors-report.html"))
    try workshop.run("soften", "t/model.safetensors", "d", "s")
    try workshop.run("soften", "t", "d", "z")
    #expect(
      try workshop.folder.bytes("s/targets.safetensors")
        == workshop.folder.bytes("z/targets.safetensors"))
  }

  @Test("A demo leaves its stages and a report, and shows the same again without training")
  func demo() throws {
    // What it takes is mostly drawing; the smallest demo there is.
    let first = try workshop.run("demo", "o", "--quick", "--threads", "1")
    #expect(
      try workshop.folder.names(in: "o")
        == ["labels-only", "report.html", "student", "targets", "teacher"])
    #expect(first.output.contains("student") && first.output.contains("labels only"))
    try expectSelfContained(workshop.folder.text("o/report.html"))
    let models = try workshop.folder.snapshot().filter { $0.key.hasSuffix(".safetensors") }
    let again = try workshop.run("demo", "o", "--quick", "--threads", "1", "--quiet")
    #expect(again.errors == "")
    #expect(try workshop.folder.snapshot().filter { $0.key.hasSuffix(".safetensors") } == models)
    // Another demo is another run, not a mixture of two.
    try workshop.expectRefusal(
      ["demo", "o", "--quick", "--threads", "1", "--seed", "2", "--quiet"], code: 65,
      saying: ["o/teacher", "choose another folder"])
    try workshop.expectRefusal(
      ["demo", "d", "--quiet"], code: 1, saying: ["d holds “classes.txt”", "choose another folder"])
  }
}
