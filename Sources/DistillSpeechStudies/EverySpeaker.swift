package import Distill
import DistillSpeech
package import DistillStudies

extension Experiment {
  /// Word errors of every training speaker, by models trained on other speakers.
  static let everySpeaker = Experiment(
    "every-speaker", "Words of every speaker, by cross-validation", obstacle: \.lackOfSpeech
  ) { plan in
    let speech = plan.speech
    let splits = plan.folds(plan.context.choose(full: 4, quick: 2))
    let members = splits.map { plan.acousticModels(on: $0) }
    let baselines = zip(splits, members).map { split, members in
      members.prefix(3).map { plan.outcome(of: $0, on: split) }
    }
    let ensembles = zip(splits, members).map {
      plan.outcome("\($0.name)-ensemble", of: $1, on: $0)
    }
    // One for each fold, with a seed of its own.
    let students = splits.enumerated().map { fold, split in
      [plan.outcome(of: plan.acousticStudent(UInt64(fold + 1), on: split), on: split)]
    }
    return { workspace in
      let single = try baselines.map { try $0.map(workspace.value) }
      let all = try ensembles.map { [try workspace.value($0)] }
      let own = try students.map { try $0.map(workspace.value) }
      func words(_ outcomes: [[SpeechOutcome]], times: Int) throws -> SpokenWords {
        try SpokenWords(
          (0..<times).flatMap { _ in
            zip(outcomes, splits).flatMap { outcomes, split in outcomes.map { ($0, split) } }
          }, in: speech)
      }
      // Each as many times as makes the numbers of utterances equal, so that they can be paired.
      let base = try words(single, times: own[0].count)
      let ten = try words(all, times: single[0].count * own[0].count)
      let distilled = try words(own, times: single[0].count)
      func frames(_ outcomes: [[SpeechOutcome]]) -> [[Double]] {
        outcomes.map { $0.map(\.frameAccuracy) }
      }
      return EverySpeakerResults(
        baseline: frames(single), ensemble: frames(all), student: frames(own),
        members: members[0].count,
        words: .init(
          baseline: base.value, ensemble: ten.value, student: distilled.value,
          ensembleAgainstBaseline: try ten.difference(from: base),
          studentAgainstBaseline: try distilled.difference(from: base),
          studentAgainstEnsemble: try distilled.difference(from: ten)),
        speakers: base.scores.speakers.count,
        wordCount: splits.reduce(0) { sum, split in
          sum + split.scored.reduce(0) { $0 + speech.training.entries[$1].words.count }
        }
      ).finding.marked(by: speech)
    }
  }
}

/// Frames and words of every training speaker, by models trained on other speakers.
package struct EverySpeakerResults {
  /// Word error rates, and their differences as text.
  package struct Words {
    let baseline: WordRate
    let ensemble: WordRate
    let student: WordRate
    let ensembleAgainstBaseline: String
    let studentAgainstBaseline: String
    let studentAgainstEnsemble: String

    package init(
      baseline: WordRate, ensemble: WordRate, student: WordRate, ensembleAgainstBaseline: String,
      studentAgainstBaseline: String, studentAgainstEnsemble: String
    ) {
      self.baseline = baseline
      self.ensemble = ensemble
      self.student = student
      self.ensembleAgainstBaseline = ensembleAgainstBaseline
      self.studentAgainstBaseline = studentAgainstBaseline
      self.studentAgainstEnsemble = studentAgainstEnsemble
    }
  }

  /// Frames right in percent, by fold, the mean over the models of the fold.
  package let baseline: Sample
  package let ensemble: Sample
  package let student: Sample
  let members: Int
  let words: Words
  let speakers: Int
  let wordCount: Int

  /// Frames right in percent, [fold][model].
  package init(
    baseline: [[Double]], ensemble: [[Double]], student: [[Double]], members: Int, words: Words,
    speakers: Int, wordCount: Int
  ) {
    func means(_ name: String, _ folds: [[Double]]) -> Sample {
      Sample(name, folds.map { $0.reduce(0, +) / Double($0.count) })
    }
    self.baseline = means("baseline", baseline)
    self.ensemble = means("\(members) models", ensemble)
    self.student = means("distilled", student)
    self.members = members
    self.words = words
    self.speakers = speakers
    self.wordCount = wordCount
  }

  /// The share of the ensemble's gain in frames that the students keep, of means over folds, in percent.
  package var share: Double {
    Gain.share(of: student.mean, from: baseline.mean, to: ensemble.mean)
  }

  package var finding: Finding {
    let family = Comparison.family([
      Comparison(student, against: baseline, betterIs: .higher, pairedBy: .fold),
      Comparison(ensemble, against: student, betterIs: .higher, pairedBy: .fold),
    ])
    let frames = [baseline, ensemble, student]
    let rates = [words.baseline, words.ensemble, words.student]
    let differences = ["", words.ensembleAgainstBaseline, words.studentAgainstBaseline]
    return Finding(
      sentence:
        "Over all \(Numeral.grouped(wordCount)) words of \(speakers) speakers, one "
        + "model has \(rates[0].text) % word errors, \(members) have \(rates[1].text) % and the "
        + "distilled one \(rates[2].text) %: against one model \(words.studentAgainstBaseline) points, "
        + "against all \(words.studentAgainstEnsemble). In frames it keeps "
        + "\(Numeral.fixed(share, decimals: 0)) % of the gain.",
      paper: "10.9, 10.7 and 10.7 % word errors on 23 thousand words.",
      samples: frames, comparisons: family,
      claims: [
        Claim(
          "Distilled models are better than single ones for every speaker, frames",
          ours: "\(baseline.text(decimals: 2)) → \(student.text(decimals: 2)) %",
          tested: [family[0]]),
        Claim(
          "Word error rate of every speaker: one model, the ensemble, the distilled model",
          paper: "10.9, 10.7, 10.7 %", ours: rates.map(\.text).joined(separator: ", ") + " %"),
      ],
      tables: [
        ResultTable(
          caption: "Every training speaker, by models of other speakers",
          columns: [
            "", "frames right, %, mean of folds", "word errors, % [95 % over speakers]",
            "against the baseline, points",
          ],
          rows: frames.indices.map {
            [frames[$0].name, frames[$0].text(decimals: 2), rates[$0].text, differences[$0]]
          })
      ],
      figures: [
        .bars(
          BarsFigure(
            title: "Word errors", vertical: Scale(title: "%"), groups: frames.map(\.name),
            series: [
              .init(
                name: "95 % over speakers", values: rates.map(\.rate),
                low: rates.map { $0.interval?.lowerBound ?? $0.rate },
                high: rates.map { $0.interval?.upperBound ?? $0.rate })
            ]))
      ],
      notes: [
        "\(baseline.values.count) folds of whole speakers; in each the models, the language model, the acoustic scale and the word penalty come from other speakers. Frames have been aligned once, with all training speakers. Folds share most of their speakers, so that their differences are not independent and p is too small."
      ])
  }
}
