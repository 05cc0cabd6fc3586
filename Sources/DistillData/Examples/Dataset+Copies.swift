import DistillTensors

extension Dataset {
  /// `copies` of every image, each moved by up to `pixels` along each axis, every move equally likely,
  /// and deformed where `distortion` says so: a transfer set of its own, which a teacher labels as it is
  /// moved.
  ///
  /// Moves in training (``Batches``) are made anew each time, but an image's soft targets stay those of
  /// the image at rest. Here they are those of what the student sees. The copies take memory, as many
  /// times that of the images; ids are new, labels are those of the images.
  ///
  /// - Parameters:
  ///   - copies: At least one.
  ///   - pixels: The furthest move, from 0.
  ///   - distortion: How images are deformed; nil for not at all.
  ///   - seed: Decides the moves.
  public func moved(
    copies: Int, by pixels: Int, distortion: Distortion? = nil, seed: UInt64
  ) -> Dataset {
    precondition(copies > 0 && pixels >= 0, "\(copies) copies moved by \(pixels) pixels")
    precondition(
      shape.count >= 2, "only images can be moved, not examples of shape \(shape)")
    let rows = (0..<copies).flatMap { _ in ids }
    // The indices of jitter are steps; none is as large as this.
    var random = RandomStream(seed: seed, purpose: .jitter, index: UInt64.max)
    let moves = Moves(
      of: rows.count, shift: pixels, deformer: distortion.map(deformer), from: &random)
    return Dataset(
      storage: storage.copied(rows: rows, moves: moves), ids: Array(rows.indices),
      labels: (0..<copies).flatMap { _ in labels }, classNames: classNames)
  }

  /// What deforms these images as `distortion` says.
  func deformer(_ distortion: Distortion) -> Deformer {
    precondition(shape.count >= 2, "only images can be bent, not examples of shape \(shape)")
    return Deformer(
      distortion, height: shape[shape.count - 2], width: shape[shape.count - 1])
  }
}
