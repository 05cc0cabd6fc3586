import ArgumentParser
import Distill
import DistillSpeech
import Foundation

struct SpeechDecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Find the words of the test part with a trained network.",
    discussion: """
      Writes decoding.json, test.trn (words) and test.ctm (words with times) into each RUN. Acoustic \
      scale and word penalty are chosen on the folder's validation part, for each RUN by itself, unless \
      both are given.
      """)

  @Argument(help: "The folder that “distill speech prepare” and “align” made.")
  var folder: String

  @Argument(help: "Folders of networks or ensembles that were trained on it.")
  var runs: [String]

  @Option(help: "What acoustic scores are multiplied by (default: chosen).")
  var acousticScale: Double?

  @Option(help: "What is added for every word (default: chosen).")
  var wordPenalty: Double?

  @Option(help: "How far below the best a hypothesis may fall.")
  var beam = 13.0

  @Option(help: "The same at the end of a word.")
  var wordBeam = 8.0

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard !runs.isEmpty else { throw ValidationError("Give at least one RUN to decode with.") }
    guard beam > 0, wordBeam > 0, acousticScale ?? 1 > 0, wordPenalty?.isFinite ?? true else {
      throw ValidationError("Beams and --acoustic-scale are positive numbers.")
    }
    guard (acousticScale == nil) == (wordPenalty == nil) else {
      throw ValidationError("Give both --acoustic-scale and --word-penalty, or neither.")
    }
  }

  func run() throws {
    try Failure.reported {
      let folder = try SpeechFolder(folder)
      var summaries: [SpeechSummary.Decoding] = []
      for run in runs {
        let decoding = try RunDecoding.decode(
          run, on: folder,
          options: DecodingOptions(
            acousticScale: acousticScale ?? 1, wordPenalty: wordPenalty ?? 0, beam: beam,
            wordBeam: wordBeam), isTuned: acousticScale == nil,
          threads: compute.threads ?? Engine.availableThreads)
        if !compute.quiet {
          Console.message(
            "\(run): acoustic scale \(decoding.options.acousticScale), word penalty "
              + "\(decoding.options.wordPenalty), "
              + String(format: "%.0f × real time on a thread", decoding.timesRealTime))
        }
        summaries.append(
          .init(
            path: run, acousticScale: decoding.options.acousticScale,
            wordPenalty: decoding.options.wordPenalty,
            timesRealTime: SpeechSummary.finite(decoding.timesRealTime)))
      }
      if compute.json { try Console.output(json: summaries) }
    }
  }
}
