import DistillData
import Testing

@Suite("Gzip members")
struct GzipTests {
  private static let content = IDXTests.arrays[0].1
  private static let idx = IDXTests.arrays[0].0

  private func read(_ bytes: [UInt8]) throws -> IDX {
    let folder = try TemporaryFolder()
    let path = try folder.file("file", bytes)
    do throws(DataError) {
      return try IDX(contentsOf: path)
    } catch {
      // The path differs in every run; the kind of error does not.
      switch error {
      case .damagedGzip(_, let reason): throw DataError.damagedGzip(path: "", reason: reason)
      case .overlong(_, let expected): throw DataError.overlong(path: "", expected: expected)
      case .trailingBytes: throw DataError.trailingBytes(path: "")
      default: throw error
      }
    }
  }

  @Test("The contents of members follow each other, wherever the first one ends")
  func members() throws {
    for place in 0...Self.content.count {
      let bytes =
        storedGzip(Array(Self.content[..<place])) + storedGzip(Array(Self.content[place...]))
      #expect(try read(bytes) == Self.idx, "first member of \(place) bytes")
    }
    let single = Self.content.flatMap { storedGzip([$0]) }
    #expect(try read(single) == Self.idx)
  }

  @Test("Zero bytes behind and between members are padding", arguments: [1, 3, 70_000])
  func padding(count: Int) throws {
    let zeros = [UInt8](repeating: 0, count: count)
    #expect(try read(storedGzip(Self.content) + zeros) == Self.idx)
    let parts = [Array(Self.content[..<7]), Array(Self.content[7...])].map(storedGzip)
    #expect(try read(parts[0] + zeros + parts[1] + zeros) == Self.idx)
  }

  @Test("A complete second array, a member that is cut off, and other bytes are refused")
  func refusals() throws {
    #expect(throws: DataError.overlong(path: "", expected: Self.content.count)) {
      try read(storedGzip(Self.content) + storedGzip(Self.content))
    }
    let second = storedGzip(Array(Self.content[5...]))
    for count in 1..<second.count {
      #expect(throws: DataError.self, "second member cut to \(count)") {
        try read(storedGzip(Array(Self.content[..<5])) + second.prefix(count))
      }
    }
    for rest: [UInt8] in [[7], [0, 0, 7], Array("PK".utf8)] {
      #expect(throws: DataError.trailingBytes(path: "")) {
        try read(storedGzip(Self.content) + rest)
      }
    }
  }
}
