import Distill
import Foundation

/// A report's file: replaced where it is a report, refused where it is anything else.
struct Page {
  private let path: String

  /// The page at `path`; whether it can be written is found out now rather than after the work.
  init(_ path: String) throws {
    self.path = path
    let remedy = "choose another name with --report"
    if FileManager.default.fileExists(atPath: path) {
      let start = FileHandle(forReadingAtPath: path)?.readData(ofLength: 2048) ?? Data()
      let mark = #"name="generator" content="Distill""#
      guard String(decoding: start, as: UTF8.self).contains(mark) else {
        throw FileError.occupied(path: path, found: "is not a report of ours", remedy: remedy)
      }
    }
    do {
      try Self.probe(path)
    } catch .unwritable(let path, let found, _) {
      throw FileError.unwritable(path: path, found: found, remedy: remedy)
    }
  }

  private static func probe(_ path: String) throws(FileError) {
    // Never committed, so it leaves nothing.
    var file = try AtomicFile(replacing: path, byteCount: 1 << 20)
    let byte: [UInt8] = [0]
    try file.write(byte.span.bytes)
  }

  func write(_ report: Report) throws {
    try AtomicFile.write(Data(report.html().utf8), to: path)
  }
}
