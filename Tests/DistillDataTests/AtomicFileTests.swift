import DistillData
import Foundation
import Testing

@Suite("Atomic files")
struct AtomicFileTests {
  /// Runs `body` with a fresh folder that is removed afterwards.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "distill-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private struct Broken: Error {}

  private func write(_ bytes: [UInt8], to file: inout AtomicFile) throws {
    try file.write(bytes.span.bytes)
  }

  @Test("A file appears with the bytes that were written", arguments: [0, 1, 4096, 3_000_000])
  func roundTrip(count: Int) throws {
    try withFolder { folder in
      let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      try AtomicFile.write(Data("old".utf8), to: folder + "/a")
      try AtomicFile.write(data, to: folder + "/a")
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/a")) == data)
      #expect(try names(in: folder) == ["a"])
    }
  }

  @Test("Pieces follow each other, and nothing is visible before the commit")
  func pieces() throws {
    try withFolder { folder in
      var file = try AtomicFile(replacing: folder + "/a")
      try write([1, 2], to: &file)
      try write([], to: &file)
      #expect(!FileManager.default.fileExists(atPath: folder + "/a"))
      try write([3], to: &file)
      try file.commit()
      let wanted = Data([1, 2, 3])
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/a")) == wanted)
    }
  }

  @Test("An error before the commit leaves the old file and no temporary file")
  func abandoned() throws {
    try withFolder { folder in
      try AtomicFile.write(Data("old".utf8), to: folder + "/a")
      #expect(throws: Broken.self) {
        var file = try AtomicFile(replacing: folder + "/a")
        try write([1, 2], to: &file)
        #expect(try names(in: folder).count == 2)
        throw Broken()
      }
      #expect(try names(in: folder) == ["a"])
      #expect(try String(contentsOfFile: folder + "/a", encoding: .utf8) == "old")
    }
  }

  @Test("Files of one folder can be written in parallel")
  func sideBySide() throws {
    try withFolder { folder in
      var first = try AtomicFile(replacing: folder + "/a")
      var second = try AtomicFile(replacing: folder + "/b")
      try write([1], to: &first)
      try write([2], to: &second)
      try first.commit()
      try second.commit()
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/a")) == Data([1]))
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/b")) == Data([2]))
    }
  }

  @Test("Temporary files of dead processes are removed, those being written and other files stay")
  func leftovers() throws {
    try withFolder { folder in
      // Process 1 always lives: a process identifier is used again and proves nothing.
      for name in [".distill-1-0.partial", ".distill-99999999-3.partial", "a", ".distill-x"] {
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      }
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/.distill-2-0.partial", withDestinationPath: "a")
      var file = try AtomicFile(replacing: folder + "/b")
      try write([1], to: &file)
      AtomicFile.removeLeftovers(in: folder)
      AtomicFile.removeLeftovers(in: folder + "/none")
      #expect(
        try names(in: folder)
          == [".distill-\(getpid())-0.partial", ".distill-2-0.partial", ".distill-x", "a"].sorted())
      try file.commit()
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/b")) == Data([1]))
    }
  }

  @Test("A probe leaves nothing, and refuses a folder that is missing or too full")
  func probe() throws {
    try withFolder { folder in
      try AtomicFile.probe(folder, byteCount: 1000, named: "run")
      let error = #expect(throws: FileError.self) {
        try AtomicFile.probe(folder, byteCount: .max, named: "run")
      }
      #expect(error?.description.hasPrefix("run needs") == true)
      #expect(throws: FileError.self) {
        try AtomicFile.probe(folder + "/none", byteCount: 1, named: "run")
      }
      #expect(try names(in: folder) == [])
    }
  }

  @Test("Bytes written before can be replaced, and writing goes on at the end")
  func overwriting() throws {
    try withFolder { folder in
      var file = try AtomicFile(replacing: folder + "/a")
      try write([1, 2, 3], to: &file)
      let bytes: [UInt8] = [9]
      try file.overwrite(bytes.span.bytes, at: 1)
      try write([4], to: &file)
      try file.commit()
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/a")) == Data([1, 9, 3, 4]))
    }
  }

  @Test(
    "The folder around a path is found, however short the name",
    arguments: [
      ("u", "."), ("/u", "/"), ("a/b", "a"), ("/a/b/", "/a"), ("a//", "."), ("/", "/"), ("", "."),
      ("./a", "."), ("../a", ".."),
    ])
  func folder(path: String, folder: String) {
    #expect(OpenFile.folder(of: path) == folder)
  }

  @Test("A missing folder is named, with the command that makes it")
  func missingFolder() throws {
    try withFolder { folder in
      let error = #expect(throws: FileError.self) {
        try AtomicFile.write(Data(), to: folder + "/no/a")
      }
      #expect(
        error?.description == "\(folder)/no does not exist; make it with mkdir -p \(folder)/no.")
    }
  }

  @Test("A folder or a device is never replaced")
  func notAFile() throws {
    try withFolder { folder in
      for path in [folder, "/dev/null"] {
        let error = #expect(throws: FileError.self) { try AtomicFile.write(Data(), to: path) }
        #expect(error?.description.contains("not a file") == true)
      }
    }
  }

  @Test("More bytes than the free space of the disk are refused before the first is written")
  func tooLarge() throws {
    try withFolder { folder in
      let error = #expect(throws: FileError.self) {
        _ = try AtomicFile(replacing: folder + "/a", byteCount: Int.max)
      }
      guard case .diskFull(_, Int.max, let free) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(free > 0)
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test(
    "A full disk has an error of its own, with the bytes that did not fit",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full here"))
  func full() throws {
    let file = try OpenFile("/dev/full", for: .appending)
    let bytes = [UInt8](repeating: 7, count: 100)
    let error = #expect(throws: FileError.self) {
      try file.write(bytes.span.bytes)
    }
    guard case .diskFull("/dev/full", 100, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("needs 100 more bytes") == true)
  }

  @Test(
    "A read-only folder is refused",
    .enabled(if: getuid() != 0, "permissions do not bind the superuser"))
  func readOnly() throws {
    try withFolder { folder in
      try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
      let error = #expect(throws: FileError.self) {
        try AtomicFile.write(Data(), to: folder + "/a")
      }
      #expect(error?.description.contains("cannot be written") == true)
    }
  }
}
