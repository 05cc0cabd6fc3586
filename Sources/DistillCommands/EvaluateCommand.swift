import ArgumentParser
import Distill
import Foundation

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Count errors, and write a report.",
    discussion: """
      Prints a table, and writes a page with the learning curves, the probabilities of teacher (the \
      first RUN) and student (the second) on a few images, and the confusion matrices.
      """)

  @Argument(help: "A folder of examples in IDX files; its test part is used.")
  var data: String

  @Argument(
    help: "Folders written by “distill train”, “teach” or “specialize”, or model files.")
  var runs: [String]

  @Option(help: "The page to write (default: report.html in the last RUN).")
  var report: String?

  @Option(help: "float32 or bfloat16 (default: as each RUN was trained).")
  var precision: Precision?

  @OptionGroup(title: "Panels") var panels: PanelOptions
  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard !runs.isEmpty else { throw ValidationError("Give at least one RUN to evaluate.") }
  }

  func run() throws {
    try Failure.reported {
      let (models, dataset) = try load()
      let page = try Page(report ?? Self.defaultPage(for: runs[runs.count - 1]))
      var evaluations: [Evaluation] = []
      let names = Self.names(runs)
      for (place, model) in models.enumerated() {
        do {
          evaluations.append(
            try Evaluation(
              of: model, name: names[place], on: dataset, bytes: Model.bytes(in: runs[place]),
              with: compute.makeEngine(
                precision: precision ?? Model.precision(in: runs[place]))))
        } catch let error as TeacherError {
          throw error.naming(runs[place])
        }
        Console.show(LearningCurve.notices(ofRunIn: runs[place]))
      }
      let table = EvaluationTable(evaluations)
      // The page is written also where the table could not be printed.
      let printing = Result {
        try compute.json
          ? Console.output(verbatim: table.json) : Console.output(table.description)
      }
      let content = Report(
        title: "Evaluation on \(Self.name(data))",
        facts: [
          ("Command", (["distill"] + CommandLine.arguments.dropFirst()).joined(separator: " ")),
          ("Examples", "\(dataset.count)"),
          ("Threads", "\(compute.threads ?? Engine.availableThreads)"),
        ], evaluations: evaluations,
        curves: zip(names, runs).compactMap { LearningCurve(name: $0, ofRunIn: $1) },
        digits: models.count < 2
          ? []
          : try Report.digits(
            from: dataset, teacher: models[0], student: models[1], on: compute.makeEngine()),
        classNames: models[0].classNames)
      try page.write(content)
      try printing.get()
    }
  }

  private enum Loaded: Sendable {
    case models([Model])
    case dataset(Dataset)
  }

  /// Models and examples, read at the same time: unzipping the examples takes as long as reading models.
  private func load() throws -> (models: [Model], dataset: Dataset) {
    Console.show(panels.notices)
    let (runs, data, load) = (runs, data, panels.load)
    let loaded = concurrentMap(2, threads: 2) { place -> Loaded in
      place == 0
        ? .models(try runs.map(load))
        : .dataset(try DataFolder.opened(data).test())
    }
    guard case .models(let models) = try loaded[0].get(),
      case .dataset(let dataset) = try loaded[1].get()
    else { preconditionFailure("two parts were loaded, in order") }
    return (models, dataset)
  }

  private static func defaultPage(for run: String) -> String {
    run.hasSuffix(".safetensors") ? "\(run)-report.html" : "\(run)/report.html"
  }

  /// The last part of each path, or the whole paths where two parts are equal.
  private static func names(_ paths: [String]) -> [String] {
    let names = paths.map(name)
    return Set(names).count == names.count ? names : paths
  }

  private static func name(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "model.safetensors" }
    return parts.last.map(String.init) ?? path
  }
}
