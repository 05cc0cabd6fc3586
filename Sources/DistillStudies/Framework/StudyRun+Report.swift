import Distill
import Foundation

extension StudyRun {
  /// Concludes every experiment whose stages are finished, and writes the report's files.
  ///
  /// RESULTS.md and results.json depend on the command, the data, the machine's processor and the results
  /// alone, so that equal studies are equal files; the times are in report.html only.
  func report(seconds: Double) throws -> StudyReport {
    let finished = try finished(among: Set(plan.stages.keys))
    let workspace = Workspace(folder: folder)
    let done = parts.filter { $0.stages.isSubset(of: finished) }
    let findings = try done.map { part in
      var finding = try part.conclusion(workspace)
      finding.name = part.experiment.name
      finding.title = part.experiment.title
      return finding
    }
    let runs = try done.reduce(into: Set<String>()) { $0.formUnion($1.stages) }
      .filter { $0.hasPrefix("runs/") || $0.hasPrefix("panels/") }
      .map { try workspace.result(TrainedRun(name: $0, parameters: 0)) }
    let report = StudyReport(
      title: study.title, facts: facts(networks: runs.reduce(0) { $0 + ($1.networks ?? 1) }),
      findings: findings)
    let trained = runs.reduce(0) { $0 + $1.seconds }
    let timing: [StudyReport.Fact] = [
      .init(label: "Core-hours of training", value: String(format: "%.2f", trained / 3600)),
      .init(label: "Wall time, all calls", value: String(format: "%.0f min", seconds / 60)),
    ]
    try AtomicFile.write(Data(report.markdown().utf8), to: "\(folder)/RESULTS.md")
    try AtomicFile.write(Data(try report.json().utf8), to: "\(folder)/results.json")
    try AtomicFile.write(Data(report.html(timing: timing).utf8), to: "\(folder)/report.html")
    return report
  }

  private func facts(networks: Int) -> [StudyReport.Fact] {
    let context = plan.context
    let part = context.evaluationPart.rawValue
    return [
      .init(label: "Command", value: plan.command),
      .init(
        label: "Data",
        value:
          "\(context.train.count) training and \(context.test.count) \(part) examples of "
          + "\(context.train.classNames.count) classes"),
      .init(label: "Seeds", value: "\(context.seeds.count)"),
      .init(
        label: "Machine",
        value:
          "\(Machine.processor) (\(Engine.instructionSet)), \(threads) runs side by side"),
      .init(label: "Products", value: context.precision.rawValue),
      .init(label: "Networks trained", value: "\(networks)"),
    ]
      + omitted.map { .init(label: "Does not apply: \($0.name)", value: $0.reason) }
  }
}
