/// A table of a finding, its cells ready for people.
///
/// The first column is aligned left, the others right. A row may be short of cells; those beyond the
/// columns are left out.
public struct ResultTable: Sendable, Equatable, Codable {
  /// What the table shows, above it; may be empty.
  public var caption: String

  /// The columns' headings.
  public var columns: [String]

  /// The cells, row by row.
  public var rows: [[String]]

  /// A table of the given content.
  public init(caption: String, columns: [String], rows: [[String]]) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }

  /// The rows, each with one cell for every column.
  var fullRows: [[String]] {
    rows.map { row in columns.indices.map { row.indices.contains($0) ? row[$0] : "" } }
  }
}
