import DistillTensors

/// Speakers drawn with replacement many times, to measure how far a rate depends on the speakers.
///
/// Speakers, and not utterances, because the errors of one speaker's utterances are correlated: as many
/// speakers as there are, are drawn with replacement, each with all utterances.
enum SpeakerResampling {
  /// `statistic` of each of `count` draws, given how often each of `speakers` speakers was drawn.
  ///
  /// Draw i is a pure function of `seed` and i, so more draws begin with the same ones.
  static func draws<Statistic>(
    speakers: Int, count: Int, seed: UInt64, _ statistic: ([Int]) -> Statistic
  ) -> [Statistic] {
    precondition(count > 0, "\(count) resamples; expected at least one")
    return (0..<count).map { draw in
      var random = RandomStream(seed: seed, purpose: .bootstrap, index: UInt64(draw))
      var times = [Int](repeating: 0, count: speakers)
      for _ in 0..<speakers { times[random.integer(below: speakers)] += 1 }
      return statistic(times)
    }
  }

  /// The 95 % interval of `statistic` over draws of the speakers with these `errors`; draws for which it
  /// is nil are left out. Nil for fewer than two speakers with words.
  static func interval(
    _ errors: [WordErrors], resamples: Int, seed: UInt64, _ statistic: ([Int]) -> Double?
  ) -> ClosedRange<Double>? {
    precondition(resamples > 0, "\(resamples) resamples; expected at least one")
    guard errors.count(where: { $0.words > 0 }) > 1 else { return nil }
    let values = draws(speakers: errors.count, count: resamples, seed: seed, statistic)
      .compactMap { $0 }
    return values.isEmpty ? nil : interval(values)
  }

  /// Σ times · errors / Σ times · words over speakers; nil where no speaker of the draw has words.
  static func rate(_ errors: [WordErrors], times: [Int]) -> Double? {
    var (wrong, words) = (0, 0)
    for (errors, times) in zip(errors, times) {
      wrong += times * errors.total
      words += times * errors.words
    }
    return words == 0 ? nil : Double(wrong) / Double(words)
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
