import DistillTensors

/// The augmentation of each of some images: a shift by whole pixels, a deformation, both or neither.
struct Augmentation: Sendable {
  let shifts: [Shift]?
  let deformer: Deformer?
  let deformations: [Deformer.Deformation]

  /// No augmentation.
  static let none = Augmentation(shifts: nil)

  /// Shifts by whole pixels only.
  init(shifts: [Shift]?) {
    self.shifts = shifts
    deformer = nil
    deformations = []
  }

  /// Shifts of `count` images by up to `shift` pixels along each axis, every shift equally likely, and
  /// deformations by `deformer`.
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

  /// Whether no image is changed.
  var isNone: Bool { shifts == nil && deformer == nil }

  /// Whether there is one shift and one deformation, of those that are used, for each of `count` images.
  func fits(_ count: Int) -> Bool {
    (shifts.map { $0.count == count } ?? true)
      && (deformer == nil || deformations.count == count)
  }
}
