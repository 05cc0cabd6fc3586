/// A matrix of features: one row for each moment of an utterance, one column for each feature.
public struct Frames: Equatable, Sendable {
  /// The features, row-major: the row of frame t is `values[t * width ..< (t + 1) * width]`.
  public let values: [Float]
  /// The number of features of each frame; 0 only where there are no frames.
  public let width: Int

  /// The number of frames.
  public var count: Int { width == 0 ? 0 : values.count / width }

  /// The frames whose features are `values`, row-major, `width` for each.
  public init(values: [Float], width: Int) {
    precondition(
      width > 0 ? values.count.isMultiple(of: width) : width == 0 && values.isEmpty,
      "\(values.count) features do not make frames of \(width)")
    self.values = values
    self.width = width
  }

  /// The features of frame `index`, counted from 0.
  public subscript(index: Int) -> ArraySlice<Float> {
    precondition(index >= 0 && index < count, "frame \(index) of \(count)")
    return values[index * width..<(index + 1) * width]
  }

  /// Some frames that follow each other, as frames of their own.
  public subscript(range: Range<Int>) -> Frames {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "frames \(range) of \(count)")
    return Frames(
      values: Array(values[range.lowerBound * width..<range.upperBound * width]), width: width)
  }

  /// The frames of all `parts`, one after another.
  ///
  /// Parts without frames may have any width; the others must agree. No parts make no frames, of
  /// width 0.
  public static func joined(_ parts: some Sequence<Frames>) -> Frames {
    var values: [Float] = []
    var width = 0
    for part in parts {
      precondition(
        values.isEmpty || part.count == 0 || part.width == width,
        "frames of \(part.width) features after frames of \(width)")
      if values.isEmpty, part.width > 0 { width = part.width }
      values += part.values
    }
    return Frames(values: values, width: width)
  }
}
