import DistillTensors

/// How each of some images is moved: by whole pixels, deformed, both or neither.
struct Moves: Sendable {
  let shifts: [Shift]?
  let deformer: Deformer?
  let deformations: [Deformer.Deformation]

  /// No moves.
  static let none = Moves(shifts: nil)

  /// Moves by whole pixels only.
  init(shifts: [Shift]?) {
    self.shifts = shifts
    deformer = nil
    deformations = []
  }

  /// Moves of `count` images by up to `shift` pixels along each axis, every move equally likely, and
  /// by `deformer`.
  init(of count: Int, shift: Int, deformer: Deformer?, from random: inout RandomStream) {
    // Not a map in both cases: without deformations the draws are those of shifts alone.
    shifts =
      shift == 0
      ? nil
      : (0..<count).map { _ in
        let dx = random.integer(below: 2 * shift + 1) - shift
        let dy = random.integer(below: 2 * shift + 1) - shift
        return Shift(dx: dx, dy: dy)
      }
    self.deformer = deformer
    deformations =
      deformer.map { deformer in
        (0..<count).map { _ in deformer.draw(from: &random) }
      } ?? []
  }

  /// Whether nothing is moved.
  var isNone: Bool { shifts == nil && deformer == nil }

  /// Whether there is one move for each of `count` images, of every kind there is.
  func fits(_ count: Int) -> Bool {
    (shifts.map { $0.count == count } ?? true)
      && (deformer == nil || deformations.count == count)
  }
}
