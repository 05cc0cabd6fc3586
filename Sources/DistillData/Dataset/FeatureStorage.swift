import Synchronization

/// The features of a data set's source, once for all its views.
final class FeatureStorage: Sendable {
  enum Values: Sendable {
    /// Bytes that represent 0 ... 1 in steps of 1/255.
    case pixels([UInt8])
    case features([Float])
    /// Features that stay in a file; for frames only.
    case stored(StoredFloats)

    /// The values as features.
    var features: [Float] {
      switch self {
      case .pixels(let pixels): pixels.map { Float($0) * (1 / 255) }
      case .features(let features): features
      case .stored(let stored): stored[0..<stored.count]
      }
    }
  }

  /// The values, which are made at the first access.
  var values: Values {
    cachedValues.withLock { cached in
      if let cached { return cached }
      let values = make()
      cached = values
      return values
    }
  }
  private let make: @Sendable () -> Values
  private let cachedValues: Mutex<Values?>
  let shape: [Int]
  let featureCount: Int
  let rowCount: Int
  /// The frames from which rows are composed; nil where every row has values of its own.
  let windows: FrameWindows?
  private let cachedDigest = Mutex<String?>(nil)

  convenience init(values: Values, shape: [Int], rowCount: Int) {
    self.init(values, shape: shape, rowCount: rowCount) { values }
  }

  /// A row for every frame of `sequences`: the window of it and its neighbours.
  convenience init(_ sequences: FrameSequences, context: FrameContext) {
    self.init(
      sequences.values, shape: [context.count, sequences.width], rowCount: sequences.frameCount,
      windows: FrameWindows(sequences: sequences, context: context)
    ) { sequences.values }
  }

  /// Values that cost time and memory: `make` is called when they are first needed.
  convenience init(
    shape: [Int], rowCount: Int, making make: @escaping @Sendable () -> Values
  ) {
    self.init(nil, shape: shape, rowCount: rowCount, make)
  }

  private init(
    _ values: Values?, shape: [Int], rowCount: Int, windows: FrameWindows? = nil,
    _ make: @escaping @Sendable () -> Values
  ) {
    self.make = make
    cachedValues = Mutex(values)
    self.shape = shape
    self.featureCount = shape.reduce(1, *)
    self.rowCount = rowCount
    self.windows = windows
  }

  /// SHA-256 of the value type, the sizes and the values, as 64-bit and 32-bit little-endian words; of
  /// windows also of the context and the lengths of the sequences.
  var digest: String {
    cachedDigest.withLock { cached in
      if let cached { return cached }
      var hash = Digest()
      for size in [rowCount] + shape {
        withUnsafeBytes(of: UInt64(size).littleEndian) { hash.update($0) }
      }
      switch values {
      case .pixels(let pixels):
        hash.update("uint8")
        pixels.withUnsafeBytes { hash.update($0) }
      case .features(let features):
        hash.update("float32")
        let words = features.map(\.bitPattern.littleEndian)
        words.withUnsafeBytes { hash.update($0) }
      case .stored(let stored):
        hash.update("float32")
        for start in stride(from: 0, to: stored.count, by: 1 << 20) {
          let words = stored[start..<min(start + 1 << 20, stored.count)]
            .map(\.bitPattern.littleEndian)
          words.withUnsafeBytes { hash.update($0) }
        }
      }
      if let windows {
        for size in windows.sizes {
          withUnsafeBytes(of: UInt64(size).littleEndian) { hash.update($0) }
        }
      }
      let digest = hash.hexadecimal()
      cached = digest
      return digest
    }
  }

  /// Copies `rows`, one after another, to `output`, each augmented by its element of `moves`.
  ///
  /// `output` holds `rows.count × featureCount` numbers. This and the functions it calls are the only ones
  /// of this module that use pointers, for speed.
  func copy(rows: [Int], augmentation: Augmentation, to output: UnsafeMutableBufferPointer<Float>) {
    precondition(
      output.count == rows.count * featureCount,
      "\(rows.count) rows of \(featureCount) features do not fill \(output.count) numbers")
    precondition(augmentation.fits(rows.count), "not one move for each of \(rows.count) rows")
    precondition(
      rows.allSatisfy { $0 >= 0 && $0 < rowCount }, "a row is outside 0 ..< \(rowCount)")
    if let windows {
      precondition(augmentation.isNone, "frames are not images, which can be augmented")
      windows.copy(rows: rows, of: values, to: output)
      return
    }
    switch values {
    case .pixels(let pixels):
      pixels.withUnsafeBufferPointer {
        copy($0, rows, augmentation, output, { Float($0) }, { $0 * (1 / 255) })
      }
    case .features(let features):
      features.withUnsafeBufferPointer { copy($0, rows, augmentation, output, { $0 }, { $0 }) }
    case .stored: preconditionFailure("only frames stay in a file")
    }
  }

  /// The values of `rows`, each augmented by its element of `moves`, as a new source.
  func copied(rows: [Int], augmentation: Augmentation) -> Values {
    func augmented<Element: Numeric>(
      _ values: [Element], _ number: (Element) -> Float, _ value: (Float) -> Element
    ) -> [Element] {
      var copies = [Element](repeating: 0, count: rows.count * featureCount)
      values.withUnsafeBufferPointer { values in
        copies.withUnsafeMutableBufferPointer {
          copy(values, rows, augmentation, $0, number, value)
        }
      }
      return copies
    }
    if let windows {
      precondition(augmentation.isNone, "frames are not images, which can be augmented")
      var copies = [Float](repeating: 0, count: rows.count * featureCount)
      copies.withUnsafeMutableBufferPointer { windows.copy(rows: rows, of: values, to: $0) }
      return .features(copies)
    }
    return switch values {
    case .stored: preconditionFailure("only frames stay in a file")
    case .pixels(let pixels): .pixels(augmented(pixels, { Float($0) }, { UInt8($0.rounded()) }))
    case .features(let features): .features(augmented(features, { $0 }, { $0 }))
    }
  }

  @inline(__always)
  private func copy<Element, Copy: Numeric>(
    _ input: UnsafeBufferPointer<Element>, _ rows: [Int], _ augmentation: Augmentation,
    _ output: UnsafeMutableBufferPointer<Copy>, _ number: (Element) -> Float,
    _ value: (Float) -> Copy
  ) {
    guard var target = output.baseAddress, let start = input.baseAddress else { return }
    if let deformer = augmentation.deformer {
      copyDeformed(start, rows, augmentation, deformer, target, value)
      return
    }
    for (position, row) in rows.enumerated() {
      let source = start + row * featureCount
      let shift = augmentation.shifts?[position] ?? .none
      if shift == .none {
        for index in 0..<featureCount { target[index] = value(number(source[index])) }
      } else {
        copyShifted(source, shift, target) { value(number($0)) }
      }
      target += featureCount
    }
  }

  @inline(__always)
  private func copyDeformed<Element, Copy: Numeric>(
    _ start: UnsafePointer<Element>, _ rows: [Int], _ augmentation: Augmentation,
    _ deformer: Deformer,
    _ target: UnsafeMutablePointer<Copy>, _ value: (Float) -> Copy
  ) {
    precondition(shape.count >= 2, "only images can be deformed, not examples of shape \(shape)")
    func apply(_ positions: Range<Int>, scale: Float, _ target: UnsafeMutablePointer<Float>) {
      deformer.apply(
        augmentation, to: rows, at: positions, of: start, isOfBytes: Element.self == UInt8.self,
        planes: shape.dropLast(2).reduce(1, *), scale: scale, into: target)
    }
    if let scale = value(1) as? Float {
      target.withMemoryRebound(to: Float.self, capacity: rows.count * featureCount) {
        apply(0..<rows.count, scale: scale, $0)
      }
      return
    }
    // A few at a time, because numbers take four times the memory of bytes.
    let most = 64
    withUnsafeTemporaryAllocation(of: Float.self, capacity: most * featureCount) { numbers in
      guard let numbers = numbers.baseAddress else { return }
      for first in stride(from: 0, to: rows.count, by: most) {
        let positions = first..<min(first + most, rows.count)
        apply(positions, scale: 1, numbers)
        let to = target + first * featureCount
        for index in 0..<positions.count * featureCount { to[index] = value(numbers[index]) }
      }
    }
  }

  @inline(__always)
  private func copyShifted<Element, Copy: Numeric>(
    _ source: UnsafePointer<Element>, _ shift: Shift, _ target: UnsafeMutablePointer<Copy>,
    _ convert: (Element) -> Copy
  ) {
    precondition(shape.count >= 2, "only images can be shifted, not examples of shape \(shape)")
    let height = shape[shape.count - 2]
    let width = shape[shape.count - 1]
    // Where the whole image leaves the frame, both ranges are empty.
    let columns = max(0, min(width, shift.dx))..<max(0, min(width, width + shift.dx))
    let lines = max(0, min(height, shift.dy))..<max(0, min(height, height + shift.dy))
    target.update(repeating: 0, count: featureCount)
    for plane in 0..<featureCount / (height * width) {
      for line in lines {
        let to = target + (plane * height + line) * width
        let from = source + (plane * height + line - shift.dy) * width - shift.dx
        for column in columns { to[column] = convert(from[column]) }
      }
    }
  }
}
