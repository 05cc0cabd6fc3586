import DistillTensors
import Foundation
import Testing

/// From recordings to word errors by commands, on tones for speech.
@Suite("Speech")
struct SpeechTests {
  private let workshop: Workshop
  private var folder: TemporaryFolder { workshop.folder }

  init() throws {
    workshop = try Workshop()
    try workshop.folder.write(
      """
      architecture: {inputs: 180, layers: [dense 64 relu, dense 15]}
      epochs: 4
      batchSize: 64
      learningRate: 0.05
      seed: 7
      distillation: {temperature: 2, hardWeight: 0.5}

      """, to: "r")
    try workshop.folder.write(
      workshop.folder.text("r").replacingOccurrences(
        of: "distillation: {temperature: 2, hardWeight: 0.5}\n", with: ""), to: "plain")
  }

  private static let preparing = [
    "--bins", "20", "--before", "5", "--after", "3", "--hold-out", "1", "--threads", "2",
  ]

  private func prepare(_ corpus: String = "c", _ name: String = "d") throws -> Command.Result {
    try Command(["speech", "prepare", corpus, name] + Self.preparing, in: folder.path).result()
  }

  /// A row of the table of `speech score` for `run`: its numbers.
  private func row(_ run: String, in output: String) throws -> [Substring] {
    let line = try #require(
      output.split(separator: "\n").first { $0.hasSuffix("  \(run)") }, "\(output)")
    return line.split(separator: " ")
  }

  @Test("Prepare, align, train, decode, score, soften, teach, transcribe")
  func mainJob() throws {
    _ = try SpokenTones(in: folder, train: 5, count: 8)
    let prepared = try prepare()
    try #require(prepared.code == 0, "\(prepared)")
    #expect(prepared.output == "")
    #expect(prepared.errors.contains("32 utterances of 4 speakers"), "\(prepared.errors)")

    let aligned = try workshop.run("speech", "align", "d", "--rounds", "6", "--threads", "2")
    #expect(aligned.output == "" && aligned.errors.contains("15 classes; "), "\(aligned.errors)")

    try workshop.run("train", "plain", "d", "t", "--threads", "2")
    let decoded = try workshop.run("speech", "decode", "d", "t", "--threads", "2")
    #expect(decoded.output == "" && decoded.errors.hasPrefix("t: acoustic scale 0."))
    let scored = try workshop.run("speech", "score", "t", "--resamples", "200")
    let rate = try #require(Double(row("t", in: scored.output)[1]))
    #expect(rate < 15, "\(scored.output)")
    #expect(scored.output.contains("words of 2 speakers"))

    try workshop.run("soften", "t", "d", "s", "--threads", "2")
    try workshop.run("teach", "r", "s", "d", "u", "--threads", "2")
    try workshop.run(
      "speech", "decode", "d", "u", "--acoustic-scale", "0.2", "--word-penalty", "0", "--quiet")
    let both = try workshop.run("speech", "score", "t", "u", "--resamples", "200", "--errors")
    #expect(try Double(row("u", in: both.output)[1]) ?? 100 < 15, "\(both.output)")
    #expect(both.output.contains(" points [") && both.output.contains("against t: u"))

    for arguments in [
      ["speech", "score", "t", "--resamples", "200"], ["transcribe", "t", "c/wav/s5-0.wav"],
      ["speech", "score", "t", "--resamples", "200", "--json"],
      ["speech", "archive", "d", "classes", "a", "--json"],
      ["speech", "decode", "d", "u", "--acoustic-scale", "0.2", "--word-penalty", "0", "--json"],
    ] {
      let closed = try Command(arguments, in: folder.path, redirection: ">&-").result()
      #expect(closed.code == 1, "\(arguments)")
      #expect(
        closed.errors.contains("distill: standard output cannot be written"), "\(closed.errors)")
      if arguments.last == "--json" {
        let open = try Command(arguments, in: folder.path).result()
        _ = try JSONSerialization.jsonObject(with: Data(open.output.utf8))
      }
    }

    let spoken = try workshop.run("transcribe", "u", "c/wav/s5-0.wav", "c/wav/s5-1.wav", "--plain")
    #expect(spoken.output.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
    let times = try workshop.run("transcribe", "t", "c/wav/s5-0.wav")
    var end = 0.0
    for line in times.output.split(separator: "\n") {
      let fields = line.split(separator: " ")
      try #require(fields.count == 5 && fields[0] == "s5-0" && fields[1] == "1", "\(line)")
      let start = try #require(Double(fields[2]))
      #expect(start >= end - 0.001)
      end = try start + #require(Double(fields[3]))
    }
    #expect(end > 0)
    try transcribesOthers()
    let archived = try workshop.run("speech", "archive", "d", "posteriors", "a", "--model", "u")
    #expect(archived.output == "" && archived.errors.contains("a: 16 utterances"))
    try workshop.rewrite("u/model.safetensors") { _, _ in }
    for arguments in [
      ["speech", "archive", "d", "posteriors", "b", "--model", "u"],
      ["transcribe", "u", "c/wav/s5-0.wav"],
    ] {
      let result = try Command(arguments + ["--quiet"], in: folder.path).result()
      #expect(result.errors.contains("u/model.safetensors has no checksum"), "\(result.errors)")
    }
    #expect(try folder.text("a.scp").split(separator: "\n").count == 16)
    #expect(try folder.text("a.scp").hasPrefix("s5-0 a.ark:"))
    // By a model of its own, and evaluated like any data.
    try workshop.run("speech", "align", "d", "--model", "t", "--threads", "2")
    #expect(try workshop.run("evaluate", "d", "t").output.contains("t  "))
  }

  /// Recordings of two channels and of another rate are taken, of no frame give no words, and damaged
  /// ones are refused.
  private func transcribesOthers() throws {
    for (name, rate, channels) in [("stereo", 16000, 2), ("disc", 44100, 2), ("slow", 8000, 1)] {
      var random = RandomStream(seed: 9, purpose: .drawing)
      let sound = SpokenTones.sound(of: ["BED", "AB"], pitch: 1, rate: rate, from: &random)
      try folder.write(SpokenTones.wave(sound, rate: rate, channels: channels), to: "\(name).wav")
      let said = try workshop.run("transcribe", "t", "\(name).wav", "--plain").output
      if rate >= 16000 { #expect(said.contains("BED")) }
    }
    let whole = try folder.bytes("disc.wav")
    try folder.write(SpokenTones.wave([Int16](repeating: 9, count: 160), rate: 16000), to: "x.wav")
    #expect(try workshop.run("transcribe", "t", "x.wav", "--plain").output == "\n")
    #expect(try workshop.run("transcribe", "t", "x.wav").output == "")
    try folder.write(Array(whole.prefix(whole.count / 2)), to: "half.wav")
    try workshop.expectRefusal(["transcribe", "t", "half.wav"], code: 65, saying: ["half.wav"])
    try workshop.expectRefusal(["transcribe", "t", "none.wav"], code: 65, saying: ["none.wav"])
  }

  @Test("Steps in the wrong order are refused with the command that is missing")
  func order() throws {
    _ = try SpokenTones(in: folder, train: 3, count: 2)
    for command in [["align", "d"], ["decode", "d", "t"]] {
      try workshop.expectRefusal(
        ["speech"] + command, code: 65, saying: ["speech.json", "distill speech prepare"])
    }
    try workshop.expectRefusal(
      ["speech", "score", "t"], code: 65,
      saying: ["t has no decoding.json", "distill speech decode"])
    try #require(try prepare().code == 0)
    try workshop.expectRefusal(
      ["speech", "prepare", "c", "d"] + Self.preparing + ["--quiet"], code: 1,
      saying: ["d/speech.json exists"])
    // A network of the right size, of another task.
    try workshop.run("speech", "align", "d", "--rounds", "1", "--quiet")
    try workshop.run("train", "plain", "d", "t", "--quiet")
    try folder.copy("d", to: "e")
    for name in ["tying.json", "classes.txt"] { try folder.remove("e/\(name)") }
    try workshop.expectRefusal(
      ["speech", "decode", "e", "t"], code: 65, saying: ["e has no alignment", "speech align e"])
    try workshop.expectRefusal(
      ["transcribe", "t", "c/wav/s0-0.wav"], code: 65,
      saying: ["t has no decoding.json", "distill speech decode"])
    for name in try folder.names(in: "e") where name.hasPrefix("validation") {
      try folder.remove("e/\(name)")
    }
    try workshop.expectRefusal(
      ["speech", "archive", "e", "frames", "a", "--part", "validation"], code: 65,
      saying: ["e has no validation part"])
    for name in ["tying.json", "classes.txt"] { try folder.copy("d/\(name)", to: "e/\(name)") }
    try workshop.expectRefusal(
      ["speech", "decode", "e", "t"], code: 65, saying: ["e has no validation part", "--hold-out"])
  }

  @Test("Corpora that cannot be read are refused, and nothing is left behind")
  func corpora() throws {
    _ = try SpokenTones(in: folder, train: 3, count: 2)
    func refused(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
      try workshop.expectRefusal(
        ["speech", "prepare", "c", "d"] + Self.preparing + ["--quiet"], code: 65, saying: words,
        sourceLocation: sourceLocation)
    }
    try workshop.expectRefusal(
      ["speech", "prepare", "r", "d"], code: 65, saying: ["r is no corpus", "check the path"])
    try workshop.expectRefusal(
      ["speech", "prepare", "c", "d", "--hold-out", "8"], code: 65,
      saying: ["8 speakers", "3 in all", "hold out fewer"])
    let whole = try folder.bytes("c/wav/s1-0.wav")
    try folder.write(Array(whole.prefix(whole.count / 2)), to: "c/wav/s1-0.wav")
    try refused("c/wav/s1-0.wav")
    try folder.write(
      SpokenTones.wave([Int16](repeating: 9, count: 160), rate: 16000), to: "c/wav/s1-0.wav")
    try refused("s1-0", "0.01 s", "leave it out")
    try folder.remove("c/wav/s1-0.wav")
    try refused("s1-0", "does not exist")
    // Two channels and another rate are no reason to refuse.
    var random = RandomStream(seed: 9, purpose: .drawing)
    let sound = SpokenTones.sound(of: ["BED"], pitch: 1, rate: 44100, from: &random)
    try folder.write(SpokenTones.wave(sound, rate: 44100, channels: 2), to: "c/wav/s1-0.wav")
    #expect(try prepare().code == 0)
  }

  @Test(
    "Options that cannot be are refused with the usage",
    arguments: [
      ["prepare", "c", "d", "--bins", "0"], ["prepare", "c", "d", "--order", "6"],
      ["prepare", "c", "d", "--dither=-1"], ["prepare", "c", "d", "--hold-out=-1"],
      ["align", "d", "--rounds", "0"], ["align", "d", "--classes", "0"],
      ["decode", "d", "t", "--beam", "0"], ["decode", "d", "t", "--acoustic-scale", "0.1"],
      ["archive", "d", "frames", "a", "--model", "t"], ["archive", "d", "posteriors", "a"],
      ["archive", "d", "words", "a"], ["archive", "d", "frames", "a", "--part", "all"],
      ["decode", "d", "t", "--beam", "nan"], ["score", "t", "--resamples", "1"],
    ])
  func usage(command: [String]) throws {
    try workshop.expectRefusal(["speech"] + command, code: 64, saying: [])
  }

  @Test(
    "Nothing to decode with, to score and to transcribe is refused with the usage",
    arguments: [["speech", "decode", "d"], ["speech", "score"], ["transcribe", "t"]])
  func nothing(command: [String]) throws {
    let result = try Command(command, in: folder.path).result()
    #expect(result.code == 64 && result.output == "", "\(result)")
    #expect(result.errors.contains("Missing expected argument"), "\(result)")
  }
}
