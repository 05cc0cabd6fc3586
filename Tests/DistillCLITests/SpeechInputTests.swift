import DistillTensors
import Foundation
import Testing

/// Unusual recordings, tables and models of speech, by commands.
@Suite("Speech: unusual inputs")
struct SpeechInputTests {
  private let workshop: Workshop
  private var folder: TemporaryFolder { workshop.folder }

  init() throws {
    workshop = try Workshop()
    try workshop.folder.write(
      """
      architecture: {inputs: 180, layers: [dense 32 relu, dense 15]}
      epochs: 2
      batchSize: 64
      learningRate: 0.05
      seed: 7

      """, to: "plain")
  }

  private func prepare(_ options: String...) throws -> Command.Result {
    try Command(
      [
        "speech", "prepare", "c", "d", "--bins", "20", "--before", "5", "--after", "3", "--threads",
        "2", "--quiet",
      ] + options, in: folder.path
    ).result()
  }

  private func replace(_ file: String, _ old: String, _ new: String) throws {
    let text = try folder.text(file)
    #expect(text.contains(old))
    try folder.write(text.replacingOccurrences(of: old, with: new), to: file)
  }

  @Test("Decoding, scoring and transcribing with a silent recording, a missing word and JSON")
  func decoding() throws {
    _ = try SpokenTones(in: folder, train: 4, count: 4)
    // The first test recording is silent; nothing else changes.
    let silence = SpokenTones.wave([Int16](repeating: 3, count: 16000), rate: 16000)
    try folder.write(silence, to: "c/wav/s4-0.wav")
    let prepared = try prepare()
    try #require(prepared.code == 0, "\(prepared)")
    #expect(prepared.errors.contains("c/wav/s4-0.wav): no sound; kept"), "\(prepared.errors)")
    try workshop.run("speech", "align", "d", "--rounds", "3", "--quiet")
    try workshop.run("train", "plain", "d", "t", "--quiet")
    let scale = ["--acoustic-scale", "0.1", "--quiet"]
    let decode = ["speech", "decode", "d", "t"] + scale
    try #require(
      Command(decode + ["--word-penalty=-3"], in: folder.path).result().code == 0)
    let first = try folder.text("t/test.trn")
    let apart = try Command(decode + ["--word-penalty", "-3"], in: folder.path).result()
    #expect(apart.code == 0 && apart.errors == "", "\(apart)")
    #expect(try folder.text("t/test.trn") == first && first.hasPrefix("(s4-0)\n"))
    #expect(try folder.text("t/decoding.json").contains("\"wordPenalty\" : -3"))

    let scored = try workshop.run("speech", "score", "t", "--json", "--quiet", "--resamples", "100")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(scored.output.utf8)) as? [[String: Any]])
    #expect(json[0]["run"] as? String == "t" && json[0]["speakers"] as? Int == 2)
    #expect((json[0]["interval"] as? [Double])?.count == 2)

    let arpa = try folder.text("d/language.arpa")
    try replace("d/language.arpa", "EBB", "<unk>")
    let other = try Command(decode + ["--word-penalty", "0"], in: folder.path).result()
    #expect(other.code == 0 && other.errors.contains("1 of the lexicon's 4 words (\"EBB\")"))
    try folder.write(arpa, to: "d/language.arpa")
    try transcribing(silence: silence)
    try hypotheses()
  }

  private func transcribing(silence: [UInt8]) throws {
    var random = RandomStream(seed: 9, purpose: .drawing)
    let sound = SpokenTones.sound(of: ["BED", "AB"], pitch: 1, rate: 16000, from: &random)
    try folder.write(SpokenTones.wave(sound, rate: 16000), to: "one.wav")
    let inverted = sound.flatMap { [$0, -$0] }
    var stereo = SpokenTones.wave(inverted, rate: 16000, channels: 1)
    // The same bytes as two channels: their number, the bytes of a second and those of a moment.
    stereo.replaceSubrange(22..<24, with: [2, 0])
    stereo.replaceSubrange(28..<34, with: [0, 0xFA, 0, 0, 4, 0])
    try folder.write(stereo, to: "two  parts.wav")
    try folder.write(silence, to: "none.wav")
    let one = try workshop.run("transcribe", "t", "one.wav", "--plain", "--quiet")
    let two = try workshop.run("transcribe", "t", "two  parts.wav", "--plain", "--quiet")
    #expect(one.output == two.output && one.errors == "")
    #expect(two.errors.contains("two  parts.wav: its channels cancel each other"), "\(two.errors)")
    let none = try workshop.run("transcribe", "t", "none.wav", "--plain", "--quiet")
    #expect(none.output == "\n" && none.errors.contains("none.wav is silent"), "\(none)")
    // Silence beside speech changes nothing, and names are one field.
    let both = try workshop.run("transcribe", "t", "two  parts.wav", "none.wav", "--quiet")
    #expect(both.output.split(separator: "\n").allSatisfy { $0.hasPrefix("two__parts 1 ") })
    #expect(both.output.split(separator: "\n").allSatisfy { $0.split(separator: " ").count == 5 })
    let json = try workshop.run("transcribe", "t", "one.wav", "none.wav", "--json", "--quiet")
    let entries = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    #expect(entries.map { $0["recording"] as? String } == ["one.wav", "none.wav"])
    #expect((entries[1]["words"] as? [Any])?.isEmpty == true)
  }

  /// Hypotheses that do not match the test part are refused with the file, as are ids that are too long.
  private func hypotheses() throws {
    let text = try folder.text("t/test.trn")
    try folder.write("AB (\(String(repeating: "x", count: 4000)))\n" + text, to: "t/test.trn")
    let result = try Command(["speech", "score", "t"], in: folder.path).result()
    #expect(result.code == 65 && result.output == "" && result.errors.contains("t/test.trn"))
    #expect(result.errors.utf8.count < 300, "\(result.errors)")
    try folder.write(
      text.split(separator: "\n").dropFirst().joined(separator: "\n"), to: "t/test.trn")
    try workshop.expectRefusal(
      ["speech", "score", "t"], code: 65, saying: ["\"s4-0\" has no hypothesis in t/test.trn"])
    try folder.write(text, to: "t/test.trn")
    try replace("t/decoding.json", "\"beam\" : 13", "\"beam\" : -13")
    try workshop.expectRefusal(
      ["speech", "score", "t"], code: 65, saying: ["t/decoding.json", "decode with the run again"])
  }

  @Test("One test speaker has no interval, and a speaker without words stops nothing")
  func intervals() throws {
    _ = try SpokenTones(in: folder, train: 3, count: 2)
    // Both test speakers become one.
    try replace("c/test/utt2spk", " s4", " s3")
    try #require(prepare().code == 0)
    try workshop.run("speech", "align", "d", "--rounds", "1", "--quiet")
    try workshop.run("train", "plain", "d", "t", "--quiet")
    try workshop.run(
      "speech", "decode", "d", "t", "--acoustic-scale", "0.1", "--word-penalty", "0", "--quiet")
    let one = try workshop.run("speech", "score", "t")
    #expect(one.output.contains("  –  ") && !one.output.contains("…"), "\(one.output)")
    #expect(one.output.contains("words of 1 speaker\n"), "\(one.output)")
    #expect(one.errors.contains("There is no interval: resampling speakers needs at least two"))
    // One utterance of another speaker, without words.
    var lines = try folder.text("d/test.tsv").split(separator: "\n").map(String.init)
    let first = lines[0].split(separator: "\t")
    lines[0] = "\(first[0])\tnoise\t\(first[2])"
    try folder.write(lines.joined(separator: "\n") + "\n", to: "d/test.tsv")
    let two = try workshop.run("speech", "score", "t")
    #expect(two.output.contains("words of 2 speakers"), "\(two.output)")
  }

  @Test("A folder in use, tables with faults and pipes are refused, and nothing is left behind")
  func refusals() throws {
    _ = try SpokenTones(in: folder, train: 3, count: 2)
    func refused(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws {
      try workshop.expectRefusal(
        ["speech", "prepare", "c", "d", "--quiet"], code: 65, saying: words,
        sourceLocation: sourceLocation)
    }
    for (file, added, words) in [
      ("train/wav.scp", "s0-0 wav/s1-0.wav", ["wav.scp, line 7", "s0-0", "as in line 1"]),
      ("train/text", "s0\u{3000}9 AB", ["text, line 7", "U+3000"]),
      ("train/text", "s0-9 ;;x", ["text, line 7", ";;x"]),
      ("train/text", "s0-9 dab", ["no recording"]),
      ("lexicon.txt", "TOO 1.0 A B", ["lexicon.txt, line 5", "the number", "lexiconp"]),
    ] as [(String, String, [String])] {
      let whole = try folder.text("c/\(file)")
      try folder.write(whole + added + "\n", to: "c/\(file)")
      let result = try prepare()
      #expect(result.code == 65, "\(file): \(result)")
      if words != ["no recording"] {
        for word in words { #expect(result.errors.contains(word), "\(result.errors)") }
      }
      #expect(!folder.exists("d"))
      try folder.write(whole, to: "c/\(file)")
    }
    let text = try folder.text("c/test/text")
    try folder.write(text.lowercased().replacingOccurrences(of: "S", with: "s"), to: "c/test/text")
    try refused("c/test/text", "c/lexicon.txt", "in capitals")
    try folder.write([0x73, 0x20, 0xC9, 0x0A], to: "c/test/text")
    try refused("c/test/text, line 1", "iconv")
    try folder.remove("c/test/text")
    #expect(mkfifo(folder.path(of: "c/test/text"), 0o600) == 0)
    let piped = try prepare()
    #expect(piped.code == 65 && piped.errors.contains("c/test/text cannot be read"), "\(piped)")
    #expect(!folder.exists("d"))
    try folder.remove("c/test/text")
    try folder.write(text, to: "c/test/text")
    try #require(prepare().code == 0)
    #expect(try prepare().code == 1)
    let table = try folder.text("d/train.tsv")
    try folder.write(table.replacingOccurrences(of: "s0-0", with: "(s0-0"), to: "d/train.tsv")
    let old = try Command(["speech", "align", "d", "--quiet"], in: folder.path).result()
    #expect(old.code == 65 || !table.contains("s0-0"), "\(old)")
  }
}
