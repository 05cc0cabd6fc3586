public import ArgumentParser
import Distill
import DistillCommands
public import DistillSpeech
import Foundation

struct SpeechPrepareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Compute frames and a language model from recordings and transcripts.",
    discussion: """
      CORPUS is a folder in the layout of SphinxTrain (etc/NAME_train.fileids and so on, such as AN4) or \
      of Kaldi (train/wav.scp, text, utt2spk; lexicon.txt). Recordings are WAV (also W64 and RF64), \
      FLAC, SPHERE, AIFF, AU, CAF, Ogg or MP3, of any sample rate and width; several channels are \
      averaged, or the loudest one is used where they cancel each other.
      """)

  @Argument(help: "The folder of the corpus.")
  var corpus: String

  @Argument(help: "The folder to write.")
  var folder: String

  @Option(help: "Log-mel bins of a frame.")
  var bins = 40

  @Option(help: "Frames before the classified one in a network's input.")
  var before = 20

  @Option(help: "Frames after it.")
  var after = 5

  @Option(help: "The frames that are normalised together: speaker or utterance.")
  var normalize = SpeechSettings.Normalization.speaker

  @Option(
    help:
      "Training speakers that become the validation part (default: 8, but at most a quarter of them)."
  )
  var holdOut: Int?

  @Option(help: "The order of the language model, from 1 to 5.")
  var order = 2

  @Option(help: "Standard deviation of added noise, in 16-bit steps; 0 for none.")
  var dither = 0.0

  @Option(help: "The seed of the held-out speakers and of the noise.")
  var seed: UInt64 = 1

  @Option(help: "The name of the phone of silence.")
  var silence = "SIL"

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard 1...1000 ~= bins, 0...1000 ~= before, 0...1000 ~= after, holdOut ?? 0 >= 0 else {
      throw ValidationError(
        "--bins is \(bins), --before \(before), --after \(after), --hold-out \(holdOut ?? 0); expected "
          + "at least one bin and no negative number, at most 1000.")
    }
    guard NGramModel.orders ~= order else {
      throw ValidationError("--order is \(order); expected a number from 1 to 5.")
    }
    guard 0...32768 ~= dither else {
      throw ValidationError("--dither is \(dither); expected a number from 0 to 32768.")
    }
    guard !silence.isEmpty, !silence.contains(where: \.isWhitespace), silence != "<s>",
      silence != "</s>"
    else {
      throw ValidationError("--silence is “\(silence)”; expected a phone without white space.")
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
      Console.show(made.notices)
      let training = try made.entries(.training)
      let speakers = Set(training.map(\.speaker)).count
      let frames = training.reduce(0) { $0 + $1.frames }
      let held =
        made.has(.validation) ? Set(try made.entries(.validation).map(\.speaker)).count : 0
      progress.finish(
        "\(training.count) utterances of \(speakers) speakers, \(frames) frames, to train on; "
          + "\(held) speaker\(held == 1 ? "" : "s") held out")
      guard compute.json else { return }
      try Console.output(
        json: SpeechSummary.Preparation(
          path: folder, utterances: training.count, speakers: speakers, frames: frames,
          heldOutSpeakers: held))
    }
  }
}

extension SpeechSettings.Normalization: ExpressibleByArgument {}
