import ArgumentParser
import Distill
import DistillCommands
import DistillSpeech
import Foundation

struct TranscribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcribe", abstract: "Print the words of recordings, with times.",
    discussion: """
      RUN is a run that “distill speech decode” has decoded with; its folder of speech, acoustic scale \
      and word penalty are used. Prints CTM: recording, channel, start and duration in seconds, word; \
      white space in a recording's name becomes “_”. Recordings without sound have no words. All \
      recordings of one command count as one speaker, over which frames are normalised.
      """)

  @Argument(help: ArgumentHelp("A run that was decoded with.", valueName: "run"))
  var folder: String

  @Argument(
    help: "Recordings: WAV (also W64 and RF64), FLAC, SPHERE, AIFF, AU, CAF, Ogg or MP3.")
  var recordings: [String]

  @Flag(help: "Print only words, a line for each recording.")
  var plain = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard !recordings.isEmpty else { throw ValidationError("Give at least one recording.") }
    guard !plain || !compute.json else {
      throw ValidationError("Give --plain or --json, not both.")
    }
  }

  func run() throws {
    try Failure.reported {
      Console.show(Safetensors.notices(at: folder))
      let transcriber = try Transcriber(run: folder)
      let sounds = try recordings.map { try Recording(contentsOf: $0) }
      let decoded = try transcriber.transcribe(
        sounds, threads: compute.threads ?? Engine.availableThreads)
      Console.show(
        transcriber.notices
          + zip(recordings, sounds).flatMap {
            $1.notices(path: $0, rate: transcriber.sampleRate)
          })
      if compute.json { return try Console.output(verbatim: Self.json(recordings, decoded)) }
      for line in lines(of: decoded) { try Console.output(line) }
    }
  }

  private func lines(of decoded: [[TimedWord]]) -> [String] {
    if plain { return decoded.map { $0.map(\.word).joined(separator: " ") } }
    return zip(Self.names(recordings), decoded).flatMap { name, words in
      words.map {
        "\(name) 1 " + String(format: "%.2f %.2f ", $0.start, $0.duration) + $0.word
      }
    }
  }

  /// The names of recordings in CTM: those of the files without extension, or the paths where two files
  /// have the same name; as one field that is no comment.
  private static func names(_ paths: [String]) -> [String] {
    var names = paths.map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
    if Set(names).count < names.count { names = paths }
    return names.map { name in
      let field = String(
        name.map { $0.isWhitespace || $0.isNewline ? "_" : $0 })
      return field.hasPrefix(";;") || field.isEmpty ? "_\(field)" : field
    }
  }

  private struct Entry: Encodable {
    struct Word: Encodable {
      let word: String
      let start: Double
      let duration: Double
    }
    let recording: String
    let words: [Word]
  }

  private static func json(_ paths: [String], _ decoded: [[TimedWord]]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let entries = zip(paths, decoded).map { path, words in
      Entry(
        recording: path,
        words: words.map { .init(word: $0.word, start: $0.start, duration: $0.duration) })
    }
    return String(decoding: try encoder.encode(entries), as: UTF8.self)
  }
}
