package import Distill
import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output and standard error: the only place that writes to either.
///
/// Results go to standard output, and results that cannot be written are an error. Everything else goes
/// to standard error, and a standard error that cannot be written is ignored, because a full log disk
/// must not end hours of work. Text from outside is escaped in both; see `printable(keepingLines:)`.
package enum Console {
  /// Makes writing to a closed stream an error of the write; called once, before anything is opened.
  ///
  /// A closed pipe or a file at its size limit then no longer ends the process by a signal. Descriptors
  /// 0 to 2 that are closed are occupied, because the next file opened would get their number and with
  /// it what is printed.
  package static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest free number is this one. For reading only, so that writing still fails.
      _ = open("/dev/null", O_RDONLY)
    }
  }

  // MARK: Results

  /// Writes `text` and a line feed to standard output.
  ///
  /// - Throws: ``FileError`` where standard output cannot be written.
  package static func output(_ text: String) throws {
    try output(verbatim: text.printable(keepingLines: true))
  }

  /// Writes `value` to standard output as one line of JSON with sorted keys.
  ///
  /// - Throws: ``FileError`` where standard output cannot be written.
  package static func output(json value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try output(verbatim: String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Writes `text`, such as JSON, and a line feed to standard output without escapes of ours.
  ///
  /// - Throws: ``FileError`` where standard output cannot be written.
  package static func output(verbatim text: String) throws {
    let code = write(text + "\n", to: STDOUT_FILENO)
    guard code == 0 else {
      throw FileError.unwritable(
        path: "standard output", found: String(cString: strerror(code)),
        remedy: "send it to a file on a disk with room, or to a program that reads all of it")
    }
  }

  // MARK: Messages

  /// Writes `sentence` to standard error, on a line of its own.
  package static func message(_ sentence: String) {
    // On a terminal, the progress line that may stand there is erased.
    show((isTerminal ? "\r\u{1B}[K" : "") + sentence.printable() + "\n")
  }

  /// Writes `notices` to standard error, also where progress is switched off.
  package static func show(_ notices: [Notice]) {
    for notice in notices { message("distill: note: \(notice)") }
  }

  /// Writes the lines of `text`, which explain how the command is used, to standard error.
  package static func usage(_ text: String) {
    show(text.printable(keepingLines: true) + "\n")
  }

  /// Writes `line`, which is printable, to standard error in place of the progress line before it;
  /// `ends` where no other will replace it. Not on a terminal, every line stays.
  package static func progress(_ line: String, ends: Bool) {
    // Back to the beginning of the line, which is erased.
    show(isTerminal ? "\r\u{1B}[K\(line)\(ends ? "\n" : "")" : line + "\n")
  }

  /// Whether standard error is a terminal.
  package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  private static func show(_ text: String) {
    _ = write(text, to: STDERR_FILENO)
  }

  // MARK: System calls

  /// Writes all of `text`; the error number where that fails, otherwise 0.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        // The module is named: this function would hide the system's.
        Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      guard count <= 0 else {
        bytes = bytes.dropFirst(count)
        continue
      }
      switch count == 0 ? ENOSPC : errno {
      case EINTR: continue
      case EAGAIN, EWOULDBLOCK:
        // Another program has made the stream non-blocking.
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
      case let code: return code
      }
    }
    return 0
  }
}
