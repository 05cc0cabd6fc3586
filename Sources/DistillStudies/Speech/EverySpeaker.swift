import Distill
import DistillSpeech

extension Experiment {
  /// Word errors of every training speaker, by models that never heard them.
  static let everySpeaker = Experiment(
    "every-speaker", "Words of every speaker, by cross-validation", obstacle: \.lackOfSpeech
  ) { plan in
    let speech = plan.speech
    let splits = plan.folds(plan.setting.choose(full: 4, quick: 2))
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
      let all = try ensembles.map(workspace.value)
      let own = try students.map { try $0.map(workspace.value) }
      let times = (single[0].count, own[0].count)
      func words(_ outcomes: [[SpeechOutcome]], times: Int) throws -> SpokenWords {
        try SpokenWords(
          (0..<times).flatMap { _ in
            zip(outcomes, splits).flatMap { outcomes, split in outcomes.map { ($0, split) } }
          }, in: speech)
      }
      let base = try words(single, times: times.1)
      let ten = try words(all.map { [$0] }, times: times.0 * times.1)
      let distilled = try words(own, times: times.0)
      func accuracy(_ name: String, _ outcomes: [[SpeechOutcome]]) -> Sample {
        Sample(
          name,
          outcomes.map { $0.reduce(0) { $0 + $1.frameAccuracy } / Double($0.count) })
      }
      let frames = [
        accuracy("baseline", single), accuracy("\(members[0].count) models", all.map { [$0] }),
        accuracy("distilled", own),
      ]
      let better = Comparison(
        frames[2], against: frames[0], betterIs: .higher, pairedBy: .fold)
      let below = Comparison(
        frames[1], against: frames[2], betterIs: .higher, pairedBy: .fold)
      let share =
        100 * (frames[2].mean - frames[0].mean) / (frames[1].mean - frames[0].mean)
      let count = splits.reduce(0) { sum, split in
        sum + split.scored.reduce(0) { $0 + speech.training.entries[$1].words.count }
      }
      return Finding(
        sentence:
          "Over all \(Numeral.grouped(count)) words of \(base.scores.speakers.count) speakers, one "
          + "model has \(base.text) % word errors, \(members[0].count) have \(ten.text) % and the "
          + "distilled one \(distilled.text) %: against one model "
          + "\(try distilled.difference(from: base)) points, against all "
          + "\(try distilled.difference(from: ten)). In frames it keeps "
          + "\(Numeral.fixed(share, decimals: 0)) % of the gain.",
        paper: "10.9, 10.7 and 10.7 % word errors on 23 thousand words.",
        samples: frames, comparisons: [better, below],
        tables: [
          ResultTable(
            caption: "Every training speaker, by models of other speakers",
            columns: [
              "", "frames right, %, mean of folds", "word errors, % [95 % over speakers]",
              "against the baseline, points",
            ],
            rows: try zip(frames, [base, ten, distilled]).enumerated().map { place, row in
              [
                row.0.name, row.0.text(decimals: 2), row.1.text,
                place == 0 ? "" : try row.1.difference(from: base),
              ]
            })
        ],
        figures: [
          .bars(
            BarsFigure(
              title: "Word errors", vertical: Scale(title: "%"),
              groups: frames.map(\.name),
              series: [
                .init(
                  name: "95 % over speakers",
                  values: [base, ten, distilled].map { 100 * $0.rate.rate },
                  low: [base, ten, distilled].map { 100 * ($0.rate.interval?.lowerBound ?? .nan) },
                  high: [base, ten, distilled].map { 100 * ($0.rate.interval?.upperBound ?? .nan) })
              ]))
        ],
        notes: [
          "\(splits.count) folds of whole speakers; in each the models, the language model, the acoustic scale and the word penalty come from other speakers. Frames have been aligned once, with all training speakers. Folds share most of their speakers, so that their differences are not independent and p is too small."
        ]
      ).marked(by: speech)
    }
  }

  /// What classes that know their neighbours are worth.
  static let stateContexts = Experiment(
    "state-contexts", "States with and without context", obstacle: \.lackOfContexts
  ) { plan in
    let (seeds, split, speech) = (plan.setting.seeds, plan.testSplit, plan.speech)
    let monophones = StateTying(monophonesOf: speech.tying.phones)
    let with = seeds.map { plan.outcome(of: plan.acousticModel($0, on: split), on: split) }
    let without = seeds.map { seed in
      let run = plan.train(
        "test-monophones-\(seed)",
        plan.acousticFile(seed, classes: monophones.classCount),
        on: plan.frames(of: split.learned).relabelled(for: monophones, from: speech.tying),
        judgedOn: plan.setting.test.relabelled(for: monophones, from: speech.tying))
      return plan.outcome(of: run, on: split, tying: monophones)
    }
    return { workspace in
      let own = try SpokenWords(try with.map { (try workspace.value($0), split) }, in: speech)
      let other = try SpokenWords(try without.map { (try workspace.value($0), split) }, in: speech)
      let counts = (speech.tying.classCount, monophones.classCount)
      return Finding(
        sentence:
          "With \(counts.0) classes that know a phone’s neighbours, one model has \(own.text) % word "
          + "errors, with \(counts.1) that do not \(other.text) %: "
          + "\(try own.difference(from: other)) points.",
        paper: nil, samples: [], comparisons: [],
        tables: [
          ResultTable(
            caption: "Test part, \(seeds.count) seeds",
            columns: ["classes", "word errors, % [95 % over speakers]"],
            rows: [["\(counts.0)", own.text], ["\(counts.1)", other.text]])
        ], figures: [], notes: ["Shares of frames are not compared: the classes differ."]
      ).marked(by: speech)
    }
  }
}

extension Setting {
  /// Why the worth of contexts cannot be measured; nil where it can.
  fileprivate var lackOfContexts: String? {
    lackOfSpeech
      ?? (speech?.tying.dependsOnContext == true
        ? nil : "the states of its alignment have no context")
  }
}
