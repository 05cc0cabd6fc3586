import DistillData
import DistillNetworks
import DistillTensors
import Testing

@Suite("Recipes for frames")
struct FrameRecipeTests {
  private static func dataset() throws -> Dataset {
    try Dataset(
      FrameSequences((0..<80).map { Float($0 % 7) }, width: 4, lengths: [8, 12], groups: [0, 1]),
      context: FrameContext(before: 1, after: 1), labels: (0..<20).map { Int32($0 % 2) },
      classNames: ["a", "b"])
  }

  @Test("A recipe that moves images is refused for frames, which look like one")
  func moving() throws {
    let data = try Self.dataset()
    let architecture = try Architecture(inputs: 12, layers: [.dense(units: 2, relu: false)])
    var recipe = Recipe(epochs: 1, batchSize: 5, learningRate: 0.1, seed: 1)
    try recipe.check(data, for: architecture)
    recipe.shift = 1
    let error = #expect(throws: NetworkError.self) { try recipe.check(data, for: architecture) }
    #expect(error?.description.contains("set “shift: 0”") == true)
    recipe.shift = 0
    recipe.distortion = Distortion(rotation: 5)
    let bent = #expect(throws: NetworkError.self) { try recipe.check(data, for: architecture) }
    #expect(bent?.description.contains("distortion") == true)
  }

  @Test("A network trained on windows is that trained on the windows written out")
  func training() throws {
    let data = try Self.dataset()
    var features: [Float] = []
    data.gather(Array(0..<20), into: &features)
    let written = try Dataset(
      features: features, shape: [3, 4], labels: data.labels, classNames: data.classNames)
    let recipe = Recipe(epochs: 2, batchSize: 5, learningRate: 0.1, seed: 1)
    let networks = try [data, written].map {
      try Network(.mlp([12, 3, 2]), seed: 1).trained(on: $0, using: recipe)
    }
    let engine = Engine(threads: 1, precision: .float32)
    let logits = try networks.map { try $0.uncheckedLogits(for: data, on: engine) }
    #expect(logits[0] == logits[1])
  }
}
