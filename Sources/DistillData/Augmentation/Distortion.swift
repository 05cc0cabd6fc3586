/// The bounds of random rotation, scaling, shear and elastic deformation of images: changes that preserve
/// the class, for augmentation.
///
/// Each image gets its own map from the place of a pixel to its place in the source: a linear part about
/// the centre and, where ``elastic`` is positive, a smooth field of displacements. Values between pixels are
/// interpolated, and outside the image they are zero. Rotation, scaling and shear are drawn uniformly
/// within ``rotation``, ``scaling`` and ``shear``.
///
/// Source: Simard, Steinkraus, Platt (2003), Best Practices for Convolutional Neural Networks, for
/// elastic displacements; here they are cubic B-splines on a grid (Rueckert et al., 1999), which need a
/// hundred random numbers for an image rather than two for each pixel.
public struct Distortion: Sendable, Equatable {
  /// The largest rotation, in degrees, in either direction.
  public let rotation: Double
  /// The largest |ln| of the scale of an axis; the two axes are scaled independently.
  public let scaling: Double
  /// The largest shear: pixels sideways for each pixel upwards.
  public let shear: Double
  /// The standard deviation of the displacements along each axis, in pixels; 0 for none.
  public let elastic: Double
  /// Pixels between the knots of the displacements, at least 1: the larger, the smoother.
  public let knotSpacing: Double

  /// A distortion within these bounds, by default 0; the knotSpacing is by default 7 pixels, a quarter of an
  /// image of 28.
  public init(
    rotation: Double = 0, scaling: Double = 0, shear: Double = 0, elastic: Double = 0,
    knotSpacing: Double = 7
  ) {
    precondition(
      [rotation, scaling, shear, elastic].allSatisfy { $0 >= 0 && $0.isFinite } && knotSpacing >= 1,
      "bounds \(rotation), \(scaling), \(shear), \(elastic) are not negative, and a knotSpacing is 1 or more, "
        + "not \(knotSpacing)")
    self.rotation = rotation
    self.scaling = scaling
    self.shear = shear
    self.elastic = elastic
    self.knotSpacing = knotSpacing
  }
}
