import DistillTensors

extension Dataset {
  /// `copies` of every image, each moved by up to `pixels` along each axis, every move equally likely,
  /// and deformed where `distortion` says so: a transfer set of its own, which a teacher labels as it is
  /// moved.
  ///
  /// Moves in training (``Batches``) are made anew each time, but an image's soft targets stay those of
  /// the image at rest. Here they are those of what the student sees. The copies take memory, as many
  /// times that of the images, from when they are first looked at, and deformations some 400 bytes for
  /// each while they are made; ids are new, labels are those of the
  /// images.
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
      isOfImages, "only images can be moved, not examples of shape \(shape)")
    let rows = (0..<copies).flatMap { _ in ids }
    let (storage, deformer) = (storage, distortion.map(deformer))
    let moved = FeatureStorage(shape: shape, rowCount: rows.count) {
      // The indices of jitter are steps; none is as large as this.
      var random = RandomStream(seed: seed, purpose: .jitter, index: UInt64.max)
      return storage.copied(
        rows: rows,
        moves: Moves(of: rows.count, shift: pixels, deformer: deformer, from: &random))
    }
    return Dataset(
      storage: moved, ids: Array(rows.indices), labels: (0..<copies).flatMap { _ in labels },
      classNames: classNames)
  }

  /// The examples of this data set and then those of `other`, as a source of their own: ids are new.
  ///
  /// Why: a transfer set may be of several kinds of examples. Both are of one shape and have the same
  /// class names; where one has pixels and the other features, all become features. The examples are
  /// copied when they are first looked at.
  public func joined(with other: Dataset) -> Dataset {
    precondition(
      shape == other.shape && classNames == other.classNames,
      "examples of shapes \(shape) and \(other.shape), of \(classNames.count) and "
        + "\(other.classNames.count) classes")
    let parts = [self, other]
    let total = count + other.count
    let joined = FeatureStorage(shape: shape, rowCount: total) {
      let copies = parts.map { $0.storage.copied(rows: $0.ids, moves: .none) }
      if case (.pixels(let first), .pixels(let second)) = (copies[0], copies[1]) {
        return .pixels(first + second)
      }
      return .features(copies.flatMap(\.features))
    }
    return Dataset(
      storage: joined, ids: Array(0..<total), labels: labels + other.labels,
      classNames: classNames)
  }

  /// What deforms these images as `distortion` says.
  func deformer(_ distortion: Distortion) -> Deformer {
    precondition(isOfImages, "only images can be bent, not examples of shape \(shape)")
    return Deformer(
      distortion, height: shape[shape.count - 2], width: shape[shape.count - 1])
  }
}
