import DistillData
import DistillNetworks
import Foundation
import Testing

@Suite("Metrics of a run")
struct RunFolderMetricsTests {
  private struct Entry: Codable, Equatable {
    var step = 0
    var loss: Double
  }

  /// Runs `body` with the folder of a new run.
  private func withFolder(_ body: (RunFolder) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "distill-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let record = RunFolder.Record(
      commandLine: [], kind: "network", recipe: .null, seed: 1, digests: [:], versions: [:],
      machine: .init(cpu: "", threads: 1), precision: "float32")
    try body(try RunFolder(path, for: record))
  }

  private func text(of folder: RunFolder) throws -> String {
    try String(contentsOfFile: folder.path(of: "metrics.jsonl"), encoding: .utf8)
  }

  private func put(_ text: String, in folder: RunFolder) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path(of: "metrics.jsonl")))
  }

  @Test("Each entry is a line with its step, and is there as soon as it is appended")
  func append() throws {
    try withFolder { folder in
      let metrics = try folder.openMetrics(after: nil)
      try metrics.append(["loss": 0.5], at: 1)
      #expect(try text(of: folder) == "{\"loss\":0.5,\"step\":1}\n")
      try metrics.append(["loss": 0.25, "rate": 0.1], at: 2)
      #expect(
        try text(of: folder)
          == "{\"loss\":0.5,\"step\":1}\n{\"loss\":0.25,\"rate\":0.1,\"step\":2}\n")
      let entries = try RunFolder.metrics(in: folder.path, as: Entry.self)
      #expect(entries == [Entry(step: 1, loss: 0.5), Entry(step: 2, loss: 0.25)])
    }
  }

  @Test("Numbers that JSON lacks are written as texts and read back")
  func nonFinite() throws {
    try withFolder { folder in
      let metrics = try folder.openMetrics(after: nil)
      try metrics.append(["loss": Double.infinity], at: 1)
      try metrics.append(["loss": -Double.infinity], at: 2)
      try metrics.append(["loss": Double.nan], at: 3)
      let losses = try RunFolder.metrics(in: folder.path, as: Entry.self).map(\.loss)
      #expect(losses[0] == .infinity && losses[1] == -.infinity && losses[2].isNaN)
    }
  }

  /// Steps 1, 2, 2, 4, then a torn line.
  private let log = "{\"step\":1}\n{\"step\":2}\n{\"a\":0,\"step\":2}\n{\"step\":4}\n{\"step\":5"

  @Test(
    "Resuming keeps the lines up to the checkpoint's step and no torn one",
    arguments: [(nil, 0), (0, 0), (1, 1), (2, 3), (3, 3), (4, 4), (9, 4)] as [(Int?, Int)])
  func resume(step: Int?, kept: Int) throws {
    try withFolder { folder in
      try put(log, in: folder)
      let metrics = try folder.openMetrics(after: step)
      let lines = log.split(separator: "\n").prefix(kept).map { $0 + "\n" }.joined()
      #expect(try text(of: folder) == lines)
      try metrics.append(["b": 1], at: 10)
      #expect(try text(of: folder) == lines + "{\"b\":1,\"step\":10}\n")
    }
  }

  @Test("A log cut off anywhere keeps its whole lines")
  func torn() throws {
    try withFolder { folder in
      for count in 0...log.utf8.count {
        let start = String(log.prefix(count))
        try put(start, in: folder)
        _ = try folder.openMetrics(after: 9)
        let whole = start.lastIndex(of: "\n").map { String(start[...$0]) } ?? ""
        #expect(try text(of: folder) == whole)
      }
    }
  }

  @Test("A whole line that is not a measurement is named, and the log left as it is")
  func damaged() throws {
    try withFolder { folder in
      let damaged = "{\"step\":1}\n{\"step\":x}\n{\"step\":3}\n"
      try put(damaged, in: folder)
      let error = #expect(throws: FileError.self) { try folder.openMetrics(after: 3) }
      #expect(error?.description.contains("line 2: expected a measurement with its step") == true)
      #expect(try text(of: folder) == damaged)
    }
  }

  @Test("The log of a finished run is checked against the digest in its record")
  func altered() throws {
    try withFolder { folder in
      let metrics = try folder.openMetrics(after: nil)
      try metrics.append(["loss": 0.5], at: 1)
      // Of an unfinished run there is no digest yet.
      try put("{\"loss\":0.6,\"step\":1}\n", in: folder)
      _ = try RunFolder.metrics(in: folder.path, as: Entry.self)
      try folder.finish(wallSeconds: 1)
      _ = try RunFolder.metrics(in: folder.path, as: Entry.self)
      try put("{\"loss\":0.7,\"step\":1}\n", in: folder)
      let error = #expect(throws: FileError.self) {
        try RunFolder.metrics(in: folder.path, as: Entry.self)
      }
      #expect(error?.description.contains("damaged or edited") == true)
    }
  }

  @Test(
    "A full disk is reported with the bytes that did not fit",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full here"))
  func full() throws {
    try withFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(of: "metrics.jsonl"), withDestinationPath: "/dev/full")
      let metrics = try folder.openMetrics(after: nil)
      let error = #expect(throws: FileError.self) { try metrics.append(["a": 1], at: 1) }
      // {"a":1,"step":1} and its newline.
      guard case .diskFull(_, 17, _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }
}
