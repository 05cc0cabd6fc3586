import DistillData
import DistillSpeech
import Foundation
import Testing

@Suite("Lists of SphinxTrain")
struct SphinxCorpusTests {
  private let folder: TemporaryFolder
  private let sound = Recording(samples: [Float](repeating: 100, count: 800), sampleRate: 16000)

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Writes a corpus whose training part has `lists`: paths of recordings and lines of transcripts.
  private func read(
    _ lists: (paths: [String], lines: [String]), test: (paths: [String], lines: [String])? = nil,
    filler: String? = nil, phones: String? = nil, dictionary: String = "AB A B\nBED B E D\n"
  ) throws -> SpeechCorpus {
    let path = "\(folder.path)/\(UUID().uuidString)"
    for (part, own) in [("train", lists)] + (test.map { [("test", $0)] } ?? []) {
      for name in Set(own.paths) {
        let file = "\(path)/wav/\(name).wav"
        try FileManager.default.createDirectory(
          atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try sound.write(to: file)
      }
      try FileManager.default.createDirectory(
        atPath: "\(path)/etc", withIntermediateDirectories: true)
      try write(own.paths, to: "\(path)/etc/x_\(part).fileids")
      try write(own.lines, to: "\(path)/etc/x_\(part).transcription")
    }
    try write([dictionary], to: "\(path)/etc/x.dic")
    if let filler { try write([filler], to: "\(path)/etc/x.filler") }
    if let phones { try write([phones], to: "\(path)/etc/x.phone") }
    return try SpeechCorpus(contentsOf: path, silence: "SIL")
  }

  private func write(_ lines: [String], to path: String) throws {
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: path))
  }

  private func refusal(
    _ lists: (paths: [String], lines: [String]), dictionary: String = "AB A B\nBED B E D\n"
  ) -> String {
    let error = #expect(throws: (any Error).self) { try read(lists, dictionary: dictionary) }
    return error.map { "\($0)" } ?? ""
  }

  @Test("Transcripts end in the name, in the path, or in a part of it, in any order")
  func joinedByPath() throws {
    for lines in [
      ["AB (a-0)", "BED (b-0)"], ["BED (b/b-0)", "AB (a/a-0)"], ["BED (x/b/b-0)", "AB (a/a-0)"],
    ] {
      let corpus = try read((["x/a/a-0", "./x/b/b-0"], lines))
      #expect(corpus.training.map(\.id) == ["a-0", "b-0"])
      #expect(corpus.training.map(\.speaker) == ["a", "b"])
      #expect(corpus.training.map(\.words) == [["AB"], ["BED"]] && corpus.notices.isEmpty)
    }
  }

  @Test("Files of one name are different utterances, joined by path or line by line")
  func sharedNames() throws {
    let paths = ["a/0001", "a/0002", "b/0001", "b/0002"]
    for lines in [
      ["AB (a/0001)", "AB AB (a/0002)", "BED (b/0001)", "BED BED (b/0002)"],
      ["BED (b/0001)", "BED BED (b/0002)", "AB (a/0001)", "AB AB (a/0002)"],
      ["AB (0001)", "AB AB (0002)", "BED (0001)", "BED BED (0002)"],
    ] {
      let corpus = try read((paths, lines), test: (["c/0009"], ["AB (0009)"]))
      #expect(corpus.training.map(\.id) == ["a-0001", "a-0002", "b-0001", "b-0002"])
      #expect(corpus.training.map(\.words.count) == [1, 2, 1, 2])
      #expect(corpus.training.map { $0.words[0] } == ["AB", "AB", "BED", "BED"])
      #expect(corpus.test.map(\.id) == ["c-0009"])
    }
  }

  @Test("One transcript for several recordings is refused, as is every other ambiguity")
  func ambiguous() {
    let shared = refusal((["a/0001", "b/0001"], ["AB (0001)"]))
    #expect(
      shared.contains("one transcript for 2 recordings (\"a/0001\", \"b/0001\")"), "\(shared)")
    let swapped = refusal(
      (["a/0001", "a/0002", "b/0001"], ["AB (0002)", "AB (0001)", "AB (0001)"]))
    #expect(swapped.contains("one transcript for 2 recordings"), "\(swapped)")
    let twice = refusal((["a/a-0", "b/b-0", "./a/a-0"], ["AB (a-0)", "AB (b-0)"]))
    #expect(twice.contains("line 3: expected every id once, found \"a/a-0\" again, as in line 1"))
    let ending = refusal((["a/a-0", "a/a-0.wav"], ["AB (a-0)", "AB (a-0)"]))
    #expect(ending.contains("again, as in line 1"), "\(ending)")
    let two = refusal((["a/a-0"], ["AB (a-0)", "BED (a/a-0)"]))
    #expect(two.contains("line 2: expected one transcript for each recording"), "\(two)")
    #expect(two.contains("as in line 1"))
    let dashes = refusal(
      (["a-b/c", "a/b-c", "x/c", "x/b-c"], ["AB (a-b/c)", "AB (a/b-c)", "AB (x/c)", "AB (x/b-c)"]))
    #expect(dashes.contains("\"a-b-c\" again, as in line 1; rename one of the folders"))
  }

  @Test("The reason of a refusal is the true one")
  func reasons() {
    let flat = refusal((["a-0"], ["AB (a-0)"]))
    #expect(flat.contains("in no speaker's folder; put each speaker's recordings into a folder"))
    let lower = refusal((["a/a-0"], ["ab bed (a-0)"]))
    #expect(lower.contains("the lexicon has 2 of them in capitals"), "\(lower)")
    #expect(lower.contains("x_train.transcription") && lower.contains("x.dic"))
    let filler = refusal((["a/a-0"], ["AB ++NOISE++ (a-0)"]))
    #expect(filler.contains("x.filler"), "\(filler)")
    let missing = refusal((["a/a-0", "a/a-1"], ["AB (a-0)"]))
    #expect(missing.contains("\"a-1\" has a recording and no transcript"), "\(missing)")
    let stray = refusal((["a/a-0"], ["AB (a-0)", "AB (b/a-0)"]))
    #expect(stray.contains("\"b/a-0\" has a transcript and is not listed"), "\(stray)")
    let space = refusal((["a/a 0"], ["AB (a-0)"]))
    #expect(space.contains("line 1: expected a path without white space"), "\(space)")
  }

  @Test("Fillers are no words, and their phones are left out")
  func fillers() throws {
    let corpus = try read(
      (["a/a-0", "a/a-1"], ["<sil> AB </s> (a-0)", "<s> ++NOISE++ BED ++NOISE++ (a-1)"]),
      filler: "<s> SIL\n</s> SIL\n<sil> SIL\n++NOISE++ +N+", phones: "A\nB\nD\nE\nZ\n+N+\nSIL")
    #expect(corpus.training.map(\.words) == [["AB"], ["BED"]])
    #expect(corpus.lexicon.phones == ["A", "B", "D", "E", "SIL", "Z"])
    #expect(corpus.notices.count == 1)
    #expect(corpus.notices[0].description.contains("\"++NOISE++\", 2 times"))
    // Silence is a filler also without a list of fillers, and by the dictionary.
    let plain = try read(
      (["a/a-0"], ["<sil> AB !SIL </s> (a-0)"]), dictionary: "AB A B\n!SIL SIL\n")
    #expect(plain.training.map(\.words) == [["AB"]] && plain.notices.isEmpty)
  }

  @Test("Lists of a second corpus are not skipped unnoticed")
  func otherLists() throws {
    let path = folder.path + "/two"
    let utterances = ToneCorpus.utterances(["ann"], count: 1)
    try ToneCorpus.writeSphinx(train: utterances, test: [], in: path)
    try write(["x/y"], to: "\(path)/etc/zones_train.fileids")
    let corpus = try SpeechCorpus(contentsOf: path, silence: "SIL")
    #expect(corpus.notices.map(\.description).joined().contains("\"zones\" was not"))
  }
}
