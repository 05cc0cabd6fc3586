import ArgumentParser
import Distill
import DistillSpeech
import Foundation

struct TranscribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transcribe", abstract: "Print the words of recordings, with times.",
    discussion: """
      RUN is a network that “distill speech decode” was given: folder of speech, acoustic scale and \
      word penalty are those. Prints CTM: recording, channel, start and length in seconds, word. All \
      recordings of one command count as one speaker, over which frames are normalised.
      """)

  @Argument(help: ArgumentHelp("A run that was decoded with.", valueName: "run"))
  var folder: String

  @Argument(help: "Recordings: WAV, FLAC or whatever libsndfile reads.")
  var recordings: [String]

  @Flag(help: "Print only words, a line for each recording.")
  var plain = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard !recordings.isEmpty else { throw ValidationError("Give at least one recording.") }
  }

  func run() throws {
    try Failure.reported {
      let transcriber = try Transcriber(run: folder)
      let decoded = try transcriber.transcribe(
        recordings.map { try Recording(contentsOf: $0) },
        threads: compute.threads ?? Engine.availableThreads)
      if compute.json {
        return try Console.output(
          json: zip(recordings, decoded).map { path, words in
            SpeechSummary.Transcription(
              path: path,
              words: words.map { .init(word: $0.word, start: $0.start, duration: $0.duration) })
          })
      }
      if plain {
        for utterance in decoded {
          try Console.output(utterance.map(\.word).joined(separator: " "))
        }
        return
      }
      for (recording, words) in zip(recordings, decoded) {
        let name = URL(filePath: recording).deletingPathExtension().lastPathComponent
        for word in words {
          try Console.output(
            "\(name) 1 " + String(format: "%.2f %.2f ", word.start, word.duration) + word.word)
        }
      }
    }
  }
}
