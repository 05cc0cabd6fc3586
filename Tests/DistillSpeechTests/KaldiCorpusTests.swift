import DistillData
import DistillSpeech
import Foundation
import Testing

@Suite("Tables of Kaldi")
struct KaldiCorpusTests {
  private let folder: TemporaryFolder
  private let train = ToneCorpus.utterances(["ann", "bob"], count: 2)

  init() throws {
    folder = try TemporaryFolder()
    try ToneCorpus.writeKaldi(train: train, test: [], in: folder.path)
  }

  private func read() throws -> SpeechCorpus {
    try SpeechCorpus(contentsOf: folder.path, silence: "SIL")
  }

  private func refusal(_ file: String, appending line: String) throws -> String {
    let whole = try folder.text(file)
    _ = try folder.file(file, whole + line + "\n")
    let error = #expect(throws: (any Error).self) { try read() }
    _ = try folder.file(file, whole)
    return error.map { "\($0)" } ?? ""
  }

  @Test("Every id occurs once in every table", arguments: ["wav.scp", "text", "utt2spk"])
  func once(table: String) throws {
    for line in ["ann-0 wav/bob-1.wav", "ann-0 AB"] {
      let message = try refusal("train/\(table)", appending: line)
      #expect(
        message.contains("line 5: expected every id once, found \"ann-0\" again, as in line 1"),
        "\(message)")
    }
  }

  @Test("Ids have no white space in any table", arguments: ["wav.scp", "text", "utt2spk"])
  func whiteSpace(table: String) throws {
    for space in ["\u{3000}", "\u{A0}", "\u{85}", "\u{2028}"] {
      let message = try refusal("train/\(table)", appending: "ann\(space)9 AB")
      #expect(message.contains("line 5: expected an id without white space"), "\(message)")
      #expect(message.contains("U+"), "\(message)")
    }
    let speaker = try refusal("train/utt2spk", appending: "ann-9 ann\u{3000}x")
    #expect(speaker.contains("a speaker without white space"), "\(speaker)")
    #expect(try refusal("train/utt2spk", appending: "ann-9 ann x").contains("line 5"))
  }

  @Test("Ids that differ in composed and decomposed characters only are refused as such")
  func twoEncodings() throws {
    let text = try folder.text("train/wav.scp")
    _ = try folder.file("train/wav.scp", text + "\u{C9} wav/ann-0.wav\nE\u{301} wav/ann-0.wav\n")
    let error = #expect(throws: FileError.self) { try read() }
    #expect(error?.description.contains("differ only in composed and decomposed") == true)
  }

  @Test("A path is everything after the id, as it is written")
  func paths() throws {
    let text = try folder.text("train/wav.scp")
    // Names with two spaces, a space, decomposed characters, and composed ones, side by side.
    // On macOS the last two name the same file.
    #if os(Linux)
      let names = ["my  file", "my file", "E\u{301}", "\u{C9}"]
    #else
      let names = ["my  file", "my file"]
    #endif
    for (place, name) in names.enumerated() {
      try Recording(samples: [Float](repeating: 0, count: 400 + place), sampleRate: 16000)
        .write(to: "\(folder.path)/wav/\(name).wav")
      for line in ["ann-0  wav/\(name).wav", "ann-0\twav/\(name).wav ", " ann-0 wav/\(name).wav\r"]
      {
        _ = try folder.file(
          "train/wav.scp", text.replacingOccurrences(of: "ann-0 wav/ann-0.wav", with: line))
        let path = try read().training[0].path
        #expect(try Recording(contentsOf: path).samples.count == 400 + place, "\(line)")
      }
    }
  }

  @Test("One recording under two ids, and speakers of no utterance, are reported")
  func notices() throws {
    let text = try folder.text("train/wav.scp")
    _ = try folder.file(
      "train/wav.scp", text.replacingOccurrences(of: "wav/bob-1.wav", with: "wav/ann-0.wav"))
    _ = try folder.file("train/utt2spk", folder.text("train/utt2spk") + "cyd-0 cyd\n")
    let text2 = try read().notices.map(\.description).joined(separator: "\n")
    #expect(text2.contains("ann-0.wav is the recording of 2 utterances"), "\(text2)")
    #expect(text2.contains("1 utterance without transcript and recording (\"cyd-0\")"), "\(text2)")
  }

  @Test("Words that are pauses in the lexicon are no words of transcripts")
  func pauses() throws {
    _ = try folder.file("lexicon.txt", folder.text("lexicon.txt") + "!SIL SIL\n")
    let text = try folder.text("train/text")
    _ = try folder.file("train/text", text.replacingOccurrences(of: "ann-0 ", with: "ann-0 !SIL "))
    #expect(try read().training.map(\.words) == train.map(\.words))
  }

  @Test("Words in two encodings become one spelling")
  func words() throws {
    let (one, other) = ("\u{C9}BB", "E\u{301}BB")
    let lexicon = try folder.text("lexicon.txt").replacingOccurrences(of: "EBB", with: one)
    _ = try folder.file("lexicon.txt", lexicon)
    let text = try folder.text("train/text").replacingOccurrences(of: "EBB", with: other)
    _ = try folder.file("train/text", text + "")
    let corpus = try read()
    for word in corpus.lexicon.words + corpus.training.flatMap(\.words) where word.hasSuffix("BB") {
      #expect(word.utf8.elementsEqual(one.utf8))
    }
  }

  @Test("The default of held-out speakers leaves most of them to train on")
  func heldOut() {
    for (speakers, held) in [(1, 0), (2, 1), (3, 1), (7, 1), (8, 2), (31, 7), (32, 8), (500, 8)] {
      #expect(SpeechCorpus.defaultHeldOut(of: speakers) == held)
    }
  }
}
