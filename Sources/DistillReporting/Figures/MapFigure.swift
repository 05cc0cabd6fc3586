/// Numbers in rows and columns as tints: the more, the darker.
public struct MapFigure: Sendable, Equatable, Codable {
  /// The heading.
  public var title: String

  /// The rows' names.
  public var rows: [String]

  /// The columns' names.
  public var columns: [String]

  /// The numbers, row by row; where one is not positive, its cell is empty.
  public var values: [[Double]]

  /// A map of `values`.
  public init(title: String, rows: [String], columns: [String], values: [[Double]]) {
    precondition(
      values.count == rows.count && values.allSatisfy { $0.count == columns.count },
      "\(values.count) rows of numbers for \(rows.count) names")
    self.title = title
    self.rows = rows
    self.columns = columns
    self.values = values
  }
}
