import Distill
import DistillSpeech
import Foundation

/// The word errors of runs, as the table and the JSON of “distill speech score”.
struct SpeechScoreTable {
  private struct Row {
    let run: String
    let scores: WordScores
    let rate: WordErrorRate
    /// From the first run; nil for that one.
    let difference: WordErrorRateDifference?
  }

  private let rows: [Row]

  /// The rows of `runs`, of which there is at least one.
  init(
    _ runs: some Sequence<(String, WordScores)>, resamples: Int, seed: UInt64
  ) throws {
    let runs = Array(runs)
    rows = try runs.enumerated().map { place, run in
      Row(
        run: run.0, scores: run.1,
        rate: WordErrorRate(run.1, resamples: resamples, seed: seed),
        difference: place == 0
          ? nil
          : try WordErrorRateDifference(
            run.1, against: runs[0].1, resamples: resamples, seed: seed))
    }
  }

  /// Why there is no interval.
  var notices: [Notice] {
    guard let first = rows.first, first.rate.interval == nil else { return [] }
    let speakers = first.scores.speakers.count { $0.errors.words > 0 }
    return [
      Notice(
        "There is no interval: resampling speakers needs at least two with reference words, and the test "
          + "part has \(speakers).")
    ]
  }

  /// The table; with every utterance that has errors, and the confusions, where requested.
  func text(withErrors: Bool) -> String {
    var lines = [
      "word errors  rate %  95 % interval  subst.  deleted  inserted  sentences %  run"
    ]
    for row in rows {
      let total = row.rate.errors
      let rate =
        total.words == 0 ? "      –" : String(format: "%7.2f", 100 * row.rate.rate)
      let interval =
        row.rate.interval.map {
          String(format: "%6.2f … %5.2f", 100 * $0.lowerBound, 100 * $0.upperBound)
        } ?? "      –       "
      lines.append(
        String(format: "%11d ", total.total) + rate + "  " + interval
          + String(
            format: " %7d %8d %9d %12.1f  ", total.substitutions, total.deletions,
            total.insertions, 100 * row.scores.sentenceErrorRate) + row.run)
    }
    if let first = rows.first {
      let speakers = first.scores.speakers.count
      lines.append(
        "\(first.scores.total.words) words of \(speakers) speaker\(speakers == 1 ? "" : "s")")
    }
    for row in rows {
      guard let difference = row.difference, difference.first.words > 0 else { continue }
      let interval =
        difference.interval.map {
          String(format: "[%+.2f, %+.2f]", 100 * $0.lowerBound, 100 * $0.upperBound)
        } ?? "[–]"
      lines.append(
        String(format: "%+.2f points ", 100 * difference.difference)
          + "\(interval) against \(rows[0].run): \(row.run)")
    }
    if withErrors {
      for row in rows {
        lines.append("\n\(row.run)\n\n\(row.scores.listing)")
        if !row.scores.confusions.isEmpty {
          lines.append(row.scores.confusionTable(limit: 20))
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  /// One run in JSON. Rates are fractions; what does not exist is left out.
  private struct Entry: Encodable {
    let run: String
    let words: Int
    let speakers: Int
    let substitutions: Int
    let deletions: Int
    let insertions: Int
    let wordErrorRate: Double?
    let interval: [Double]?
    let sentenceErrorRate: Double
    let difference: Double?
    let differenceInterval: [Double]?
    let utterances: [Utterance]?
  }

  /// An utterance with errors.
  private struct Utterance: Encodable {
    let id: String
    let speaker: String
    let reference: [String]
    let hypothesis: [String]
  }

  func json(withErrors: Bool) throws -> String {
    func ends(_ interval: ClosedRange<Double>?) -> [Double]? {
      interval.map { [$0.lowerBound, $0.upperBound] }
    }
    let entries = rows.map { row in
      let errors = row.rate.errors
      let utterances = row.scores.utterances.filter { $0.errors.total > 0 }.map {
        Utterance(
          id: $0.utterance, speaker: $0.speaker, reference: $0.alignment.reference,
          hypothesis: $0.alignment.hypothesis)
      }
      return Entry(
        run: row.run, words: errors.words, speakers: row.rate.speakerCount,
        substitutions: errors.substitutions, deletions: errors.deletions,
        insertions: errors.insertions, wordErrorRate: errors.words == 0 ? nil : errors.rate,
        interval: ends(row.rate.interval), sentenceErrorRate: row.scores.sentenceErrorRate,
        difference: errors.words == 0 ? nil : row.difference?.difference,
        differenceInterval: ends(row.difference?.interval),
        utterances: withErrors ? utterances : nil)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(entries), as: UTF8.self)
  }
}
