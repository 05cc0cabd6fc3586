/// The state of each frame of an utterance.
public struct Alignment: Sendable, Equatable {
  /// The place in the graph of each frame, never falling.
  public let path: [Int]
  /// The score of the path: the sum of its frames' scores and transitions.
  public let score: Float

  /// The best path of an utterance through `graph`.
  ///
  ///     a(t, j) = score(t, class of j) + max(a(t−1, j) + stay, max over predecessors i of a(t−1, i) + leave)
  ///
  /// Cost: O(frames · transitions), and 4 bytes for each frame and state.
  ///
  /// - Parameters:
  ///   - scores: For each frame the log-likelihood of each class, up to what is the same for all.
  ///   - graph: The states of the words.
  ///   - tying: The class of each state.
  ///   - transitions: Staying and leaving.
  /// - Returns: The path; nil where there are fewer frames than ``AlignmentGraph/leastFrames``.
  public init?(
    of scores: AcousticScores, through graph: AlignmentGraph, tying: StateTying,
    transitions: TransitionModel = .usual
  ) {
    precondition(
      scores.classCount == tying.classCount,
      "scores of \(scores.classCount) classes for states of \(tying.classCount)")
    guard scores.count >= graph.leastFrames, scores.count > 0 else { return nil }
    let classes = graph.places.map { tying.classNumber(of: $0.state) }
    let count = classes.count
    var best = [Float](repeating: -.infinity, count: count)
    for start in graph.starts { best[start] = scores[0, classes[start]] }
    var from = [Int32](repeating: 0, count: scores.count * count)
    var next = best
    for frame in 1..<max(1, scores.count) {
      for place in 0..<count {
        var (score, origin) = (best[place] + transitions.stay, place)
        for predecessor in graph.predecessors[place] {
          let candidate = best[predecessor] + transitions.leave
          if candidate > score { (score, origin) = (candidate, predecessor) }
        }
        next[place] = score + scores[frame, classes[place]]
        from[frame * count + place] = Int32(origin)
      }
      swap(&best, &next)
    }
    guard
      var place = graph.ends.sorted().max(by: { best[$0] < best[$1] }), best[place] > -.infinity
    else { return nil }
    score = best[place]
    var path = [Int](repeating: place, count: scores.count)
    for frame in stride(from: scores.count - 1, to: 0, by: -1) {
      place = Int(from[frame * count + place])
      path[frame - 1] = place
    }
    self.path = path
  }

  private init(path: [Int], score: Float) {
    self.path = path
    self.score = score
  }

  /// A path that gives every state of the words, by their first pronunciations, and of the silences at
  /// both ends the same time: the start of training.
  ///
  /// - Returns: nil where there are fewer frames than states.
  public static func uniform(_ count: Int, through graph: AlignmentGraph) -> Alignment? {
    let states = graph.backbone
    guard count >= states.count else { return nil }
    return Alignment(path: (0..<count).map { states[$0 * states.count / count] }, score: 0)
  }

  /// The class of each frame.
  public func labels(through graph: AlignmentGraph, tying: StateTying) -> [Int32] {
    let classes = graph.places.map { Int32(tying.classNumber(of: $0.state)) }
    return path.map { classes[$0] }
  }
}
