import Distill
import DistillStudies
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
    // Utterances of 0.06 s, and fifteen phones; and one without sound.
    let short = (0..<960).map { Int16($0 % 2 * 100) }
    for (part, speaker, name, samples) in [
      ("train", "s3", "short", short), ("test", "s11", "short", short),
      ("train", "s2", "silent", [Int16](repeating: 50, count: 16000)),
    ] {
      let id = "\(speaker)-\(name)"
      try folder.write(SpokenTones.wave(samples, rate: 16000), to: "c/wav/\(id).wav")
      for (file, line) in [
        ("wav.scp", "wav/\(id).wav"), ("text", "BED DAB BED DAB BED"), ("utt2spk", speaker),
      ] {
        try folder.write(
          folder.text("c/\(part)/\(file)") + "\(id) \(line)\n", to: "c/\(part)/\(file)")
      }
    }
    let dry = try study("c", "s", "--dry-run")
    #expect(dry.code == 0 && dry.output.contains("acoustic-models"), "\(dry)")
    #expect(try folder.names(in: "s") == [".lock", "prepared"])

    let first = try study("c", "s")
    try #require(first.code == 0, "\(first.errors)")
    #expect(first.output.contains("s/report.html has the figures"))
    let findings = try StudyReport(json: folder.text("s/results.json")).findings
    #expect(
      findings.map(\.name) == [
        "acoustic-models", "acoustic-temperatures", "acoustic-hard-weights", "little-speech",
        "every-speaker", "state-contexts",
      ])
    let rejected = findings[0].notes.last ?? ""
    #expect(rejected.hasPrefix("2 utterances have too few frames for their words"), "\(rejected)")
    #expect(rejected.contains("no classes: s3-short, s11-short."), "\(rejected)")
    for finding in findings {
      #expect(finding.sentence.hasSuffix(".") && !finding.tables.isEmpty, "\(finding.name)")
    }
    // Stopped between frames and alignment, it continues.
    for name in ["tying.json", "classes.txt", "train-labels-idx1-int.gz"] {
      try folder.remove("s/prepared/\(name)")
    }
    #expect(try study("c", "s", "--only", "state-contexts").code == 0)
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
    for words in ["s/prepared", "the corpus e", "utterances, speakers or words", "another folder"] {
      #expect(other.errors.contains(words), "\(other.errors)")
    }
  }

  @Test("Folders and corpora that cannot be are refused, and nothing is written")
  func refusals() throws {
    try workshop.expectRefusal(
      ["study", "speech", "c", "c"], code: 1, saying: ["c holds", "which no study wrote"])
    try workshop.expectRefusal(
      ["study", "speech", "r", "s"], code: 65, saying: ["r is no corpus", "check the path"])
    try workshop.expectRefusal(
      ["study", "speech", "c", "s", "--only", "words"], code: 65, saying: ["no experiment “words”"])
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "m"), withIntermediateDirectories: true)
    try folder.write(
      """
      {"study": "mnist", "effort": "quick", "precision": "float32", "training": "", "test": "",
        "trainingLabels": "", "testLabels": ""}
      """, to: "m/study.json")
    try workshop.expectRefusal(
      ["study", "speech", "c", "m"], code: 65, saying: ["a study whose study is speech", "mnist"])
    try folder.remove("c/test")
    try workshop.expectRefusal(
      ["study", "speech", "c", "s"], code: 65, saying: ["c has no test part", "a folder test"])
  }
}
