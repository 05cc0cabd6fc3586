import Distill
import Foundation
import Testing

@Suite("Classes that are confused")
struct ConfusableClassesTests {
  private struct Golden: Decodable {
    var first: [Int]
    var second: [Int]
    var index: Double
  }

  private static let engine = Engine(threads: 2, precision: .float32)

  /// Predictions of `count` examples that confuse classes within groups of `size` and no others, each
  /// row a distribution.
  private static func predictions(_ count: Int, classes: Int, size: Int, seed: UInt64) -> [Float] {
    var random = RandomStream(seed: seed, purpose: .sampling, index: 9)
    return (0..<count).flatMap { _ -> [Float] in
      let group = random.integer(below: classes / size)
      let weights = (0..<classes).map { index in
        index / size == group ? exp(random.normal()) : 1e-3 * exp(random.normal())
      }
      let sum = weights.reduce(0, +)
      return weights.map { Float($0 / sum) }
    }
  }

  private static func covariance(
    _ predictions: [Float], classes: Int, rank: Int?, batch: Int = 64
  ) -> PredictionCovariance {
    var covariance = PredictionCovariance(classCount: classes, rank: rank, seed: 1)
    for first in stride(from: 0, to: predictions.count, by: batch * classes) {
      let part = Array(predictions[first..<min(first + batch * classes, predictions.count)])
      covariance.add(
        Tensor(part, shape: [part.count / classes, classes]), on: engine)
    }
    return covariance
  }

  @Test("The covariance is that of its definition, in any batches")
  func definition() {
    let (count, classes) = (150, 6)
    let p = Self.predictions(count, classes: classes, size: 2, seed: 2)
    let means = (0..<classes).map { index in
      (0..<count).reduce(0.0) { $0 + Double(p[$1 * classes + index]) } / Double(count)
    }
    for batch in [1, 64, 150] {
      let found = Self.covariance(p, classes: classes, rank: nil, batch: batch)
      #expect(found.count == count)
      for (place, value) in found.columns().enumerated() {
        let (row, column) = (place / classes, place % classes)
        let expected =
          (0..<count).reduce(0.0) {
            $0 + (Double(p[$1 * classes + row]) - means[row])
              * (Double(p[$1 * classes + column]) - means[column])
          } / Double(count)
        #expect(abs(Double(value) - expected) < 1e-6)
      }
    }
  }

  @Test(
    "Indecision about a class is what it shares with all others, with or without the whole matrix")
  func indecision() {
    let (count, classes) = (150, 6)
    let p = Self.predictions(count, classes: classes, size: 2, seed: 2)
    for rank in [nil, 3] {
      let found = Self.covariance(p, classes: classes, rank: rank, batch: 64).indecision
      for index in 0..<classes {
        let shared =
          (0..<count).reduce(0.0) { sum, row in
            let own = Double(p[row * classes + index])
            let others = (0..<classes).filter { $0 != index }
            return sum + others.reduce(0.0) { $0 + own * Double(p[row * classes + $1]) }
          } / Double(count)
        #expect(abs(found[index] - shared) < 1e-6)
      }
    }
    // Surely of class 1, and never of class 0.
    #expect(Self.covariance([0, 1, 0, 1], classes: 2, rank: nil).indecision == [0, 0])
  }

  @Test("More classes than are multiplied at a time")
  func blocks() {
    let classes = 1030
    var p = [Float](repeating: 0, count: 2 * classes)
    // One example is surely of class 3, the other surely of class 1028.
    (p[3], p[classes + 1028]) = (1, 1)
    let columns = Self.covariance(p, classes: classes, rank: nil).columns()
    for (row, column, expected) in [
      (3, 3, 0.25), (1028, 1028, 0.25), (3, 1028, -0.25), (1028, 3, -0.25), (5, 3, 0.0),
    ] {
      #expect(abs(Double(columns[row * classes + column]) - expected) < 1e-6)
    }
  }

  @Test("Random directions keep the distances between columns")
  func lowRank() {
    let (classes, rank) = (60, 400)
    let p = Self.predictions(500, classes: classes, size: 5, seed: 3)
    let whole = Self.covariance(p, classes: classes, rank: nil).columns()
    let sketch = Self.covariance(p, classes: classes, rank: rank).columns()
    #expect(sketch.count == classes * rank)
    func distance(_ vectors: [Float], _ one: Int, _ other: Int) -> Double {
      let width = vectors.count / classes
      return (0..<width).reduce(0.0) {
        let difference = Double(vectors[one * width + $1]) - Double(vectors[other * width + $1])
        return $0 + difference * difference
      }.squareRoot()
    }
    let ratios = (1..<classes).map { distance(sketch, 0, $0) / distance(whole, 0, $0) }
    // √(2/r) is 0.07; of 59 ratios none should be five times as far off.
    #expect(ratios.allSatisfy { abs($0 - 1) < 0.35 })
    #expect(abs(ratios.reduce(0, +) / Double(ratios.count) - 1) < 0.1)
  }

  @Test(
    "Groups that are confused are found, from the whole covariance and from few directions",
    arguments: [nil, 16])
  func planted(rank: Int?) {
    let (classes, size) = (40, 5)
    let covariance = Self.covariance(
      Self.predictions(2000, classes: classes, size: size, seed: 4), classes: classes, rank: rank)
    let found = ClassClusters(
      of: covariance.columns(), width: covariance.width, count: classes / size, passes: 5,
      attempts: 8,
      isScaled: true, membership: .clusters(perClass: 1), seed: 1)
    var groups = [Int](repeating: -1, count: classes)
    for (cluster, members) in found.clusters.enumerated() {
      for index in members { groups[index] = cluster }
    }
    #expect(!groups.contains(-1))
    let truth = (0..<classes).map { $0 / size }
    #expect(adjustedRandIndex(groups, truth) > 0.9)
    let again = ClassClusters(
      of: covariance.columns(), width: covariance.width, count: classes / size, passes: 5,
      attempts: 8,
      isScaled: true, membership: .clusters(perClass: 1), seed: 1)
    #expect(found == again)
  }

  /// Confusions so few that the columns are nearly orthogonal: means of many are short.
  @Test("Where few classes are confused, no cluster takes them all")
  func sparse() {
    let classes = 120
    let covariance = Self.covariance(
      Self.predictions(3000, classes: classes, size: 2, seed: 6), classes: classes, rank: nil)
    let found = ClassClusters(
      of: covariance.columns(), width: covariance.width, count: 12, passes: 3, attempts: 1,
      isScaled: true, membership: .clusters(perClass: 1), seed: 1)
    #expect(found.clusters.allSatisfy { $0.count <= 24 }, "\(found.clusters.map(\.count))")
    let places = found.clusters.map(Set.init)
    let together = (0..<classes / 2).count { pair in
      places.contains { $0.contains(2 * pair) && $0.contains(2 * pair + 1) }
    }
    #expect(together >= 50)
  }

  @Test(
    "Membership: one cluster, as many as classes, several for a class, a fixed number of classes")
  func membership() {
    let vectors: [Float] = [0, 0, 0, 1, 10, 10, 10, 11, 5, 5, 5, 5]
    func clusters(
      _ count: Int, _ membership: ClassClusters.Membership = .clusters(perClass: 1)
    ) -> [[Int]] {
      ClassClusters(
        of: vectors, width: 2, count: count, passes: 3, attempts: 2, isScaled: false,
        membership: membership,
        seed: 2
      ).clusters
    }
    #expect(clusters(1) == [Array(0..<6)])
    let all = clusters(6)
    #expect(all.count == 6 && Set(all.joined()) == Set(0..<6) && all.allSatisfy { $0.count == 1 })
    for count in 1...6 {
      #expect(clusters(count).count == count && clusters(count).allSatisfy { !$0.isEmpty })
    }
    let twice = clusters(3, .clusters(perClass: 2))
    #expect((0..<6).allSatisfy { index in twice.count { $0.contains(index) } == 2 })
    #expect(clusters(3, .classes(perCluster: 4)).allSatisfy { $0.count == 4 })
  }

  @Test("The adjusted Rand index is that of counting pairs")
  func rand() throws {
    let goldens = try Goldens<Golden>.load("rand")
    #expect(goldens.count == 3)
    for golden in goldens {
      #expect(abs(adjustedRandIndex(golden.first, golden.second) - golden.index) < 1e-12)
      #expect(adjustedRandIndex(golden.first, golden.first.map { 7 - $0 }) == 1)
    }
    #expect(adjustedRandIndex([0, 0, 0], [0, 0, 0]) == 1)
    #expect(adjustedRandIndex([], []) == 1)
  }
}
