import DistillData
import Foundation
import Testing

/// Folders and files of runs that do not go together, are damaged, or are not ours.
@Suite("Refused runs")
struct RunRefusalTests {
  private let workshop: Workshop
  private let teach = ["teach", "r", "s", "d", "u", "--temperature", "4", "--hard-weight", "0.1"]

  init() throws {
    workshop = try Workshop(epochs: 1)
    try workshop.draw()
    try workshop.train()
    try workshop.run("soften", "t", "d", "s")
  }

  @Test("A folder with other things in it, a file for a folder, and no folder around it")
  func foreign() throws {
    try FileManager.default.createDirectory(
      atPath: workshop.folder.path(of: "mine"), withIntermediateDirectories: true)
    try workshop.folder.write("text", to: "mine/notes.txt")
    for target in ["mine", "r", "d"] {
      for command in [["train", "r", "d", target], ["soften", "t", "d", target]] {
        try workshop.expectRefusal(
          command, code: 1, saying: [target, "something other than a run", "choose another folder"])
      }
    }
    try workshop.expectRefusal(
      ["train", "r", "d", "no/where/t"], code: 65,
      saying: ["no/where does not exist", "mkdir -p"])
  }

  @Test("A record that is damaged")
  func record() throws {
    for text in ["", "{", "{\"kind\": 3}"] {
      try workshop.folder.write(text, to: "t/run.json")
      for command in [
        ["evaluate", "d", "t"], ["soften", "t", "d", "z"], ["train", "r", "d", "t"],
      ] {
        try workshop.expectRefusal(command, code: 65, saying: ["t/run.json", "expected"])
      }
    }
  }

  @Test("Runs of another kind")
  func kinds() throws {
    try workshop.expectRefusal(
      ["evaluate", "d", "s"], code: 65, saying: ["s", "expected a run that trained a model"])
    try workshop.expectRefusal(
      ["soften", "s", "d", "z"], code: 65, saying: ["s", "expected a run that trained a model"])
    var command = teach
    command[2] = "d"
    try workshop.expectRefusal(command, code: 65, saying: ["d/run.json does not exist"])
    try workshop.expectRefusal(["evaluate", "d", "x"], code: 65, saying: ["x", "does not exist"])
  }

  @Test("Soft targets of other data, and data of other classes")
  func otherData() throws {
    try workshop.draw("d2", seed: 2)
    var command = teach
    command[3] = "d2"
    try workshop.expectRefusal(
      command, code: 65,
      saying: ["soft targets in s were computed from other data", "expected", "found", "again"])

    try workshop.folder.copy("d", to: "d3")
    try workshop.folder.write("abcdefghij".map { "\($0)\n" }.joined(), to: "d3/classes.txt")
    command[3] = "d3"
    try workshop.expectRefusal(
      command, code: 65, saying: ["no class in common", "0, 1", "a, b", "matched by name"])
    try workshop.expectRefusal(
      ["evaluate", "d3", "t"], code: 65, saying: ["no class in common", "0, 1"])
  }

  @Test("A teacher that cannot be used")
  func onTheFly() throws {
    try workshop.expectRefusal(
      teach + ["--mean", "geometric"], code: 64, saying: ["s holds soft targets", "--mean"])
    try workshop.run(
      "draw", "g", "--train", "2", "--test", "1", "--seed", "1", "--alphabets", "2",
      "--characters", "5")
    var command = teach
    (command[2], command[3]) = ("t", "g")
    try workshop.expectRefusal(command, code: 65, saying: ["no class in common"])
    let file = "t/model.safetensors"
    command = teach
    command[2] = file
    let whole = try workshop.folder.bytes(file)
    try workshop.folder.write(Array(whole.dropLast(1)), to: file)
    try workshop.expectRefusal(command, code: 65, saying: [file, "expected"])
  }

  @Test("A student goes on with the teacher, the data, and the recipe it began with")
  func otherTeacher() throws {
    let options = ["--epochs", "3000"]
    let process = try Command(teach + options, in: workshop.folder.path)
    try process.waitUntil { workshop.folder.exists("u/metrics.jsonl") }
    process.send(SIGINT)
    #expect(try process.result().code == 130)

    try workshop.train("t2", options: ["--seed", "9"])
    try workshop.run("soften", "t2", "d", "s2")
    var command = teach + options
    for other in ["s2", "t", "t2"] {
      command[2] = other
      try workshop.expectRefusal(
        command, code: 65, saying: ["u holds another run", "choose another folder"])
    }
    for change in [["--seed", "3"], ["--precision", "bfloat16"], ["--exclude", "3"]] {
      try workshop.expectRefusal(
        teach + options + change, code: 65,
        saying: ["u holds another run", "choose another folder"])
    }
  }

  @Test("A soft-target store that is truncated, of another kind, or has an infinite logit")
  func store() throws {
    let file = "s/targets.safetensors"
    let whole = try workshop.folder.bytes(file)
    for count in [0, 7, 100, whole.count - 1] {
      try workshop.folder.write(Array(whole.prefix(count)), to: file)
      try workshop.expectRefusal(teach, code: 65, saying: [file, "expected"])
    }
    try workshop.folder.write(workshop.folder.bytes("t/model.safetensors"), to: file)
    try workshop.expectRefusal(teach, code: 65, saying: [file, "not a soft-target store"])

    for (value, remedy) in [(Float.nan, "compute the targets again"), (-.infinity, "spread")] {
      try workshop.folder.write(whole, to: file)
      try workshop.rewrite(file) { _, logits in logits[logits.count - 1] = value }
      try workshop.expectRefusal(
        teach, code: 65,
        saying: [
          "\(file), the logit of class \"9\" of example 199: expected a finite number", "\(value)",
          remedy,
        ])
    }
  }

  @Test("A model file that is truncated, or whose header is hostile")
  func model() throws {
    let file = "t/model.safetensors"
    let whole = try workshop.folder.bytes(file)
    let commands = [["evaluate", "d", "t"], ["soften", "t", "d", "z"], ["evaluate", "d", file]]
    func expectRefusals(_ bytes: [UInt8]) throws {
      try workshop.folder.write(bytes, to: file)
      for command in commands {
        try workshop.expectRefusal(command, code: 65, saying: [file, "expected"])
      }
    }
    for count in [0, 7, 8, 300, whole.count / 2, whole.count - 1] {
      try expectRefusals(Array(whole.prefix(count)))
    }
    try expectRefusals(whole + [0])
    try expectRefusals([UInt8](repeating: 0xFF, count: 8) + whole.dropFirst(8))

    func header(_ text: String, data: Int = 0) -> [UInt8] {
      let length = (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) }
      return length + Array(text.utf8) + [UInt8](repeating: 0, count: data)
    }
    let metadata =
      #""__metadata__":{"distill":"network 1","architecture":"784: dense 10","classes":"[]"}"#
    try expectRefusals(header("{}"))
    try expectRefusals(header(String(repeating: "[", count: 1 << 20)))
    try expectRefusals(header("{\(metadata)}"))
    for tensor in [
      #"{"dtype":"F32","shape":[9223372036854775807,8],"data_offsets":[0,4]}"#,
      #"{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}"#,
      #"{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}"#,
      #"{"dtype":"F99","shape":[1],"data_offsets":[0,4]}"#,
    ] {
      try expectRefusals(header("{\(metadata),\"layers.0.weight\":\(tensor)}", data: 4))
    }
    let one = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    try expectRefusals(header("{\(metadata),\"a\":\(one),\"b\":\(one)}", data: 4))
    for architecture in ["1000000000000: dense 1000000000000", "784: dense -3", "", "784"] {
      let hostile = metadata.replacingOccurrences(of: "784: dense 10", with: architecture)
      try expectRefusals(header("{\(hostile),\"a\":\(one)}", data: 4))
    }
  }

  @Test("A model with a weight that is not finite, among others")
  func notFinite() throws {
    try workshop.folder.copy("t/model.safetensors", to: "n.safetensors")
    try workshop.rewrite("n.safetensors") { name, values in
      if name.hasSuffix(".2.bias") { values[3] = .infinity }
    }
    for command in [
      ["soften", "n.safetensors", "d", "z"], ["evaluate", "d", "t", "n.safetensors"],
      teach.map { $0 == "s" ? "n.safetensors" : $0 },
    ] {
      try workshop.expectRefusal(
        command, code: 65,
        saying: [
          #"n.safetensors, tensor "layers.2.bias", row 4: expected finite numbers, found inf"#
        ])
    }
  }

  @Test("A model whose logits overflow is named, and its weights are not blamed")
  func overflow() throws {
    try workshop.folder.copy("t/model.safetensors", to: "n.safetensors")
    try workshop.rewrite("n.safetensors") { name, values in
      values = values.map { _ in .greatestFiniteMagnitude }
    }
    let result = try Command.run("evaluate", "d", "t", "n.safetensors", in: workshop.folder.path)
    #expect(result.code == 65 && result.output == "")
    #expect(result.errors.contains("The logit of n.safetensors for class"), "\(result.errors)")
  }

  @Test("One flipped bit in a model, a store or a panel")
  func flippedBit() throws {
    try workshop.run("specialize", "r", "t", "d", "p", "--clusters", "2")
    for (file, command) in [
      ("t/model.safetensors", ["evaluate", "d", "t"]),
      ("t/model.safetensors", ["soften", "t", "d", "z"]),
      ("s/targets.safetensors", teach), ("t/run.json", ["evaluate", "d", "t"]),
      ("p/generalist.safetensors", ["evaluate", "d", "p"]),
      ("p/specialist-1/model.safetensors", ["evaluate", "d", "p"]),
      ("p/panel.json", ["evaluate", "d", "p"]),
    ] {
      let whole = try workshop.folder.bytes(file)
      var bytes = whole
      // A digit of run.json and panel.json, a number of the others.
      let place = file.hasSuffix(".json") ? bytes.lastIndex { 0x30...0x38 ~= $0 } : bytes.count - 6
      bytes[try #require(place)] ^= 1
      try workshop.folder.write(bytes, to: file)
      try workshop.expectRefusal(
        command, code: 65, saying: ["\(file), its checksum: expected content with the SHA-256"])
      try workshop.folder.write(whole, to: file)
    }
  }

  @Test("Files without a checksum are used, with a notice, also with --quiet")
  func withoutChecksum() throws {
    let before = try workshop.run("evaluate", "d", "t", "--json")
    try workshop.rewrite("t/model.safetensors") { _, _ in }
    try workshop.rewrite("s/targets.safetensors") { _, _ in }
    let notice = "has no checksum; a damaged file would not be detected.\n"
    let after = try workshop.run("evaluate", "d", "t", "--json", "--quiet")
    #expect(after.errors == "distill: note: t/model.safetensors \(notice)")
    #expect(before.errors == "")
    for result in [
      try workshop.run("soften", "t", "d", "z", "--quiet"),
      try workshop.run("correct", "t", "d", "c.safetensors", "--classes", "3"),
    ] {
      #expect(result.errors.contains("t/model.safetensors \(notice)"), "\(result.errors)")
    }
    let taught = try Command(teach + ["--quiet"], in: workshop.folder.path).result()
    #expect(taught.code == 0)
    #expect(taught.errors == "distill: note: s/targets.safetensors \(notice)")
  }

  @Test("Damaged measurements leave the learning curve out, with a notice")
  func metrics() throws {
    try workshop.folder.write("{\"step\":1}\n", to: "t/metrics.jsonl")
    let result = try workshop.run("evaluate", "d", "t")
    #expect(
      result.errors.contains("distill: note: The learning curve is left out: t/metrics.jsonl"),
      "\(result.errors)")
    #expect(try !workshop.folder.text("t/report.html").contains("Learning curves"))
  }

  @Test("A report is written over a report, and over nothing else")
  func report() throws {
    try workshop.folder.write("<html>mine</html>", to: "mine.html")
    try workshop.expectRefusal(
      ["evaluate", "d", "t", "--report", "mine.html"], code: 1,
      saying: ["mine.html is not a report of ours", "--report"])
    try workshop.expectRefusal(
      ["evaluate", "d", "t", "--report", "no/where.html"], code: 65,
      saying: ["no does not exist", "mkdir -p no"])
    try workshop.run("evaluate", "d", "t", "--report", "page.html")
    try workshop.run("evaluate", "d", "t", "--report", "page.html")
  }
}
