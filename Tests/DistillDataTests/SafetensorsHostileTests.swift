import DistillData
import Foundation
import Testing

@Suite("Hostile safetensors")
struct SafetensorsHostileTests {
  /// A file of `header` and `data` zeros.
  private func file(_ header: some Sequence<UInt8>, data: Int = 0, length: UInt64? = nil) -> Data {
    let header = Array(header)
    let length = length ?? UInt64(header.count)
    return Data(
      (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header
        + [UInt8](repeating: 0, count: data))
  }

  private func refusal(_ data: Data) -> String {
    let error = #expect(throws: FileError.self) { try Safetensors(data, named: "model") }
    guard case .malformed("model", _, _, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return ""
    }
    return error?.description ?? ""
  }

  /// Headers over four bytes of data, and a part of the sentence that refuses each.
  private static let headers: [(String, String)] = [
    ("", #"expected "{""#),
    ("[]", #"header byte 0: expected "{", found "[]""#),
    (" {}", #"header byte 0: expected "{""#),
    ("null", #"found "null""#),
    ("{", "found the end of the header"),
    ("{}", "expected the 0 bytes that the header describes, found 4"),
    ("{}x", #"expected the end of the header, found "x""#),
    (#"{"a"}"#, #"expected ":""#),
    (#"{"a":1}"#, #"expected "{", found "1}""#),
    (#"{"a":{}}"#, "found not all of them"),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, "found not all of them"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}"#,
      "expected a text in quotation marks"
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, #"found "x""#),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[1]}}"#, #"found "dtype" twice"#),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"#
        + #""a":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}}"#, #"found "a" twice"#
    ),
    (
      #"{"a":{"dtype":"F8","shape":[9223372036854775807,2],"data_offsets":[0,4]}}"#,
      "expected a size below 2^63 bytes"
    ),
    (#"{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}"#, "expected a text in quotation marks"),
    (#"{"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}}"#, #"expected "[""#),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, "expected a whole number"),
    (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, #"expected "]", found ".0"#),
    (#"{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}"#, #"expected "]", found "e0"#),
    (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, "expected a whole number"),
    (#"{"a":{"dtype":"F32","shape":[1,],"data_offsets":[0,4]}}"#, "expected a whole number"),
    (#"{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}"#, "expected a whole number"),
    (
      #"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#,
      "expected a whole number below 2^63"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,4]}}"#,
      "expected a size below 2^63 bytes"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#,
      "expected a size below 2^63 bytes"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1000000000],"data_offsets":[0,4000000000]}}"#,
      "expected the 4000000000 bytes that the header describes, found 4"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "expected 8 bytes for F32"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, "found [4, 0]"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, "found [0, 4, 8]"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}}"#,
      "found [9223372036854775803"
    ),
    (#"{"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}"#, "expected data from offset 0 on"),
    (#"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}"#, "expected the 3 bytes"),
    (
      #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"#
        + #""b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
      #"tensor "b": expected data from offset 3 on, found 2"#
    ),
    (
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
        + #""b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
      #"tensor "b": expected data from offset 1 on, found 2"#
    ),
    (#"{"__metadata__":{"a":1}}"#, "expected a text in quotation marks"),
    (#"{"__metadata__":{"a":{}}}"#, "expected a text in quotation marks"),
    (#"{"__metadata__":{"a":"1","a":"2"}}"#, #"found "a" twice"#),
    (#"{"__metadata__":{"a":"1"},"__metadata__":{}}"#, #"found "__metadata__" twice"#),
    (#"{"a"#, "expected the closing quotation mark"),
    ("{\"a\n\":", "expected control characters escaped"),
    (#"{"\x":"#, "expected an escape"),
    (#"{"\u12G4":"#, "expected four hexadecimal digits"),
    (#"{"\u+123":"#, "expected four hexadecimal digits"),
    (#"{"\ud800":"#, "expected a surrogate pair"),
    (#"{"\ud800\u0041":"#, "expected the second half of a surrogate pair"),
    (#"{"\udc00":"#, "expected a surrogate pair"),
    (#"{"\"#, "expected an escape"),
    (#"{"\u12"#, "expected four hexadecimal digits"),
  ]

  @Test("A header that breaks the format is refused in a sentence", arguments: headers)
  func badHeader(header: String, sentence: String) {
    let message = refusal(file(header.utf8, data: 4))
    #expect(message.contains(sentence), "\(message)")
    #expect(message.hasSuffix("; make or fetch the file again."))
  }

  @Test("White space and escapes that JSON allows are read")
  func tolerated() throws {
    let header = """
      {\t"\\u0061\\ud83d\\uDE00\\/" : {"shape" :[ 4 ],\r\n"data_offsets":[0 , 4],"dtype":"U8"} } \n
      """
    let read = try Safetensors(file(header.utf8, data: 4))
    #expect(read.names == ["a😀/"])
    #expect(try read.bytes(named: "a😀/") == [0, 0, 0, 0])
  }

  @Test("Bytes are read from a slice as from a whole")
  func slice() throws {
    let whole = file(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#.utf8) + [9]
    let read = try Safetensors((Data([1, 2, 3]) + whole).dropFirst(3))
    #expect(try read.bytes(named: "a") == [9])
  }

  @Test(
    "A header length that lies is refused before anything is allocated",
    arguments: [3, 1 << 24, 1 << 24 + 1, 1 << 40, UInt64(Int.max), .max])
  func badLength(length: UInt64) {
    let message = refusal(file("{}".utf8, length: length))
    #expect(message.contains("model, header length: expected at most"))
  }

  @Test("Text that is not UTF-8 is refused")
  func notUTF8() {
    #expect(refusal(file([0x7B, 0x22, 0xC3, 0x28, 0x22])).contains("expected UTF-8"))
  }

  @Test("Sixteen megabytes of nested junk are refused at the first byte out of place")
  func junk() {
    let count = Safetensors.headerLimit
    for (start, unit) in [("", "["), ("{\"a\":", "{"), ("{\"a\":", "["), ("", "{\"a\":")] {
      let text = start + String(repeating: unit, count: count / unit.utf8.count - 8)
      #expect(refusal(file(text.utf8)).contains(", found "))
    }
  }

  @Test("A message stays short however long the names in the file are")
  func shortMessages() {
    let name = "e" + String(repeating: "\u{301}", count: 100_000)
    let shape = String(repeating: "1,", count: 10_000) + "1"
    func header(_ name: String, type: String) -> String {
      #"{"\#(name)":{"dtype":"\#(type)","shape":[\#(shape)],"data_offsets":[0,4]}}"#
    }
    let error = #expect(throws: FileError.self) {
      try Safetensors(file(header("a", type: name).utf8, data: 4)).elementType(of: "a")
    }
    #expect(error.map { $0.description.utf8.count < 1000 } == true)
    #expect(refusal(file(header(name, type: name).utf8, data: 5)).utf8.count < 1000)
    #expect(refusal(file(header(name, type: "F64").utf8, data: 4)).utf8.count < 1000)
  }

  /// A small sound file with every part a header can have.
  private var small: Data {
    let header =
      #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}}"#
    return file(header.utf8, data: 6)
  }

  @Test("Cut off anywhere, or one byte too long, it is refused")
  func truncation() throws {
    let whole = small
    _ = try Safetensors(whole)
    for count in 0..<whole.count {
      _ = refusal(whole.prefix(count))
    }
    _ = refusal(whole + [0])
  }

  @Test("With any one bit flipped it is refused, or read as it is")
  func bitFlips() {
    let whole = small
    var refused = 0
    for bit in 0..<whole.count * 8 {
      var flipped = whole
      flipped[bit / 8] ^= 1 << (bit % 8)
      do {
        let read = try Safetensors(flipped)
        for name in read.names {
          let count = try read.shape(of: name).reduce(1, *)
          // A type of another name is only refused when its tensor is read.
          guard (try? read.elementType(of: name)) != nil else { continue }
          let isInteger = [.int64, .int32, .uint8].contains(try read.elementType(of: name))
          let values =
            try isInteger
            ? read.integers(named: name).count : read.doubles(named: name).count
          #expect(values == count)
        }
      } catch {
        refused += 1
        #expect(bit < (whole.count - 6) * 8, "the data are free to hold anything")
      }
    }
    // Most of a header is punctuation and numbers, where no bit may change.
    #expect(refused > whole.count * 4)
  }
}
