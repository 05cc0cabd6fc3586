import DistillTensors
import Foundation
import Testing

/// Runs that are killed and stopped at random moments end with the bits of one that was not.
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
      files: (1...2).flatMap {
        ["member-\($0)/model.safetensors", "member-\($0)/metrics.jsonl"]
      }, seed: UInt64(10 + threads))
  }

  @Test("Labelling", arguments: [1, 2])
  func soften(threads: Int) throws {
    try workshop.train("t", options: ["--members", "3", "--epochs", "1"])
    try expectExactResume(
      ["soften", "t", "d"], ["--threads", "\(threads)"], files: ["targets.safetensors"],
      seed: UInt64(20 + threads))
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

  @Test("Teaching by a teacher that is asked in every step")
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
      files: ["panel.json", "generalist.safetensors"]
        + (1...3).flatMap {
          ["specialist-\($0)/model.safetensors", "specialist-\($0)/metrics.jsonl"]
        }, seed: UInt64(40 + threads))
  }

  /// Ends a run ten times at moments spread over the time that it takes undisturbed, by SIGKILL and,
  /// so that there are checkpoints to go on from, by SIGINT; then lets it end.
  ///
  /// Whatever happens at whichever moment, the outcome is the same, so the test does not depend on
  /// how fast the machine is.
  private func expectExactResume(
    _ command: [String], _ options: [String], files: [String], seed: UInt64
  ) throws {
    let folder = workshop.folder
    let start = ContinuousClock.now
    let undisturbed = try Command(command + ["whole"] + options, in: folder.path).result()
    try #require(undisturbed.code == 0, "\(undisturbed.errors)")
    let duration = start.duration(to: .now) / .seconds(1)

    var stream = RandomStream(seed: seed, purpose: .sampling)
    var place = 0
    func name() -> String { "broken\(place)" }
    func expectSame() throws {
      for file in files {
        #expect(
          try folder.bytes("\(name())/\(file)") == folder.bytes("whole/\(file)"),
          "\(name())/\(file) differs")
      }
    }
    for kill in 0..<10 {
      let process = try Command(command + [name()] + options, in: folder.path)
      let ends = process.hasEnded(within: stream.uniform() * duration)
      process.send(kill % 3 == 1 ? SIGINT : SIGKILL)
      let result = try process.result()
      // A kill after the last file was written leaves a finished run.
      let wasFinished = result.errors.contains("already holds a finished run")
      if ends || wasFinished || result.code == 0 {
        // It was faster than the signal: the next moments are those of another run.
        #expect(result.code == 0 || wasFinished, "\(result.errors)")
        try expectSame()
        place += 1
      } else {
        #expect([-SIGKILL, -SIGINT, 130].contains(result.code), "\(result.errors)")
      }
    }
    let last = try Command(command + [name()] + options, in: folder.path).result()
    #expect(last.code == 0 || last.errors.contains("already holds a finished run"))
    try expectSame()
    #expect(try !folder.names(in: name()).contains { $0.hasSuffix(".partial") })
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
    #expect(result.errors.contains("stopped and saved; give the same command again to go on"))
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
