/// How far images are turned, scaled, slanted and bent at random, so that a network learns what does
/// not change a class.
///
/// Each image gets a map of its own from where a pixel is to where it is looked up: a linear part about
/// the centre and, where ``elastic`` is positive, a smooth field of displacements; between pixels it is
/// interpolated, and outside the image it is zero. ``rotation``, ``scaling`` and ``shear`` are
/// bounds, and what is drawn is uniform within them.
///
/// Source: Simard, Steinkraus, Platt (2003), Best Practices for Convolutional Neural Networks, for
/// elastic displacements; here they are cubic B-splines on a grid (Rueckert et al., 1999), which need a
/// hundred random numbers for an image and not two for each pixel.
public struct Distortion: Sendable, Equatable {
  /// The largest turn, in degrees, to either side.
  public let rotation: Double
  /// The largest |ln| of the scale of an axis; the two axes are scaled apart.
  public let scaling: Double
  /// The largest slant: pixels to the side for each pixel up.
  public let shear: Double
  /// The standard deviation of the displacements along each axis, in pixels; 0 for none.
  public let elastic: Double
  /// Pixels between the knots of the displacements, at least 1: the larger, the smoother.
  public let grain: Double

  /// A distortion within these bounds. What is not said is 0; the grain is 7 pixels, a quarter of an
  /// image of 28.
  public init(
    rotation: Double = 0, scaling: Double = 0, shear: Double = 0, elastic: Double = 0,
    grain: Double = 7
  ) {
    precondition(
      [rotation, scaling, shear, elastic].allSatisfy { $0 >= 0 && $0.isFinite } && grain >= 1,
      "bounds \(rotation), \(scaling), \(shear), \(elastic) are not negative, and a grain is 1 or more, "
        + "not \(grain)")
    self.rotation = rotation
    self.scaling = scaling
    self.shear = shear
    self.elastic = elastic
    self.grain = grain
  }
}
