import DistillData
import Foundation
import Synchronization
import Testing

@Suite("Downloads")
struct DownloadTests {
  /// 20,000 bytes and the digest that Python's hashlib gives them.
  static let content = (0..<20_000).map { UInt8($0 * 7 % 251) }
  static let digest = "0cd121c2457ff7ed3802865f6f1446d9064ac9bb7b35af743fd46a8f633a9569"
  static let file = Download.File(name: "numbers", contentDigest: digest, contentSize: 20_000)

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private var path: String { folder.path + "/new/numbers" }

  @discardableResult
  private func fetch(
    _ server: LoopbackServer, _ mirrors: String...,
    progress: @escaping @Sendable (Download.Progress) -> Bool = { _ in true }
  ) throws -> [String] {
    try Download(files: [Self.file], mirrors: mirrors.map { try server.url($0) })
      .fetch(into: folder.path + "/new", progress: progress)
  }

  private func part(_ bytes: some Sequence<UInt8>) throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/new", withIntermediateDirectories: true)
    _ = try folder.file("new/numbers.part", Array(bytes))
  }

  private func expectWhole() throws {
    #expect(try folder.bytes("new/numbers") == Self.content)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new") == ["numbers"])
  }

  @Test("A file arrives, and is not fetched again")
  func honest() throws {
    let server = try LoopbackServer(["a": .honest(Self.content)])
    let last = Mutex(0)
    let wholes = Mutex<Set<Int>>([])
    let fetched = try fetch(server, "a") { progress in
      last.withLock { $0 = progress.receivedBytes }
      wholes.withLock { _ = $0.insert(progress.totalBytes ?? -1) }
      return progress.file == "numbers"
    }
    #expect(fetched == ["numbers"])
    #expect(last.withLock { $0 } == 20_000 && wholes.withLock { $0 } == [20_000])
    try expectWhole()
    #expect(try fetch(server, "a") == [])
    #expect(server.requests == [.init(mirror: "a", from: 0)])
  }

  @Test("Gzip data are verified by what they hold")
  func gzip() throws {
    let server = try LoopbackServer(["a": .honest(storedGzip(Self.content))])
    try fetch(server, "a")
    #expect(try folder.bytes("new/numbers") == storedGzip(Self.content))
  }

  @Test("A broken connection is taken up where it broke")
  func breaking() throws {
    let server = try LoopbackServer(["a": .breaking(Self.content, after: 8000)])
    try fetch(server, "a")
    try expectWhole()
    #expect(server.requests.map(\.from) == [0, 8000, 16_000])
  }

  @Test("Another mirror goes on where the first one ended")
  func nextMirror() throws {
    try part(Self.content.prefix(5000))
    let server = try LoopbackServer(["a": .status(503), "b": .honest(Self.content)])
    try fetch(server, "a", "b")
    try expectWhole()
    #expect(server.requests == [.init(mirror: "a", from: 5000), .init(mirror: "b", from: 5000)])
  }

  @Test("A mirror that cannot resume sends everything")
  func withoutRanges() throws {
    try part(Self.content.prefix(5000))
    let server = try LoopbackServer(["a": .withoutRanges(Self.content)])
    try fetch(server, "a")
    try expectWhole()
  }

  @Test("A mirror that cannot resume and always breaks is given up")
  func breakingWithoutRanges() throws {
    let server = try LoopbackServer([
      "a": .breakingWithoutRanges(Self.content, after: 9000), "b": .honest(Self.content),
    ])
    try fetch(server, "a", "b")
    try expectWhole()
    #expect(server.requests.map(\.mirror) == ["a", "a", "b"])
  }

  @Test("A file that was complete but not renamed costs one request and no bytes")
  func complete() throws {
    try part(Self.content)
    let server = try LoopbackServer(["a": .honest(Self.content)])
    try fetch(server, "a")
    try expectWhole()
    #expect(server.requests.map(\.from) == [20_000])
  }

  @Test("A wrong beginning on disk is noticed and thrown away")
  func wrongPart() throws {
    try part([UInt8](repeating: 9, count: 700))
    let server = try LoopbackServer(["a": .honest(Self.content)])
    try fetch(server, "a")
    try expectWhole()
    #expect(server.requests.map(\.from) == [700, 0])
  }

  @Test(
    "Wrong answers are refused, and the next mirror is asked",
    arguments: [
      .status(404), .honest(content.reversed()), .honest(Array(content.dropLast())),
      .honest(content + [UInt8](repeating: 0, count: 100_000)), .honest([]), .wrongRange(content),
    ] as [LoopbackServer.Manner])
  func wrongAnswers(manner: LoopbackServer.Manner) throws {
    try part(Self.content.prefix(10))
    let server = try LoopbackServer(["a": manner, "b": .honest(Self.content)])
    let error = #expect(throws: DataError.self) { try fetch(server, "a") }
    guard case .downloadFailed("numbers", let reasons) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reasons.allSatisfy { $0.hasPrefix("127.0.0.1: ") } && !reasons.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: path))
    try fetch(server, "a", "b")
    try expectWhole()
  }

  @Test("A status is named in the sentence")
  func status() throws {
    let server = try LoopbackServer([:])
    #expect(
      throws: DataError.downloadFailed(
        file: "numbers", reasons: ["127.0.0.1: HTTP status 404"])
    ) { try fetch(server, "a") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new") == [])
  }

  @Test("A mirror that does not answer is a sentence")
  func unreachable() throws {
    let nowhere = try #require(URL(string: "http://127.0.0.1:1/"))
    let error = #expect(throws: DataError.self) {
      try Download(files: [Self.file], mirrors: [nowhere]).fetch(into: folder.path)
    }
    guard case .downloadFailed(_, let reasons) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reasons.count == 1)
  }

  @Test("A stopped download keeps what arrived and goes on later")
  func stopped() throws {
    let server = try LoopbackServer([
      "a": .breaking(Self.content, after: 3000), "b": .honest(Self.content),
    ])
    #expect(throws: DataError.downloadStopped(file: "numbers")) {
      try fetch(server, "a") { _ in false }
    }
    let kept = try folder.bytes("new/numbers.part")
    #expect(!kept.isEmpty && kept == Array(Self.content.prefix(kept.count)))
    try fetch(server, "b")
    try expectWhole()
    #expect(server.requests.last == .init(mirror: "b", from: kept.count))
  }

  @Test("A file with other content is neither taken for right nor replaced")
  func foreign() throws {
    try part([])
    _ = try folder.file("new/numbers", Array(Self.content.reversed()))
    let server = try LoopbackServer(["a": .honest(Self.content)])
    let error = #expect(throws: DataError.self) { try fetch(server, "a") }
    guard case .wrongContent(path, Self.digest, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try folder.bytes("new/numbers") == Self.content.reversed())
    #expect(server.requests.isEmpty)
  }

  @Test("MNIST is four files on two mirrors")
  func mnist() {
    #expect(Download.mnist.files.count == 4 && Download.mnist.mirrors.count == 2)
    #expect(Download.mnist.files.allSatisfy { $0.contentDigest.count == 64 })
    #expect(Download.mnist.mirrors.allSatisfy { $0.absoluteString.hasSuffix("/") })
  }
}
