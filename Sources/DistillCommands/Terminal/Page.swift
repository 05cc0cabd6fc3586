import Distill
import Foundation

/// The file of a report: replaced where it is a report, refused where it is anything else.
struct Page {
  private let path: String

  /// The page at `path`; whether it can be written is tested now rather than after the work.
  ///
  /// - Throws: ``FileError`` where `path` is a folder, a pipe, a device or a file that is not a report,
  ///   or where its folder cannot be written.
  init(_ path: String) throws {
    self.path = path
    guard path.last != "/" else {
      throw FileError.unwritable(
        path: path, found: "it is the name of a folder", remedy: "give the name of a file")
    }
    // A new file that is never committed leaves nothing. First, because it refuses what is not a file.
    var probe = try AtomicFile(replacing: path, byteCount: 1 << 20)
    let byte: [UInt8] = [0]
    try probe.write(byte.span.bytes)
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard try Self.isReport(path) else {
      throw FileError.occupied(
        path: path, found: "is not a report of ours",
        remedy: "choose another name with --report")
    }
  }

  private static func isReport(_ path: String) throws -> Bool {
    let file = try OpenFile(path, for: .reading)
    var start = [UInt8](repeating: 0, count: min(2048, try file.byteCount()))
    try start.withUnsafeMutableBytes { buffer in
      try file.read(into: buffer, at: 0)
    }
    return String(decoding: start, as: UTF8.self).contains(#"name="generator" content="Distill""#)
  }

  func write(_ report: Report) throws {
    try AtomicFile.write(Data(report.html().utf8), to: path)
  }
}
