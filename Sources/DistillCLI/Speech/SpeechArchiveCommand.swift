import ArgumentParser
import Distill
import DistillCommands
import DistillSpeech

struct SpeechArchiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "archive", abstract: "Write frames, or a network's outputs for them, for Kaldi.",
    discussion: """
      Writes NAME.ark and NAME.scp with one entry for each utterance of a part, sorted by name. frames \
      are the normalised filterbanks that networks are trained on; posteriors are natural logarithms; \
      likelihoods are posteriors less the logarithms of the classes' frequencies, the input of \
      decoders; classes are the alignment, a number for each frame, −1 for none. Classes are numbered \
      as in FOLDER/classes.txt, from 0.
      """)

  /// The content of an archive.
  enum Content: String, CaseIterable, ExpressibleByArgument {
    case frames, posteriors, likelihoods, classes

    var needsModel: Bool { self == .posteriors || self == .likelihoods }
  }

  @Argument(help: "The folder that “distill speech prepare” wrote.")
  var folder: String

  @Argument(help: "What to write: frames, posteriors, likelihoods or classes.")
  var content: Content

  @Argument(help: "The path of the files to write, without .ark and .scp.")
  var name: String

  @Option(help: "A run that was trained on the folder, for posteriors and likelihoods.")
  var model: String?

  @Option(help: "The utterances: training, validation or test.")
  var part = DataFolder.Part.test

  @Flag(help: "Write numbers as text instead of binary.")
  var text = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard content.needsModel == (model != nil) else {
      throw ValidationError(
        content.needsModel
          ? "\(content.rawValue) are outputs of a network: give its run with --model."
          : "\(content.rawValue) need no network: leave --model out.")
    }
  }

  func run() throws {
    try Failure.reported {
      let folder = try SpeechFolder(folder)
      guard folder.has(part) else {
        throw Failure(
          "\(folder.path) has no \(part.rawValue) part; give another with --part.", code: 65)
      }
      let progress = Progress(name, quiet: compute.quiet)
      let count = try folder.archive(
        part, try archived(), as: name, format: text ? .text : .binary,
        threads: compute.threads ?? Engine.availableThreads, progress: { progress.show($0) })
      progress.finish("\(count) utterances")
      guard compute.json else { return }
      try Console.output(
        json: SpeechSummary.Archive(
          archive: "\(name).ark", script: "\(name).scp", utterances: count))
    }
  }

  private func archived() throws -> SpeechFolder.ArchiveContent {
    if let model { Console.show(Safetensors.notices(at: model)) }
    return
      switch (content, try model.map { (try Model(contentsOf: $0), Model.precision(in: $0)) })
    {
    case (.posteriors, let (model, precision)?): .logPosteriors(model, precision)
    case (.likelihoods, let (model, precision)?): .logLikelihoods(model, precision)
    case (.classes, _): .classes
    default: .frames
    }
  }
}
