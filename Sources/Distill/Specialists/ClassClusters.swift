import DistillTensors

/// Subsets of classes that belong together, such as those that a network confuses.
public struct ClassClusters: Sendable, Equatable, Codable {
  /// The rule by which classes are members of clusters.
  public enum Membership: Sendable, Equatable {
    /// Every class is in its nearest clusters, this many: 1 for none in two of them.
    case clusters(perClass: Int)
    /// Every cluster has its nearest classes, this many: a class may be in several or in none.
    case classes(perCluster: Int)
  }

  /// The classes of each cluster, in ascending order; none is empty.
  public let clusters: [[Int]]

  /// These clusters.
  public init(_ clusters: [[Int]]) {
    precondition(clusters.allSatisfy { !$0.isEmpty }, "a cluster has no class")
    self.clusters = clusters.map { $0.sorted() }
  }

  /// The clusters that on-line K-means finds among `vectors`, one for each class.
  ///
  /// The initial centres are vectors drawn far from each other (Arthur and Vassilvitskii, 2007). Then the
  /// vectors come one at a time, in random order: the nearest centre moves to the mean of its vectors so
  /// far, c ← c + (x − c) / n (MacQueen, 1967). After `passes` over all, membership is by distance
  /// alone; a cluster that would have no class takes the one that is furthest from its own centre.
  ///
  /// Where vectors are scaled to length 1, so are centres before distances are taken (Dhillon and Modha,
  /// 2001). The mean of vectors that point in many directions is short, and so nearer to everything
  /// than any of them: without that, one cluster takes nearly all classes of a generalist whose
  /// confusions are few.
  ///
  /// All of it is repeated `attempts` times from different initial centres, and the centres that are nearest to
  /// the vectors, by the sum of squared distances, are kept.
  ///
  /// Cost: attempts × passes × classes × clusters × width operations.
  ///
  /// - Parameters:
  ///   - vectors: Row-major [classes, width], such as ``PredictionCovariance/columns()``.
  ///   - width: Numbers in one vector.
  ///   - count: The number of clusters, from 1 to the number of classes.
  ///   - passes: At least one.
  ///   - attempts: At least one.
  ///   - isScaled: Whether vectors are brought to length 1, so that a class counts for where its
  ///     column points and not for how often the class is met.
  ///   - membership: Which classes a cluster takes in.
  ///   - seed: Determines the initial centres and the order.
  public init(
    of vectors: [Float], width: Int, count: Int, passes: Int, attempts: Int,
    isScaled: Bool, membership: Membership, seed: UInt64
  ) {
    let classes = vectors.count / max(width, 1)
    precondition(
      width > 0 && vectors.count == classes * width && (1...max(classes, 1)).contains(count)
        && passes > 0 && attempts > 0,
      "\(count) clusters of \(vectors.count) numbers, \(width) for each class, in \(passes) passes and "
        + "\(attempts) attempts")
    let vectors = isScaled ? scaled(vectors, width: width) : vectors
    var distances: [[Float]] = []
    var least = Double.infinity
    for attempt in 0..<attempts {
      var random = RandomStream(seed: seed, purpose: .sampling, index: UInt64(1 + attempt))
      var means = OnlineMeans(
        vectors, width: width, count: count, isScaled: isScaled, using: &random)
      for _ in 0..<passes { means.pass(using: &random) }
      let found = (0..<classes).map { means.distances(from: $0) }
      let sum = found.reduce(0) { $0 + Double($1.min() ?? 0) }
      if sum < least { (distances, least) = (found, sum) }
    }
    var clusters = [Set<Int>](repeating: [], count: count)
    switch membership {
    case .clusters(let perClass):
      precondition((1...count).contains(perClass), "\(perClass) of \(count) clusters for a class")
      for index in 0..<classes {
        for cluster in Self.nearest(perClass, distances[index]) { clusters[cluster].insert(index) }
      }
    case .classes(let perCluster):
      precondition(
        (1...classes).contains(perCluster), "\(perCluster) of \(classes) classes for a cluster")
      for cluster in 0..<count {
        clusters[cluster] = Set(Self.nearest(perCluster, distances.map { $0[cluster] }))
      }
    }
    Self.fill(&clusters, distances)
    self.init(clusters.map(Array.init))
  }

  /// The places of the `count` least values; of equal ones the first.
  private static func nearest(_ count: Int, _ values: [Float]) -> ArraySlice<Int> {
    values.indices.sorted { (values[$0], $0) < (values[$1], $1) }.prefix(count)
  }

  /// Gives each empty cluster the class furthest from the centre of a cluster it is in, which
  /// keeps others.
  private static func fill(_ clusters: inout [Set<Int>], _ distances: [[Float]]) {
    for empty in clusters.indices where clusters[empty].isEmpty {
      let candidates = clusters.indices.filter { clusters[$0].count > 1 }
        .flatMap { cluster in clusters[cluster].map { (cluster, $0) } }
      guard
        let (from, index) = candidates.max(by: {
          (distances[$0.1][$0.0], $1.1) < (distances[$1.1][$1.0], $0.1)
        })
      else { continue }
      clusters[from].remove(index)
      clusters[empty].insert(index)
    }
  }
}

/// `vectors` of `width` numbers each, brought to length 1; those without a length stay.
private func scaled(_ vectors: [Float], width: Int) -> [Float] {
  var scaled = vectors
  for first in stride(from: 0, to: vectors.count, by: width) {
    let range = first..<first + width
    let square = vectors[range].reduce(0.0) { $0 + Double($1) * Double($1) }
    guard square > 0 else { continue }
    let scale = Float(1 / square.squareRoot())
    for place in range { scaled[place] *= scale }
  }
  return scaled
}

/// The centres of on-line K-means.
private struct OnlineMeans {
  let vectors: [Float]
  let width: Int
  let isScaled: Bool
  /// The points that distances are measured from: the means, or the means at length 1.
  var centres: [[Float]] = []
  private var means: [[Float]] = []
  private var met: [Float] = []

  private var classes: Int { vectors.count / width }

  init(
    _ vectors: [Float], width: Int, count: Int, isScaled: Bool, using random: inout RandomStream
  ) {
    self.vectors = vectors
    self.width = width
    self.isScaled = isScaled
    var first = random.integer(below: classes)
    var nearest = [Float](repeating: .infinity, count: classes)
    while true {
      centres.append(Array(vectors[first * width..<(first + 1) * width]))
      guard centres.count < count else { break }
      for index in 0..<classes {
        nearest[index] = min(nearest[index], distance(index, centres[centres.count - 1]))
      }
      // With probability in proportion to the squared distance from the centres so far.
      let total = nearest.reduce(0) { $0 + Double($1) }
      var left = random.uniform() * total
      first = nearest.lastIndex { $0 > 0 } ?? random.integer(below: classes)
      for index in 0..<classes where nearest[index] > 0 {
        left -= Double(nearest[index])
        if left < 0 {
          first = index
          break
        }
      }
    }
    means = centres
    met = [Float](repeating: 1, count: count)
  }

  mutating func pass(using random: inout RandomStream) {
    for index in random.permutation(of: classes) {
      let distances = distances(from: index)
      let nearest = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      met[nearest] += 1
      let step = 1 / met[nearest]
      for place in 0..<width {
        means[nearest][place] += step * (vectors[index * width + place] - means[nearest][place])
      }
      centres[nearest] = isScaled ? scaled(means[nearest], width: width) : means[nearest]
    }
  }

  func distances(from index: Int) -> [Float] { centres.map { distance(index, $0) } }

  /// The squared distance of a class's vector from `centre`.
  private func distance(_ index: Int, _ centre: [Float]) -> Float {
    vectors.withUnsafeBufferPointer { vectors in
      centre.withUnsafeBufferPointer { centre in
        var sum: Float = 0
        let first = index * width
        for place in 0..<width {
          let difference = unsafe vectors[first + place] - centre[place]
          sum += difference * difference
        }
        return sum
      }
    }
  }
}
