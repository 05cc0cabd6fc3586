import ArgumentParser
import Distill
import DistillSpeech
import Foundation

struct SpeechPrepareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare", abstract: "Make frames and a language model from recordings and words.",
    discussion: """
      CORPUS is a folder laid out as SphinxTrain's (etc/NAME_train.fileids and so on, such as AN4) or \
      as Kaldi's (train/wav.scp, text, utt2spk; lexicon.txt). Recordings may be WAV, FLAC or whatever \
      libsndfile reads, of any sample rate and width; several channels are averaged.
      """)

  @Argument(help: "The folder of the corpus.")
  var corpus: String

  @Argument(help: "The folder to write.")
  var folder: String

  @Option(help: "Log-mel bins of a frame.")
  var bins = 40

  @Option(help: "Frames before the one to be classified that a network sees.")
  var before = 20

  @Option(help: "Frames after it.")
  var after = 5

  @Option(help: "What is brought to mean 0 and variance 1: speaker or utterance.")
  var normalize = SpeechSettings.Normalization.speaker

  @Option(help: "Speakers who are set aside from the training part, to choose by.")
  var holdOut = 8

  @Option(help: "The order of the language model, from 1 to 5.")
  var order = 2

  @Option(help: "Standard deviation of noise that is added, in 16-bit steps; 0 for none.")
  var dither = 0.0

  @Option(help: "What decides who is set aside, and the noise.")
  var seed: UInt64 = 1

  @Option(help: "The name of the phone that is silence.")
  var silence = "SIL"

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard 1...1000 ~= bins, 0...1000 ~= before, 0...1000 ~= after, holdOut >= 0 else {
      throw ValidationError(
        "--bins is \(bins), --before \(before), --after \(after), --hold-out \(holdOut); expected at "
          + "least one bin and no negative number, at most 1000.")
    }
    guard NGramModel.orders ~= order else {
      throw ValidationError("--order is \(order); expected a number from 1 to 5.")
    }
    guard 0...32768 ~= dither else {
      throw ValidationError("--dither is \(dither); expected a number from 0 to 32768.")
    }
  }

  func run() throws {
    try Failure.reported {
      var filterbank = FilterbankOptions.kaldi(bins: bins)
      if dither > 0 { filterbank.dither = .init(amount: dither, seed: seed) }
      let corpus = try SpeechCorpus(contentsOf: corpus, silence: silence)
      let progress = Progress(folder, quiet: compute.quiet)
      let made = try SpeechFolder.prepare(
        corpus, in: folder,
        settings: SpeechSettings(
          filterbank: filterbank, normalization: normalize,
          context: FrameContext(before: before, after: after), silence: silence,
          isSynthetic: corpus.isSynthetic), heldOut: holdOut, seed: seed, order: order,
        threads: compute.threads ?? Engine.availableThreads
      ) { progress.show($0) }
      let training = try made.entries(.training)
      let speakers = Set(training.map(\.speaker)).count
      let frames = training.reduce(0) { $0 + $1.frames }
      progress.finish(
        "\(training.count) utterances of \(speakers) speakers, \(frames) frames, to train on")
      guard compute.json else { return }
      try Console.output(
        json: SpeechSummary.Preparation(
          path: folder, utterances: training.count, speakers: speakers, frames: frames))
    }
  }
}
