import DistillData
import DistillNetworks
import Foundation
import Testing

@Suite("Run folders")
struct RunFolderTests {
  /// Runs `body` with the name of a folder that does not exist yet, inside one of its own.
  private func withPath(_ body: (String) throws -> Void) throws {
    let parent = NSTemporaryDirectory() + "distill-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try body(parent + "/run")
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func put(_ text: String, at path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func message(_ body: () throws -> Void) -> String {
    #expect(throws: FileError.self, performing: body)?.description ?? ""
  }

  private static let record = RunFolder.Record(
    commandLine: ["distill", "train", "a b"], kind: "network",
    recipe: .object([
      "epochs": .number(20), "schedule": .array([.number(0.1), .string("cosine")]),
      "dropout": .null, "nesterov": .bool(true),
    ]),
    seed: .max, digests: ["data": "ab12", "teacher": "cd34"], versions: ["distill": "1.0"],
    machine: .init(cpu: "some processor", threads: 2), precision: "float32",
    startedAt: Date(timeIntervalSince1970: 1_700_000_000))

  @Test("A new run is recorded at once, and refused to others once it is finished")
  func lifeCycle() throws {
    try withPath { path in
      #expect(try RunFolder.state(of: path) == .vacant)
      let folder = try RunFolder(path, for: Self.record)
      #expect(!folder.isResumed)
      #expect(try RunFolder.state(of: path) == .unfinished(Self.record))
      try folder.update(wallSeconds: 1.5)
      var record = Self.record
      record.wallSeconds = 1.5
      #expect(try RunFolder.Record(ofRunIn: path) == record)
      try folder.finish(wallSeconds: 2.5)
      record.wallSeconds = 2.5
      record.state = .finished
      #expect(try RunFolder.state(of: path) == .finished(record))
      let sentence =
        "\(path) already holds a finished run and will not be overwritten; "
        + "choose another folder or delete it."
      #expect(message { _ = try RunFolder(path, for: Self.record) } == sentence)
      #expect(message { try RunFolder.preflight(path, needing: 1) } == sentence)
    }
  }

  @Test("A run that diverged is recorded with its step, and not resumed")
  func diverged() throws {
    try withPath { path in
      let error = NetworkError.diverged(step: 12, epoch: 1, learningRate: 0.5, remedy: "try less")
      let folder = try RunFolder(path, for: Self.record)
      try folder.note(FileError.inUse(path: path), wallSeconds: 1)
      #expect(try RunFolder.state(of: path) == .unfinished(Self.record))
      try folder.note(error, wallSeconds: 1)
      let text = try String(contentsOfFile: path + "/run.json", encoding: .utf8)
      #expect(text.contains("\"state\" : \"diverged\"") && text.contains("\"step\" : 12"))
      #expect(try RunFolder.divergence(in: path, of: Self.record)?.error == error)
      var other = Self.record
      other.kind = "student"
      #expect(try RunFolder.divergence(in: path, of: other) == nil)
      #expect(
        message { _ = try RunFolder(path, for: other) }
          == "\(path) holds a run that diverged at step 12 and will not be overwritten; delete it, "
          + "which loses no network, or choose another folder.")
    }
  }

  @Test("run.json has the promised keys, the seed exact and the time in ISO 8601")
  func recordKeys() throws {
    try withPath { path in
      _ = try RunFolder(path, for: Self.record)
      let text = try String(contentsOfFile: path + "/run.json", encoding: .utf8)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(
        object.keys.sorted() == [
          "commandLine", "digests", "kind", "machine", "precision", "recipe", "seed", "sha256",
          "startedAt", "state", "versions", "wallSeconds",
        ])
      #expect(text.contains("\"seed\" : 18446744073709551615"))
      #expect(object["startedAt"] as? String == "2023-11-14T22:13:20Z")
      #expect(object["state"] as? String == "running")
      #expect((object["recipe"] as? [String: Any])?["epochs"] as? Int == 20)
    }
  }

  @Test("An unfinished run is resumed with its first record, and a kill's leavings are cleared")
  func resume() throws {
    try withPath { path in
      try RunFolder(path, for: Self.record).update(wallSeconds: 7)
      try put("half a model", at: path + "/.distill-1-0.partial")
      var again = Self.record
      again.commandLine = ["distill", "train", "again"]
      again.startedAt = Date(timeIntervalSince1970: 0)
      let folder = try RunFolder(path, for: again)
      #expect(folder.isResumed)
      #expect(folder.record.commandLine == Self.record.commandLine)
      #expect(folder.record.startedAt == Self.record.startedAt)
      #expect(folder.record.wallSeconds == 7)
      #expect(try names(in: path) == [".lock", "run.json"])
    }
  }

  private static let changes: [(String, @Sendable (inout RunFolder.Record) -> Void)] = [
    (
      "the seed was 18446744073709551615 when the run began and is 18446744073709551614 now",
      { $0.seed -= 1 }
    ),
    (
      "it is a run of kind “network”, and this command makes one of kind “student”",
      { $0.kind = "student" }
    ),
    (
      "the precision was float32 when the run began and is bfloat16 now",
      { $0.precision = "bfloat16" }
    ),
    ("the training examples are others", { $0.digests["data"] = "ab13" }),
    ("the teacher was given when the run began and is not now", { $0.digests["teacher"] = nil }),
    ("the student was not given when the run began and is now", { $0.digests["student"] = "ef" }),
    (
      "the recipe's `epochs` was 20 when the run began and is 21 now",
      {
        $0.recipe = .object([
          "epochs": .number(21), "schedule": .array([.number(0.1), .string("cosine")]),
          "dropout": .null, "nesterov": .bool(true),
        ])
      }
    ),
    (
      "the recipe's `schedule[0]` was 0.1 when the run began and is 0.2 now",
      {
        $0.recipe = .object([
          "epochs": .number(20), "schedule": .array([.number(0.2), .string("cosine")]),
          "dropout": .null, "nesterov": .bool(true),
        ])
      }
    ),
    ("its recipe was an object of 4 when the run began and is null now", { $0.recipe = .null }),
  ]

  @Test("A run is not resumed as another, and the first difference is named", arguments: changes)
  func mismatch(sentence: String, change: @Sendable (inout RunFolder.Record) -> Void) throws {
    try withPath { path in
      _ = try RunFolder(path, for: Self.record)
      let before = try Data(contentsOf: URL(fileURLWithPath: path + "/run.json"))
      var other = Self.record
      change(&other)
      let found = message { _ = try RunFolder(path, for: other) }
      #expect(found.contains(sentence), "\(found)")
      #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/run.json")) == before)
    }
  }

  @Test("A foreign folder or file is refused and left as it is")
  func foreign() throws {
    try withPath { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try put("mine", at: path + "/notes.txt")
      for path in [path, path + "/notes.txt"] {
        #expect(try RunFolder.state(of: path) == .foreign)
        let found = message { _ = try RunFolder(path, for: Self.record) }
        #expect(found.contains("holds something other than a run"), "\(found)")
      }
      #expect(try names(in: path) == ["notes.txt"])
    }
  }

  @Test("A folder in which a run was killed before its first file is vacant")
  func killedAtOnce() throws {
    try withPath { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try put("", at: path + "/.lock")
      try put("{", at: path + "/.distill-1-0.partial")
      #expect(try RunFolder.state(of: path) == .vacant)
      let folder = try RunFolder(path, for: Self.record)
      #expect(!folder.isResumed)
      #expect(try names(in: path) == [".lock", "run.json"])
    }
  }

  @Test("With any bit flipped a record is refused, or read as it was")
  func flippedRecord() throws {
    try withPath { path in
      _ = try RunFolder(path, for: Self.record)
      let file = path + "/run.json"
      let whole = try Data(contentsOf: URL(fileURLWithPath: file))
      let handle = try #require(FileHandle(forUpdatingAtPath: file))
      func put(_ byte: UInt8, at place: Int) throws {
        try handle.seek(toOffset: UInt64(place))
        try handle.write(contentsOf: Data([byte]))
      }
      var accepted = 0
      for bit in 0..<8 * whole.count {
        try put(whole[bit / 8] ^ 1 << (bit % 8), at: bit / 8)
        if let read = try? RunFolder.Record(ofRunIn: path) {
          accepted += 1
          #expect(read == Self.record)
        }
        try put(whole[bit / 8], at: bit / 8)
      }
      // Only another name of the checksum itself goes unnoticed.
      #expect(accepted < 8 * FileChecksum.member.utf8.count)
      #expect(try RunFolder.Record(ofRunIn: path) == Self.record)
    }
  }

  @Test("A record without a checksum, of an older version, is read")
  func oldRecord() throws {
    try withPath { path in
      _ = try RunFolder(path, for: Self.record)
      let file = path + "/run.json"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let lines = text.split(separator: "\n").filter { !$0.contains("\"sha256\"") }
      try put(lines.joined(separator: "\n"), at: file)
      #expect(try RunFolder.Record(ofRunIn: path) == Self.record)
      let edited = text.replacing("some processor", with: "some processes")
      try put(edited, at: file)
      let found = message { _ = try RunFolder.Record(ofRunIn: path) }
      #expect(found.contains("its checksum: expected content with the SHA-256"), "\(found)")
      #expect(found.contains("damaged or edited"), "\(found)")
    }
  }

  @Test("A checkpoint and temporary files beside a finished run are removed when it is opened")
  func tidied() throws {
    for opening in [
      { (path: String) in _ = try? RunFolder.preflight(path, needing: 1) },
      { path in _ = try? RunFolder.isFinished(path, as: Self.record) },
    ] {
      try withPath { path in
        let folder = try RunFolder(path, for: Self.record)
        try put("weights", at: path + "/checkpoint.safetensors")
        opening(path)
        // The run is unfinished, and its process lives.
        #expect(try names(in: path).contains("checkpoint.safetensors"))
        try folder.finish(wallSeconds: 1)
        opening(path)
        #expect(try names(in: path).contains("checkpoint.safetensors"))
        _ = consume folder
        try put("half a page", at: path + "/.distill-1-0.partial")
        opening(path)
        #expect(try names(in: path) == [".lock", "run.json"])
      }
    }
  }

  @Test("A damaged record is refused wherever it breaks off")
  func damagedRecord() throws {
    try withPath { path in
      _ = try RunFolder(path, for: Self.record)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path + "/run.json"))
      // Foundation flushes each file it writes, so not every place is tried.
      for count in stride(from: 0, to: whole.count, by: 11) {
        try whole.prefix(count).write(to: URL(fileURLWithPath: path + "/run.json"))
        let found = message { _ = try RunFolder(path, for: Self.record) }
        #expect(found.hasPrefix(path + "/run.json, its c"), "\(found)")
      }
      try put(String(repeating: "[", count: 1 << 20), at: path + "/run.json")
      #expect(message { _ = try RunFolder.state(of: path) }.contains("record of a run"))
      try put(String(repeating: " ", count: 1 << 20 + 1), at: path + "/run.json")
      #expect(message { _ = try RunFolder.state(of: path) }.contains("at most 1048576 bytes"))
    }
  }

  @Test("Only one at a time works in a folder")
  func lock() throws {
    try withPath { path in
      let folder = try RunFolder(path, for: Self.record)
      #expect(throws: FileError.inUse(path: path)) { try RunFolder(path, for: Self.record) }
      // Uses the first to the end, so that it is not gone before.
      try folder.update(wallSeconds: 1)
    }
  }

  @Test("A missing parent is named, with the command that makes it")
  func missingParent() throws {
    try withPath { path in
      let sentence = "\(path) does not exist; make it with mkdir -p \(path)."
      #expect(message { _ = try RunFolder(path + "/run", for: Self.record) } == sentence)
      #expect(message { try RunFolder.preflight(path + "/run", needing: 1) } == sentence)
    }
  }

  @Test("A preflight check leaves nothing behind, and refuses what the disk has no room for")
  func preflight() throws {
    try withPath { path in
      let parent = OpenFile.folder(of: path)
      try RunFolder.preflight(path, needing: 1000)
      #expect(try names(in: parent) == [])
      #expect(message { try RunFolder.preflight(path, needing: .max) }.contains("more bytes"))
      #expect(try names(in: parent) == [])
      _ = try RunFolder(path, for: Self.record)
      try RunFolder.preflight(path, needing: 1000)
      #expect(try names(in: path) == [".lock", "run.json"])
    }
  }

  @Test(
    "A read-only parent is refused before training",
    .enabled(if: getuid() != 0, "permissions do not bind the superuser"))
  func readOnly() throws {
    try withPath { path in
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o500], ofItemAtPath: OpenFile.folder(of: path))
      #expect(message { try RunFolder.preflight(path, needing: 1) }.contains("cannot be written"))
      #expect(message { _ = try RunFolder(path, for: Self.record) }.contains("cannot be written"))
    }
  }

  @Test("A recipe of any type becomes a value and comes back")
  func values() throws {
    struct Recipe: Codable, Equatable {
      var rate = 0.1
      var epochs = 20
      var nesterov = true
      var warmUp: Int?
      var layers = [784, 10]
      var name = "é"
    }
    let value = try RunFolder.Value(encoding: Recipe())
    #expect(
      value
        == .object([
          "rate": .number(0.1), "epochs": .number(20), "nesterov": .bool(true),
          "layers": .array([.number(784), .number(10)]), "name": .string("é"),
        ]))
    let back = try JSONDecoder().decode(Recipe.self, from: JSONEncoder().encode(value))
    #expect(back == Recipe())
    let null = try JSONDecoder().decode(RunFolder.Value.self, from: Data("[null]".utf8))
    #expect(null == .array([.null]))
  }
}
