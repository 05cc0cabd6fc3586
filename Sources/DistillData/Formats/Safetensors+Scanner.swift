extension Safetensors {
  /// Reads the part of JSON that headers are made of: objects, texts, and lists of whole numbers.
  ///
  /// The caller determines what must come next, so nothing nests deeper than the format does and no
  /// input can exhaust the stack; a general parser would need a limit on depth.
  struct Scanner {
    private let text: [UInt8]
    private let path: String
    private(set) var position = 0
    /// In bytes; the names of tensors and of metadata are far shorter.
    private static let longestName = 4096

    /// A scanner of `text`, which is known to be UTF-8.
    init(_ text: [UInt8], path: String) {
      self.text = text
      self.path = path
    }

    var byteCount: Int { text.count }

    /// Reads an object and calls `member` for each key, to read the value; no key may come twice.
    mutating func object(
      atOnce: Bool = false,
      _ member: (inout Scanner, String) throws(FileError) -> Void
    ) throws(FileError) {
      guard !atOnce || text.first == UInt8(ascii: "{") else { throw unexpected("\"{\"") }
      try expect("{")
      if take("}") { return }
      var keys: Set<String> = []
      repeat {
        let key = try string()
        // Comparing strings takes time beyond proportion to runs of combining marks.
        guard key.utf8.count <= Self.longestName else {
          throw unexpected(
            "a name of at most \(Self.longestName) bytes", found: "one of \(key.utf8.count)")
        }
        guard keys.insert(key).inserted else {
          throw unexpected("each name once", found: "\(FileError.quoted(key)) twice")
        }
        try expect(":")
        try member(&self, key)
      } while take(",")
      try expect("}")
    }

    /// Reads a list of whole numbers.
    mutating func integers() throws(FileError) -> [Int] {
      try expect("[")
      if take("]") { return [] }
      var numbers: [Int] = []
      repeat { numbers.append(try integer()) } while take(",")
      try expect("]")
      return numbers
    }

    /// Whether the text that ends before the last byte read stands there as `bytes`, without escapes.
    func precedes(_ text: String) -> Bool {
      let end = position - 1
      let bytes = self.text[max(0, end - text.utf8.count)..<max(0, end)]
      return bytes.elementsEqual(text.utf8)
    }

    /// Checks that only white space is left.
    mutating func end() throws(FileError) {
      skipSpace()
      guard position == text.count else { throw unexpected("the end of the header") }
    }
  }
}

extension Safetensors.Scanner {
  private mutating func integer() throws(FileError) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < text.count, case let digit = text[position] &- UInt8(ascii: "0"), digit < 10 {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(digit))
      // JSON forbids leading zeros.
      guard !overflow, !carry, value > 0 || position == start else {
        throw unexpected("a whole number below 2^63")
      }
      value = sum
      position += 1
    }
    guard position > start else { throw unexpected("a whole number") }
    return value
  }

  /// Reads a text with its escapes.
  mutating func string() throws(FileError) -> String {
    guard take("\"") else { throw unexpected("a text in quotation marks") }
    var bytes: [UInt8] = []
    while position < text.count {
      let byte = text[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        bytes.append(contentsOf: try escape())
      case ..<0x20:
        throw unexpected("control characters escaped")
      default:
        bytes.append(byte)
        position += 1
      }
    }
    throw unexpected("the closing quotation mark")
  }

  private mutating func escape() throws(FileError) -> [UInt8] {
    guard position < text.count else { throw unexpected("an escape") }
    let byte = text[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): break
    default:
      position -= 1
      throw unexpected("an escape")
    }
    var code = try hexadecimal()
    if 0xD800..<0xDC00 ~= code, text[position...].starts(with: "\\u".utf8) {
      position += 2
      let low = try hexadecimal()
      guard 0xDC00..<0xE000 ~= low else { throw unexpected("the second half of a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw unexpected("a surrogate pair") }
    return Array(String(scalar).utf8)
  }

  private mutating func hexadecimal() throws(FileError) -> UInt32 {
    let digits = text[position...].prefix(4)
    // The integer's own parser would also take a sign.
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw unexpected("four hexadecimal digits") }
    position += 4
    return code
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) {
      position += 1
    }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < text.count, text[position] == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ scalar: Unicode.Scalar) throws(FileError) {
    guard take(scalar) else { throw unexpected("\"\(scalar)\"") }
  }

  private func unexpected(_ expected: String, found: String? = nil) -> FileError {
    let next = String(decoding: text[position...].prefix(16), as: UTF8.self)
    return .malformed(
      path: path, at: "header byte \(position)", expected: expected,
      found: found ?? (next.isEmpty ? "the end of the header" : FileError.quoted(next)),
      remedy: "make or fetch the file again")
  }
}
