import Foundation
import Testing

/// Inputs and outputs that are missing, empty names, or no regular files.
@Suite("Paths")
struct PathTests {
  private let workshop: Workshop
  private var folder: TemporaryFolder { workshop.folder }

  init() throws {
    workshop = try Workshop(epochs: 1)
    try workshop.draw()
    try workshop.train()
  }

  private func makePipe(_ name: String) throws {
    try #require(mkfifo(folder.path(of: name), 0o600) == 0)
  }

  @Test("A run that is missing is an error of the input, not of the report beside it")
  func missingRun() throws {
    for arguments in [
      ["out/nothing"], ["t", "out/nothing"], ["t/model.safetensors", "out/nothing"],
    ] {
      try workshop.expectRefusal(
        ["evaluate", "d"] + arguments, code: 65,
        saying: ["out/nothing does not exist", "check the name", "distill train"])
    }
    let result = try Command(["evaluate", "d", "out/nothing"], in: folder.path).result()
    #expect(!result.errors.contains("mkdir"))
  }

  @Test(
    "Inputs are checked before outputs",
    arguments: [
      ["train", "nothing", "d", "no/where/t"], ["train", "r", "nothing", "no/where/t"],
      ["soften", "nothing", "d", "no/where/s"], ["soften", "t", "nothing", "no/where/s"],
      ["teach", "r", "nothing", "d", "no/where/u", "--temperature", "1", "--hard-weight", "0"],
      ["teach", "r", "t", "nothing", "no/where/u", "--temperature", "1", "--hard-weight", "0"],
      ["specialize", "r", "nothing", "d", "no/where/p", "--clusters", "2"],
      ["specialize", "r", "t", "nothing", "no/where/p", "--clusters", "2"],
      ["correct", "nothing", "d", "no/where/c.safetensors", "--classes", "1"],
      ["correct", "t", "nothing", "no/where/c.safetensors", "--classes", "1"],
      ["evaluate", "nothing", "t", "--report", "no/where/page.html"],
      ["sweep", "r", "nothing", "d", "no/where/f"],
      ["study", "mnist", "nothing", "no/where/f"],
    ])
  func order(arguments: [String]) throws {
    try workshop.expectRefusal(arguments, code: 65, saying: ["nothing"])
    let result = try Command(arguments, in: folder.path).result()
    #expect(!result.errors.contains("mkdir"), "\(result.errors)")
  }

  @Test("The folder around an output is to be made, by words that a shell takes")
  func folderAround() throws {
    try workshop.expectRefusal(
      ["train", "r", "d", "no where/t"], code: 65,
      saying: ["no where does not exist", "mkdir -p 'no where'."])
    try workshop.expectRefusal(
      ["evaluate", "d", "t", "--report", "no where/page.html"], code: 65,
      saying: ["mkdir -p 'no where'."])
  }

  @Test(
    "An empty name is called one",
    arguments: [
      ["train", "r", "d", ""], ["soften", "t", "d", ""], ["evaluate", "d", ""],
      ["evaluate", "d", "t", "--report", ""], ["train", "r", "", "u"], ["train", "", "d", "u"],
      ["soften", "", "d", "s"],
      ["teach", "r", "", "d", "u", "--temperature", "1", "--hard-weight", "0"],
    ])
  func emptyName(arguments: [String]) throws {
    let before = try folder.snapshot()
    let result = try Command(arguments, in: folder.path).result()
    #expect([1, 64, 65].contains(result.code), "\(result)")
    #expect(result.errors.contains("“”"), "\(result.errors)")
    #expect(!result.errors.contains("mkdir"), "\(result.errors)")
    #expect(try folder.snapshot() == before)
  }

  @Test("A folder, a pipe and a device are no place for a report")
  func report() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "f"), withIntermediateDirectories: true)
    try makePipe("p")
    for name in ["f", "p", "/dev/null", "/dev/full", "f/"] {
      let result = try Command(
        ["evaluate", "d", "t", "--report", name], in: folder.path
      ).result()
      #expect(result.code == 1 && result.output == "", "\(name): \(result)")
      #expect(
        result.errors.hasPrefix("distill: \(name) cannot be written: it is "), "\(result.errors)")
    }
    try makePipe("t/report.html")
    let result = try Command(["evaluate", "d", "t"], in: folder.path).result()
    #expect(result.code == 1 && result.errors.contains("t/report.html cannot be written"))
  }

  @Test("A page of a demo that cannot be replaced is found before the work")
  func demo() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "o/report.html"), withIntermediateDirectories: true)
    try workshop.expectRefusal(
      ["demo", "o", "--quick"], code: 1, saying: ["o/report.html cannot be written"])
  }

  @Test("Files of a sweep that cannot be replaced are refused with a sentence")
  func sweep() throws {
    try workshop.run("soften", "t", "d", "s")
    let arguments = [
      "sweep", "r", "s", "d", "f", "--temperature", "1", "--hard-weight", "0.5", "--seeds", "1",
      "--quiet",
    ]
    try workshop.run(
      "sweep", "r", "s", "d", "f", "--temperature", "1", "--hard-weight", "0.5",
      "--seeds", "1")
    for name in ["RESULTS.md", "results.json", "report.html"] {
      let bytes = try folder.bytes("f/\(name)")
      try folder.remove("f/\(name)")
      try makePipe("f/\(name)")
      let result = try Command(arguments, in: folder.path).result()
      #expect(result.code == 1 && result.output == "", "\(result)")
      #expect(result.errors.hasPrefix("distill: f/\(name) cannot be written"), "\(result.errors)")
      try folder.remove("f/\(name)")
      try folder.write(bytes, to: "f/\(name)")
    }
  }

  @Test(
    "Outputs that are folders, pipes or devices are refused with a sentence",
    arguments: [
      "f", "p", "/dev/null",
    ])
  func outputs(name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "f"), withIntermediateDirectories: true)
    try folder.write("text", to: "f/notes.txt")
    try makePipe("p")
    for arguments in [
      ["train", "r", "d", name], ["soften", "t", "d", name],
      ["teach", "r", "t", "d", name, "--temperature", "1", "--hard-weight", "0"],
      ["specialize", "r", "t", "d", name, "--clusters", "2"],
      ["sweep", "r", "t", "d", name],
      [
        "bench", "--consensus", "--classes", "20", "--specialists", "4",
        "--classes-per-specialist", "5", "--examples", "2", "--seconds", "0", "--save", name,
      ],
    ] {
      let result = try Command(arguments, in: folder.path).result()
      #expect([1, 65].contains(result.code), "\(arguments): \(result)")
      #expect(result.errors.hasPrefix("distill: "), "\(result.errors)")
      #expect(result.output == "", "\(arguments)")
    }
    if name != "f" {
      let drawn = try Command(
        ["draw", name, "--train", "2", "--test", "2", "--seed", "1"], in: folder.path
      ).result()
      #expect(drawn.code == 1 && drawn.errors.hasPrefix("distill: \(name)"), "\(drawn.errors)")
      let shown = try Command(["demo", name, "--quick"], in: folder.path).result()
      #expect(shown.code != 0 && shown.errors.hasPrefix("distill: \(name)"), "\(shown.errors)")
    }
    if name == "f" {
      try folder.copy("f", to: "x.safetensors")
    } else {
      try makePipe("x.safetensors")
    }
    let corrected = try Command(
      ["correct", "t", "d", "x.safetensors", "--classes", "1"], in: folder.path
    ).result()
    #expect(corrected.code == 1 && corrected.errors.contains("x.safetensors"), "\(corrected)")
  }

  @Test(
    "Inputs that are pipes are refused as inputs, without waiting for a writer",
    arguments: [
      ["train", "p", "d", "u"], ["train", "r", "p", "u"],
      ["specialize", "r", "t", "d", "--list", "--groups", "p"],
      ["evaluate", "d", "p.safetensors"], ["evaluate", "d", "q"], ["soften", "q", "d", "s"],
      ["teach", "r", "q", "d", "u", "--temperature", "1", "--hard-weight", "0"],
      ["sweep", "r", "q", "d", "f"],
    ])
  func pipes(arguments: [String]) throws {
    try makePipe("p")
    try makePipe("p.safetensors")
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "q"), withIntermediateDirectories: true)
    try makePipe("q/run.json")
    let result = try Command(arguments, in: folder.path).result()
    #expect(result.code == 65, "\(result)")
    #expect(result.errors.hasPrefix("distill: "), "\(result.errors)")
  }
}
