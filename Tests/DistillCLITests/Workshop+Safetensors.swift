import Distill

extension Workshop {
  /// Writes the tensors of a file again, changed and without a checksum.
  func rewrite(_ name: String, _ change: (String, inout [Float]) -> Void) throws {
    let path = folder.path(of: name)
    let file = try Safetensors(path: path)
    try Safetensors.write(
      file.names.map { name in
        let shape = try file.shape(of: name)
        if try file.elementType(of: name) == .int64 {
          return .init(name, shape: shape, .int64(try file.integers(named: name)))
        }
        var values = try file.floats(named: name)
        change(name, &values)
        return .init(name, shape: shape, .float32(values))
      }, metadata: file.metadata, checksum: false, to: path)
  }
}
