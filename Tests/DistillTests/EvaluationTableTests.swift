import Distill
import Foundation
import Testing

@Suite("Table of evaluations")
struct EvaluationTableTests {
  /// A model of two classes that gives its prediction p = 0.9 and gets `errors` of `examples` wrong.
  private func evaluation(
    _ name: String, errors: Int, of examples: Int, parameters: Int, bytes: Int? = nil,
    seconds: Double? = nil
  ) throws -> Evaluation {
    try Evaluation(
      name: name, logits: (0..<examples).flatMap { _ in [Float(log(9.0)), 0] },
      labels: (0..<examples).map { $0 < errors ? 1 : 0 }, classCount: 2, parameters: parameters,
      bytes: bytes, seconds: seconds)
  }

  @Test("The whole table, aligned")
  func text() throws {
    let table = EvaluationTable([
      try evaluation(
        "teacher", errors: 67, of: 10_000, parameters: 2_395_210, bytes: 9_582_112, seconds: 0.0243),
      try evaluation("labels only", errors: 146, of: 10_000, parameters: 999, bytes: 999_600),
    ])
    #expect(
      table.description == """
                     errors of 10,000          cross-entropy  calibration  parameters     file    examples
                     rate, 95 % interval                nats        error                 size  per second
        teacher       67  (0.67 %, 0.53–0.85)         0.1201       9.33 %   2,395,210  9.58 MB     412,000
        labels only  146  (1.46 %, 1.24–1.71)         0.1374       8.54 %         999  1.00 MB           –
        """)
  }

  @Test("Models on different numbers of examples show theirs, and one on none has no rates")
  func mixed() throws {
    let table = EvaluationTable([
      try evaluation("a", errors: 1, of: 4, parameters: 1),
      try evaluation("b", errors: 0, of: 0, parameters: 1),
    ])
    let lines = table.description.split(separator: "\n")
    #expect(lines[2].contains("1 of 4  (25.00 %, 4.56–69.94)"))
    #expect(lines[3].split(separator: " ") == ["b", "–", "–", "–", "1", "–", "–"])
  }

  @Test("JSON is one line for each model, and reads back")
  func json() throws {
    let rows = [
      try evaluation("a", errors: 1, of: 4, parameters: 1, bytes: 5, seconds: 2),
      try evaluation("b", errors: 2, of: 4, parameters: 1),
    ]
    let json = try EvaluationTable(rows).json
    #expect(json.split(separator: "\n").count == 4)
    #expect(try JSONDecoder().decode([Evaluation].self, from: Data(json.utf8)) == rows)
    #expect(try EvaluationTable([]).json == "[]")
  }
}
