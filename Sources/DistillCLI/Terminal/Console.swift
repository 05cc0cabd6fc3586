import Distill
import Foundation

/// Standard output and standard error, as the command writes to them.
enum Console {
  /// Writes `text` and a line end to standard output: a command's results.
  ///
  /// - Throws: ``FileError`` where standard output cannot be written; results that were lost are an
  ///   error.
  static func output(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data("\(text)\n".utf8))
    } catch {
      throw FileError.unwritable(
        path: "standard output", found: "\(error.localizedDescription)",
        remedy: "send it to a file on a disk with room")
    }
  }

  /// Writes `line` and a line end to standard error. A standard error that cannot be written is
  /// ignored: a full log disk does not end the work.
  static func message(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(line)\n".utf8))
  }

  /// Prints `notices` on standard error, also where progress is switched off.
  static func show(_ notices: [Notice]) {
    for notice in notices { message("distill: note: \(notice)") }
  }
}
