import Distill
import DistillStudies
import Foundation

/// The JSON output of a sweep: the keys of results.json, the choice, and the command that trains the
/// student of the choice on all examples.
struct SweepOutput: Encodable {
  let report: StudyReport
  let choice: Sweep.Choice
  let command: String

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(choice, forKey: .choice)
    try container.encode(command, forKey: .command)
  }

  private enum CodingKeys: String, CodingKey {
    case choice, command
  }

  func json() throws -> String { try StudyReport.json(of: self) }
}
