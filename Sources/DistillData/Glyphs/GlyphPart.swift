/// One stroke of a character: a form between two of the nine points of a grid, which are numbered row
/// by row.
///
/// Equal strokes are equal values: a form without direction goes from the lower number to the higher, and
/// one without sides is never mirrored.
struct GlyphPart: Hashable, Sendable, CustomStringConvertible {
  let form: GlyphForm
  let start: Int
  let end: Int
  let isMirrored: Bool

  init(form: GlyphForm, from start: Int, to end: Int, isMirrored: Bool) {
    precondition(start != end, "a stroke from point \(start) to itself")
    self.form = form
    self.start = form.isDirected ? start : min(start, end)
    self.end = form.isDirected ? end : max(start, end)
    self.isMirrored = form.isSided && isMirrored
  }

  private static func place(_ point: Int) -> (row: Int, column: Int) { (point / 3, point % 3) }

  private var steps: (rows: Int, columns: Int) {
    let (start, end) = (Self.place(start), Self.place(end))
    return (abs(start.row - end.row), abs(start.column - end.column))
  }

  /// Whether it goes from one side of the grid to the other.
  var isLong: Bool { max(steps.rows, steps.columns) == 2 }

  /// Whether it goes up, down or across.
  var isStraight: Bool { min(steps.rows, steps.columns) == 0 }

  /// The points of the grid that it goes through; none for a dot, which touches nothing.
  var points: Set<Int> {
    if form == .dot { return [] }
    let middle = (start + end) / 2
    let isOnWay =
      steps.rows % 2 == 0 && steps.columns % 2 == 0
      && (form == .line || form == .wave || form == .zigzag)
    return isOnWay ? [start, middle, end] : [start, end]
  }

  /// Whether one is between two points that the other goes through.
  func overlaps(_ other: GlyphPart) -> Bool {
    points.union([start, end]).isSuperset(of: [other.start, other.end])
      || other.points.union([other.start, other.end]).isSuperset(of: [start, end])
  }

  /// The pen's paths, where the grid's points are `grid`, x to the right and y down.
  func paths(on grid: [SIMD2<Float>]) -> [[Float]] {
    let along = grid[end] - grid[start]
    let across = SIMD2(-along.y, along.x) * (isMirrored ? -1 : 1)
    return form.paths.map { path in
      stride(from: 0, to: path.count, by: 2).flatMap { index in
        let point = grid[start] + along * path[index] + across * path[index + 1]
        return [point.x, point.y]
      }
    }
  }

  var description: String { "\(isMirrored ? "mirrored " : "")\(form) from \(start) to \(end)" }
}
