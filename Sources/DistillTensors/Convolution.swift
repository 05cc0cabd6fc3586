import CKernels

/// A number for each of the two directions of an image.
public struct Extent: Hashable, Sendable {
  /// Along the image's height, and along its width.
  public var height, width: Int

  /// `height` rows and `width` columns.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The same in both directions.
  public init(_ both: Int) { self.init(height: both, width: both) }
}

/// Rows and columns of zeros around an image.
public struct Padding: Hashable, Sendable {
  /// Rows above and below, columns on the left and on the right.
  public var top, bottom, left, right: Int

  /// As many rows and columns on each side.
  public init(top: Int, bottom: Int, left: Int, right: Int) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  /// As many on opposite sides.
  public init(_ sides: Extent) {
    self.init(top: sides.height, bottom: sides.height, left: sides.width, right: sides.width)
  }

  /// No padding.
  public static let none = Padding(Extent(0))
}

/// How a window passes over an image: its size, its steps, the distance between its elements, and the
/// zeros around the image.
public struct Window: Hashable, Sendable {
  /// The elements of the window.
  public var size: Extent
  /// The distance between neighbouring places of the window.
  public var stride: Extent
  /// The distance between neighbouring elements of the window; 1 where they touch.
  public var dilation: Extent
  /// The zeros around the image.
  public var padding: Padding

  /// A window of `size` that moves by `stride`.
  public init(
    _ size: Extent, stride: Extent = Extent(1), dilation: Extent = Extent(1),
    padding: Padding = .none
  ) {
    self.size = size
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
  }

  /// The places of the window on an image of `image`: ⌊(size + padding − reach) / stride⌋ + 1 in each
  /// direction, where reach = dilation · (window − 1) + 1; nil where the window does not fit, or a size,
  /// a stride or a dilation is not positive.
  public func places(on image: Extent) -> Extent? {
    func count(_ size: Int, _ padding: Int, _ window: Int, _ stride: Int, _ dilation: Int) -> Int? {
      guard size > 0, padding >= 0, window > 0, stride > 0, dilation > 0 else { return nil }
      let room = size + padding - (dilation * (window - 1) + 1)
      return room < 0 ? nil : room / stride + 1
    }
    guard min(padding.top, padding.bottom, padding.left, padding.right) >= 0,
      let height = count(
        image.height, padding.top + padding.bottom, size.height, stride.height, dilation.height),
      let width = count(
        image.width, padding.left + padding.right, size.width, stride.width, dilation.width)
    else { return nil }
    return Extent(height: height, width: width)
  }
}

/// A convolution of channels-last images, as the field defines it: a cross-correlation.
///
///     y(n, p, q, o) = b(o) + Σ over i, j, c of x(n, p·stride + i·dilation − padding, …, c) · w(o, i, j, c)
///
/// Images x are [batch, height, width, input channels]; weights w are [output channels, window height,
/// window width, input channels / groups], so each filter is a row; the bias is [output channels]. With
/// groups, an output channel reads the input channels of its own group alone: as many groups as channels
/// are a depthwise convolution.
public struct Convolution: Hashable, Sendable {
  /// How the filters pass over an image.
  public var window: Window
  /// The channels of the input and of the output: multiples of ``groups``.
  public var inputChannels, outputChannels: Int
  /// The groups of channels that do not mix.
  public var groups: Int

  /// A convolution from `inputChannels` to `outputChannels`.
  public init(
    _ window: Window, from inputChannels: Int, to outputChannels: Int, groups: Int = 1
  ) {
    precondition(
      groups > 0 && inputChannels > 0 && outputChannels > 0 && inputChannels % groups == 0
        && outputChannels % groups == 0,
      "a convolution from \(inputChannels) to \(outputChannels) channels in \(groups) groups")
    self.window = window
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.groups = groups
  }

  /// The shape of the weights.
  public var weightShape: [Int] {
    [outputChannels, window.size.height, window.size.width, inputChannels / groups]
  }
}

extension ck_convolution {
  /// A `window` that has `places` on images of the size `image`, as the kernels take it.
  init(
    _ window: Window, on image: Extent, places: Extent, from inputChannels: Int,
    to outputChannels: Int, groups: Int
  ) {
    let padding = window.padding
    self.init(
      height: Int64(image.height), width: Int64(image.width), input_channels: Int64(inputChannels),
      output_height: Int64(places.height), output_width: Int64(places.width),
      output_channels: Int64(outputChannels), groups: Int64(groups),
      kernel_height: Int64(window.size.height), kernel_width: Int64(window.size.width),
      stride_height: Int64(window.stride.height), stride_width: Int64(window.stride.width),
      dilation_height: Int64(window.dilation.height), dilation_width: Int64(window.dilation.width),
      padding_top: Int64(padding.top), padding_bottom: Int64(padding.bottom),
      padding_left: Int64(padding.left), padding_right: Int64(padding.right))
  }
}
