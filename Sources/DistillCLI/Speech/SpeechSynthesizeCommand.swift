import ArgumentParser
import Distill
import DistillCommands
import DistillSpeech
import Foundation

struct SpeechSynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize", abstract: "Generate a corpus of synthetic speech, with espeak-ng.",
    discussion: """
      For experiments without recordings: spelled names, numbers, dates, times and commands of \
      some 160 words, in random voices of eight accents, with rooms, microphones and noise. No \
      sentence and no voice of the test part is in the training part. The same seed and the same \
      version of espeak-ng give the same corpus.

      The program espeak-ng must be installed: apt install espeak-ng, or brew install espeak-ng. \
      Results are those of synthetic speech and do not apply to human speech.
      """)

  @Argument(help: "The folder to write, in Kaldi's layout; “distill speech prepare” reads it.")
  var folder: String

  @Option(help: "Hours of training speech; each takes 115 MB.")
  var hours: Double

  @Option(help: "Hours of test speech (default: a fifth of --hours).")
  var testHours: Double?

  @Option(help: "Voices of the training part.")
  var voices = 120

  @Option(help: "Voices of the test part (default: a third of --voices).")
  var testVoices: Int?

  @Option(help: "The lowest ratio of speech to noise, in decibels.")
  var minSnr = 0.0

  @Option(help: "The highest ratio.")
  var maxSnr = 20.0

  @Option(help: "The seed of sentences, voices, rooms and noise.")
  var seed: UInt64 = 1

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    let most = SyntheticSpeechOptions.mostHours
    guard hours > 0, hours <= most, testHours.map({ 0...most ~= $0 }) ?? true else {
      throw ValidationError(
        "--hours is \(hours) and --test-hours \(testHours ?? hours / 5); expected numbers up to "
          + "\(Int(most)), and --hours more than 0.")
    }
    let range = 1...SyntheticSpeechOptions.mostVoices
    guard range ~= voices, range ~= testVoices ?? 1 else {
      throw ValidationError(
        "--voices is \(voices) and --test-voices \(testVoices ?? voices / 3); expected numbers from "
          + "1 to \(range.upperBound).")
    }
    let ratios = SyntheticSpeechOptions.ratios
    guard ratios ~= minSnr, ratios ~= maxSnr, minSnr <= maxSnr else {
      throw ValidationError(
        "--min-snr is \(minSnr) and --max-snr \(maxSnr); expected decibels from "
          + "\(Int(ratios.lowerBound)) to \(Int(ratios.upperBound)), the lower one first.")
    }
  }

  func run() throws {
    try Failure.reported {
      let options = SyntheticSpeechOptions(
        hours: hours, testHours: testHours ?? hours / 5, voices: voices,
        testVoices: testVoices ?? max(1, voices / 3), seed: seed, snr: minSnr...maxSnr)
      let progress = Progress(folder, quiet: compute.quiet)
      let interrupt = Interrupt()
      defer { interrupt.end() }
      let record = try SyntheticSpeech.write(
        to: folder, options: options,
        searchPath: ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
        threads: compute.threads ?? Engine.availableThreads
      ) { share in
        progress.show(share)
        return !interrupt.isRequested
      }
      guard let record else {
        Console.message("Stopped; nothing was kept.")
        throw ExitCode(130)
      }
      progress.finish(
        "\(Self.size(record.training)) to train on, \(Self.size(record.test)) to test on")
      guard compute.json else { return }
      try Console.output(
        json: SpeechSummary.Synthesis(
          path: folder, training: record.training, test: record.test))
    }
  }

  private static func size(_ part: SyntheticSpeechRecord.Part) -> String {
    let minutes = String(format: "%.1f min", part.hours * 60)
    return "\(part.utterances) utterances of \(part.speakers) voices (\(minutes))"
  }
}
