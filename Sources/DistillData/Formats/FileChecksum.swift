package import Foundation

/// The checksum that a file of ours carries inside itself: the SHA-256 of the whole file, in which the
/// checksum's own 64 hexadecimal digits are replaced by the digit 0.
///
/// It covers every byte, so exchanged tensors, altered names and altered offsets are found like a
/// flipped bit of the data. Safetensors files keep it in their metadata (see ``Safetensors``), JSON
/// files as a member of the outermost object. A file without one is read unchecked: it was written by
/// an older version or by another program.
package enum FileChecksum {
  /// The name of the member in a JSON file.
  package static let member = "sha256"

  /// What stands in place of the digits while they are computed.
  package static let zeros = String(repeating: "0", count: digitCount)

  static let digitCount = 64

  /// Whether `digits` has the form of a checksum.
  static func isWellFormed(_ digits: String) -> Bool {
    digits.utf8.count == digitCount
      && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// The error for the file `path`, whose content does not have the checksum that it carries.
  static func mismatch(_ path: String, expected: String, found: String) -> FileError {
    .malformed(
      path: path, at: "its checksum",
      expected: "content with the SHA-256 \(FileError.abbreviated(expected))",
      found: FileError.abbreviated(found),
      remedy: "the file was damaged or edited: replace it by an intact copy or make it again")
  }

  /// `json`, whose member ``member`` holds ``zeros``, with the checksum in their place.
  package static func sealed(_ json: Data) -> Data {
    guard let digits = digits(in: Array(json)) else {
      preconditionFailure("the JSON text has no member “\(member)”")
    }
    var sealed = json
    sealed.replaceSubrange(
      json.startIndex + digits.lowerBound..<json.startIndex + digits.upperBound,
      with: Data(checksum(of: Array(json), digits: digits).utf8))
    return sealed
  }

  /// Checks the JSON text of the file `path` against the checksum that it carries.
  ///
  /// - Returns: Whether it carries one.
  /// - Throws: ``FileError/malformed(path:at:expected:found:remedy:)`` where the content has another.
  @discardableResult
  package static func check(_ json: [UInt8], of path: String) throws(FileError) -> Bool {
    guard let digits = digits(in: json) else { return false }
    let expected = String(decoding: json[digits], as: UTF8.self)
    let found = checksum(of: json, digits: digits)
    guard expected == found else { throw mismatch(path, expected: expected, found: found) }
    return true
  }

  private static func checksum(of bytes: [UInt8], digits: Range<Int>) -> String {
    var digest = Digest()
    digest.update(Array(bytes[..<digits.lowerBound]))
    digest.update(zeros)
    digest.update(Array(bytes[digits.upperBound...]))
    return digest.hexadecimal()
  }

  /// Where the value of the member lies, without its quotation marks; nil where there is no such member.
  ///
  /// A quotation mark inside a JSON text follows a backslash, so the quoted name without one before it
  /// and with a colon after it can only be a member. A damaged value may have any length.
  private static func digits(in json: [UInt8]) -> Range<Int>? {
    let key = Array("\"\(member)\"".utf8)
    guard json.count > key.count else { return nil }
    for start in 0..<json.count - key.count
    where json[start] == key[0] && (start == 0 || json[start - 1] != UInt8(ascii: "\\"))
      && json[start..<start + key.count].elementsEqual(key)
    {
      var place = start + key.count
      func skipSpace() {
        while place < json.count, [0x20, 0x09, 0x0A, 0x0D].contains(json[place]) { place += 1 }
      }
      skipSpace()
      guard place < json.count, json[place] == UInt8(ascii: ":") else { continue }
      place += 1
      skipSpace()
      guard place < json.count, json[place] == UInt8(ascii: "\"") else { continue }
      let end = json[(place + 1)...].firstIndex(of: UInt8(ascii: "\"")) ?? json.count
      return place + 1..<end
    }
    return nil
  }
}

/// A value with a place for its checksum among the members of its JSON object.
package struct Checksummed<Value: Encodable>: Encodable {
  private let value: Value

  /// `value` must encode as an object.
  package init(_ value: Value) {
    self.value = value
  }

  private enum Member: String, CodingKey {
    case sha256
  }

  /// Writes the members of the value and zeros for the digits, to be replaced by
  /// ``FileChecksum/sealed(_:)``.
  package func encode(to encoder: any Encoder) throws {
    try value.encode(to: encoder)
    var container = encoder.container(keyedBy: Member.self)
    try container.encode(FileChecksum.zeros, forKey: .sha256)
  }
}
