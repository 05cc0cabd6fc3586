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

  @Test("Gzip data are verified by their content")
  func gzip() throws {
    let server = try LoopbackServer(["a": .honest(storedGzip(Self.content))])
    try fetch(server, "a")
    #expect(try folder.bytes("new/numbers") == storedGzip(Self.content))
  }

  @Test("A broken download is continued where it broke")
  func breaking() throws {
    let server = try LoopbackServer(["a": .breaking(Self.content, after: 8000)])
    try fetch(server, "a")
    try expectWhole()
    #expect(server.requests.map(\.from) == [0, 8000, 16_000])
  }

  @Test("Another mirror continues where the first one ended")
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

  @Test("Wrong first bytes on disk are found and discarded")
  func wrongPart() throws {
    try part([UInt8](repeating: 9, count: 700))
    let server = try LoopbackServer(["a": .honest(Self.content)])
    try fetch(server, "a")
    try expectWhole()
    #expect(server.requests.map(\.from) == [700, 0])
  }

  @Test(
    "Wrong answers are refused, and the next mirror is tried",
    arguments: [
      .status(404), .honest(content.reversed()), .honest(Array(content.dropLast())),
      .honest(content + [UInt8](repeating: 0, count: 100_000)), .honest([]), .wrongRange(content),
    ] as [LoopbackServer.Manner])
  func wrongAnswers(manner: LoopbackServer.Manner) throws {
    try part(Self.content.prefix(10))
    let server = try LoopbackServer(["a": manner, "b": .honest(Self.content)])
    let error = #expect(throws: DataError.self) { try fetch(server, "a") }
    guard case .downloadFailed("numbers", let reasons, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reasons.allSatisfy { $0.hasPrefix("127.0.0.1: ") } && !reasons.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: path))
    try fetch(server, "a", "b")
    try expectWhole()
  }

  @Test("The error names the HTTP status")
  func status() throws {
    let server = try LoopbackServer([:])
    #expect(
      throws: DataError.downloadFailed(
        file: "numbers", reasons: ["127.0.0.1: HTTP status 404"])
    ) { try fetch(server, "a") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new") == [])
  }

  @Test(
    "A mirror that sends a byte now and then is given up, and the next one is tried",
    arguments: [.dripping(content), .drippingHead] as [LoopbackServer.Manner])
  func dripping(manner: LoopbackServer.Manner) throws {
    let server = try LoopbackServer(["a": manner, "b": .status(404)])
    let error = #expect(throws: DataError.self) {
      try Download(
        files: [Self.file], mirrors: [try server.url("a"), try server.url("b")], patience: 1
      ).fetch(into: folder.path)
    }
    guard case .downloadFailed(_, let reasons, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reasons.count == 2 && reasons[0].contains("bytes in 1 seconds, expected at least 1000"))
    #expect(server.requests.map(\.mirror) == ["a", "b"])
  }

  @Test("An answer that never ends is refused as soon as it is longer than the file can be")
  func endless() throws {
    let file = Download.File(
      name: "numbers", contentDigest: Self.digest, contentSize: 50_000_000, gzipSize: 20_000)
    let server = try LoopbackServer([
      "a": .endless([0x1F, 0x8B, 8, 0]), "b": .announcing(60_000_000),
    ])
    for (mirror, words) in [("a", "more than 29096 bytes"), ("b", "has 60000000 bytes")] {
      let error = #expect(throws: DataError.self) {
        try Download(files: [file], mirrors: [try server.url(mirror)]).fetch(into: folder.path)
      }
      guard case .downloadFailed(_, let reasons, let kept) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reasons.count == 1 && reasons[0].contains(words))
      #expect(kept <= 29_096)
    }
  }

  @Test("An empty answer is reported as that, and nothing is kept")
  func emptyAnswer() throws {
    let server = try LoopbackServer(["a": .withoutRanges([])])
    let error = DataError.downloadFailed(
      file: "numbers", reasons: ["127.0.0.1: an empty answer"], keptBytes: 0)
    #expect(throws: error) { try fetch(server, "a") }
    #expect(error.description.hasSuffix("Nothing is kept; try again later or use another mirror."))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new") == [])
  }

  @Test("What is kept is reported where something is, and no sentence ends twice")
  func kept() throws {
    let server = try LoopbackServer([
      "a": .breakingWithoutRanges(Self.content, after: 9000), "b": .honest(Self.content.reversed()),
    ])
    let broken = #expect(throws: DataError.self) { try fetch(server, "a") }
    guard case .downloadFailed(_, let reasons, 9000) = broken else {
      Issue.record("\(String(describing: broken))")
      return
    }
    #expect(reasons.count == 1 && reasons[0].hasSuffix("(attempt 2)"))
    #expect(broken?.description.contains("The 9000 bytes received are kept") == true)
    #expect(try folder.bytes("new/numbers.part").count == 9000)
    let wrong = #expect(throws: DataError.self) { try fetch(server, "b") }
    guard case .downloadFailed(_, _, 0) = wrong else {
      Issue.record("\(String(describing: wrong))")
      return
    }
    for error in [broken, wrong] {
      let sentence = error?.description ?? ""
      #expect(!sentence.contains("..") && !sentence.contains(".;"), "\(sentence)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new") == [])
  }

  @Test("A mirror that does not answer gives an error with its reason")
  func unreachable() throws {
    let nowhere = try #require(URL(string: "http://127.0.0.1:1/"))
    let error = #expect(throws: DataError.self) {
      try Download(files: [Self.file], mirrors: [nowhere]).fetch(into: folder.path)
    }
    guard case .downloadFailed(_, let reasons, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reasons.count == 1)
  }

  @Test("A stopped download keeps the bytes received and continues later")
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

  @Test("A file with other content is neither accepted nor replaced")
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
