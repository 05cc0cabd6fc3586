public import Distill
import Foundation

/// A study in a folder: what is there already is kept, what is missing is run.
public struct StudyRun: Sendable {
  /// What happens while a study runs.
  public struct Progress: Sendable {
    /// The stage at work.
    public let stage: String
    /// The share of all the work that is done, by estimate.
    public let share: Double
  }

  /// The folder.
  public let folder: String
  let study: Study
  let plan: Plan
  /// The experiments that apply, with the stages each needs and how it concludes.
  let parts: [Part]
  /// The experiments that do not apply, each with the reason.
  public let omitted: [(name: String, reason: String)]
  let threads: Int

  struct Part: Sendable {
    let experiment: Experiment
    let stages: Set<String>
    let conclusion: Experiment.Conclusion
    let isChosen: Bool
  }

  /// A run of `study` in `folder`.
  ///
  /// - Parameters:
  ///   - only: The names of the experiments to run; empty for all. Others are reported where an
  ///     earlier call has run them.
  ///   - threads: As many stages run side by side, each with one thread.
  /// - Throws: ``StudyError`` for a name that no experiment has, or one that does not apply.
  public init(
    _ study: Study, on setting: Setting, only: [String], in folder: String, threads: Int,
    commandLine: [String]
  ) throws(StudyError) {
    try study.require(only)
    var plan = Plan(setting: setting, commandLine: commandLine)
    var parts: [Part] = []
    var omitted: [(name: String, reason: String)] = []
    for experiment in study.experiments {
      let isChosen = only.isEmpty || only.contains(experiment.name)
      if let reason = experiment.obstacle(setting) {
        if !only.isEmpty, isChosen { throw .doesNotApply(name: experiment.name, reason: reason) }
        omitted.append((experiment.name, reason))
        continue
      }
      plan.beginExperiment()
      let conclusion = experiment.design(&plan)
      parts.append(
        Part(
          experiment: experiment, stages: plan.closure(of: plan.asked), conclusion: conclusion,
          isChosen: isChosen))
    }
    self.study = study
    self.folder = folder
    self.plan = plan
    self.parts = parts
    self.omitted = omitted
    self.threads = threads
  }

  /// The study's folder, locked.
  ///
  /// - Throws: ``FileError`` where it holds another study, or anything else.
  func open() throws -> OpenFile {
    let lock = try Self.claim(folder, for: study)
    // Files that could not be replaced are an error before hours of work. Never committed, so the new
    // ones leave nothing.
    for name in ["RESULTS.md", "results.json", "report.html"] {
      _ = try AtomicFile(replacing: "\(folder)/\(name)")
    }
    let card = "\(folder)/\(Self.cardName)"
    let setting = plan.setting
    let mine = Card(
      study: study.name, effort: setting.effort, precision: setting.precision.rawValue,
      training: setting.train.digest, test: setting.test.digest,
      trainingLabels: setting.train.viewDigest, testLabels: setting.test.viewDigest)
    if FileManager.default.fileExists(atPath: card) {
      let found = try Workspace(folder: folder).read(Card.self, at: card)
      try found.check(mine, in: folder)
    }
    try Workspace(folder: folder).write(mine, at: card)
    for name in ["runs", "panels", "targets", "measurements"] {
      try OpenFile.makeFolder("\(folder)/\(name)")
    }
    return lock
  }

  private static let cardName = "study.json"
  /// The folder, within a study's, of data that it made ready itself.
  static let preparedName = "prepared"

  /// The lock of `folder`, which is or can become a folder of `study`, and is made where it is not there.
  ///
  /// - Throws: ``FileError`` where it holds another study, or anything else, or is in use.
  static func claim(_ folder: String, for study: Study) throws -> OpenFile {
    try OpenFile.makeFolder(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    if names.contains(cardName) {
      let found = try Workspace(folder: folder).read(Card.self, at: "\(folder)/\(cardName)")
      try Card.check("study", found.study, study.name, in: folder)
    } else if let other = names.filter({
      $0 != ".lock" && $0 != preparedName && !AtomicFile.isLeftover($0)
    }).min() {
      throw FileError.occupied(
        path: folder, found: "holds “\(other)”, which no study wrote,",
        remedy: "choose another folder, or an empty one")
    }
    let lock = try OpenFile("\(folder)/.lock", for: .locking)
    guard try lock.lock() else { throw FileError.inUse(path: folder) }
    for part in [".", "runs", "targets", "measurements"] {
      AtomicFile.removeLeftovers(in: "\(folder)/\(part)")
    }
    return lock
  }

  /// What tells one study's folder from another's.
  private struct Card: Codable {
    let study: String
    let effort: Setting.Effort
    let precision: String
    let training: String
    let test: String
    let trainingLabels: String
    let testLabels: String

    func check(_ mine: Card, in folder: String) throws(FileError) {
      let pairs = [
        ("effort", effort.rawValue, mine.effort.rawValue),
        ("precision", precision, mine.precision), ("training data", training, mine.training),
        ("test data", test, mine.test),
        ("training labels", trainingLabels, mine.trainingLabels),
        ("test labels", testLabels, mine.testLabels),
      ]
      for (what, there, asked) in pairs { try Self.check(what, there, asked, in: folder) }
    }

    static func check(
      _ what: String, _ there: String, _ asked: String, in folder: String
    ) throws(FileError) {
      guard there == asked else {
        throw .differs(
          path: folder, what: "a study whose \(what) is", expected: asked, found: there,
          remedy: "go on with what it was begun with, or choose another folder")
      }
    }
  }

  /// Runs the stages that are missing, and concludes.
  ///
  /// - Parameter observe: Called from several threads.
  /// - Returns: The report of all experiments whose stages are all there, or nil where `observe` said
  ///   stop; everything that was finished is kept, and what was under way goes on the next time.
  public func run(
    observe: @escaping @Sendable (Progress) -> TrainingControl
  ) throws -> StudyReport? {
    let lock = try open()
    defer { withExtendedLifetime(lock) {} }
    let missing = try missingStages()
    let queue = StageQueue(
      missing.wanted.subtracting(missing.finished).compactMap { plan.stages[$0] },
      done: missing.finished)
    // Refused now if the disk cannot take it all; never committed, so it leaves nothing.
    _ = try AtomicFile(replacing: "\(folder)/study.json", byteCount: queue.cost.bytes + 1 << 24)
    let seconds = StudyLog(folder: folder)
    try seconds.measure {
      try queue.drain(lanes: threads, in: Workspace(folder: folder), observe: observe)
    }
    return queue.isStopped ? nil : try report(seconds: seconds.total)
  }

  func missingStages() throws -> (wanted: Set<String>, finished: Set<String>) {
    let wanted = parts.filter(\.isChosen).reduce(into: Set<String>()) { $0.formUnion($1.stages) }
    return (wanted, try finished(among: wanted))
  }

  /// Those of `names` whose results are there; `names` has all that they need.
  func finished(among names: Set<String>) throws -> Set<String> {
    var finished = try names.filter { name in
      try plan.stages[name].map { try $0.isFinished("\(folder)/\(name)") } ?? false
    }
    // What was made from something that is gone is looked at again once that has been made again.
    while true {
      let kept = finished.filter {
        plan.stages[$0]?.needs.allSatisfy(finished.contains) ?? false
      }
      if kept.count == finished.count { return kept }
      finished = kept
    }
  }

  /// Every experiment that can be concluded from what the folder holds.
  private func report(seconds: Double) throws -> StudyReport {
    let finished = try finished(among: Set(plan.stages.keys))
    let workspace = Workspace(folder: folder)
    let done = parts.filter { $0.stages.isSubset(of: finished) }
    let findings = try done.map { part in
      var finding = try part.conclusion(workspace)
      finding.name = part.experiment.name
      finding.title = part.experiment.title
      return finding
    }
    let setting = plan.setting
    let runs = try done.reduce(into: Set<String>()) { $0.formUnion($1.stages) }
      .filter { $0.hasPrefix("runs/") || $0.hasPrefix("panels/") }
      .map { try workspace.result(TrainedRun(name: $0, parameters: 0)) }
    let trained = runs.reduce(0) { $0 + $1.seconds }
    let networks = runs.reduce(0) { $0 + ($1.networks ?? 1) }
    var facts: [StudyReport.Fact] = [
      .init(label: "Command", value: plan.command),
      .init(
        label: "Data",
        value:
          "\(setting.train.count) training and \(setting.test.count) \(setting.judge.rawValue) "
          + "examples of \(setting.train.classNames.count) classes"),
      .init(label: "Seeds", value: "\(setting.seeds.count)"),
      .init(
        label: "Machine",
        value:
          "\(Machine.processor) (\(Engine.instructionSet)), \(threads) runs side by side"),
      .init(label: "Products", value: setting.precision.rawValue),
      .init(label: "Networks trained", value: "\(networks)"),
      .init(label: "Core-hours of training", value: String(format: "%.2f", trained / 3600)),
      .init(label: "Wall time, all calls", value: String(format: "%.0f min", seconds / 60)),
    ]
    for omission in omitted {
      facts.append(.init(label: "Does not apply: \(omission.name)", value: omission.reason))
    }
    let report = StudyReport(title: study.title, facts: facts, findings: findings)
    try AtomicFile.write(Data(report.markdown().utf8), to: "\(folder)/RESULTS.md")
    try AtomicFile.write(Data(try report.json().utf8), to: "\(folder)/results.json")
    try AtomicFile.write(Data(report.html().utf8), to: "\(folder)/report.html")
    return report
  }
}
