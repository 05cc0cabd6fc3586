import DistillData
import Foundation

extension RunFolder {
  /// A JSON value, for recipes whose type the record need not know.
  ///
  /// Numbers are doubles: whole ones beyond 2⁵³ are rounded.
  public enum Value: Codable, Equatable, Sendable {
    /// JSON's null.
    case null
    /// True or false.
    case bool(Bool)
    /// A number.
    case number(Double)
    /// A text.
    case string(String)
    /// A list.
    case array([Value])
    /// Values by name.
    case object([String: Value])

    /// The JSON form of `value`; throws what its encoding throws.
    public init(encoding value: some Encodable) throws {
      self = try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(value))
    }

    /// Reads any JSON value.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let value = try? container.decode(Bool.self) {
        self = .bool(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode(String.self) {
        self = .string(value)
      } else if let value = try? container.decode([Value].self) {
        self = .array(value)
      } else {
        self = .object(try container.decode([String: Value].self))
      }
    }

    /// Writes the JSON value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .null: try container.encodeNil()
      case .bool(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .string(let value): try container.encode(value)
      case .array(let values): try container.encode(values)
      case .object(let values): try container.encode(values)
      }
    }
  }
}

extension RunFolder.Value {
  /// The first place, names in alphabetical order, where `other` is not what this is.
  func difference(
    from other: Self, at place: String
  ) -> (place: String, expected: String, found: String)? {
    switch (self, other) {
    case (.object(let mine), .object(let theirs)):
      for name in Set(mine.keys).union(theirs.keys).sorted() {
        let inner = place.isEmpty ? name : "\(place).\(name)"
        guard let expected = mine[name] else { return (inner, "nothing", theirs[name]?.text ?? "") }
        guard let found = theirs[name] else { return (inner, expected.text, "nothing") }
        if let difference = expected.difference(from: found, at: inner) { return difference }
      }
      return nil
    case (.array(let mine), .array(let theirs)) where mine.count == theirs.count:
      for index in mine.indices {
        let inner = "\(place)[\(index)]"
        if let difference = mine[index].difference(from: theirs[index], at: inner) {
          return difference
        }
      }
      return nil
    default:
      return self == other ? nil : (place, text, other.text)
    }
  }

  /// The value for a message.
  private var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
    case .string(let value): FileError.quoted(value)
    case .array(let values): "a list of \(values.count)"
    case .object(let values): "an object of \(values.count)"
    }
  }
}
