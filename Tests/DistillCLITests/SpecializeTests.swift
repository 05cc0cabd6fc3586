import Foundation
import Testing

/// Panels of specialists by commands, on digits that the command draws.
@Suite("Specialists")
struct SpecializeTests {
  private let workshop: Workshop
  private let specialize = ["specialize", "r", "t", "d", "p", "--quiet"]

  init() throws {
    workshop = try Workshop()
    try workshop.draw()
    try workshop.train()
  }

  private func run(_ arguments: [String]) throws -> Command.Result {
    let result = try Command(arguments, in: workshop.folder.path).result()
    try #require(result.code == 0, "\(arguments): \(result.errors)")
    return result
  }

  private func groups(_ text: String) throws -> [String] {
    try workshop.folder.write(text, to: "g")
    return ["--groups", "g"]
  }

  private func models() throws -> [String: [UInt8]] {
    try workshop.folder.snapshot().filter {
      $0.key.hasPrefix("p/") && $0.key.hasSuffix(".safetensors")
    }
  }

  /// The soft loss of a run's first epoch.
  private func firstLoss(_ name: String) throws -> Double {
    let metrics = try workshop.folder.text("\(name)/metrics.jsonl")
    let found = try #require(metrics.firstMatch(of: /"softLoss":([0-9.e-]+)/))
    return try #require(Double(found.1))
  }

  @Test("A panel is trained, evaluated, and teaches")
  func mainJob() throws {
    let folder = workshop.folder
    let listed = try workshop.run("specialize", "r", "t", "d", "--clusters", "3", "--list")
    #expect(!folder.exists("p"))
    let result = try workshop.run("specialize", "r", "t", "d", "p", "--clusters", "3")
    #expect(result.output == listed.output)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 4 && lines[0] == "cluster  classes")
    let sizes = lines.dropFirst().map { $0.split(separator: " ").prefix(2).compactMap { Int($0) } }
    #expect(sizes.map { $0[0] } == [1, 2, 3] && sizes.reduce(0) { $0 + $1[1] } == 10)
    #expect(result.errors.contains("t: 10 classes clustered by 200 examples ("))
    #expect(result.errors.contains("p: done ("))
    #expect(
      try folder.names(in: "p") == [
        ".lock", "generalist.safetensors", "panel.json", "run.json", "specialist-1",
        "specialist-2", "specialist-3",
      ])
    #expect(
      try folder.names(in: "p/specialist-2")
        == [".lock", "metrics.jsonl", "model.safetensors", "run.json"])
    #expect(
      try folder.bytes("p/generalist.safetensors") == folder.bytes("t/model.safetensors"))

    // The panel is whole by itself.
    try folder.remove("t/model.safetensors")
    let plain = try workshop.run("evaluate", "d", "p")
    #expect(plain.errors == "" && plain.output.split(separator: "\n").count == 3)
    for options in [["--divergence", "reverse"], ["--top-k", "10"]] {
      let other = try run(["evaluate", "d", "p"] + options)
      #expect(other.errors == "" && other.output != plain.output)
    }
    try workshop.run("soften", "p", "d", "s")
    try workshop.run("soften", "p", "d", "s2", "--top-k", "2")
    #expect(
      try folder.bytes("s/targets.safetensors") != folder.bytes("s2/targets.safetensors"))
    try workshop.run("teach", "r", "s", "d", "u", "--temperature", "4", "--hard-weight", "0.1")
    #expect(try folder.text("u/metrics.jsonl").contains("\"softLoss\""))
    // Back into the generalist, which knows something already.
    let teach = ["teach", "r", "s", "d", "b", "--temperature", "4", "--hard-weight", "0.1"]
    _ = try run(teach + ["--init-from", "p/generalist.safetensors"])
    #expect(try folder.text("b/run.json").contains("\"beginning\""))
    #expect(try firstLoss("b") < firstLoss("u"))
    let other = ["teach", "r", "s", "d", "c"] + teach.dropFirst(5)
    try folder.write(
      folder.text("r").replacingOccurrences(of: "dense 8", with: "dense 9"), to: "wide")
    try workshop.run("train", "wide", "d", "w", "--quiet")
    try folder.copy("d", to: "letters")
    try folder.write("abcdefghij".map { "\($0)\n" }.joined(), to: "letters/classes.txt")
    try workshop.run("train", "r", "letters", "l", "--quiet")
    for (place, words) in [
      ("p", "p holds a panel"), ("none", "none does not exist"), ("w", "dense 9 relu"),
      ("l", "l has the classes 10 (a, b, c, d, e, f, …), and d has 10 (0, 1, 2, 3, 4, 5, …)"),
    ] {
      try workshop.expectRefusal(other + ["--init-from", place], code: 65, saying: [words])
    }
    try workshop.expectRefusal(
      ["evaluate", "d", "p", "--top-k", "11"], code: 65,
      saying: ["most probable classes", "is 11", "from 1 to 10"])
    try workshop.expectRefusal(
      ["evaluate", "d", "p", "--top-k", "0"], code: 64, saying: ["--top-k is 0"])
    try workshop.expectRefusal(
      ["correct", "p", "d", "o.safetensors", "--classes", "3"], code: 65,
      saying: ["p holds a panel"])
  }

  @Test("Specialists with a full softmax, and a cluster of all classes")
  func fullSoftmax() throws {
    let full = ["--kind", "full", "--temperature", "2"]
    _ = try run(specialize + full + ["--clusters", "4", "--overlap", "2"])
    let text = try workshop.folder.text("p/run.json")
    #expect(text.contains("distillation: {temperature: 2.0, hardWeight: 0.0, labelShare: 1.0}"))
    #expect(try !workshop.folder.text("p/panel.json").contains("correction"))
    try workshop.run("evaluate", "d", "p")
    _ = try run(["specialize", "r", "t", "d", "q", "--clusters", "1"] + full)
    try workshop.run("evaluate", "d", "q", "--report", "page.html")
  }

  @Test("As many clusters as classes, clusters of a size, few directions, and classes in none")
  func clusters() throws {
    func list(_ options: [String]) throws -> [String] {
      try run(["specialize", "r", "t", "d", "--list", "--quiet"] + options).output
        .split(separator: "\n").map(String.init)
    }
    let each = try list(["--clusters", "10"])
    #expect(each.count == 11)
    #expect(each.dropFirst().allSatisfy { $0.split(separator: " ").count == 3 })
    let sized = try list(["--clusters", "2", "--size", "4"])
    #expect(sized[1...2].allSatisfy { $0.split(separator: " ")[1] == "4" })
    #expect(sized.count == 4 && sized[3].contains("in no cluster: "))
    #expect(try list(["--clusters", "2", "--rank", "8"]).count == 3)
    #expect(
      try list(["--clusters", "3", "--rank", "10"]) == list(["--clusters", "3"]))
    #expect(try list(["--clusters", "3", "--seed", "7"]) == list(["--clusters", "3"]))
    #expect(
      try list(groups(#"[["4", "9"], ["3", "5", "8"]]"#)) == [
        "cluster  classes", "      1        2  4, 9", "      2        3  3, 5, 8",
        "5 classes in no cluster: 0, 1, 2, 6, 7",
      ])
  }

  @Test("Where class names have groups, the agreement of the clusters with them")
  func named() throws {
    let names = ["a/0", "a/1", "a/2", "b/3", "b/4", "b/5", "b/6", "c/7", "c/8", "c/9"]
    try workshop.folder.copy("d", to: "e")
    try workshop.folder.write(names.map { "\($0)\n" }.joined(), to: "e/classes.txt")
    try workshop.run("train", "r", "e", "n")
    let list = ["specialize", "r", "n", "e", "--list"]
    for (clusters, index) in [
      (#"[["a/0", "a/1", "a/2"], ["b/3", "b/4", "b/5", "b/6"], ["c/7", "c/8"]]"#, "1.000"),
      // One pair is together in both: S = 1, P = 2, Q = 2 of R = 6.
      (#"[["a/0", "a/1", "b/3"], ["b/4"]]"#, "0.000"),
    ] {
      let lines = try run(list + groups(clusters)).output.split(separator: "\n")
      let groups = clusters.contains("c/") ? 3 : 2
      #expect(
        lines.last
          == "adjusted Rand index with the \(groups) groups of the class names: \(index)")
    }
    let overlapping = try run(list + groups(#"[["a/0", "a/1"], ["a/1"]]"#))
    #expect(!overlapping.output.contains("Rand"))
    try workshop.expectRefusal(
      ["specialize", "r", "t", "e", "p", "--clusters", "2"], code: 65,
      saying: ["t has the classes 10 (0, 1", "e has 10 (a/0, a/1", "trained on"])
  }

  @Test("A specialist that is missing or damaged is named, left out, and trained again alone")
  func missing() throws {
    let folder = workshop.folder
    _ = try run(specialize + ["--clusters", "3"])
    let models = try models()
    try workshop.expectRefusal(
      specialize + ["--clusters", "3"], code: 1, saying: ["p already holds a finished run"])
    let file = "p/specialist-2/model.safetensors"
    for damage in [
      { try folder.remove("p/specialist-2") },
      { try folder.write(Array((models[file] ?? []).prefix(700)), to: file) },
    ] {
      try damage()
      for command in [["evaluate", "d", "p"], ["soften", "p", "d", "s"]] {
        try workshop.expectRefusal(
          command, code: 65,
          saying: ["p/specialist-2", "give the “distill specialize” command", "--allow-missing"])
      }
      let table = try workshop.run("evaluate", "d", "p", "--allow-missing")
      #expect(table.errors.hasPrefix("distill: note: A specialist is left out: p/specialist-2"))
      #expect(table.errors.split(separator: "\n").count == 1)
      try workshop.run("soften", "p", "d", "s", "--allow-missing")
      _ = try run(specialize + ["--clusters", "3"])
      #expect(try self.models() == models)
      #expect(try workshop.run("evaluate", "d", "p").errors == "")
      try folder.remove("s")
    }
    for name in ["p/panel.json", "p/generalist.safetensors"] {
      try folder.remove(name)
      try workshop.expectRefusal(
        ["evaluate", "d", "p", "--allow-missing"], code: 65,
        saying: ["\(name) does not exist", "“distill specialize”"])
      _ = try run(specialize + ["--clusters", "3"])
      #expect(try self.models() == models)
    }
    for text in ["", "{}", #"{"kind": "dustbin", "rounds": 1, "special": 0.5, "specialists": []}"#]
    {
      try folder.write(text, to: "p/panel.json")
      try workshop.expectRefusal(
        ["evaluate", "d", "p"], code: 65, saying: ["p/panel.json", "expected", "again"])
    }
  }

  @Test("A specialist of another generalist, and one whose weights are damaged")
  func foreign() throws {
    let folder = workshop.folder
    try workshop.train("t2", options: ["--seed", "9"])
    let groups = try groups(#"[["4", "9"], ["3", "5", "8"]]"#)
    _ = try run(specialize + groups)
    _ = try run(["specialize", "r", "t2", "d", "p2"] + groups)
    try folder.remove("p/specialist-1")
    try folder.copy("p2/specialist-1", to: "p/specialist-1")
    for command in [
      ["evaluate", "d", "p"], ["evaluate", "d", "p", "--allow-missing"], specialize + groups,
    ] {
      try workshop.expectRefusal(
        command, code: 65,
        saying: ["p/specialist-1: expected a specialist of the generalist", "delete that folder"])
    }
    try folder.remove("p/specialist-1")
    _ = try run(specialize + groups)
    var bytes = try folder.bytes("p/specialist-2/model.safetensors")
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
    try folder.write(bytes, to: "p/specialist-2/model.safetensors")
    let result = try Command(["evaluate", "d", "p", "--top-k", "10"], in: folder.path).result()
    #expect(result.code == 65 && result.output == "")
    #expect(result.errors.contains("model.safetensors, its checksum: expected"), "\(result.errors)")
  }

  @Test("Clusters that are none")
  func badClusters() throws {
    for (text, words) in [
      ("", "g, its content: expected a list of clusters"),
      (#"{"a": 1}"#, "g, its content: expected a list of clusters"),
      ("[]", "g, its content: expected at least one cluster"),
      (#"[["1"], []]"#, "g, cluster 2: expected at least one class"),
      (#"[["1", "cat"]]"#, "found \"cat\""), (#"[["1", "2", "1"]]"#, "\"1\" twice"),
      (#"[["0","1","2","3","4","5","6","7","8","9"]]"#, "leaves none for the dustbin"),
    ] {
      try workshop.expectRefusal(specialize + groups(text), code: 65, saying: [words])
    }
    for (options, words) in [
      (["--clusters", "11"], ["--clusters is 11", "10 classes"]),
      (["--clusters", "2", "--size", "11"], ["--size is 11", "10 classes"]),
      (["--clusters", "1"], ["Cluster 1 has all 10 classes", "--kind full"]),
      (["--clusters", "2", "--overlap", "2"], ["Cluster 1 has all 10 classes"]),
      (["--groups", "nothing"], ["nothing does not exist"]),
      (["--groups", "d"], ["d cannot be read", "folder"]),
    ] {
      try workshop.expectRefusal(specialize + options, code: 65, saying: words)
    }
    for (options, words) in [
      ([], "either --clusters or --groups"),
      (["--clusters", "2", "--groups", "g"], "either --clusters or --groups"),
      (["--clusters", "0"], "--clusters is 0"),
      (["--clusters", "2", "--rank", "0"], "--rank is 0"),
      (["--clusters", "2", "--size", "0"], "--size is 0"),
      (["--clusters", "2", "--overlap", "3"], "--overlap is 3"),
      (["--clusters", "2", "--overlap", "2", "--size", "2"], "--overlap or --size"),
      (["--groups", "g", "--rank", "2"], "leave out --overlap, --size and --rank"),
      (["--clusters", "2", "--own-class-share", "1"], "--own-class-share is 1.0"),
      (["--clusters", "2", "--repetitions", "0"], "--repetitions is 0"),
      (["--clusters", "2", "--kind", "full"], "go together"),
      (["--clusters", "2", "--temperature", "2"], "go together"),
      (["--clusters", "2", "--list"], "RUN"),
    ] as [([String], String)] {
      try workshop.expectRefusal(specialize + options, code: 64, saying: [words])
    }
    try workshop.expectRefusal(
      ["specialize", "r", "t", "d", "--clusters", "2"], code: 64, saying: ["RUN", "--list"])
  }

  @Test("Recipes, generalists, data and folders that do not go together")
  func others() throws {
    let folder = workshop.folder
    let groups = try groups(#"[["4", "9"], ["3", "5", "8"]]"#)
    func command(_ changes: [Int: String]) -> [String] {
      specialize.enumerated().map { changes[$0] ?? $1 } + groups
    }
    try folder.write(
      """
      architecture: {inputs: 784, layers: [dense 9 relu, dense 10]}
      epochs: 1
      batchSize: 50
      learningRate: 0.05
      seed: 1
      """, to: "wide")
    try workshop.train("e", options: ["--members", "2"])
    try workshop.draw("x", train: 1)
    for (changes, words) in [
      ([1: "wide"], ["784: dense 9 relu, dense 10", "784: dense 8 relu, dense 10", "dropout"]),
      ([2: "e"], ["e holds an ensemble", "weights of one network"]),
      ([2: "d"], ["d/run.json does not exist"]),
      ([3: "x"], ["Specialist 1, for 4, 9, needs labelled examples"]),
    ] as [([Int: String], [String])] {
      try workshop.expectRefusal(command(changes), code: 65, saying: words)
    }
    for taken in ["d", "t", "r"] {
      try workshop.expectRefusal(
        command([4: taken]), code: 1, saying: [taken, "choose another folder"])
    }
    _ = try run(command([:]))
    try workshop.expectRefusal(
      command([:]) + ["--own-class-share", "0.25"], code: 1,
      saying: ["p already holds a finished run"])
    try workshop.expectRefusal(
      command([2: "p", 4: "p2"]), code: 65, saying: ["p holds a panel"])
  }

  @Test("A stopped panel is not a model, and goes on with the same command only")
  func stopped() throws {
    let options = ["--clusters", "3", "--epochs", "3000"]
    let process = try Command(specialize + options, in: workshop.folder.path)
    try process.waitUntil { workshop.folder.exists("p/specialist-1/metrics.jsonl") }
    process.send(SIGINT)
    #expect(try process.result().code == 130)
    try workshop.expectRefusal(
      ["evaluate", "d", "p"], code: 65, saying: ["p/specialist-1", "again", "--allow-missing"])
    #expect(
      try run(["evaluate", "d", "p", "--allow-missing"]).errors.split(separator: "\n").count == 3)
    for change in [["--seed", "8"], ["--repetitions", "2"], ["--own-class-share", "0.25"]] {
      try workshop.expectRefusal(
        specialize + options + change, code: 65,
        saying: ["p holds another run", "choose another folder"])
    }
  }
}
