import ArgumentParser
import Distill
import DistillCommands
import DistillSpeech
import DistillSpeechStudies
import DistillStudies
import Foundation

struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study", abstract: "The paper's experiments, with seeds and intervals.",
    discussion: """
      mnist is section 3 of the paper: teacher, student and the student alone, ensembles, temperature by width, matching \
      logits, the weight of labels, classes missing from the transfer set and their correction, small \
      and other transfer sets, wrong labels, learning rates, and generations. It runs on MNIST and on \
      any other data folder with labels.

      specialists is section 5, and the proposals of sections 6.1 and 8: a generalist over many classes, \
      specialists for those that it confuses, with a dustbin and with a full softmax, and the panel \
      distilled into one network. It runs on Omniglot and on any other data folder with ten classes or \
      more, such as the output of “distill draw --alphabets”.

      speech is sections 4 and 6: ten acoustic models distilled into one, temperatures and weights, soft \
      targets on a small part of the data, and word error rates, also by cross-validation. It runs on a \
      corpus in a layout that “distill speech prepare” reads, which it prepares in FOLDER, or on the \
      output of “prepare” with --hold-out 0 and “align”: the study sets speakers aside itself.

      FOLDER receives a run folder for each network, RESULTS.md, results.json and report.html. A study \
      that was stopped or killed continues when the same command is given again.
      """)

  @Argument(help: "The study: mnist, specialists or speech.")
  var name: StudyName

  @Argument(
    help: "A folder of examples in IDX files, with labels and a test part; for speech, a corpus.")
  var data: String

  @Argument(help: "The folder to write.")
  var folder: String

  @Option(
    help:
      "Seeds of students: the repetitions of each experiment (default: mnist 5, others 3, quick 2)."
  )
  var seeds: Int?

  @Flag(
    help:
      "Fewer seeds, epochs and networks, and at most 15,000 training examples of mnist: some minutes, for an overview."
  )
  var quick = false

  @Option(help: "Run only this experiment; may be given several times.")
  var only: [String] = []

  @Flag(
    help:
      "Print the stages, the estimated time and disk space, and stop; a corpus of speech is prepared first."
  )
  var dryRun = false

  @Option(help: "float32 or bfloat16, in which networks are trained.")
  var precision: Precision = .bfloat16

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard seeds.map({ 1...1000 ~= $0 }) ?? true else {
      throw ValidationError("--seeds is \(seeds ?? 0); expected a number from 1 to 1000.")
    }
  }

  func run() throws {
    try Failure.reported {
      try name.study.require(only)
      let speech = name == .speech ? try speech() : nil
      let data = speech?.path ?? data
      let source = try DataFolder.opened(data)
      let effort: StudyContext.Effort = quick ? .quick : .full
      let context = StudyContext(
        train: name.study.trainingPart(
          of: try labelled(source.training(), part: "training", of: data), effort: effort),
        test: try labelled(source.test(), part: "test", of: data),
        seeds: seeds ?? (quick ? 2 : name.seeds), effort: effort,
        precision: precision, material: try speech.map(SpeechMaterial.init))
      let reporter = StudyReporter("study", compute)
      let run = try reporter.prepare(name.study, on: context, only: only, in: folder)
      let report = try reporter.run(run, precision: precision, dryRun: dryRun, json: compute.json)
      guard let report else { return }
      if compute.json { return try Console.output(try StudyReport.json(of: report)) }
      for finding in report.findings {
        try Console.output("\(finding.title): \(finding.sentence)\n")
      }
      for omission in run.omitted {
        try Console.output("\(omission.name) does not apply: \(omission.reason).")
      }
      try Console.output(
        "\(folder)/report.html has the figures, \(folder)/RESULTS.md the tables.")
    }
  }

  /// The speech that the study runs on: prepared before, or prepared from a corpus now.
  private func speech() throws -> SpeechFolder {
    let frames = Progress("frames", quiet: compute.quiet)
    let alignment = Progress("alignment", quiet: compute.quiet)
    return try SpeechFolder.studied(
      data, in: folder, threads: compute.threads ?? Engine.availableThreads
    ) { preparation in
      switch preparation {
      case .frames(let share): share < 1 ? frames.show(share) : frames.finish("done")
      case .alignment(let share): share < 1 ? alignment.show(share) : alignment.finish("done")
      case .rejected(let utterance): Console.message(SpeechAlignCommand.rejection(of: utterance))
      case .notice(let notice): Console.show([notice])
      }
    }
  }

  /// The labelled examples of `dataset`, because a study compares with labels and hides them itself; of
  /// speech, all frames: see ``StudyContext/speech``.
  private func labelled(_ dataset: Dataset, part: String, of data: String) throws -> Dataset {
    let places = dataset.labels.indices.filter { dataset.labels[$0] >= 0 }
    guard !places.isEmpty else {
      throw Failure(
        "A study needs labelled examples, and the \(part) part of \(data) has none; add its labels "
          + "file.", code: 65)
    }
    return name == .speech || places.count == dataset.count ? dataset : dataset.subset(places)
  }
}

/// The studies.
enum StudyName: String, ExpressibleByArgument, CaseIterable {
  case mnist, specialists, speech

  var study: Study {
    switch self {
    case .mnist: .mnist
    case .specialists: .specialists
    case .speech: .speech
    }
  }

  /// The default number of seeds; a run of many classes takes long.
  var seeds: Int {
    switch self {
    case .mnist: 5
    case .specialists, .speech: 3
    }
  }
}
