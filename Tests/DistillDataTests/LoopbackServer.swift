import Dispatch
import Foundation
import Synchronization

/// A web server on this machine's loopback interface with faults on demand.
///
/// The first folder of a request's path names the mirror, whose ``Manner`` decides the answer.
final class LoopbackServer: Sendable {
  /// What a mirror does with a request.
  enum Manner: Sendable {
    /// Sends the content, from the requested byte.
    case honest([UInt8])
    /// Announces the content from the requested byte, and closes after so many bytes.
    case breaking([UInt8], after: Int)
    /// Sends all of the content, whatever byte was requested.
    case withoutRanges([UInt8])
    /// Announces all of the content, whatever byte was requested, and closes early.
    case breakingWithoutRanges([UInt8], after: Int)
    /// Sends the beginning in place of the requested rest, with the range of the beginning.
    case wrongRange([UInt8])
    /// Sends a status and a page.
    case status(Int)
    /// Sends the content one byte at a time, with a pause after each.
    case dripping([UInt8])
    /// Sends one line of the head after another, without end.
    case drippingHead
    /// Sends these bytes and then zeros without end, with no length announced.
    case endless([UInt8])
    /// Announces so many bytes and sends none.
    case announcing(Int)
  }

  /// One request: its mirror, and the requested byte.
  struct Request: Sendable, Equatable {
    let mirror: String
    let from: Int
  }

  let port: UInt16
  /// The requests so far.
  var requests: [Request] { log.withLock { $0 } }

  private let mirrors: [String: Manner]
  private let listener: Int32
  private let log = Mutex<[Request]>([])

  init(_ mirrors: [String: Manner]) throws {
    self.mirrors = mirrors
    #if canImport(Darwin)
      let stream = SOCK_STREAM
    #else
      let stream = Int32(SOCK_STREAM.rawValue)
    #endif
    listener = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let failed = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) != 0 || listen(listener, 16) != 0
          || getsockname(listener, $0, &size) != 0
      }
    }
    guard listener >= 0, !failed else { throw POSIXError(.EADDRNOTAVAIL) }
    port = UInt16(bigEndian: address.sin_port)
    Thread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { break }
        self?.answer(connection)
        close(connection)
      }
      close(listener)
    }.start()
  }

  deinit {
    // Its thread closes it: closed here, its number could belong to another server's socket by the
    // time that the thread accepts from it.
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// The address of a mirror.
  func url(_ mirror: String) throws -> URL {
    guard let url = URL(string: "http://127.0.0.1:\(port)/\(mirror)/") else {
      throw POSIXError(.EINVAL)
    }
    return url
  }

  private func answer(_ connection: Int32) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      bytes += buffer.prefix(count)
    }
    let lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    let mirror = lines[0].split(separator: "/").dropFirst().first.map(String.init) ?? ""
    let range = lines.first { $0.lowercased().hasPrefix("range: bytes=") }
    let from = range.flatMap { Int($0.dropFirst(13).dropLast()) } ?? 0
    log.withLock { $0.append(Request(mirror: mirror, from: from)) }

    switch mirrors[mirror] ?? .status(404) {
    case .honest(let content):
      guard from < content.count else { return send(416, to: connection) }
      send(content[from...], of: content.count, from: from, to: connection)
    case .breaking(let content, let count):
      guard from < content.count else { return send(416, to: connection) }
      send(content[from...], of: content.count, from: from, only: count, to: connection)
    case .withoutRanges(let content):
      send(content[...], of: content.count, from: 0, to: connection)
    case .breakingWithoutRanges(let content, let count):
      send(content[...], of: content.count, from: 0, only: count, to: connection)
    case .wrongRange(let content):
      let head = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-\(content.count - 1)/"
      write(
        head + "\(content.count)\r\nContent-Length: \(content.count)\r\n\r\n", content[...],
        connection)
    case .status(let status):
      send(status, to: connection)
    case .dripping(let content):
      var isOpen = write(
        "HTTP/1.1 200 OK\r\nContent-Length: \(content.count)\r\n\r\n", [], connection)
      for byte in content where isOpen {
        usleep(20_000)
        isOpen = write("", [byte], connection)
      }
    case .drippingHead:
      var isOpen = write("HTTP/1.1 200 OK\r\n", [], connection)
      while isOpen {
        usleep(20_000)
        isOpen = write("X-Line: 1\r\n", [], connection)
      }
    case .endless(let content):
      var isOpen = write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", content[...], connection)
      let zeros = [UInt8](repeating: 0, count: 4096)
      while isOpen { isOpen = write("", zeros[...], connection) }
    case .announcing(let count):
      write("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n", [], connection)
    }
  }

  private func send(_ status: Int, to connection: Int32) {
    let head = "HTTP/1.1 \(status) No\r\nConnection: close\r\nContent-Length: 4\r\n\r\n"
    write(head, Array("page".utf8)[...], connection)
  }

  private func send(
    _ body: ArraySlice<UInt8>, of size: Int, from: Int, only count: Int? = nil, to connection: Int32
  ) {
    var head = from > 0 ? "HTTP/1.1 206 Partial Content\r\n" : "HTTP/1.1 200 OK\r\n"
    if from > 0 { head += "Content-Range: bytes \(from)-\(size - 1)/\(size)\r\n" }
    head += "Connection: close\r\nContent-Length: \(body.count)\r\n\r\n"
    write(head, body.prefix(count ?? body.count), connection)
  }

  /// Sends `head` and `body`; false where the client has hung up.
  @discardableResult
  private func write(_ head: String, _ body: ArraySlice<UInt8>, _ connection: Int32) -> Bool {
    let bytes = Array(head.utf8) + body
    var sent = 0
    while sent < bytes.count {
      // Without a signal where the client has hung up.
      let count = bytes.withUnsafeBytes {
        #if canImport(Darwin)
          Foundation.send(connection, $0.baseAddress! + sent, bytes.count - sent, 0)
        #else
          Foundation.send(
            connection, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
        #endif
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
