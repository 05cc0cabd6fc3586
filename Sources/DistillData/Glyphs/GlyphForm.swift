/// The form of a stroke between two points.
enum GlyphForm: Int, CaseIterable, Sendable {
  case line, arc, bow, hook, wave, angle, zigzag, loop, ring, dot

  /// The pen's paths from (0, 0) to (1, 0), as x, y: along the way, and to its right.
  var paths: [[Float]] {
    switch self {
    case .line: [[0, 0, 0.5, 0, 1, 0]]
    case .arc: [[0, 0, 0.25, 0.16, 0.5, 0.22, 0.75, 0.16, 1, 0]]
    case .bow: [[0, 0, 0.13, 0.34, 0.5, 0.5, 0.87, 0.34, 1, 0]]
    case .hook: [[0, 0, 0.45, 0, 0.8, 0, 1, 0.12, 0.95, 0.34, 0.74, 0.34]]
    case .wave: [[0, 0, 0.25, 0.22, 0.5, 0, 0.75, -0.22, 1, 0]]
    case .angle: [[0, 0, 0.5, 0.42], [0.5, 0.42, 1, 0]]
    case .zigzag: [[0, 0, 0.38, 0.28], [0.38, 0.28, 0.62, -0.28], [0.62, -0.28, 1, 0]]
    case .loop: [[0, 0, 0.42, 0, 0.66, 0.14, 0.5, 0.34, 0.34, 0.14, 0.58, 0, 1, 0]]
    case .ring:
      [[0, 0, 0.15, 0.36, 0.5, 0.5, 0.85, 0.36, 1, 0, 0.85, -0.36, 0.5, -0.5, 0.15, -0.36, 0, 0]]
    case .dot: [[0.4, 0, 0.6, 0]]
    }
  }

  /// Whether the form is another one when it goes from its end to its beginning.
  var isDirected: Bool { self == .hook }

  /// Whether the form is another one when left and right are exchanged.
  var isSided: Bool {
    switch self {
    case .line, .ring, .dot: false
    default: true
    }
  }

  /// Its complexity in length and turns, relative to a line's 1.
  var effort: Int {
    switch self {
    case .line, .arc, .dot: 1
    default: 2
    }
  }

  /// Whether a stroke of this form is legible from one side of a character to the other (`isLong`) or
  /// over half of it.
  func fits(isLong: Bool) -> Bool {
    switch self {
    case .line, .arc, .bow, .hook, .angle: true
    case .wave, .zigzag, .loop: isLong
    case .ring, .dot: !isLong
    }
  }
}
