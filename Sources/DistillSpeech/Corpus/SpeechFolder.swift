public import Distill
import Foundation

/// A folder of speech that is prepared for training: frames, words, lexicon, language model, and, once it
/// is aligned, a class for every frame.
///
/// A `DataFolder` reads its frames and labels like any data, so that networks are trained on it, produce
/// soft targets for it and are distilled on it as on any other data. Files:
///
/// - `speech.json`: the settings
/// - `train-frames.safetensors`, `train.tsv`, the same for `validation` and `test`: frames; id, speaker,
///   number of frames and words of each utterance
/// - `train-silent.tsv`, `validation-silent.tsv`: utterances that were left out, because they have words
///   and no sound; only where there are some
/// - `lexicon.txt`, `phones.txt`, `language.arpa`
/// - once aligned: `train-labels-idx1-int.gz`, the same for the others, `classes.txt`, `tying.json`
public struct SpeechFolder: Sendable {
  /// An utterance whose frames are in the folder.
  public struct Entry: Sendable, Equatable {
    /// Its name.
    public let id: String
    /// The speaker.
    public let speaker: String
    /// The number of its frames.
    public let frames: Int
    /// The words that are spoken.
    public let words: [String]

    /// Its words with its name.
    public var transcript: Transcript { Transcript(id: id, words: words) }
  }

  /// The folder.
  public let path: String
  /// How frames were computed.
  public let settings: SpeechSettings
  /// The pronunciations.
  public let lexicon: Lexicon
  /// The phones.
  public let phones: PhoneSet
  /// What the user should know about the recordings and transcripts that the folder was prepared from;
  /// none where an existing folder was opened.
  public internal(set) var notices: [Notice] = []

  /// Opens the folder at `path`.
  ///
  /// - Throws: ``SpeechError/unfinished(path:missing:command:)`` where it was not prepared, `FileError`
  ///   where a file is damaged.
  public init(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: "\(path)/speech.json") else {
      throw SpeechError.unfinished(
        path: path, missing: "speech.json", command: "distill speech prepare CORPUS \(path)")
    }
    self.path = path
    settings = try Self.read(SpeechSettings.self, "\(path)/speech.json")
    lexicon = try Lexicon(
      path: "\(path)/lexicon.txt", phoneList: "\(path)/phones.txt", silence: settings.silence)
    phones = PhoneSet(lexicon.phones, silence: settings.silence)
  }

  /// Whether there are utterances of a part.
  public func has(_ part: DataFolder.Part) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(Self.frames(part))")
  }

  /// Whether the folder is aligned.
  public var isAligned: Bool { FileManager.default.fileExists(atPath: tyingFile) }

  private var tyingFile: String { "\(path)/tying.json" }

  /// The utterances of a part, in the order of their frames.
  ///
  /// - Throws: `FileError` where the list is damaged or does not go with the frames.
  public func entries(_ part: DataFolder.Part) throws -> [Entry] {
    let file = "\(path)/\(Self.name(part)).tsv"
    let entries = try entries(in: file, frames: 1...Int.max)
    guard has(part) else { return entries }
    // Without the frames themselves, only their numbers are read.
    let lengths = try FrameSequences.read("\(path)/\(Self.frames(part))", residentLimit: 0)
      .sequences.lengths
    guard lengths == entries.map(\.frames) else {
      let place = zip(lengths, entries).prefix { $0 == $1.frames }.count
      func text(_ number: Int?) -> String { number.map { "one of \($0) frames" } ?? "none" }
      throw FileError.differs(
        path: file, what: "as utterance \(place + 1), by \(Self.frames(part)),",
        expected: text(place < lengths.count ? lengths[place] : nil),
        found: text(place < entries.count ? entries[place].frames : nil),
        remedy: "prepare the folder again")
    }
    return entries
  }

  /// The utterances of a part that were left out, because they have words and no sound; without frames.
  public func entriesLeftOut(_ part: DataFolder.Part) throws -> [Entry] {
    let file = "\(path)/\(Self.silent(part))"
    guard FileManager.default.fileExists(atPath: file) else { return [] }
    return try entries(in: file, frames: 0...0)
  }

  private func entries(in file: String, frames range: ClosedRange<Int>) throws -> [Entry] {
    try TextLines(path: file).lines.map { line in
      guard line.fields.count >= 3, let frames = Int(line.fields[2]), range ~= frames,
        TextLines.isID(line.fields[0]), line.fields.dropFirst(3).allSatisfy(TextLines.isWord)
      else {
        throw line.refusal(of: file, expected: "an id, a speaker, a number of frames and words")
      }
      return Entry(
        id: line.fields[0], speaker: line.fields[1], frames: frames,
        words: Array(line.fields.dropFirst(3)))
    }
  }

  /// The frames of a part.
  public func sequences(_ part: DataFolder.Part) throws -> FrameSequences {
    try FrameSequences.read("\(path)/\(Self.frames(part))").sequences
  }

  /// The frames of a part and the states of its utterances.
  public func spoken(_ part: DataFolder.Part) throws -> SpokenPart {
    try SpokenPart(
      try sequences(part), transcripts: try entries(part).map(\.transcript), lexicon: lexicon,
      phones: phones)
  }

  /// The language model of the training transcripts, or the one that was put in its place.
  public func languageModel() throws -> NGramModel { try readLanguageModel().model }

  /// The language model, and what the user should know about its file.
  func readLanguageModel() throws -> (model: NGramModel, notices: [Notice]) {
    try NGramModel.read(arpa: "\(path)/language.arpa", vocabulary: lexicon.words)
  }

  /// The classes of states.
  ///
  /// - Throws: ``SpeechError/unfinished(path:missing:command:)`` where the folder was not aligned.
  public func tying() throws -> StateTying {
    guard isAligned else {
      throw SpeechError.unfinished(
        path: path, missing: "alignment", command: "distill speech align \(path)")
    }
    return try Self.read(StateTying.self, tyingFile)
  }

  /// Writes the classes of states, the class of every frame, and the classes' names.
  public func write(
    _ tying: StateTying, labels: [DataFolder.Part: [Int32]]
  ) throws {
    for part in DataFolder.Part.allCases {
      guard let labels = labels[part] else { continue }
      try IDX(sizes: [labels.count], elements: .int32(labels))
        .write(to: "\(path)/\(Self.labels(part))")
    }
    try TextLines.write(tying.classNames, to: "\(path)/classes.txt")
    try Self.write(tying, to: tyingFile)
  }

  static func name(_ part: DataFolder.Part) -> String {
    switch part {
    case .training: "train"
    case .validation: "validation"
    case .test: "test"
    }
  }
  static func frames(_ part: DataFolder.Part) -> String { "\(name(part))-frames.safetensors" }
  static func silent(_ part: DataFolder.Part) -> String { "\(name(part))-silent.tsv" }
  static func labels(_ part: DataFolder.Part) -> String { "\(name(part))-labels-idx1-int.gz" }

  static func read<Value: Decodable>(
    _ type: Value.Type, _ file: String, remedy: String = "prepare the folder again"
  ) throws -> Value {
    let bytes = try OpenFile(file, for: .reading).contents(limit: 1 << 28)
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw FileError.malformed(
        path: file, at: "its content", expected: "JSON as “distill speech” writes it",
        found: "something else", remedy: remedy)
    }
  }

  static func write(_ value: some Encodable, to file: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(try encoder.encode(value), to: file)
  }
}

extension TextLines.Line {
  fileprivate func refusal(of file: String, expected: String) -> FileError {
    .malformed(
      path: file, at: "line \(number)", expected: expected, found: quoted,
      remedy: "prepare the folder again")
  }
}
