import DistillTensors

/// Speakers drawn again and again, to see how far a measured rate hangs on who happened to speak.
///
/// Speakers, and not utterances, because one speaker's utterances are recognised well or badly together:
/// as many speakers as there are, are drawn with replacement, each with all utterances.
enum SpeakerResampling {
  /// `statistic` of each of `count` draws, given how often each of `speakers` speakers was drawn.
  ///
  /// Draw i is a pure function of `seed` and i, so more draws begin with the same ones.
  static func draws<Statistic>(
    speakers: Int, count: Int, seed: UInt64, _ statistic: ([Int]) -> Statistic
  ) -> [Statistic] {
    precondition(count > 0, "\(count) resamples; there is at least one")
    return (0..<count).map { draw in
      var random = RandomStream(seed: seed, purpose: .bootstrap, index: UInt64(draw))
      var times = [Int](repeating: 0, count: speakers)
      for _ in 0..<speakers { times[random.integer(below: speakers)] += 1 }
      return statistic(times)
    }
  }

  /// Σ times · errors / Σ times · words over speakers.
  static func rate(_ errors: [WordErrors], times: [Int]) -> Double {
    var (wrong, words) = (0, 0)
    for (errors, times) in zip(errors, times) {
      wrong += times * errors.total
      words += times * errors.words
    }
    return Double(wrong) / Double(words)
  }

  /// The central 95 % of `values`: their quantiles 0.025 and 0.975, interpolated linearly between
  /// neighbours.
  static func interval(_ values: [Double]) -> ClosedRange<Double> {
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    return quantile(0.025)...quantile(0.975)
  }
}
