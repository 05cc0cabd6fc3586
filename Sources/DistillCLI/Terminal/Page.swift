import Distill
import Foundation

/// A report's file: replaced where it is a report, refused where it is anything else.
struct Page {
  private let path: String

  /// The page at `path`; whether it can be written is found out now rather than after the work.
  init(_ path: String) throws {
    self.path = path
    if FileManager.default.fileExists(atPath: path) {
      let start = FileHandle(forReadingAtPath: path)?.readData(ofLength: 2048) ?? Data()
      let mark = #"name="generator" content="Distill""#
      guard String(decoding: start, as: UTF8.self).contains(mark) else {
        throw FileError.occupied(
          path: path, found: "is not a report of ours",
          remedy: "choose another name with --report")
      }
    }
    // Never committed, so it leaves nothing.
    var probe = try AtomicFile(replacing: path, byteCount: 1 << 20)
    let byte: [UInt8] = [0]
    try probe.write(byte.span.bytes)
  }

  func write(_ report: Report) throws {
    try AtomicFile.write(Data(report.html().utf8), to: path)
  }
}
