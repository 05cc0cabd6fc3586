import Distill
import Foundation
import Testing

/// The study of speech by its command, on tones for speech.
@Suite("The study of speech")
struct SpeechStudyTests {
  private let workshop: Workshop
  private var folder: TemporaryFolder { workshop.folder }

  init() throws {
    workshop = try Workshop()
    _ = try SpokenTones(in: workshop.folder, train: 10, count: 6)
  }

  private static let options = ["--quick", "--seeds", "1", "--threads", "2", "--quiet"]

  private func study(_ data: String, _ name: String, _ more: String...) throws -> Command.Result {
    try Command(["study", "speech", data, name] + Self.options + more, in: folder.path).result()
  }

  @Test("A corpus is made ready within the study, once, and every experiment concludes")
  func corpus() throws {
    let before = try folder.snapshot()
    let dry = try study("c", "s", "--dry-run")
    #expect(dry.code == 0 && dry.output.contains("acoustic-models"), "\(dry)")
    #expect(try folder.snapshot() == before)

    let first = try study("c", "s")
    try #require(first.code == 0, "\(first.errors)")
    #expect(first.output.contains("s/report.html has the figures"))
    let findings = try StudyReport(json: folder.text("s/results.json")).findings
    #expect(
      findings.map(\.name) == [
        "acoustic-models", "acoustic-temperatures", "acoustic-hard-weights", "little-speech",
        "every-speaker", "state-contexts",
      ])
    for finding in findings {
      #expect(finding.sentence.hasSuffix(".") && !finding.tables.isEmpty, "\(finding.name)")
    }
    // What was made is what “prepare” and “align” make, and is not made again.
    try workshop.run(
      "speech", "prepare", "c", "d", "--hold-out", "0", "--order", "3", "--threads", "2")
    try workshop.run("speech", "align", "d", "--classes", "300", "--threads", "2")
    for name in try folder.names(in: "d") where name != ".lock" {
      #expect(try folder.bytes("s/prepared/\(name)") == folder.bytes("d/\(name)"), "\(name)")
    }
    let whole = try folder.snapshot()
    #expect(try study("c", "s").code == 0)
    #expect(
      try folder.snapshot().filter { $0.key.contains("/prepared/") }
        == whole.filter { $0.key.contains("/prepared/") })

    _ = try SpokenTones(in: folder, name: "e", train: 11, count: 6)
    let other = try study("e", "s")
    #expect(other.code == 65 && other.output == "", "\(other)")
    for words in ["s/prepared", "66 utterances of e", "another folder"] {
      #expect(other.errors.contains(words), "\(other.errors)")
    }
  }

  @Test("Folders and corpora that cannot be are refused, and nothing is written")
  func refusals() throws {
    try workshop.expectRefusal(
      ["study", "speech", "c", "c"], code: 1, saying: ["c holds", "which no study wrote"])
    try workshop.expectRefusal(
      ["study", "speech", "r", "s"], code: 65, saying: ["r is no corpus", "check the path"])
  }
}
