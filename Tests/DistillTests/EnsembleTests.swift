import Distill
import Foundation
import Testing

@Suite("Ensembles")
struct EnsembleTests {
  private static let digits = SyntheticDigits(seed: 4).dataset(count: 200)
  private static let architecture = Architecture.mlp([784, 16, 10], dropout: 0.5)
  private static let recipe = Recipe(
    epochs: 2, batchSize: 50, learningRate: 0.05, seed: 8, shift: 1, threads: 1)

  @Test("Members differ, and the first of a larger ensemble are those of a smaller one")
  func seeds() {
    let three = Ensemble(Self.architecture, members: 3, seed: 1).members.map(\.digest)
    #expect(Set(three).count == 3)
    #expect(
      Ensemble(Self.architecture, members: 2, seed: 1).members.map(\.digest) == Array(three[..<2]))
    #expect(Ensemble(Self.architecture, members: 1, seed: 2).members[0].digest != three[0])
  }

  @Test("Members trained side by side are those trained alone, on any number of threads")
  func sideBySide() throws {
    let start = Ensemble(Self.architecture, members: 3, seed: 1, mean: .geometric)
    let digests = try [1, 2, 3].map { threads in
      var recipe = Self.recipe
      recipe.threads = threads
      let trained = try start.trained(on: Self.digits, using: recipe)
      #expect(trained.mean == .geometric)
      #expect(trained.classNames == Self.digits.classNames)
      return trained.digest
    }
    #expect(Set(digests).count == 1)
    let alone = try (0..<3).map { member in
      var own = Self.recipe
      own.seed = RandomStream.childSeed(member, of: Self.recipe.seed)
      return try start.members[member].trained(on: Self.digits, using: own).digest
    }
    #expect(alone.joined(separator: "+") == digests[0])
    #expect(Set(alone).count == 3)
  }

  @Test("A member that diverges fails the ensemble")
  func failure() {
    var recipe = Self.recipe
    recipe.learningRate = 1e6
    recipe.epochs = 20
    recipe.schedule = Schedule(.constant)
    recipe.optimizer.weightDecay = 1e-4
    #expect(throws: NetworkError.self) {
      _ = try Ensemble(Self.architecture, members: 2, seed: 1).trained(
        on: Self.digits, using: recipe)
    }
  }

  @Test("Members that cannot decide together are refused")
  func membersDiffer() throws {
    func trained(_ sizes: [Int], _ names: [String]) throws -> Network {
      let data = try Dataset(
        features: [Float](repeating: 0.5, count: sizes[0]), shape: [sizes[0]], labels: [0],
        classNames: names)
      return try Network(.mlp(sizes), seed: 1).trained(
        on: data, using: Recipe(epochs: 1, batchSize: 1, learningRate: 0.1, seed: 1, threads: 1))
    }
    let first = try trained([4, 2], ["a", "b"])
    _ = try Ensemble([first, trained([4, 3, 2], ["a", "b"])])
    #expect(throws: TeacherError.membersDiffer(what: "inputs", expected: "4", found: "5")) {
      try Ensemble([first, trained([5, 2], ["a", "b"])])
    }
    #expect(throws: TeacherError.membersDiffer(what: "classes", expected: "a, b", found: "b, a")) {
      try Ensemble([first, trained([4, 2], ["b", "a"])])
    }
  }

  @Test("An ensemble has a member at least")
  func noMembers() async {
    await #expect(processExitsWith: .failure) {
      _ = Ensemble(.mlp([2, 2]), members: 0, seed: 1)
    }
  }
}
