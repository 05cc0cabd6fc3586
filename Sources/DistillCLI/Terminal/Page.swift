import Distill
import Foundation

/// A report's file: replaced where it is a report, refused where it is anything else.
struct Page {
  private let path: String

  init(_ path: String) throws {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else { return }
    let start = FileHandle(forReadingAtPath: path)?.readData(ofLength: 2048) ?? Data()
    guard String(decoding: start, as: UTF8.self).contains(#"name="generator" content="Distill""#)
    else {
      throw FileError.occupied(
        path: path, found: "is not a report of ours", remedy: "choose another name with --report")
    }
  }

  func write(_ report: Report) throws {
    try AtomicFile.write(Data(report.html().utf8), to: path)
  }
}
