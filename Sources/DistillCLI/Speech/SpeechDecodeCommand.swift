import ArgumentParser
import Distill
import DistillCommands
import DistillSpeech
import Foundation

struct SpeechDecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Recognise the words of the test part with a trained network.",
    discussion: """
      Writes decoding.json, test.trn (words) and test.ctm (words with times) into each RUN. Acoustic \
      scale and word penalty are chosen on the folder's validation part, for each RUN separately, \
      unless both are given.
      """)

  @Argument(help: "The folder that “distill speech prepare” and “align” wrote.")
  var folder: String

  @Argument(help: "Folders of networks or ensembles that were trained on it.")
  var runs: [String]

  @Option(help: "The factor of acoustic scores (default: chosen).")
  var acousticScale: Double?

  @Option(help: "The term added for every word (default: chosen).")
  var wordPenalty: Double?

  @Option(help: "The largest distance of a hypothesis from the best one.")
  var beam = 13.0

  @Option(help: "The same at the end of a word.")
  var wordBeam = 8.0

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard !runs.isEmpty else { throw ValidationError("Give at least one RUN to decode with.") }
    let range = DecodingOptions.magnitudes
    let most = Int(range.upperBound)
    for (name, value) in [
      ("--beam", beam), ("--word-beam", wordBeam), ("--acoustic-scale", acousticScale ?? 1),
    ] where !(range ~= value) {
      throw ValidationError(
        "\(name) is \(value); expected a number from \(range.lowerBound) to \(most).")
    }
    guard -range.upperBound...range.upperBound ~= wordPenalty ?? 0 else {
      throw ValidationError(
        "--word-penalty is \(wordPenalty ?? 0); expected a number from -\(most) to \(most).")
    }
    guard (acousticScale == nil) == (wordPenalty == nil) else {
      throw ValidationError("Give both --acoustic-scale and --word-penalty, or neither.")
    }
  }

  func run() throws {
    try Failure.reported {
      let folder = try SpeechFolder(folder)
      var summaries: [SpeechSummary.Decoding] = []
      var shown: Set<Notice> = []
      for run in runs {
        Console.show(Safetensors.notices(at: run))
        let decoding = try RunDecoding.decode(
          run, on: folder,
          options: DecodingOptions(
            acousticScale: acousticScale ?? 1, wordPenalty: wordPenalty ?? 0, beam: beam,
            wordBeam: wordBeam), isTuned: acousticScale == nil,
          threads: compute.threads ?? Engine.availableThreads)
        Console.show(decoding.notices.filter { shown.insert($0).inserted })
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
