public import Distill
import Foundation

/// A study in a folder: finished stages are kept, missing ones are run.
public struct StudyRun: Sendable {
  /// An event while a study runs.
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
  /// The experiments that apply, with the stages and the conclusion of each.
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
    _ study: Study, on context: StudyContext, only: [String], in folder: String, threads: Int,
    commandLine: [String]
  ) throws(StudyError) {
    try study.require(only)
    var plan = Plan(context: context, commandLine: commandLine)
    var parts: [Part] = []
    var omitted: [(name: String, reason: String)] = []
    for experiment in study.experiments {
      let isChosen = only.isEmpty || only.contains(experiment.name)
      if let reason = experiment.obstacle(context) {
        if !only.isEmpty, isChosen { throw .doesNotApply(name: experiment.name, reason: reason) }
        omitted.append((experiment.name, reason))
        continue
      }
      plan.beginExperiment()
      let conclusion = experiment.design(&plan)
      parts.append(
        Part(
          experiment: experiment, stages: plan.closure(of: plan.requested), conclusion: conclusion,
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
  /// - Throws: ``FileError`` where it holds another study, or other files.
  func open() throws -> OpenFile {
    let lock = try Self.claim(folder, for: study)
    // Files that could not be replaced are an error before hours of work. Never committed, so the new
    // ones leave nothing.
    for name in ["RESULTS.md", "results.json", "report.html"] {
      _ = try AtomicFile(replacing: "\(folder)/\(name)")
    }
    let manifest = "\(folder)/\(Self.manifestName)"
    let context = plan.context
    let mine = StudyManifest(
      study: study.name, effort: context.effort, precision: context.precision.rawValue,
      training: context.train.digest, test: context.test.digest,
      trainingLabels: context.train.viewDigest, testLabels: context.test.viewDigest)
    if FileManager.default.fileExists(atPath: manifest) {
      let found = try Workspace(folder: folder).read(StudyManifest.self, at: manifest)
      try found.check(mine, in: folder)
    }
    try Workspace(folder: folder).write(mine, at: manifest)
    for name in ["runs", "panels", "targets", "measurements"] {
      try OpenFile.makeFolder("\(folder)/\(name)")
    }
    return lock
  }

  private static let manifestName = "study.json"
  /// The folder, within a study's, of data that the study prepared.
  package static let preparedName = "prepared"

  /// The lock of `folder`, which is or can become a folder of `study`, and is created where it is missing.
  ///
  /// - Throws: ``FileError`` where it holds another study or other files, or is in use.
  package static func claim(_ folder: String, for study: Study) throws -> OpenFile {
    try OpenFile.makeFolder(folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    if names.contains(manifestName) {
      let found = try Workspace(folder: folder).read(
        StudyManifest.self, at: "\(folder)/\(manifestName)")
      try StudyManifest.check("study", found.study, study.name, in: folder)
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

  /// Runs the stages that are missing, and concludes.
  ///
  /// - Parameter observe: Called from several threads.
  /// - Returns: The report of all experiments whose stages are finished, or nil where `observe` returned
  ///   stop; finished stages are kept, and interrupted ones continue in the next call.
  public func run(
    observe: @escaping @Sendable (Progress) -> TrainingControl
  ) throws -> StudyReport? {
    let lock = try open()
    defer { withExtendedLifetime(lock) {} }
    let missing = try missingStages()
    let queue = StageQueue(
      missing.wanted.subtracting(missing.finished).compactMap { plan.stages[$0] },
      done: missing.finished)
    // Fails now if the disk has too little space; it is not committed, so no file remains.
    _ = try AtomicFile(replacing: "\(folder)/study.json", byteCount: queue.cost.bytes + 1 << 24)
    let seconds = StudyLog(folder: folder)
    try seconds.measure {
      try queue.drain(workers: threads, in: Workspace(folder: folder), observe: observe)
    }
    return queue.isStopped ? nil : try report(seconds: seconds.total)
  }

  func missingStages() throws -> (wanted: Set<String>, finished: Set<String>) {
    let wanted = parts.filter(\.isChosen).reduce(into: Set<String>()) { $0.formUnion($1.stages) }
    return (wanted, try finished(among: wanted))
  }

  /// Those of `names` that are finished; `names` contains everything that they need.
  func finished(among names: Set<String>) throws -> Set<String> {
    var finished = try names.filter { name in
      try plan.stages[name].map { try $0.isFinished("\(folder)/\(name)") } ?? false
    }
    // A result whose inputs are missing is checked again after these have been regenerated.
    while true {
      let kept = finished.filter {
        plan.stages[$0]?.needs.allSatisfy(finished.contains) ?? false
      }
      if kept.count == finished.count { return kept }
      finished = kept
    }
  }
}
