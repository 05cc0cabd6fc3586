import DistillStudies

/// The folder of a study that was stopped, as one line of JSON, which `--json` prints in place of results.
struct StudySummary: Encodable {
  /// The folder.
  let path: String
  /// `stopped`: the same command continues it.
  let state = "stopped"
}
