import DistillData
import DistillTensors
import Foundation
import Testing

/// Runs that are killed and stopped end with the bits of one that was not.
@Suite("Exact resume")
struct ResumeTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop(epochs: 120)
    try workshop.draw()
  }

  @Test("Training", arguments: [1, 2])
  func train(threads: Int) throws {
    try expectExactResume(
      ["train", "r", "d"], ["--threads", "\(threads)"],
      files: ["model.safetensors", "metrics.jsonl"], seed: UInt64(threads))
  }

  @Test("An ensemble", arguments: [1, 2])
  func ensemble(threads: Int) throws {
    try expectExactResume(
      ["train", "r", "d"], ["--members", "2", "--threads", "\(threads)", "--epochs", "60"],
      folders: ["member-1", "member-2"],
      files: (1...2).flatMap {
        ["member-\($0)/model.safetensors", "member-\($0)/metrics.jsonl"]
      }, seed: UInt64(10 + threads))
  }

  @Test("Labelling, which is repeated from its start", arguments: [1, 2])
  func soften(threads: Int) throws {
    let folder = workshop.folder
    try workshop.train("t", options: ["--members", "3", "--epochs", "1"])
    let command = ["soften", "t", "d"]
    let options = ["--threads", "\(threads)"]
    try workshop.run("soften", "t", "d", "whole", "--threads", "\(threads)")
    for awaited in [nil, ".lock", "run.json"] {
      let process = try Command(command + ["broken"] + options, in: folder.path)
      _ = process.waits(until: { awaited.map { folder.exists("broken/\($0)") } ?? true })
      process.send(SIGKILL)
      let result = try process.result()
      // It may have ended before the signal came, but not before its first instruction.
      #expect(
        result.code == -SIGKILL || awaited != nil && result.code == 0, "\(result.errors)")
      if result.code == 0 {
        try expectSame(["targets.safetensors"])
        try folder.remove("broken")
      }
    }
    let last = try Command(command + ["broken"] + options, in: folder.path).result()
    #expect(last.code == 0 || last.errors.contains("already holds a finished run"))
    try expectSame(["targets.safetensors"])
    #expect(try folder.names(in: "broken") == [".lock", "run.json", "targets.safetensors"])
  }

  @Test("Teaching", arguments: [1, 2])
  func teach(threads: Int) throws {
    try workshop.train("t", options: ["--epochs", "1"])
    try workshop.run("soften", "t", "d", "s")
    try expectExactResume(
      ["teach", "r", "s", "d"],
      ["--temperature", "4", "--hard-weight", "0.1", "--threads", "\(threads)"],
      files: ["model.safetensors", "metrics.jsonl"], seed: UInt64(30 + threads))
  }

  @Test("Teaching by a teacher that is evaluated in every step")
  func teachOnTheFly() throws {
    try workshop.train("t", options: ["--members", "2", "--epochs", "1"])
    try expectExactResume(
      ["teach", "r", "t", "d"],
      ["--temperature", "4", "--hard-weight", "0.1", "--threads", "2", "--epochs", "60"],
      files: ["model.safetensors", "metrics.jsonl"], seed: 33)
  }

  @Test("A panel", arguments: [1, 2])
  func specialize(threads: Int) throws {
    try workshop.train("t", options: ["--epochs", "1"])
    try expectExactResume(
      ["specialize", "r", "t", "d"],
      ["--clusters", "3", "--threads", "\(threads)", "--epochs", "60"],
      folders: (1...3).map { "specialist-\($0)" },
      files: ["panel.json", "generalist.safetensors"]
        + (1...3).flatMap {
          ["specialist-\($0)/model.safetensors", "specialist-\($0)/metrics.jsonl"]
        }, seed: UInt64(40 + threads))
  }

  /// Kills and stops a run several times, each time after it made progress that a checkpoint holds, and
  /// lets it end: the outcome is that of a run that was not disturbed.
  ///
  /// - Parameter folders: The run folders that have checkpoints, relative to the run's own.
  private func expectExactResume(
    _ command: [String], _ options: [String], folders: [String] = ["."], files: [String],
    seed: UInt64
  ) throws {
    let folder = workshop.folder
    let undisturbed = try Command(command + ["whole"] + options, in: folder.path).result()
    try #require(undisturbed.code == 0, "\(undisturbed.errors)")

    var stream = RandomStream(seed: seed, purpose: .sampling)
    var (kills, attempts) = (0, 0)
    while kills < 4 {
      attempts += 1
      try #require(attempts < 40, "the run always ends before the signal")
      let before = progress(of: "broken", folders)
      let process = try Command(
        command + ["broken"] + options + ["--checkpoint-seconds", "0"], in: folder.path)
      let target = before + 1 + Int(20 * stream.uniform())
      var least = Int.max
      let isAlive = process.waits(until: {
        let now = progress(of: "broken", folders)
        least = min(least, now)
        return now >= target
      })
      let signal = kills % 3 == 1 ? SIGINT : SIGKILL
      process.send(signal)
      let result = try process.result()
      guard isAlive, result.code != 0 else {
        // It ended before the signal came; the next attempts are those of another run.
        try #require(result.code == 0, "\(result.errors)")
        try expectSame(files)
        try folder.remove("broken")
        continue
      }
      // The signal hit a run that had a checkpoint beyond the one that it continued from.
      #expect(result.code == (signal == SIGINT ? 130 : -SIGKILL), "\(result.errors)")
      #expect(least >= before, "a resumed run begins where its checkpoint is")
      #expect(progress(of: "broken", folders) >= target)
      kills += 1
    }
    try expectCheckpointIsRead(command, options, folders)
    let last = try Command(command + ["broken"] + options, in: folder.path).result()
    #expect(last.code == 0, "\(last.errors)")
    try expectSame(files)
    for inner in folders {
      let names = try folder.names(in: "broken/\(inner)")
      #expect(!names.contains { $0.hasSuffix(".partial") || $0 == "checkpoint.safetensors" })
    }
  }

  private func expectSame(_ files: [String]) throws {
    for file in files {
      #expect(
        try workshop.folder.bytes("broken/\(file)") == workshop.folder.bytes("whole/\(file)"),
        "\(file) differs")
    }
  }

  /// The steps that the run's checkpoints hold, all together; a finished part counts more than any
  /// unfinished one.
  private func progress(of run: String, _ folders: [String]) -> Int {
    folders.reduce(0) { sum, inner in
      let own = workshop.folder.path(of: "\(run)/\(inner)")
      if FileManager.default.fileExists(atPath: "\(own)/model.safetensors") {
        return sum + 1_000_000
      }
      let file = try? Safetensors(path: "\(own)/checkpoint.safetensors")
      return sum + (file?.metadata["step"].flatMap { Int($0) } ?? 0)
    }
  }

  /// A copy of the run whose checkpoint is damaged is refused: the command does read it.
  private func expectCheckpointIsRead(
    _ command: [String], _ options: [String], _ folders: [String]
  ) throws {
    let folder = workshop.folder
    try folder.copy("broken", to: "copy")
    let file = try #require(
      folders.map { "copy/\($0)/checkpoint.safetensors" }.first { folder.exists($0) })
    var bytes = try folder.bytes(file)
    bytes[bytes.count - 5] ^= 1
    try folder.write(bytes, to: file)
    let result = try Command(command + ["copy"] + options, in: folder.path).result()
    #expect(result.code == 65)
    #expect(
      result.errors.contains("checkpoint.safetensors, its checksum: expected content with the"),
      "\(result.errors)")
    #expect(result.errors.contains("delete it, and the run starts again from its first step"))
  }

  @Test("A finished run that is given again loses the checkpoint that a kill left beside it")
  func leftBehind() throws {
    let folder = workshop.folder
    try workshop.train("u", options: ["--epochs", "2"])
    try folder.write("weights", to: "u/checkpoint.safetensors")
    let result = try Command.run("train", "r", "d", "u", "--epochs", "2", in: folder.path)
    #expect(result.code == 1)
    #expect(
      result.errors
        == "distill: u already holds a finished run and will not be overwritten; choose another folder "
        + "or delete it.\n")
    #expect(
      try folder.names(in: "u") == [".lock", "metrics.jsonl", "model.safetensors", "run.json"])
  }

  @Test("A run that diverged is refused as such by every command")
  func diverged() throws {
    let folder = workshop.folder
    try folder.write(
      try folder.text("r").replacingOccurrences(
        of: "learningRate: 0.05", with: "learningRate: 1000000"),
      to: "wild")
    let first = try Command.run("train", "wild", "d", "u", in: folder.path)
    #expect(first.code == 1 && first.errors.contains("Training diverged at step"))
    #expect(try folder.text("u/run.json").contains("\"state\" : \"diverged\""))
    try workshop.expectRefusal(
      ["evaluate", "d", "u"], code: 65, saying: ["u", "one that diverged", "another folder"])
    for recipe in ["r", "wild"] {
      try workshop.expectRefusal(
        ["train", recipe, "d", "u"], code: 1,
        saying: ["u holds a run that diverged", "or choose another folder"])
    }
  }

  @Test("--checkpoint-seconds is a number from 0")
  func checkpointSeconds() throws {
    for value in ["-1", "inf", "nan"] {
      try workshop.expectRefusal(
        ["train", "r", "d", "u", "--checkpoint-seconds=\(value)"], code: 64,
        saying: ["--checkpoint-seconds"])
    }
  }

  @Test("Control-C and a polite request to end save a checkpoint", arguments: [SIGINT, SIGTERM])
  func interrupt(signal: Int32) throws {
    let folder = workshop.folder
    let options = ["--epochs", "1000"]
    let process = try Command(["train", "r", "d", "u"] + options, in: folder.path)
    try process.waitUntil { (try? folder.text("u/metrics.jsonl").contains("\n")) == true }
    process.send(signal)
    let result = try process.result()
    #expect(result.code == 130)
    #expect(result.errors.contains("stopped and saved; give the same command again to resume"))
    #expect(folder.exists("u/checkpoint.safetensors"))
    #expect(!folder.exists("u/model.safetensors"))

    // Neither a teacher, nor another run.
    try workshop.expectRefusal(
      ["evaluate", "d", "u"], code: 65, saying: ["u", "expected a finished run", "again"])
    try workshop.expectRefusal(
      ["soften", "u", "d", "s"], code: 65, saying: ["u", "expected a finished run", "again"])
    try workshop.expectRefusal(
      ["train", "r", "d", "u", "--seed", "8"] + options, code: 65,
      saying: [
        "u holds another run: the seed was 7 when the run began and is 8 now; give --seed 7",
        "choose another folder",
      ])

    try workshop.train("u", options: options)
    try workshop.train("whole", options: options)
    for file in ["model.safetensors", "metrics.jsonl"] {
      #expect(try folder.bytes("u/\(file)") == folder.bytes("whole/\(file)"))
    }
    #expect(!folder.exists("u/checkpoint.safetensors"))
  }

  @Test("Control-C stops a quick run of many members without beginning those that wait")
  func interruptedEnsemble() throws {
    let folder = workshop.folder
    let process = try Command(
      ["train", "r", "d", "u", "--members", "1000", "--threads", "2"], in: folder.path)
    try process.waitUntil { folder.exists("u/member-1/metrics.jsonl") }
    process.send(SIGINT)
    #expect(try process.result().code == 130)
    #expect(try folder.names(in: "u").count < 500)
  }

  @Test("Two processes do not train into one folder")
  func inUse() throws {
    let process = try Command(
      ["train", "r", "d", "u", "--epochs", "100000"], in: workshop.folder.path)
    try process.waitUntil { workshop.folder.exists("u/metrics.jsonl") }
    let other = try Command.run(
      "train", "r", "d", "u", "--epochs", "100000", in: workshop.folder.path)
    #expect(other.code == 1)
    #expect(
      other.errors
        == "distill: u is in use by another process; wait for it to end or choose another folder.\n"
    )
    process.send(SIGINT)
    #expect(try process.result().code == 130)
  }
}
