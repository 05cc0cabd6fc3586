import Distill
import DistillStudies

/// A study's folder in one line of JSON, which `--json` prints.
struct StudySummary: Encodable {
  /// What one experiment found; all of it is in `results.json`.
  struct Finding: Encodable {
    let name: String
    let title: String
    let sentence: String
  }

  /// An experiment that does not apply to the data.
  struct Omission: Encodable {
    let name: String
    let reason: String
  }

  /// What a sweep chose.
  struct Choice: Encodable {
    let temperature: Double
    let hardWeight: Double
    /// The command that trains the student by it, as a shell takes it.
    let command: String
  }

  /// The folder.
  let path: String
  /// `finished`, or `stopped` where the same command goes on with it.
  let state: String
  let findings: [Finding]
  let omitted: [Omission]
  var choice: Choice?

  /// The summary of a study that ended with `report`.
  init(_ run: StudyRun, _ report: StudyReport) {
    path = run.folder
    state = "finished"
    findings = report.findings.map {
      Finding(name: $0.name, title: $0.title, sentence: $0.sentence)
    }
    omitted = run.omitted.map { Omission(name: $0.name, reason: $0.reason) }
  }

  /// The summary of a study that was stopped.
  init(stopped run: StudyRun) {
    path = run.folder
    state = "stopped"
    findings = []
    omitted = run.omitted.map { Omission(name: $0.name, reason: $0.reason) }
  }
}

/// What a study would do, in one line of JSON.
struct OutlineSummary: Encodable {
  /// An experiment: its stages, those it shares with earlier ones left out.
  struct Row: Encodable {
    let name: String
    let stages: Int
    let finished: Int
    /// On one thread.
    let seconds: Double
    let bytes: Int
  }

  let path: String
  let experiments: [Row]
  let omitted: [StudySummary.Omission]
  /// Until the end, where all threads are busy.
  let seconds: Double
  let threads: Int

  /// The summary of the outline of `run`.
  init(_ outline: StudyRun.Outline, of run: StudyRun) {
    path = run.folder
    experiments = outline.rows.map {
      Row(
        name: $0.name, stages: $0.stages, finished: $0.finished, seconds: $0.seconds,
        bytes: $0.bytes)
    }
    omitted = outline.omitted.map { .init(name: $0.name, reason: $0.reason) }
    seconds = outline.seconds
    threads = outline.threads
  }
}
