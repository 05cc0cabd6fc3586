import ArgumentParser
import Distill
import Foundation

struct CorrectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correct", abstract: "Correct the biases of classes a student did not see.",
    discussion: """
      A student taught without a class predicts it too rarely. OUT becomes RUN's network with the \
      biases of --classes raised or lowered until, on the training examples of DATA, each is predicted \
      as often as it is expected. That is how often the labels have it (--prior known: labels are \
      counted, and nothing else is done with them), as often as every other class (uniform), or as \
      often as --teacher predicts it on the same examples (estimated: no label is looked at).
      """)

  /// Where the expected share of a class comes from.
  enum Prior: String, CaseIterable, ExpressibleByArgument {
    case known, uniform, estimated
  }

  @Argument(
    help: ArgumentHelp(
      "The network: a folder that “distill teach” or “distill train” wrote, or a model.safetensors.",
      valueName: "run"))
  var folder: String

  @Argument(help: "A folder of examples in IDX files; its training part is used.")
  var data: String

  @Argument(help: "The model file to write, OUT.safetensors.")
  var out: String

  @Option(help: "The classes to correct, separated by commas.")
  var classes: String

  @Option(help: "How often a class is expected: known, uniform or estimated.")
  var prior = Prior.known

  @Option(help: "The teacher for --prior estimated: a run folder or a model file.")
  var teacher: String?

  @Flag(help: "One offset for all of --classes together.")
  var shared = false

  @Flag(
    help: ArgumentHelp(
      "Print too how many errors the test part of DATA has, and how few an offset chosen on it "
        + "would leave; that offset is not written."))
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
      try requireFree()
      let network = try load()
      let dataset = try DataFolder(data).training()
      let names = network.classNames
      let chosen = try places(in: names)
      let engine = compute.makeEngine(precision: Model.precision(in: folder))
      let logits = try network.logits(for: dataset, on: engine)
      let expected = try self.expected(by: network, on: dataset, with: engine)
      let correction: BiasCorrection
      do {
        correction = try BiasCorrection(
          logits: logits, classes: chosen, prior: expected, isShared: shared)
      } catch CorrectionError.unreachable(let classes, let share) {
        throw Failure(
          "The prior gives \(classes.map { "“\(names[$0])”" }.joined(separator: ", ")) a share of "
            + "\(share), which no offset reaches; choose other classes or another --prior.",
          code: 65)
      }
      let corrected = network.adding(biases: correction.offsets)
      let before = try ClassPrior(predictedBy: logits, classes: names.count)
      var lines = correction.classes.map { place in
        "\(names[place]): offset \(Self.number(correction.offsets[place])), predicted "
          + "\(Self.percent(before.probabilities[place])), expected "
          + Self.percent(expected.probabilities[place])
      }
      if oracle {
        lines += try judged(network, corrected, correction, on: DataFolder(data).test(), engine)
      }
      try requireFree()
      try corrected.write(to: out)
      print(lines.joined(separator: "\n"))
    }
  }

  private func requireFree() throws {
    guard !FileManager.default.fileExists(atPath: out) else {
      throw FileError.occupied(path: out, found: "is there already", remedy: "choose another name")
    }
    // Never committed, so it leaves nothing.
    _ = try AtomicFile(replacing: out, byteCount: 1 << 20)
  }

  private func load() throws -> Network {
    let model = try Model(contentsOf: folder)
    Console.show(Safetensors.notices(at: folder))
    guard case .network(let network) = model else {
      throw Failure(
        "\(folder) holds \(model.noun), and biases are a network's; correct its members, or distil it "
          + "into one network.", code: 65)
    }
    return network
  }

  private func places(in names: [String]) throws -> Set<Int> {
    var places: Set<Int> = []
    for name in classes.split(separator: ",") {
      let name = name.trimmingCharacters(in: .whitespaces)
      guard let place = names.firstIndex(of: name) else {
        throw Failure(
          "--classes names the class “\(name)”, which the network does not have; it has "
            + "\(names.prefix(20).joined(separator: ", ")).", code: 65)
      }
      places.insert(place)
    }
    return places
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
          "--teacher does not know the class “\(names[missing])”, so it cannot say how often it "
            + "occurs; choose another teacher or --prior.", code: 65)
      }
      let logits = try model.logits(for: dataset, on: engine)
      let (width, columns) = (model.classNames.count, places.compactMap { $0 })
      return try ClassPrior(
        predictedBy: (0..<dataset.count).flatMap { row in
          columns.map { logits[row * width + $0] }
        }, classes: names.count)
    }
  }

  /// What the test part says of the network, the corrected one and the oracle's offset.
  private func judged(
    _ network: Network, _ corrected: Network, _ correction: BiasCorrection, on test: Dataset,
    _ engine: Engine
  ) throws -> [String] {
    let names = network.classNames
    let before = try Evaluation(of: network, name: folder, on: test, with: engine)
    let after = try Evaluation(of: corrected, name: out, on: test, with: engine)
    let oracle = try BiasCorrection.oracle(
      logits: try network.logits(for: test, on: engine),
      labels: network.labels(of: test),
      classCount: names.count, classes: Set(correction.classes))
    let offset = oracle.correction.offsets[correction.classes[0]]
    return [
      "errors of \(before.examples) test examples: \(before.errors) before, \(after.errors) corrected",
      "the oracle, chosen on these labels: \(oracle.errors) errors with the offset "
        + "\(Self.number(offset))" + (correction.classes.count > 1 ? " for all together" : ""),
    ]
  }

  private static func number(_ value: Double) -> String { String(format: "%+.4f", value) }
  private static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
}
