import DistillTensors

extension Dataset {
  /// `copies` of every image, each moved by up to `pixels` along each axis, every move equally likely: a
  /// transfer set of its own, which a teacher labels as it is moved.
  ///
  /// Shifts in training (``Batches``) move an image anew each time, but its soft targets stay those of
  /// the image at rest. Here they are those of what the student sees. The copies take memory, as many
  /// times that of the images; ids are new, labels are those of the images.
  ///
  /// - Parameters:
  ///   - copies: At least one.
  ///   - pixels: The furthest move, from 0.
  ///   - seed: Decides the moves.
  public func moved(copies: Int, by pixels: Int, seed: UInt64) -> Dataset {
    precondition(copies > 0 && pixels >= 0, "\(copies) copies moved by \(pixels) pixels")
    precondition(
      shape.count >= 2, "only images can be moved, not examples of shape \(shape)")
    let rows = (0..<copies).flatMap { _ in ids }
    // The indices of jitter are steps; none is as large as this.
    var random = RandomStream(seed: seed, purpose: .jitter, index: UInt64.max)
    let shifts = rows.map { _ in
      Shift(
        dx: random.integer(below: 2 * pixels + 1) - pixels,
        dy: random.integer(below: 2 * pixels + 1) - pixels)
    }
    return Dataset(
      storage: storage.copied(rows: rows, shifts: shifts), ids: Array(rows.indices),
      labels: (0..<copies).flatMap { _ in labels }, classNames: classNames)
  }
}
