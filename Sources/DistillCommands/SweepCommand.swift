import ArgumentParser
import Distill
import DistillStudies
import Foundation

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Choose temperature and hard weight on validation examples.",
    discussion: """
      Holds out labelled training examples of DATA, once, by the recipe's seed; trains a student on the \
      others for every temperature, hard weight and seed, and the same network on labels alone for every \
      seed; and evaluates them on the examples held out. The test part of DATA is not read. “validation” \
      in the recipe is ignored.

      FOLDER gets a run folder for each network, RESULTS.md, results.json and report.html. A sweep that \
      was stopped or killed resumes when the same command is given again; with further values or seeds, \
      finished runs are kept.
      """)

  @Argument(help: "The student's recipe: architecture and training, in YAML.")
  var recipe: String

  @Argument(help: "A folder that “distill soften” wrote.")
  var targets: String

  @Argument(help: "The folder of examples that the targets are of, with labels.")
  var data: String

  @Argument(help: "The folder to write.")
  var folder: String

  @Option(help: "The temperatures T, positive numbers separated by commas.")
  var temperature = "1,2,4,8,20"

  @Option(help: "The weights w of the labels, from 0 to 1, separated by commas.")
  var hardWeight = "0,0.1,0.5"

  @Option(help: "The number of students of each setting.")
  var seeds = 3

  @Option(
    help: "Examples to hold out: a number, or a share of the labelled ones between 0 and 1.")
  var validation = "0.2"

  @Flag(help: "Print the stages, the estimated time and disk space, and stop.")
  var dryRun = false

  @OptionGroup var overrides: RecipeOptions
  @OptionGroup var compute: TrainingOptions

  func validate() throws {
    _ = try temperatures()
    _ = try hardWeights()
    _ = try validationExamples()
    guard 1...1000 ~= seeds else {
      throw ValidationError("--seeds is \(seeds); expected a number from 1 to 1000.")
    }
  }

  private func temperatures() throws -> [Double] {
    try Self.numbers(
      temperature, "--temperature", in: Objective.temperatures, "positive numbers", such: "1,4,20")
  }

  private func hardWeights() throws -> [Double] {
    try Self.numbers(hardWeight, "--hard-weight", in: 0...1, "numbers", such: "0,0.1,0.5")
  }

  private static func numbers(
    _ list: String, _ option: String, in range: ClosedRange<Double>, _ kind: String, such: String
  ) throws -> [Double] {
    let parts = list.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap {
      DecimalNumber.number($0.trimmingCharacters(in: .whitespaces))
    }
    guard numbers.count == parts.count, numbers.allSatisfy(range.contains) else {
      throw ValidationError(
        "\(option) is “\(list)”; expected \(kind) from \(range.lowerBound) to \(range.upperBound), "
          + "separated by commas, such as \(such).")
    }
    return numbers
  }

  private func validationExamples() throws -> Sweep.Validation {
    if let count = Int(validation), count > 0 { return .count(count) }
    if let share = DecimalNumber.number(validation), share > 0, share < 1 { return .share(share) }
    throw ValidationError(
      "--validation is “\(validation)”; expected a number of examples, or a share between 0 and 1.")
  }

  func run() throws {
    try Failure.reported {
      let file = try overrides.recipe(at: recipe, threads: compute.threads)
      let examples = try DataFolder.opened(data).training()
      Console.show(file.architecture.notices(for: examples) + Safetensors.notices(at: targets))
      let sweep = try Sweep(
        file, on: examples, targets: LabellingJob.store(in: targets),
        from: targets, temperatures: temperatures(), hardWeights: hardWeights(),
        validation: validationExamples(), seeds: seeds)
      let reporter = StudyReporter("sweep", compute)
      let run = try reporter.prepare(sweep.study, on: sweep.context, in: folder)
      let report = try reporter.run(
        run, precision: sweep.context.precision, dryRun: dryRun, json: compute.json)
      guard let report else { return }
      let choice = try sweep.choice(of: run)
      if compute.json {
        let output = SweepOutput(report: report, choice: choice, command: teaching(choice))
        return try Console.output(try output.json())
      }
      for finding in report.findings { try Console.output(finding.sentence) }
      try Console.output(
        "\(folder)/report.html has the figure, \(folder)/RESULTS.md the tables.\n")
      try Console.output(teaching(choice))
    }
  }

  /// The command that trains the student of `choice` on all examples.
  private func teaching(_ choice: Sweep.Choice) -> String {
    var words = ["distill", "teach", recipe, targets, data, "RUN"]
    words += ["--temperature", "\(choice.temperature)", "--hard-weight", "\(choice.hardWeight)"]
    if let seed = overrides.seed { words += ["--seed", "\(seed)"] }
    if let epochs = overrides.epochs { words += ["--epochs", "\(epochs)"] }
    if let precision = overrides.precision { words += ["--precision", precision.rawValue] }
    return words.map(\.shellWord).joined(separator: " ")
  }
}
