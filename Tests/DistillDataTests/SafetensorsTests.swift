import DistillData
import Foundation
import Testing

/// The golden files come from the format's own library, see Scripts/goldens/safetensors_golden.py.
@Suite("Safetensors")
struct SafetensorsTests {
  private func golden(_ name: String) throws -> String {
    try #require(
      Bundle.module.path(forResource: name, ofType: "safetensors", inDirectory: "Goldens"))
  }

  /// Runs `body` with the name of a file that does not exist yet, in a folder of its own.
  private func withFile(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "distill-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder + "/a.safetensors")
  }

  private let metadata = ["architecture": "mlp \"784-30-10\"\n\\ é 😀 \u{1}"]
  private let tensors: [Safetensors.Tensor] = [
    .init("steps", shape: [3], .int64([0, -1, 1 << 62])),
    .init("exact", shape: [2], .float64([0.1, -2.5])),
    .init("scalar", shape: [], .float32([0.25])),
    .init("weights", shape: [2, 3], .float32([1.5, -2, 3.25, 0, -0.5, 1e-30])),
    .init("counts", shape: [2, 1], .int32([7, -8])),
    .init("bf", shape: [4], .bfloat16([1, -3, .infinity, Float(bitPattern: 0x1_0000)])),
    .init("bytes", shape: [3], .uint8([0, 127, 255])),
    .init("none", shape: [0, 4], .uint8([])),
  ]

  @Test("A file of the format's own library is read, every type of it")
  func readsGolden() throws {
    let file = try Safetensors(path: try golden("safetensors"))
    #expect(file.metadata == metadata)
    #expect(file.names == tensors.map(\.name))
    for tensor in tensors {
      #expect(try file.shape(of: tensor.name) == tensor.shape)
      #expect(try file.elementType(of: tensor.name) == tensor.elements.type)
    }
    #expect(try file.integers(named: "steps") == [0, -1, 1 << 62])
    #expect(try file.doubles(named: "exact") == [0.1, -2.5])
    #expect(try file.floats(named: "exact") == [0.1, -2.5])
    #expect(try file.floats(named: "scalar", shape: []) == [0.25])
    #expect(try file.floats(named: "weights", shape: [2, 3]) == [1.5, -2, 3.25, 0, -0.5, 1e-30])
    #expect(try file.doubles(named: "weights")[2] == 3.25)
    #expect(try file.integers(named: "counts") == [7, -8])
    #expect(try file.floats(named: "bf") == [1, -3, .infinity, Float(bitPattern: 0x1_0000)])
    #expect(try file.bytes(named: "bytes") == [0, 127, 255])
    #expect(try file.integers(named: "bytes") == [0, 127, 255])
    #expect(try file.bytes(named: "none") == [])
  }

  @Test("Every kind of binary16 number widens exactly")
  func binary16() throws {
    let halves = try Safetensors(path: try golden("binary16")).floats(named: "halves")
    #expect(
      halves == [
        0, 0, 1, -2.5, 65504, 0x1p-14, 0x1p-24, -1023 * 0x1p-24, .infinity, -.infinity,
      ])
    #expect(halves[1].sign == .minus)
  }

  @Test("What is written equals the library's own file byte for byte, each time")
  func writesGolden() throws {
    let wanted = try Data(contentsOf: URL(fileURLWithPath: try golden("safetensors")))
    try withFile { path in
      for _ in 0..<2 {
        try Safetensors.write(tensors, metadata: metadata, checksum: false, to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == wanted)
      }
    }
  }

  @Test("Names keep the order given, and each tensor is aligned to its element")
  func order() throws {
    try withFile { path in
      let tensors: [Safetensors.Tensor] = [
        .init("b", shape: [1], .uint8([1])), .init("a", shape: [1], .float64([2])),
        .init("c", shape: [1], .float32([3])),
      ]
      try Safetensors.write(tensors, metadata: ["z": "1", "y": "2"], checksum: false, to: path)
      let file = try Safetensors(path: path)
      #expect(file.names == ["b", "a", "c"])
      #expect(file.metadata == ["z": "1", "y": "2"])
      #expect(try file.bytes(named: "b") == [1])
      #expect(try file.doubles(named: "a") == [2])
      #expect(try file.floats(named: "c") == [3])
      let text = try String(
        decoding: Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
      #expect(text.contains(#"{"__metadata__":{"y":"2","z":"1"},"b":{"#))
      #expect(text.contains(#""shape":[1],"data_offsets":[12,13]}"#))
    }
  }

  @Test("No tensors at all make a file, too")
  func empty() throws {
    try withFile { path in
      try Safetensors.write([], to: path)
      let file = try Safetensors(path: path)
      #expect(file.names.isEmpty && file.metadata.isEmpty)
    }
  }

  /// Ties are between neighbours that differ in the last bit: 0x3F80_8000 lies halfway from 0x3F80 to
  /// 0x3F81, 0x3F81_8000 halfway to 0x3F82.
  @Test(
    "bfloat16 rounds to nearest, ties to even",
    arguments: [
      (0x3F80_8000, 0x3F80), (0x3F81_8000, 0x3F82), (0x3F80_8001, 0x3F81), (0x3F80_7FFF, 0x3F80),
      (0x7F7F_FFFF, 0x7F80), (0x8000_0000, 0x8000), (0x7F80_0001, 0x7FC0),
    ] as [(UInt32, UInt32)])
  func rounding(bits: UInt32, wanted: UInt32) throws {
    try withFile { path in
      let value = Float(bitPattern: bits)
      try Safetensors.write([.init("a", shape: [], .bfloat16([value]))], to: path)
      let read = try Safetensors(path: path).floats(named: "a")[0]
      #expect(read.bitPattern == wanted << 16)
    }
  }

  @Test("What a file does not hold is refused by name, shape or type")
  func wrongRequests() throws {
    let file = try Safetensors(path: try golden("safetensors"))
    func message(_ body: () throws -> Void) -> String {
      #expect(throws: FileError.self, performing: body)?.description ?? ""
    }
    #expect(
      message { _ = try file.shape(of: "bias") }.contains(
        #"expected a tensor named "bias", found "steps", "exact""#))
    #expect(
      message { _ = try file.floats(named: "weights", shape: [3, 2]) }.contains(
        "expected shape [3, 2], found [2, 3]"))
    #expect(message { _ = try file.floats(named: "counts") }.contains("found I32"))
    #expect(message { _ = try file.doubles(named: "steps") }.contains("found I64"))
    #expect(message { _ = try file.integers(named: "weights") }.contains("found F32"))
    #expect(message { _ = try file.bytes(named: "counts") }.contains("found I32"))
  }

  @Test("Missing files, folders and devices are refused")
  func notFiles() throws {
    try withFile { path in
      #expect(throws: FileError.missing(path: path, remedy: "check the name")) {
        try Safetensors(path: path)
      }
      for path in [OpenFile.folder(of: path), "/dev/zero"] {
        let error = #expect(throws: FileError.self) { try Safetensors(path: path) }
        #expect(error?.description.contains("not a file") == true)
      }
    }
  }

  @Test("A file replaced while open is still read as it was")
  func replaced() throws {
    try withFile { path in
      try Safetensors.write([.init("a", shape: [1], .float32([1]))], to: path)
      let old = try Safetensors(path: path)
      try Safetensors.write([.init("a", shape: [1], .float32([2]))], to: path)
      #expect(try old.floats(named: "a") == [1])
      #expect(try Safetensors(path: path).floats(named: "a") == [2])
    }
  }

  @Test("A file cut off while open is refused when read")
  func cutOff() throws {
    try withFile { path in
      try Safetensors.write([.init("a", shape: [4], .float32([1, 2, 3, 4]))], to: path)
      let file = try Safetensors(path: path)
      let handle = try OpenFile(path, for: .appending)
      try handle.truncate(to: try handle.byteCount() - 1)
      let error = #expect(throws: FileError.self) { try file.floats(named: "a") }
      #expect(error?.description.contains("found the end of the file") == true)
    }
  }
}
