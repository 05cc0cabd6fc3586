import ArgumentParser
import Distill
import Foundation

struct CorrectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct", abstract: "Correct class biases, of classes missing in training.",
    discussion: """
      A student trained without examples of a class predicts it too rarely. OUT becomes the network \
      of RUN with the biases of --classes changed until, on the training examples of DATA, each is \
      predicted as often as expected. The expected frequency is that of the labels (--prior known; \
      the labels are used for nothing else), the same for all classes (uniform), or that of the \
      predictions of --teacher on the same examples (estimated; labels are ignored).
      """)

  /// The source of the expected frequency of a class.
  enum Prior: String, CaseIterable, ExpressibleByArgument {
    case known, uniform, estimated
  }

  @Argument(
    help: ArgumentHelp(
      "The network: a folder written by “distill teach” or “distill train”, or a model.safetensors.",
      valueName: "run"))
  var folder: String

  @Argument(help: "A folder of examples in IDX files; its training part is used.")
  var data: String

  @Argument(help: "The model file to write, OUT.safetensors.")
  var out: String

  @Option(help: ArgumentHelp("The classes to correct: \(ClassList.help)"))
  var classes: [String]

  @Option(help: "The expected frequency of a class: known, uniform or estimated.")
  var prior = Prior.known

  @Option(help: "The teacher for --prior estimated: a run folder or a model file.")
  var teacher: String?

  @Flag(help: "Use one offset for all of --classes.")
  var shared = false

  @Flag(
    help: ArgumentHelp(
      "Also print the errors on the test part of DATA, and with the offset that is best on it; that "
        + "offset is not written."))
  var oracle = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (prior == .estimated) == (teacher != nil) else {
      throw ValidationError("--prior estimated and --teacher go together; give both or neither.")
    }
    guard out.hasSuffix(".safetensors") else {
      throw ValidationError("OUT is “\(out)”; expected a name that ends in .safetensors.")
    }
  }

  func run() throws {
    try Failure.reported {
      let network = try load()
      let dataset = try DataFolder.opened(data).training()
      try requireFree()
      let names = network.classNames
      let chosen = try ClassList.positions(classes, of: "--classes", among: names, "the network")
      let engine = compute.makeEngine(precision: Model.precision(in: folder))
      let logits = try network.logits(for: dataset, on: engine)
      let expected = try self.expected(by: network, on: dataset, with: engine)
      let correction: BiasCorrection
      do {
        correction = try BiasCorrection(
          logits: logits, classes: chosen, prior: expected, isShared: shared)
      } catch CorrectionError.unreachable(let classes, let share) {
        throw Failure(
          "The expected frequency of \(classes.map { "“\(names[$0])”" }.joined(separator: ", ")) is "
            + "\(share), which no offset reaches; choose other classes or another --prior.",
          code: 65)
      }
      let corrected = network.adding(biases: correction.offsets)
      let before = try ClassPrior(predictedBy: logits, classes: names.count)
      var summary = CorrectionSummary(path: out)
      summary.classes = correction.classes.map { place in
        CorrectionSummary.Class(
          name: names[place], offset: correction.offsets[place],
          predicted: before.probabilities[place], expected: expected.probabilities[place])
      }
      if oracle {
        summary.test = try tested(
          network, corrected, correction, on: DataFolder(data).test(), engine)
      }
      try requireFree()
      try corrected.write(to: out)
      try compute.json
        ? Console.output(json: summary) : Console.output(summary.description)
    }
  }

  private func requireFree() throws {
    guard !FileManager.default.fileExists(atPath: out) else {
      throw FileError.occupied(path: out, found: "exists", remedy: "choose another name")
    }
    // Never committed, so it leaves nothing.
    _ = try AtomicFile(replacing: out, byteCount: 1 << 20)
  }

  private func load() throws -> Network {
    let model = try Model(contentsOf: folder)
    Console.show(Safetensors.notices(at: folder))
    guard case .network(let network) = model else {
      throw Failure(
        "\(folder) holds \(model.noun), and only the biases of one network can be corrected; correct "
          + "its members, or distil it into one network.", code: 65)
    }
    return network
  }

  private func expected(
    by network: Network, on dataset: Dataset, with engine: Engine
  ) throws -> ClassPrior {
    let names = network.classNames
    switch prior {
    case .uniform: return .uniform(classes: names.count)
    case .known:
      return try ClassPrior(
        labels: network.labels(of: dataset), classes: names.count)
    case .estimated:
      let model = try Model(contentsOf: teacher ?? "")
      Console.show(Safetensors.notices(at: teacher ?? ""))
      let places = names.map { model.classNames.firstIndex(of: $0) }
      if let missing = places.firstIndex(of: nil) {
        throw Failure(
          "--teacher has no class “\(names[missing])”, so its expected frequency cannot be estimated; "
            + "choose another teacher or --prior.", code: 65)
      }
      let logits = try model.logits(for: dataset, on: engine)
      let (width, columns) = (model.classNames.count, places.compactMap { $0 })
      return try ClassPrior(
        predictedBy: (0..<dataset.count).flatMap { row in
          columns.map { logits[row * width + $0] }
        }, classes: names.count)
    }
  }

  /// The errors on the test part of the network, the corrected one and the oracle's offset.
  private func tested(
    _ network: Network, _ corrected: Network, _ correction: BiasCorrection, on test: Dataset,
    _ engine: Engine
  ) throws -> CorrectionSummary.Test {
    let names = network.classNames
    let before = try Evaluation(of: network, name: folder, on: test, with: engine)
    let after = try Evaluation(of: corrected, name: out, on: test, with: engine)
    let oracle = try BiasCorrection.oracle(
      logits: try network.logits(for: test, on: engine),
      labels: network.labels(of: test),
      classCount: names.count, classes: Set(correction.classes))
    return CorrectionSummary.Test(
      examples: before.examples, errorsBefore: before.errors, errorsAfter: after.errors,
      oracleErrors: oracle.errors,
      oracleOffset: oracle.correction.offsets[correction.classes[0]])
  }
}
