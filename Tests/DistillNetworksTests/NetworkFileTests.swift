import DistillData
import DistillNetworks
import DistillTensors
import Foundation
import Testing

@Suite("Network files")
struct NetworkFileTests {
  private static func network() throws -> Network {
    let data = try Dataset(
      features: [0, 1, 2, 3, 4], shape: [5], labels: [0],
      classNames: ["plain", "with, \"signs\"\n", "größer/✓"])
    let recipe = Recipe(epochs: 1, batchSize: 1, learningRate: 0.1, seed: 1, threads: 1)
    return try Network(.mlp([5, 4, 3], dropout: 0.25), seed: 9).trained(on: data, using: recipe)
  }

  @Test("A network reads back the same to the bit")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let network = try Self.network()
      try network.write(to: "\(folder)/model")
      let back = try Network(contentsOf: "\(folder)/model")
      #expect(back.architecture == network.architecture)
      #expect(back.classNames == network.classNames)
      #expect(back.layers.parameters.map(\.role) == network.layers.parameters.map(\.role))
      let (bits, expected) = (back, network)
      #expect(
        bits.layers.parameters.map { $0.tensor.values.map(\.bitPattern) }
          == expected.layers.parameters.map { $0.tensor.values.map(\.bitPattern) })
      #expect(back.digest == network.digest)
      try back.write(to: "\(folder)/again")
      #expect(
        FileManager.default.contentsEqual(atPath: "\(folder)/model", andPath: "\(folder)/again"))
    }
  }

  @Test("The digest distinguishes weights, architecture and class names")
  func digest() throws {
    let network = try Self.network()
    var other = network
    other.layers.forEachParameter { role, tensor in
      guard role == .outputWeight else { return }
      var values = tensor.values
      values[0] = values[0].nextUp
      tensor.assign(values)
    }
    let untrained = Network(.mlp([5, 4, 3], dropout: 0.25), seed: 9)
    let digests = [
      network, other, untrained, Network(.mlp([5, 4, 3]), seed: 9),
      Network(.mlp([5, 4, 3], dropout: 0.25), seed: 10),
    ].map(\.digest)
    #expect(Set(digests).count == digests.count)
  }

  /// Changes the file of a network in place, which is faster than writing it again by orders of
  /// magnitude.
  private func withFile(
    _ body: (_ path: String, _ byteCount: Int, _ handle: FileHandle) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/model"
      try Self.network().write(to: path)
      let handle = try #require(FileHandle(forUpdatingAtPath: path))
      defer { try? handle.close() }
      try body(path, Int(handle.seekToEnd()), handle)
    }
  }

  @Test("A file cut short anywhere is refused with a sentence")
  func truncated() throws {
    try withFile { path, byteCount, handle in
      for length in stride(from: byteCount - 1, through: 0, by: -7) {
        try handle.truncate(atOffset: UInt64(length))
        let error = #expect(throws: FileError.self) { _ = try Network(contentsOf: path) }
        #expect(error?.description.hasPrefix(path) == true)
      }
    }
  }

  @Test("With any bit flipped a file is refused with a sentence, or is the same network")
  func flipped() throws {
    try withFile { path, byteCount, handle in
      try handle.seek(toOffset: 0)
      let bytes = try #require(try handle.readToEnd())
      func put(_ byte: UInt8, at place: Int) throws {
        try handle.seek(toOffset: UInt64(place))
        try handle.write(contentsOf: Data([byte]))
      }
      let network = try Self.network()
      var accepted = 0
      for bit in 0..<8 * byteCount {
        try put(bytes[bit / 8] ^ 1 << (bit % 8), at: bit / 8)
        do {
          let read = try Network(contentsOf: path)
          accepted += 1
          #expect(read.digest == network.digest)
        } catch let error as FileError {
          #expect(error.description.hasPrefix(path))
        }
        try put(bytes[bit / 8], at: bit / 8)
      }
      // Only another name of the checksum itself goes unnoticed.
      #expect(accepted < 8 * Safetensors.checksumKey.utf8.count)
    }
  }

  /// A file with this metadata and these tensors of zeros.
  private func refusal(
    architecture: String? = "2: dense 3", classes: String? = #"["a","b","c"]"#,
    _ tensors: [(String, [Int])] = [("layers.0.weight", [3, 2]), ("layers.0.bias", [3])],
    value: Float = 0
  ) throws -> String {
    try withTemporaryFolder { folder in
      let path = "\(folder)/model"
      try Safetensors.write(
        tensors.map { name, shape in
          .init(name, shape: shape, .float32([Float](repeating: value, count: shape.reduce(1, *))))
        },
        metadata: ["architecture": architecture, "classes": classes].compactMapValues(\.self),
        to: path)
      do {
        _ = try Network(contentsOf: path)
        return ""
      } catch let error as FileError {
        #expect(error.description.hasPrefix(path))
        return error.description
      }
    }
  }

  @Test("Files that hold no network, or not the one they describe, are refused with a sentence")
  func hostile() throws {
    #expect(try refusal() == "")
    #expect(try refusal(architecture: nil).contains("the key “architecture”"))
    #expect(try refusal(classes: nil).contains("a list of 3 names, found none"))
    #expect(try refusal(classes: "[").contains("a list of 3 names, found none"))
    #expect(try refusal(classes: #"["a","b"]"#).contains("a list of 3 names, found 2 names"))
    #expect(try refusal([("layers.0.weight", [3, 2]), ("bias", [3])]).contains("layers.0.bias"))
    #expect(
      try refusal([("layers.0.weight", [2, 3]), ("layers.0.bias", [3])])
        .contains("expected shape [3, 2], found [2, 3]"))
    #expect(try refusal([("layers.0.weight", [3, 2])]).contains("found 6 numbers"))
    #expect(
      try refusal([]).contains("found 0 numbers"))
  }

  @Test(
    "A weight that is not finite is refused with the file and the tensor",
    arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(value: Float) throws {
    let found = try refusal(value: value)
    #expect(
      found.contains(#"tensor "layers.0.weight", row 1: expected finite numbers, found \#(value)"#),
      "\(found)")
  }

  @Test(
    "A tensor that the network does not have may be of any type", arguments: ["BOOL", "F8_E4M3"])
  func extraTensor(type: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/model"
      let header =
        #"{"__metadata__":{"architecture":"1: dense 1","classes":"[]"},"layers.0.weight":"#
        + #"{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"layers.0.bias":"#
        + #"{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"mask":"#
        + #"{"dtype":"\#(type)","shape":[3],"data_offsets":[8,11]}}"#
      var bytes = Data((0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) })
      bytes += Data(header.utf8) + Data([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 1, 0, 1])
      try bytes.write(to: URL(fileURLWithPath: path))
      let network = try Network(contentsOf: path)
      #expect(network.layers.parameters.map(\.tensor.values) == [[1], [2]])
      let sentence = #expect(throws: FileError.self) {
        try Safetensors(path: path).elementType(of: "mask")
      }?.description
      #expect(sentence?.contains("found \"\(type)\"") == true, "\(sentence ?? "")")
    }
  }

  @Test("Parameters can be changed, and not their shapes")
  func forEachParameter() async throws {
    var network = try Self.network()
    network.forEachParameter { _, parameter in
      parameter = Tensor(repeating: 2, shape: parameter.shape)
    }
    #expect(network.layers.parameters.allSatisfy { $0.tensor.values.allSatisfy { $0 == 2 } })
    await #expect(processExitsWith: .failure) {
      var network = Network(.mlp([2, 3]), seed: 1)
      network.forEachParameter { _, parameter in parameter = Tensor(repeating: 0, shape: [1]) }
    }
  }

  @Test(
    "An architecture that cannot be, or is larger than the file, allocates nothing",
    arguments: [
      "", "2", ": dense 3", "x: dense 3", "2: ", "2: dense", "2: dense 3 relu", "2: dense x",
      "2: dropout 0.5", "2: standardize 0.1, dense 3", "2: standardize 0 0, dense 3",
      "2: standardize nan 1, dense 3", "2: dropout 1, dense 3", "2: dropout nan, dense 3",
      "2: conv 3, dense 3",
      "2: dense 0, dense 3", "2: dense -3", "-2: dense 3", "0: dense 3", "2: dense 3 gelu",
      "9223372036854775807: dense 3", "2: dense 9223372036854775807", "2: dense 1000000, dense 3",
      "4611686018427387904: dense 4", "2: dense 3037000500 relu, dense 3037000500 relu, dense 3",
      "99999999999999999999: dense 3",
    ])
  func hostileArchitecture(text: String) throws {
    #expect(try refusal(architecture: text).contains("architecture"))
  }

  @Test("Shapes whose product overflows before a zero are refused or read, not trapped on")
  func emptyHugeTensor() throws {
    let header =
      #"{"__metadata__":{"architecture":"2: dense 3","classes":"[]"},"x":{"dtype":"F32","shape":"#
      + #"[4611686018427387904,4611686018427387904,0],"data_offsets":[0,0]}}"#
    var bytes = Data((0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) })
    bytes += Data(header.utf8)
    try withTemporaryFolder { folder in
      let path = "\(folder)/model"
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(throws: FileError.self) { try Network(contentsOf: path) }
    }
  }

  @Test(
    "An architecture's text reads back equal",
    arguments: [
      Architecture.mlp([784, 10]), .mlp([784, 1200, 1200, 10], dropout: 0.5, inputDropout: 0.2),
      try .init(
        inputs: 4,
        layers: [.standardize(mean: -0.1, standardDeviation: 1e-3), .dense(units: 2, relu: false)]),
      .mlp([1, 1]), .mlp([7, 6, 5, 4, 3], dropout: 0.1 + 0.2),
    ])
  func architectureText(architecture: Architecture) throws {
    #expect(try Architecture(text: architecture.text) == architecture)
    let layers: LayerStack<Float> = architecture.makeLayers(seed: 1)
    #expect(layers.parameters.reduce(0) { $0 + $1.tensor.count } == architecture.parameterCount)
    #expect(architecture.classes == layers.parameters.last?.tensor.count)
  }
}
