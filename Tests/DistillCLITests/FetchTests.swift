import Foundation
import Testing

/// Downloads that fail; no host but this machine is contacted.
@Suite("Fetch")
struct FetchTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
  }

  @Test("A mirror without a server is given up with an error")
  func deadMirror() throws {
    let result = try Command.run(
      "fetch", "mnist", "d", "--mirror", "http://127.0.0.1:9/", "--quiet", in: workshop.folder.path)
    #expect(result.code == 1)
    #expect(
      result.errors.hasPrefix("distill: train-images-idx3-ubyte.gz could not be downloaded: "))
    #expect(result.errors.hasSuffix("Nothing is kept; try again later or use another mirror.\n"))
    #expect(!result.errors.contains(".."))
    #expect(try workshop.folder.names(in: "d") == [])
  }

  @Test("Control-C does not wait for a mirror that sends nothing")
  func silentMirror() throws {
    let mirror = try SilentServer()
    let process = try Command(
      ["fetch", "mnist", "d", "--mirror", "http://127.0.0.1:\(mirror.port)/"],
      in: workshop.folder.path)
    // It is there once the request is on its way.
    try process.waitUntil { workshop.folder.exists("d/train-images-idx3-ubyte.gz.part") }
    process.send(SIGINT)
    let result = try process.result()
    #expect(result.code == 130)
    #expect(
      result.errors
        == "Stopped. Bytes received are kept; run the same command again to continue.\n")
  }
}

/// A server on this machine that accepts connections and sends nothing.
private final class SilentServer {
  let port: UInt16
  private let descriptor: Int32

  init() throws {
    #if os(Linux)
      let stream = Int32(SOCK_STREAM.rawValue)
    #else
      let stream = SOCK_STREAM
    #endif
    descriptor = socket(AF_INET, stream, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) == 0 && listen(descriptor, 1) == 0
          && getsockname(descriptor, address, &size) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    try #require(isListening)
  }

  deinit {
    close(descriptor)
  }
}
