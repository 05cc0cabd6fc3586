extension Download.File {
  /// Checks the size and the digest of the unzipped content of the file at `path`, in one pass, with
  /// 256 KiB of memory.
  func verify(_ path: String) throws(DataError) {
    let reader = try ByteReader(path: path)
    var hash = Digest()
    var size = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try reader.read(into: buffer)
      if count == 0 { break }
      size += count
      guard size <= contentSize else { throw .overlong(path: path, expected: contentSize) }
      hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    guard size == contentSize else {
      throw .truncated(path: path, expected: contentSize, found: size)
    }
    let digest = hash.hexadecimal()
    guard digest == contentDigest else {
      throw .wrongContent(path: path, expected: contentDigest, found: digest)
    }
  }
}
