import Distill
import Foundation

/// A run folder in one line of JSON, which `--json` prints when a command has written it.
struct RunSummary: Encodable {
  /// The folder.
  let path: String
  /// `network`, `student`, `ensemble`, `panel` or `targets`.
  let kind: String
  /// `finished`, or `stopped` where the same command resumes it.
  let state: String
  /// The seed.
  let seed: UInt64
  /// The precision of the products.
  let precision: String
  /// The seconds that the run has taken, over all its starts.
  let seconds: Double
  /// What was measured last: keys as in `metrics.jsonl`; left out where nothing was.
  let last: EpochReport?
  /// The runs in folders of their own: members of an ensemble, specialists of a panel.
  let members: [RunSummary]?

  /// The summary of the run in the folder `path`.
  ///
  /// - Throws: ``FileError`` where there is none, or its record is damaged.
  init(ofRunIn path: String) throws {
    let record = try RunFolder.Record(ofRunIn: path)
    self.path = path
    kind = record.kind
    // No process works in it any more.
    state = record.state == .running ? "stopped" : record.state.rawValue
    seed = record.seed
    precision = record.precision
    seconds = record.wallSeconds
    last = (try? RunFolder.metrics(in: path, as: EpochReport.self))?.last?.representable
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let parts = folders.filter { FileManager.default.fileExists(atPath: "\(path)/\($0)/run.json") }
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    members = parts.isEmpty ? nil : try parts.map { try RunSummary(ofRunIn: "\(path)/\($0)") }
  }
}

extension EpochReport {
  /// This report without numbers that JSON cannot represent.
  fileprivate var representable: EpochReport {
    func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
    var report = self
    report.softLoss = finite(softLoss)
    report.hardLoss = finite(hardLoss)
    report.trainingErrorRate = finite(trainingErrorRate)
    report.validationErrorRate = finite(validationErrorRate)
    report.validationLoss = finite(validationLoss)
    return report
  }
}
