import Foundation
import Testing

/// Disks that are full or read-only, for which a small one is made in memory: where the tests may not
/// do that, because they do not run as root on Linux, they are skipped.
@Suite("Disks", .enabled(if: SmallDisk.isPossible, "only root on Linux can make a small disk"))
struct DiskTests {
  // First, because it must be gone before the folder that it is in.
  private let disk: SmallDisk
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop(epochs: 2)
    try workshop.draw()
    disk = try SmallDisk(at: workshop.folder.path(of: "disk"), kilobytes: 3000)
  }

  @Test("Too little room is found out before the first step")
  func preflight() throws {
    try workshop.train()
    try workshop.folder.write([UInt8](repeating: 0, count: 1_500_000), to: "disk/filler")
    let specialize = ["specialize", "r", "t", "d", "disk/p", "--clusters", "3", "--quiet"]
    // Room for one network, and not for four.
    try workshop.expectRefusal(
      specialize, code: 1, saying: ["disk/p needs", "bytes", "free", "free space"])
    try workshop.folder.write([UInt8](repeating: 0, count: 2_500_000), to: "disk/filler")
    for command in [["train", "r", "d", "disk/t"], specialize] {
      try workshop.expectRefusal(
        command, code: 1, saying: ["disk/", " needs", "bytes", "free", "free space"])
    }
  }

  @Test("A disk that fills during a run: a sentence, and the same bits once there is room")
  func fills() throws {
    let folder = workshop.folder
    let options = ["--epochs", "3000"]
    let process = try Command(["train", "r", "d", "disk/t"] + options, in: folder.path)
    try process.waitUntil { (try? folder.bytes("disk/t/metrics.jsonl").isEmpty) == false }
    // Every page that is left, however many the run takes meanwhile.
    _ = try? folder.write([UInt8](repeating: 0, count: 2_000_000), to: "disk/filler1")
    var place = 2
    while (try? folder.write([UInt8](repeating: 0, count: 4096), to: "disk/filler\(place)")) != nil
    {
      place += 1
    }
    let result = try process.result()
    #expect(result.code == 1)
    #expect(result.errors.contains("disk/t/metrics.jsonl needs"), "\(result.errors)")
    #expect(result.errors.contains("free space"))
    #expect(!folder.exists("disk/t/model.safetensors"))

    for name in try folder.names(in: "disk") where name != "t" { try folder.remove("disk/\(name)") }
    try workshop.train("disk/t", options: options)
    try workshop.train("t", options: options)
    for file in ["model.safetensors", "metrics.jsonl"] {
      #expect(try folder.bytes("disk/t/\(file)") == folder.bytes("t/\(file)"))
    }
  }

  @Test("A read-only disk")
  func readOnly() throws {
    try workshop.train("disk/t")
    try disk.makeReadOnly()
    for command in [
      ["train", "r", "d", "disk/u"], ["soften", "disk/t", "d", "disk/s"],
      ["specialize", "r", "disk/t", "d", "disk/p", "--clusters", "3"],
      ["evaluate", "d", "disk/t"],
      ["draw", "disk/d", "--train", "9", "--test", "9", "--seed", "1"],
    ] {
      try workshop.expectRefusal(command, code: 1, saying: ["disk/", "cannot be written"])
    }
    try workshop.run("evaluate", "d", "disk/t", "--report", "page.html")
  }
}

/// A disk of a given size in memory, mounted until the value goes.
final class SmallDisk: Sendable {
  private let path: String

  /// Whether this process may mount.
  static let isPossible: Bool = {
    #if os(Linux)
      guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
      return (try? SmallDisk(at: folder.path(of: "disk"), kilobytes: 100)) != nil
    #else
      return false
    #endif
  }()

  init(at path: String, kilobytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Self.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path)
  }

  deinit {
    try? Self.run("umount", path)
  }

  func makeReadOnly() throws {
    try Self.run("mount", "-o", "remount,ro", path)
  }

  private static func run(_ arguments: String...) throws {
    let process = try Process.run(
      URL(fileURLWithPath: "/usr/bin/env"), arguments: arguments)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteNoPermission) }
  }
}
