import DistillTensors

extension Dataset {
  /// `copies` of every image, each shifted by up to `pixels` along each axis, every shift equally likely,
  /// and deformed by `distortion`: a transfer set that is labelled after augmentation.
  ///
  /// Why: augmentation in training (``Batches``) differs in every epoch, but stored soft targets are those
  /// of the unaugmented image. Here soft targets are those of the image that the student receives. The
  /// copies take `copies` times the memory of the images, from their first use, and deformations some 400
  /// bytes each while they are made. Ids are new; labels are those of the images.
  ///
  /// - Parameters:
  ///   - copies: At least one.
  ///   - pixels: The largest shift, from 0.
  ///   - distortion: The deformation of the images; nil for none.
  ///   - seed: The seed of shifts and deformations.
  public func augmented(
    copies: Int, by pixels: Int, distortion: Distortion? = nil, seed: UInt64
  ) -> Dataset {
    precondition(copies > 0 && pixels >= 0, "\(copies) copies shifted by \(pixels) pixels")
    precondition(
      isOfImages, "only images can be augmented, not examples of shape \(shape)")
    let rows = (0..<copies).flatMap { _ in ids }
    let (storage, deformer) = (storage, distortion.map(deformer))
    let moved = FeatureStorage(shape: shape, rowCount: rows.count) {
      // The indices of jitter are steps; none is as large as this.
      var random = RandomStream(seed: seed, purpose: .jitter, index: UInt64.max)
      return storage.copied(
        rows: rows,
        augmentation: Augmentation(of: rows.count, shift: pixels, deformer: deformer, from: &random)
      )
    }
    return Dataset(
      storage: moved, ids: Array(rows.indices), labels: (0..<copies).flatMap { _ in labels },
      classNames: classNames)
  }

  /// The examples of this data set and then those of `other`, as a new source: ids are new.
  ///
  /// Why: a transfer set may consist of several kinds of examples. Both have the same shape and the same
  /// class names; where one has pixels and the other features, all become features. The examples are
  /// copied at their first use.
  public func joined(with other: Dataset) -> Dataset {
    precondition(
      shape == other.shape && classNames == other.classNames,
      "examples of shapes \(shape) and \(other.shape), of \(classNames.count) and "
        + "\(other.classNames.count) classes")
    let parts = [self, other]
    let total = count + other.count
    let joined = FeatureStorage(shape: shape, rowCount: total) {
      let copies = parts.map { $0.storage.copied(rows: $0.ids, augmentation: .none) }
      if case (.pixels(let first), .pixels(let second)) = (copies[0], copies[1]) {
        return .pixels(first + second)
      }
      return .features(copies.flatMap(\.features))
    }
    return Dataset(
      storage: joined, ids: Array(0..<total), labels: labels + other.labels,
      classNames: classNames)
  }

  /// The deformer of these images for `distortion`.
  func deformer(_ distortion: Distortion) -> Deformer {
    precondition(isOfImages, "only images can be deformed, not examples of shape \(shape)")
    return Deformer(
      distortion, height: shape[shape.count - 2], width: shape[shape.count - 1])
  }
}
