import DistillData
import DistillSpeech
import Foundation
import Testing

/// Corpora by a program that stands in for espeak-ng, which is not needed here, and one by itself.
@Suite("Corpora of synthetic speech")
struct SyntheticSpeechTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// 1.5 seconds or so for each utterance: some twenty to learn from, and four to test on.
  private static let options = SyntheticSpeechOptions(
    hours: 30.0 / 3600, testHours: 6.0 / 3600, voices: 5, testVoices: 2, seed: 3, snr: 0...20)

  private func write(
    _ name: String, options: SyntheticSpeechOptions = options, searchPath: String, threads: Int = 3,
    progress: @escaping @Sendable (Double) -> Bool = { _ in true }
  ) throws -> SyntheticSpeechRecord? {
    try SyntheticSpeech.write(
      to: "\(folder.path)/\(name)", options: options, searchPath: searchPath, threads: threads,
      progress: progress)
  }

  private func names(_ name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)").sorted()
  }

  @Test("A corpus that can be read, and is marked as synthetic")
  func corpus() throws {
    let fake = try FakeEspeak()
    let record = try #require(try write("c", searchPath: fake.searchPath))
    #expect(record.programVersion == "0.1-fake")
    #expect(record.options == Self.options)
    #expect(try names() == ["c"])

    let corpus = try SpeechCorpus(contentsOf: "\(folder.path)/c", silence: "SIL")
    #expect(corpus.isSynthetic)
    #expect(corpus.training.count == record.training.utterances)
    #expect(corpus.test.count == record.test.utterances)
    #expect(Set(corpus.training.map(\.speaker)).count == 5)
    #expect(Set(corpus.training.map(\.speaker)).isDisjoint(with: corpus.test.map(\.speaker)))
    #expect(Set(corpus.training.map(\.words)).isDisjoint(with: corpus.test.map(\.words)))
    var seconds = 0.0
    for utterance in corpus.training {
      #expect(utterance.id.hasPrefix(utterance.speaker + "-"))
      let recording = try Recording(contentsOf: utterance.path)
      #expect(recording.sampleRate == 16_000)
      seconds += recording.duration
    }
    #expect(abs(seconds / 3600 - record.training.hours) < 1e-9)
    #expect(30...32 ~= seconds)
  }

  @Test("Lists in the order of bytes, with relative paths")
  func lists() throws {
    let fake = try FakeEspeak()
    _ = try write("c", searchPath: fake.searchPath)
    for part in ["train", "test"] {
      for list in ["wav.scp", "text", "utt2spk", "spk2utt", "utt2snr"] {
        let ids = try folder.text("c/\(part)/\(list)").split(separator: "\n").map {
          String($0.prefix { $0 != " " })
        }
        #expect(!ids.isEmpty)
        #expect(ids == ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
      }
      let files = try folder.text("c/\(part)/wav.scp").split(separator: "\n").map {
        String($0.split(separator: " ")[1])
      }
      #expect(files.allSatisfy { $0.hasPrefix("wav/") })
      let ofSpeakers = try folder.text("c/\(part)/spk2utt").split(separator: "\n")
        .flatMap { $0.split(separator: " ").dropFirst() }
      #expect(Set(ofSpeakers).count == files.count)
    }
    // What was made beyond the hours is gone.
    let listed = try ["train", "test"].flatMap {
      try folder.text("c/\($0)/wav.scp").split(separator: "\n").map { $0.split(separator: " ")[1] }
    }
    let files = try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/c")
    #expect(files.filter { $0.hasSuffix(".wav") }.count == listed.count)
  }

  @Test("The same on one thread and on four, another with another seed")
  func determinism() throws {
    let fake = try FakeEspeak()
    _ = try write("a", searchPath: fake.searchPath, threads: 1)
    _ = try write("b", searchPath: fake.searchPath, threads: 4)
    let files = try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/a").sorted()
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/b").sorted() == files)
    for file in files where !FileManager.default.isFolder("\(folder.path)/a/\(file)") {
      #expect(try folder.bytes("a/\(file)") == folder.bytes("b/\(file)"), "\(file)")
    }
    var options = Self.options
    options.seed = 4
    _ = try write("d", options: options, searchPath: fake.searchPath)
    #expect(try folder.text("a/train/text") != folder.text("d/train/text"))
  }

  @Test("A corpus without a test part")
  func untested() throws {
    let fake = try FakeEspeak()
    var options = Self.options
    options.testHours = 0
    let record = try write("c", options: options, searchPath: fake.searchPath)
    #expect(record?.test.utterances == 0)
    #expect(try SpeechCorpus(contentsOf: "\(folder.path)/c", silence: "SIL").test.isEmpty)
  }

  @Test("More voices than espeak-ng reads from one folder")
  func manyVoices() throws {
    let fake = try FakeEspeak(
      speaking: """
        ls "$path/espeak-ng-data/voices/!v" | wc -l >> "$folder/counts"
        cp "$folder/tone.wav" "$wave"
        """)
    var options = Self.options
    options.voices = 320
    options.hours = 480.0 / 3600
    let record = try #require(
      try write("c", options: options, searchPath: fake.searchPath, threads: 2))
    #expect(record.training.speakers > 300)
    let counts = Set(
      try fake.folder.text("counts").split(whereSeparator: \.isWhitespace).compactMap { Int($0) })
    #expect(counts == [300, 20, 2])
  }

  @Test("Without the program: a sentence with how to install it")
  func missing() throws {
    #expect(
      throws: SpeechError.missingProgram(
        name: "espeak-ng", purpose: "synthesises the sentences",
        install: "“apt install espeak-ng” or “brew install espeak-ng”")
    ) {
      try write("c", searchPath: folder.path)
    }
    #expect(try names() == [])
  }

  @Test(
    "A program that fails",
    arguments: [
      ("echo oops >&2; exit 3", "exit code 3, \"oops\""), ("kill -9 $$", "signal 9"),
      ("exit 0", "did not write"), ("echo no sound > \"$wave\"", "did not write"),
    ])
  func failing(speaking: String, output: String) throws {
    let fake = try FakeEspeak(speaking: speaking)
    let error = #expect(throws: SpeechError.self) {
      try write("c", searchPath: fake.searchPath)
    }
    #expect("\(try #require(error))".contains(output), "\(String(describing: error))")
    #expect(try names() == [])
  }

  @Test("A program that hangs is killed")
  func hanging() throws {
    let fake = try FakeEspeak()
    let program = try fake.folder.file("bin/espeak-ng", "#!/bin/sh\nexec sleep 1000\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let error = #expect(throws: SpeechError.self) {
      try Espeak(searchPath: fake.searchPath, scratch: folder.path, timeLimit: 0.2)
    }
    #expect("\(try #require(error))".contains("had not ended after 0.2 seconds"))
    #expect(try names() == [])
  }

  @Test("A program that ignores the generated voices")
  func deaf() throws {
    let fake = try FakeEspeak()
    let script = try fake.folder.text("bin/espeak-ng")
      .replacingOccurrences(of: "name=\"${file##*/}\"", with: "name=other")
    try Data(script.utf8).write(to: URL(fileURLWithPath: "\(fake.folder.path)/bin/espeak-ng"))
    let error = #expect(throws: SpeechError.self) {
      try write("c", searchPath: fake.searchPath)
    }
    #expect("\(try #require(error))".contains("does not find the voice tr0000"))
  }

  @Test("Stopped, nothing is left")
  func stopped() throws {
    let fake = try FakeEspeak()
    #expect(try write("c", searchPath: fake.searchPath, progress: { $0 < 0.3 }) == nil)
    #expect(try names() == [])
  }

  @Test("What exists is not overwritten, and parents are not made")
  func refusals() throws {
    let fake = try FakeEspeak()
    _ = try folder.file("c", "mine")
    #expect(throws: FileError.self) { try write("c", searchPath: fake.searchPath) }
    #expect(try folder.text("c") == "mine")
    #expect(throws: FileError.self) { try write("no/c", searchPath: fake.searchPath) }
    var options = Self.options
    options.hours = 1000
    options.testHours = 1000
    if try OpenFile.freeBytes(in: folder.path) < 230_000_000_000 {
      #expect(throws: FileError.self) {
        try write("d", options: options, searchPath: fake.searchPath)
      }
    }
    #expect(try names() == ["c"])
  }

  private static let systemPath = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  private static let isInstalled = systemPath.split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/espeak-ng")
  }

  @Test(
    "espeak-ng itself",
    .enabled(if: isInstalled, "espeak-ng is not installed: its speech is not tried"))
  func espeak() throws {
    let record = try #require(try write("a", searchPath: Self.systemPath))
    _ = try write("b", searchPath: Self.systemPath, threads: 1)
    #expect(record.programVersion != "")
    let corpus = try SpeechCorpus(contentsOf: "\(folder.path)/a", silence: "SIL")
    let again = try SpeechCorpus(contentsOf: "\(folder.path)/b", silence: "SIL")
    for (one, other) in zip(corpus.training, again.training) {
      let recording = try Recording(contentsOf: one.path)
      #expect(recording == (try Recording(contentsOf: other.path)))
      // Two letters in a second are fast, five words slow.
      #expect(recording.duration > 0.15 * Double(one.words.count))
      #expect(recording.duration < 2 + 1.5 * Double(one.words.count))
    }
  }
}

extension FileManager {
  fileprivate func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
