import Foundation
import Testing

/// Recipes, their run folders and renamed options, as the built command treats them.
@Suite("Recipes and runs on the command line")
struct RecipeCommandTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop(epochs: 1)
    try workshop.draw()
  }

  /// Runs a command, which may succeed or fail.
  private func run(_ arguments: [String]) throws -> Command.Result {
    try Command(arguments, in: workshop.folder.path).result()
  }

  @Test(
    "A number in another notation than decimal is refused by line",
    arguments: [
      ("validation: 010", "line 8: “validation” is “010”"),
      ("patience: 1:30", "line 8: “patience” is “1:30”"),
      ("schedule: {shape: linear, warmUp: 0:30}", "line 8: “warmUp” is “0:30”"),
      ("optimizer: {rule: sgd, momentum: 0x0}", "line 8: “momentum” is “0x0”"),
      ("shift: \"1\"", "line 8: “shift” is the quoted text “1”"),
      ("a: &b 1", "line 8 has the character “&”"),
    ])
  func numbers(line: String, words: String) throws {
    try workshop.writeRecipe(extra: line)
    try workshop.expectRefusal(["train", "r", "d", "t"], code: 65, saying: ["r", words])
  }

  @Test("Former keys give the same network as the present ones, and a note, also with --quiet")
  func formerKeys() throws {
    try workshop.writeRecipe(
      "old",
      extra: "optimizer: {rule: sgd, momentum: 0.9, normLimit: 2}\ndistortion: {bend: 1}")
    try workshop.writeRecipe(
      "new",
      extra: "optimizer: {rule: sgd, momentum: 0.9, maxSquaredNorm: 2}\ndistortion: {elastic: 1}")
    let old = try workshop.run("train", "old", "d", "a", "--quiet")
    let new = try workshop.run("train", "new", "d", "b", "--quiet")
    #expect(new.errors == "")
    #expect(old.errors.contains("old, line 8: the key “normLimit” is deprecated"), "\(old.errors)")
    #expect(old.errors.contains("old, line 9: the key “bend” is deprecated"), "\(old.errors)")
    #expect(old.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("distill: note: ") })
    #expect(
      try workshop.folder.bytes("a/model.safetensors")
        == workshop.folder.bytes("b/model.safetensors"))
  }

  @Test("Another number of threads, other data and another recipe are named in words")
  func otherRun() throws {
    let folder = workshop.folder
    let train = ["train", "r", "d", "t", "--epochs", "100000"]
    let process = try Command(train + ["--threads", "2"], in: folder.path)
    try process.waitUntil { folder.exists("t/metrics.jsonl") }
    process.send(SIGINT)
    #expect(try process.result().code == 130)
    try workshop.expectRefusal(
      train + ["--threads", "1"], code: 65,
      saying: [
        "t holds another run: the number of threads was 2 when the run began and is 1 now",
        "give --threads 2 to resume",
      ])
    try workshop.draw("d2", seed: 2)
    var other = train + ["--threads", "2"]
    other[2] = "d2"
    try workshop.expectRefusal(
      other, code: 65, saying: ["t holds another run: the training examples are others; give what"])
    try workshop.folder.write(
      folder.text("r").replacingOccurrences(of: "0.05", with: "0.1"), to: "r")
    try workshop.expectRefusal(
      train + ["--threads", "2"], code: 65,
      saying: ["the recipe's `learningRate` was 0.05 when the run began and is 0.1 now"])
  }

  @Test("A run that diverged is recorded, and named by every command that meets it")
  func diverged() throws {
    let folder = workshop.folder
    try folder.write(
      """
      architecture: {inputs: 784, layers: [dense 8, dense 10]}
      epochs: 50
      batchSize: 10
      learningRate: 1e6
      seed: 1
      """, to: "wild")
    for options in [[], ["--members", "2"]] as [[String]] {
      let first = try run(["train", "wild", "d", "t"] + options)
      #expect(first.code == 1 && first.errors.contains("Training diverged at step "))
      let record = try folder.text("t/run.json")
      #expect(record.contains("\"state\" : \"diverged\"") && record.contains("\"step\" : "))
      try workshop.expectRefusal(
        ["evaluate", "d", "t"], code: 65,
        saying: ["t", "one that diverged at step", "lower learning rate in another folder"])
      for recipe in ["wild", "r"] {
        try workshop.expectRefusal(
          ["train", recipe, "d", "t"] + options, code: 1,
          saying: ["t holds a run that diverged at step", "delete it", "or choose another folder"])
      }
      try folder.remove("t")
    }
  }

  /// An IDX file of floats.
  private static func floats(count: Int) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 0x0D, 3]
    for size in [count, 6, 6] {
      bytes += (0..<4).reversed().map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
    }
    for place in 0..<count * 36 {
      let bits = Float((place * 7919) % 256).bitPattern
      bytes += (0..<4).reversed().map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    }
    return bytes
  }

  private static func labels(count: Int) -> [UInt8] {
    [0, 0, 8, 1] + (0..<4).reversed().map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
      + (0..<count).map { UInt8($0 % 3) }
  }

  @Test("Pixels from 0 to 255 give a note, and a remedy with numbers where training diverges")
  func featureScale() throws {
    let folder = workshop.folder
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "f"), withIntermediateDirectories: true)
    for (part, count) in [("train", 90), ("t10k", 9)] {
      try folder.write(Self.floats(count: count), to: "f/\(part)-images-idx3-float")
      try folder.write(Self.labels(count: count), to: "f/\(part)-labels-idx1-ubyte")
    }
    try folder.write("a\nb\nc\n", to: "f/classes.txt")
    func write(_ layers: String) throws {
      try folder.write(
        """
        architecture: {inputs: 36, layers: [\(layers)]}
        epochs: 40
        batchSize: 10
        learningRate: 0.05
        seed: 1
        """, to: "scale")
    }
    try write("dense 8, dense 3")
    let wild = try run(["train", "scale", "f", "t", "--quiet"])
    #expect(wild.code == 1)
    let lines = wild.errors.split(separator: "\n")
    try #require(lines.count == 2, "\(wild.errors)")
    #expect(
      lines[0].hasPrefix("distill: note: Of the training examples, the features run from 0 to 255"))
    #expect(lines[1].hasPrefix("distill: Training diverged at step "))
    for line in lines { #expect(line.contains("begin the layers with `standardize 1")) }
    let layer = try #require(lines[1].split(separator: "`").dropFirst().first)
    try write("\(layer), dense 8, dense 3")
    let tame = try run(["train", "scale", "f", "u", "--quiet"])
    #expect(tame.code == 0 && tame.errors == "", "\(tame.errors)")
  }

  #if os(Linux)
    @Test("A network beyond the memory is refused in a sentence before it is made")
    func memory() throws {
      try workshop.folder.write(
        """
        architecture: {inputs: 784, layers: [dense 150000 relu, dense 10]}
        epochs: 1
        batchSize: 10
        learningRate: 0.1
        seed: 1
        """, to: "large")
      // 1.2 GB in kilobytes; the network takes 1.4 GB with its gradients and velocities.
      let result = try Command.run(
        "train", "large", "d", "t", "--threads", "1", in: workshop.folder.path,
        kilobytes: 1_200_000)
      #expect(result.code == 1, "\(result.errors)")
      #expect(result.errors.hasPrefix("distill: Training needs at least 1"), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1)
      #expect(!workshop.folder.exists("t"))
    }
  #endif

  @Test("Options by their former names do the same, with a note")
  func formerOptions() throws {
    let folder = workshop.folder
    try workshop.train()
    let specialize = ["specialize", "r", "t", "d", "PLACE", "--clusters", "2", "--quiet"]
    func command(_ place: String, _ options: [String]) -> [String] {
      specialize.map { $0 == "PLACE" ? place : $0 } + options
    }
    let old = try run(command("a", ["--special", "0.25", "--rounds", "2"]))
    let new = try run(command("b", ["--own-class-share", "0.25", "--repetitions", "2"]))
    #expect(
      old.errors == """
        distill: note: --special is deprecated; use --own-class-share.
        distill: note: --rounds is deprecated; use --repetitions.

        """)
    #expect(old.code == 0 && new.code == 0 && new.errors == "")
    #expect(try folder.bytes("a/panel.json") == folder.bytes("b/panel.json"))
    #expect(
      try folder.bytes("a/specialist-1/model.safetensors")
        == folder.bytes("b/specialist-1/model.safetensors"))

    let probable = try run(["evaluate", "d", "a", "--probable", "3"])
    let top = try run(["evaluate", "d", "b", "--top-k", "3"])
    #expect(probable.errors == "distill: note: --probable is deprecated; use --top-k.\n")
    #expect(probable.code == 0 && top.code == 0 && top.errors == "")

    try workshop.run("soften", "t", "d", "s", "--quiet")
    let teach = [
      "teach", "r", "s", "d", "PLACE", "--temperature", "2", "--hard-weight", "0.5", "--quiet",
    ]
    let begun = try run(
      teach.map { $0 == "PLACE" ? "c" : $0 } + ["--begin-at", "t/model.safetensors"])
    let initial = try run(
      teach.map { $0 == "PLACE" ? "e" : $0 } + ["--init-from", "t/model.safetensors"])
    #expect(begun.errors == "distill: note: --begin-at is deprecated; use --init-from.\n")
    #expect(begun.code == 0 && initial.code == 0 && initial.errors == "", "\(initial.errors)")
    #expect(
      try folder.bytes("c/model.safetensors") == folder.bytes("e/model.safetensors"))

    for both in [
      command("x", ["--special", "0.5", "--own-class-share", "0.5"]),
      command("x", ["--rounds", "1", "--repetitions", "1"]),
      ["evaluate", "d", "a", "--probable", "1", "--top-k", "1"],
      teach + ["--begin-at", "t", "--init-from", "t"],
    ] {
      let result = try run(both)
      #expect(result.code == 64 && result.errors.contains("is the former name of"))
    }
  }

  @Test(
    "Infinite and other odd values of training options are refused with exit code 64",
    arguments: [
      ["teach", "r", "s", "d", "u", "--temperature", "inf"],
      ["teach", "r", "s", "d", "u", "--hard-weight", "inf"],
      ["teach", "r", "s", "d", "u", "--label-share", "nan"],
      ["train", "r", "d", "t", "--labels", "inf"], ["train", "r", "d", "t", "--labels", "nan"],
      ["specialize", "r", "t", "d", "p", "--clusters", "2", "--own-class-share", "inf"],
      ["specialize", "r", "t", "d", "p", "--clusters", "2", "--special", "nan"],
      [
        "specialize", "r", "t", "d", "p", "--clusters", "2", "--kind", "full", "--temperature",
        "inf",
      ],
      ["sweep", "r", "s", "d", "o", "--temperature", "1,inf"],
      ["sweep", "r", "s", "d", "o", "--temperature", "0x10"],
      ["sweep", "r", "s", "d", "o", "--hard-weight", "nan"],
      ["sweep", "r", "s", "d", "o", "--validation", "inf"],
      ["sweep", "r", "s", "d", "o", "--validation", "nan"],
    ])
  func infinite(arguments: [String]) throws {
    let result = try run(arguments)
    #expect(result.code == 64 && result.output == "", "\(result)")
  }
}
