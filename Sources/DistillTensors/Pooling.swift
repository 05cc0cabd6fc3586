import CKernels

/// One number for each window and channel of an image.
public struct Pooling: Hashable, Sendable {
  /// The function of a window's elements.
  public enum Function: Hashable, Sendable {
    /// The largest. Padding never is, and the gradient goes to the first of equals.
    case max
    /// The mean, over the zeros of the padding too where `countsPadding`.
    case mean(countsPadding: Bool)
  }

  /// The function of a window's elements.
  public var function: Function
  /// How the window passes over the image.
  public var window: Window
  /// Whether a last window that does not fit in is cut off at the end of the image, instead of left out.
  public var roundsUp: Bool

  /// A pooling by `function` of the elements in `window`.
  public init(_ function: Function, _ window: Window, roundingUp: Bool = false) {
    self.function = function
    self.window = window
    self.roundsUp = roundingUp
  }

  /// The mean over whole images of `size`.
  public static func globalMean(of size: Extent) -> Pooling {
    Pooling(.mean(countsPadding: false), Window(size))
  }

  /// The places of the window on an image of `image`: those of ``Window/places(on:)``, and with
  /// rounding up one more in a direction where elements are left over and the additional window begins
  /// before the padding at the end. nil where no window fits, or one would hold no element of the image.
  public func places(on image: Extent) -> Extent? {
    guard var places = window.places(on: image) else { return nil }
    let padding = window.padding
    if roundsUp {
      func more(_ count: Int, _ size: Int, _ before: Int, _ after: Int, _ reach: Int, _ stride: Int)
        -> Int
      {
        let isWhole = (size + before + after - reach) % stride == 0
        return isWhole || count * stride >= size + before ? count : count + 1
      }
      places.height = more(
        places.height, image.height, padding.top, padding.bottom,
        window.dilation.height * (window.size.height - 1) + 1, window.stride.height)
      places.width = more(
        places.width, image.width, padding.left, padding.right,
        window.dilation.width * (window.size.width - 1) + 1, window.stride.width)
    }
    func allHold(
      _ count: Int, _ size: Int, _ before: Int, _ window: Int, _ stride: Int, _ step: Int
    )
      -> Bool
    {
      (0..<count).allSatisfy { place in
        let first = place * stride - before
        return Swift.stride(from: first, to: first + window * step, by: step)
          .contains { 0..<size ~= $0 }
      }
    }
    guard
      allHold(
        places.height, image.height, padding.top, window.size.height, window.stride.height,
        window.dilation.height),
      allHold(
        places.width, image.width, padding.left, window.size.width, window.stride.width,
        window.dilation.width)
    else { return nil }
    return places
  }
}

extension Engine {
  /// `pooling` of the images `x`, [batch, height, width, channels].
  @specialized(where Scalar == Float)
  public func pool<Scalar>(_ pooling: Pooling, _ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (shape, outputShape) = Self.shapes(of: pooling, on: x.shape)
    let result: Tensor<Scalar> = make(outputShape)
    run(over: x.rows, inMultiplesOf: 1, work: Double(x.count) / 2e4) { images, _ in
      let source = unsafe x.storage.base + images.lowerBound * x.columns
      let target = unsafe result.storage.base + images.lowerBound * result.columns
      switch pooling.function {
      case .max: unsafe Scalar.kernels.poolMax(Int64(images.count), shape, source, target)
      case .mean(let countsPadding):
        unsafe Scalar.kernels.poolMean(
          Int64(images.count), shape, countsPadding, source, target)
      }
    }
    return result
  }

  /// The gradient with respect to the images `x` of a pooling whose output has the gradient `upstream`.
  @specialized(where Scalar == Float)
  public func poolPullback<Scalar>(
    _ pooling: Pooling, of x: Tensor<Scalar>, upstream: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let (shape, outputShape) = Self.shapes(of: pooling, on: x.shape)
    precondition(
      upstream.count == outputShape.reduce(1, *),
      "a gradient of shape \(upstream.shape) for an output of shape \(outputShape)")
    let result: Tensor<Scalar> = make(x.shape)
    let columns = outputShape.dropFirst().reduce(1, *)
    run(over: x.rows, inMultiplesOf: 1, work: Double(x.count) / 2e4) { images, _ in
      let source = unsafe upstream.storage.base + images.lowerBound * columns
      let target = unsafe result.storage.base + images.lowerBound * x.columns
      switch pooling.function {
      case .max:
        unsafe Scalar.kernels.poolMaxPullback(
          Int64(images.count), shape, x.storage.base + images.lowerBound * x.columns, source,
          target)
      case .mean(let countsPadding):
        unsafe Scalar.kernels.poolMeanPullback(
          Int64(images.count), shape, countsPadding, source, target)
      }
    }
    return result
  }

  private static func shapes(of pooling: Pooling, on images: [Int]) -> (ck_convolution, [Int]) {
    precondition(images.count == 4, "pooling of images of shape \(images)")
    let image = Extent(height: images[1], width: images[2])
    guard let places = pooling.places(on: image) else {
      preconditionFailure("\(pooling) does not fit images of shape \(images)")
    }
    let channels = images[3]
    let shape = ck_convolution(
      pooling.window, on: image, places: places, from: channels, to: channels, groups: channels)
    return (shape, [images[0], places.height, places.width, channels])
  }
}
