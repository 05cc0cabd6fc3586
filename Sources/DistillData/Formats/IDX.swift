/// An array in the form of an IDX file: the sizes of its dimensions and its elements, row-major.
///
/// The file is four bytes (two zeros, the element type, the number of dimensions), each size as a
/// big-endian 32-bit number, then the elements, big-endian, the last dimension running fastest.
///
/// Source: Y. LeCun, C. Cortes, C. Burges, The MNIST database, section “File formats”.
public struct IDX: Sendable, Equatable {
  /// The type of the elements; the raw value is the file's third byte.
  public enum ElementType: UInt8, Sendable, CaseIterable {
    /// Unsigned bytes, called `ubyte` in file names.
    case uint8 = 0x08
    /// Signed bytes.
    case int8 = 0x09
    /// 16-bit integers, called `short`.
    case int16 = 0x0B
    /// 32-bit integers, called `int`.
    case int32 = 0x0C
    /// 32-bit IEEE 754 numbers, called `float`.
    case float32 = 0x0D
    /// 64-bit IEEE 754 numbers, called `double`.
    case float64 = 0x0E

    /// Bytes of one element.
    public var byteWidth: Int {
      switch self {
      case .uint8, .int8: 1
      case .int16: 2
      case .int32, .float32: 4
      case .float64: 8
      }
    }

    /// The name of this type at the end of a file name.
    public var fileSuffix: String {
      switch self {
      case .uint8: "ubyte"
      case .int8: "byte"
      case .int16: "short"
      case .int32: "int"
      case .float32: "float"
      case .float64: "double"
      }
    }
  }

  /// The elements, in the type of the file.
  public enum Elements: Sendable, Equatable {
    /// Unsigned bytes.
    case uint8([UInt8])
    /// Signed bytes.
    case int8([Int8])
    /// 16-bit integers.
    case int16([Int16])
    /// 32-bit integers.
    case int32([Int32])
    /// 32-bit numbers.
    case float32([Float])
    /// 64-bit numbers.
    case float64([Double])

    /// The number of elements.
    public var count: Int {
      switch self {
      case .uint8(let values): values.count
      case .int8(let values): values.count
      case .int16(let values): values.count
      case .int32(let values): values.count
      case .float32(let values): values.count
      case .float64(let values): values.count
      }
    }

    /// The type of the elements.
    public var type: ElementType {
      switch self {
      case .uint8: .uint8
      case .int8: .int8
      case .int16: .int16
      case .int32: .int32
      case .float32: .float32
      case .float64: .float64
      }
    }

    /// The elements as whole numbers, or nil where they are not integers.
    var integers: [Int]? {
      switch self {
      case .uint8(let values): values.map(Int.init)
      case .int8(let values): values.map(Int.init)
      case .int16(let values): values.map(Int.init)
      case .int32(let values): values.map(Int.init)
      case .float32, .float64: nil
      }
    }
  }

  /// The size of each dimension, the slowest first: [count, height, width] for images.
  public let sizes: [Int]
  /// The elements, row-major.
  public let elements: Elements

  /// An array of `sizes` with `elements`, whose number must be the product of the sizes; 1 to 255
  /// dimensions, each of 0 to 2³² − 1.
  public init(sizes: [Int], elements: Elements) {
    precondition(
      (1...255).contains(sizes.count), "IDX has 1 to 255 dimensions, not \(sizes.count)")
    precondition(
      sizes.allSatisfy { UInt32(exactly: $0) != nil }, "IDX sizes are 32-bit numbers, not \(sizes)")
    precondition(
      sizes.reduce(1, *) == elements.count, "\(elements.count) elements do not fill \(sizes)")
    self.sizes = sizes
    self.elements = elements
  }
}
