import Foundation
import Testing

/// Standard output and standard error that are closed, full, or without a reader.
@Suite("Standard streams")
struct StreamTests {
  private let workshop: Workshop
  private var folder: TemporaryFolder { workshop.folder }

  /// Ways in which descriptor `number` cannot be written.
  private static func broken(_ number: Int) -> [String] {
    let full = FileManager.default.fileExists(atPath: "/dev/full") ? ["\(number)>/dev/full"] : []
    return ["\(number)>&-", "\(number)</dev/null"] + full
  }

  init() throws {
    workshop = try Workshop(epochs: 1)
    try workshop.draw()
    try workshop.train()
  }

  @Test("A standard error that cannot be written changes neither the run nor its exit code")
  func errors() throws {
    let model = try folder.bytes("t/model.safetensors")
    for (place, redirection) in (Self.broken(2) + ["0<&- 2>&-"]).enumerated() {
      let run = "t\(place)"
      let trained = try Command(
        ["train", "r", "d", run], in: folder.path, redirection: redirection
      ).result()
      #expect(trained.code == 0, "\(redirection)")
      #expect(try folder.bytes("\(run)/model.safetensors") == model)
      // A file must not have got the closed descriptor's number, and with it the messages.
      for line in try folder.text("\(run)/metrics.jsonl").split(separator: "\n") {
        #expect(line.hasPrefix("{") && line.hasSuffix("}"), "\(redirection)")
      }
      let refused = try Command(
        ["train", "r", "nothing", run], in: folder.path, redirection: redirection
      ).result()
      #expect(refused.code == 65, "\(redirection)")
      let misused = try Command(["train"], in: folder.path, redirection: redirection).result()
      #expect(misused.code == 64, "\(redirection)")
      let evaluated = try Command(
        ["evaluate", "d", "t", "--report", "page.html", "--json"], in: folder.path,
        redirection: redirection
      ).result()
      #expect(evaluated.code == 0 && evaluated.output.hasPrefix("["), "\(redirection)")
    }
  }

  @Test("A notice that cannot be printed ends nothing")
  func notices() throws {
    try workshop.run("specialize", "r", "t", "d", "p", "--clusters", "2")
    try folder.remove("p/specialist-1")
    for redirection in Self.broken(2) {
      let result = try Command(
        ["evaluate", "d", "p", "--allow-missing"], in: folder.path, redirection: redirection
      ).result()
      #expect(result.code == 0 && result.output != "", "\(redirection)")
    }
  }

  @Test(
    "Results that cannot be printed are an error",
    arguments: [
      ["--help"], ["--version"], ["train", "--help"], ["help", "teach"],
      ["evaluate", "d", "t"], ["evaluate", "d", "t", "--json"],
      ["bench", "--layers", "4,4", "--batch", "2", "--seconds", "0"],
      ["bench", "--layers", "4,4", "--batch", "2", "--seconds", "0", "--json"],
      [
        "bench", "--consensus", "--classes", "20", "--specialists", "4", "--classes-per-specialist",
        "5", "--examples", "2", "--seconds", "0",
      ],
      ["specialize", "r", "t", "d", "--clusters", "2", "--list"],
      ["specialize", "r", "t", "d", "--clusters", "2", "--list", "--json"],
      ["correct", "t", "d", "c.safetensors", "--classes", "1"],
      ["draw", "e", "--train", "2", "--test", "2", "--seed", "1", "--json"],
      ["train", "r", "d", "u", "--json"],
      ["soften", "t", "d", "s", "--json"],
      ["study", "mnist", "d", "f", "--quick", "--dry-run"],
    ])
  func results(arguments: [String]) throws {
    func expectError(_ result: Command.Result, _ how: String) {
      #expect(result.code == 1, "\(how): \(result)")
      let lines = result.errors.split(separator: "\n")
      #expect(
        lines.last?.hasPrefix("distill: standard output cannot be written: ") == true,
        "\(how): \(result.errors)")
    }
    for redirection in Self.broken(1) {
      expectError(
        try Command(arguments, in: folder.path, redirection: redirection).result(), redirection)
      for name in ["c.safetensors", "e", "u", "s"] where folder.exists(name) {
        try folder.remove(name)
      }
    }
    // A pipe whose reader has gone.
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    expectError(
      try Command(arguments, in: folder.path, output: pipe.fileHandleForWriting).result(), "pipe")
  }

  @Test("Where the table of an evaluation cannot be printed, its page is written")
  func page() throws {
    let result = try Command(
      ["evaluate", "d", "t", "--report", "page.html"], in: folder.path, redirection: ">&-"
    ).result()
    #expect(result.code == 1 && folder.exists("page.html"))
  }

  @Test("A command that prints nothing needs no standard output")
  func silence() throws {
    let result = try Command(
      ["draw", "e", "--train", "2", "--test", "2", "--seed", "1"], in: folder.path,
      redirection: "0<&- >&- 2>&-"
    ).result()
    #expect(result.code == 0)
    #expect(try workshop.run("train", "r", "e", "u").code == 0)
  }
}
