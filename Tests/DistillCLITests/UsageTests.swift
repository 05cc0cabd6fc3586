import Foundation
import Testing

/// Options and recipes that cannot be meant.
@Suite("Usage and recipes")
struct UsageTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop(epochs: 1)
  }

  @Test(
    "A wrong option is answered with what was expected, and exit code 64",
    arguments: [
      (["teach", "r", "s", "d", "u", "--temperature", "0"], "--temperature is 0.0"),
      (["teach", "r", "s", "d", "u", "--temperature", "-1"], "temperature"),
      (["teach", "r", "s", "d", "u", "--temperature=-1"], "--temperature is -1.0"),
      (["teach", "r", "s", "d", "u", "--temperature", "nan"], "--temperature is nan"),
      (["teach", "r", "s", "d", "u", "--temperature", "inf"], "--temperature is inf"),
      (["teach", "r", "s", "d", "u", "--temperature", "1e300"], "--temperature is 1e+300"),
      (["teach", "r", "s", "d", "u", "--hard-weight", "1.5"], "--hard-weight is 1.5"),
      (["teach", "r", "s", "d", "u", "--hard-weight=-0.1"], "--hard-weight is -0.1"),
      (["teach", "r", "s", "d", "u", "--label-share", "2"], "--label-share is 2.0"),
      (["teach", "r", "s", "d", "u", "--match", "softmax"], "'softmax'"),
      (
        ["teach", "r", "s", "d", "u", "--match", "logits", "--temperature", "2"],
        "--match logits has no temperature"
      ),
      (
        ["teach", "r", "s", "d", "u", "--match", "logits", "--label-share", "0.1"],
        "leave --label-share out"
      ),
      (["train", "r", "d", "t", "--labels", "2"], "--labels is 2.0"),
      (["train", "r", "d", "t", "--members", "0"], "--members is 0"),
      (["train", "r", "d", "t", "--threads", "0"], "--threads is 0"),
      (["train", "r", "d", "t", "--epochs", "0"], "--epochs is 0"),
      (["train", "r", "d", "t", "--epochs", "9223372036854775807"], "--epochs is 92"),
      (["train", "r", "d", "t", "--seed=-1"], "--seed"),
      (["train", "r", "d", "t", "--precision", "float16"], "'float16'"),
      (["soften", "t", "d", "s", "--mean", "median"], "'median'"),
      (["draw", "d", "--train", "0", "--test", "1", "--seed", "1"], "--train"),
      (
        ["draw", "d", "--train", "1", "--test", "1", "--seed", "1", "--alphabets", "2"],
        "--characters is missing"
      ),
      (
        [
          "draw", "d", "--train", "1", "--test", "1", "--seed", "1", "--alphabets", "200",
          "--characters", "400",
        ],
        "--alphabets is 200 and --characters is 400"
      ),
      (["evaluate", "d"], "<runs>"),
      (["fetch", "cifar", "d"], "'cifar'"),
      (["fetch", "mnist", "d", "--mirror", "nowhere"], "--mirror is “nowhere”"),
      (["fetch", "mnist", "d", "--mirror", "file:///d"], "--mirror is “file:///d”"),
      (["bench", "--layers", "784"], "--layers is “784”"),
      (["bench", "--layers", "784,-3"], "--layers is “784,-3”"),
      (["bench", "--seconds", "nan"], "--seconds is nan"),
      (["bench", "--peak", "--consensus"], "--teacher, --peak and --consensus exclude each other"),
      (["bench", "--consensus", "--active", "62"], "--active is 62"),
      (["bench", "--consensus", "--classes", "80"], "--classes is 80; expected at least 87"),
      (["bench", "--consensus", "--tolerance", "nan"], "--tolerance is nan"),
      (["bench", "--consensus", "--divergence", "none"], "'none'"),
      (["trian", "r", "d", "t"], "'trian'"),
      (["train", "r", "d"], "<run>"),
    ])
  func options(arguments: [String], word: String) throws {
    let before = try workshop.folder.snapshot()
    let result = try Command(arguments, in: workshop.folder.path).result()
    #expect(result.code == 64, "\(result)")
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("Error: "))
    #expect(result.errors.contains(word), "\(result.errors)")
    #expect(result.errors.contains("\nUsage: distill"), "\(result.errors)")
    #expect(try workshop.folder.snapshot() == before)
  }

  @Test("A student needs a temperature and a hard weight from somewhere")
  func noObjective() throws {
    try workshop.expectRefusal(
      ["teach", "r", "s", "d", "u", "--temperature", "3"], code: 64,
      saying: ["--temperature and --hard-weight"])
  }

  @Test("A recipe that matches logits has no temperature to go with probabilities")
  func noTemperature() throws {
    try workshop.writeRecipe(extra: "distillation: {match: logits, hardWeight: 0}")
    try workshop.expectRefusal(
      ["teach", "r", "s", "d", "u", "--match", "probabilities"], code: 64,
      saying: ["matches logits"])
  }

  @Test("A recipe that is missing, a folder, no text or no recipe")
  func noRecipe() throws {
    let command = ["train", "x", "d", "t"]
    try workshop.expectRefusal(command, code: 65, saying: ["x does not exist"])
    try workshop.expectRefusal(
      ["train", ".", "d", "t"], code: 65, saying: [". is not a recipe", "folder"])
    #expect(mkfifo(workshop.folder.path(of: "pipe"), 0o600) == 0)
    try workshop.expectRefusal(
      ["train", "pipe", "d", "t"], code: 65, saying: ["pipe is not a recipe", "device"])
    try workshop.folder.remove("pipe")
    for (text, words) in [
      ([], ["x is not a recipe"]), ([0xFF, 0xFE], ["x is not a recipe", "UTF-8"]),
      (Array("epochs".utf8), ["x is not a recipe"]), (Array("[1, 2]".utf8), ["x is not a recipe"]),
      (Array("a: {b".utf8), ["x is not a recipe", "line 2"]),
      (Array("a: 1\na: 2".utf8), ["x is not a recipe", "“a” is given twice"]),
    ] as [([UInt8], [String])] {
      try workshop.folder.write(text, to: "x")
      try workshop.expectRefusal(command, code: 65, saying: words)
    }
  }

  @Test(
    "A recipe's error names the file, the line, the key, what was found and what was expected",
    arguments: [
      ("epoch: 3", "line 8: there is no key “epoch”; did you mean “epochs”?"),
      ("batchsize: 3", "did you mean “batchSize”?"),
      ("optimizer: {rule: sgd, momentum: 0.9, nestorov: true}", "did you mean “nesterov”?"),
      ("optimizer: {rule: sdg}", "“rule” is “sdg”; expected one of sgd, adam"),
      ("optimizer: {rule: sgd, momentum: 1}", "“momentum” is “1”; expected a number from 0"),
      ("optimizer: sgd", "“optimizer” is “sgd”; expected a mapping"),
      ("schedule: {shape: [linear]}", "“shape” is a list; expected one of constant"),
      ("validation: many", "line 8: “validation” is “many”; expected a whole number"),
      ("validation: -1", "“validation” is “-1”; expected a whole number from 0"),
      ("shift: 1.5", "“shift” is “1.5”; expected a whole number"),
      ("threads: 0", "“threads” is “0”; expected a whole number from 1 to 1024"),
      ("precision: double", "“precision” is “double”; expected one of float32, bfloat16"),
      ("distillation: {temperature: 0, hardWeight: 0.1}", "“temperature” is “0”"),
      ("distillation: {temperature: -2, hardWeight: 0.1}", "“temperature” is “-2”"),
      ("distillation: {temperature: .nan, hardWeight: 0.1}", "“temperature” is “.nan”"),
      ("distillation: {temperature: 4, hardWeight: 1.1}", "“hardWeight” is “1.1”"),
      ("distillation: {temperature: 4, hardWeight: -0.1}", "“hardWeight” is “-0.1”"),
      ("distillation: {match: logits, temperature: 4, hardWeight: 0}", "“temperature” is given"),
      ("distillation: {temperature: 4, hardWeight: 0, labelShare: 2}", "“labelShare” is “2”"),
      ("distillation: {temperature: 4}", "has no key “hardWeight”"),
      ("distillation: {temprature: 4, hardWeight: 0}", "has no key “temperature”"),
    ])
  func recipes(line: String, words: String) throws {
    try workshop.writeRecipe(extra: line)
    try workshop.expectRefusal(["train", "r", "d", "t"], code: 65, saying: ["r", words])
  }

  @Test(
    "An architecture that cannot be built",
    arguments: [
      ("[]", "an empty list"), ("[dense 8 relu]", "logits"), ("[dense 0]", "at least one unit"),
      ("[dence 8]", "“dence 8”"), ("[dropout 1, dense 10]", "dropout 1.0"),
      ("[dense 10 sigmoid]", "“dense 10 sigmoid”"), ("dense 10", "“layers” is “dense 10”"),
      ("[dense 9223372036854775807, dense 10]", "2⁶³ weights"),
      ("[dense 1000000000, dense 1000000000]", "100 billion weights"),
    ])
  func architectures(layers: String, words: String) throws {
    try workshop.folder.write(
      """
      architecture: {inputs: 784, layers: \(layers)}
      epochs: 1
      batchSize: 10
      learningRate: 0.1
      seed: 1
      """, to: "r")
    try workshop.expectRefusal(
      ["train", "r", "d", "t"], code: 65, saying: ["r, line 1", "“layers”", words])
  }

  @Test("A network too large for the disk, or for memory, is refused before it is made")
  func tooLarge() throws {
    try workshop.draw()
    try workshop.folder.write(
      """
      architecture: {inputs: 784, layers: [dense 10000000 relu, dense 1000 relu, dense 10]}
      epochs: 1
      batchSize: 10
      learningRate: 0.1
      seed: 1
      """, to: "r")
    try workshop.expectRefusal(
      ["train", "r", "d", "t"], code: 1, saying: ["t needs", "free", "free space"])
  }

  @Test("More validation examples than there are")
  func validation() throws {
    try workshop.draw()
    try workshop.writeRecipe(extra: "validation: 200")
    try workshop.expectRefusal(
      ["train", "r", "d", "t"], code: 65, saying: ["200", "lower “validation”"])
  }

  @Test("Nothing to learn from")
  func noLabels() throws {
    try workshop.draw()
    try workshop.expectRefusal(
      ["train", "r", "d", "t", "--labels", "0"], code: 65,
      saying: ["expected labels", "hard weight"])
  }

  @Test("A rate that is far too high stops training with what to try")
  func diverged() throws {
    try workshop.draw()
    try workshop.folder.write(
      """
      architecture: {inputs: 784, layers: [dense 8, dense 10]}
      epochs: 50
      batchSize: 10
      learningRate: 1e6
      seed: 1
      """, to: "r")
    let result = try Command.run("train", "r", "d", "t", in: workshop.folder.path)
    #expect(result.code == 1)
    #expect(result.errors.hasPrefix("distill: Training diverged at step "))
    #expect(result.errors.contains("; try a third of it"))
    #expect(!workshop.folder.exists("t/model.safetensors"))
  }
}
