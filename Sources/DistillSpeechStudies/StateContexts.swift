import Distill
import DistillSpeech
package import DistillStudies

extension Experiment {
  /// The effect of classes that depend on the neighbours of a phone.
  static let stateContexts = Experiment(
    "state-contexts", "States with and without context", obstacle: \.lackOfContexts
  ) { plan in
    let (seeds, split, speech) = (plan.context.seeds, plan.testSplit, plan.speech)
    let monophones = StateTying(monophonesOf: speech.tying.phones)
    let with = seeds.map { plan.outcome(of: plan.acousticModel($0, on: split), on: split) }
    let without = seeds.map { seed in
      let run = plan.train(
        "test-monophones-\(seed)",
        plan.acousticFile(seed, classes: monophones.classCount),
        on: plan.frames(of: split.learned).relabelled(for: monophones, from: speech.tying),
        evaluatedOn: plan.context.test.relabelled(for: monophones, from: speech.tying))
      return plan.outcome(of: run, on: split, tying: monophones)
    }
    return { workspace in
      let own = try SpokenWords(try with.map { (try workspace.value($0), split) }, in: speech)
      let other = try SpokenWords(try without.map { (try workspace.value($0), split) }, in: speech)
      return StateContextsResults(
        classes: (speech.tying.classCount, monophones.classCount),
        words: (own.value, other.value), difference: try own.difference(from: other),
        seeds: seeds.count
      ).finding.marked(by: speech)
    }
  }
}

/// Word error rates with classes that depend on context, and with classes that do not.
package struct StateContextsResults {
  let classes: (context: Int, none: Int)
  let words: (context: WordRate, none: WordRate)
  let difference: String
  let seeds: Int

  package init(
    classes: (context: Int, none: Int), words: (context: WordRate, none: WordRate),
    difference: String, seeds: Int
  ) {
    self.classes = classes
    self.words = words
    self.difference = difference
    self.seeds = seeds
  }

  package var finding: Finding {
    Finding(
      sentence:
        "With \(classes.context) classes that depend on a phone’s neighbours, one model has "
        + "\(words.context.text) % word errors, with \(classes.none) that do not "
        + "\(words.none.text) %: \(difference) points.",
      paper: nil, samples: [], comparisons: [],
      claims: [
        Claim(
          "Word error rate without and with classes that depend on context",
          ours: "\(words.none.text) → \(words.context.text) %")
      ],
      tables: [
        ResultTable(
          caption: "Test part, \(seeds) seeds",
          columns: ["classes", "word errors, % [95 % over speakers]"],
          rows: [
            ["\(classes.context)", words.context.text], ["\(classes.none)", words.none.text],
          ])
      ], figures: [], notes: ["Shares of frames are not compared: the classes differ."])
  }
}

extension StudyContext {
  /// The reason why the effect of contexts cannot be measured; nil where it can.
  fileprivate var lackOfContexts: String? {
    lackOfSpeech
      ?? ((material as? SpeechMaterial)?.tying.dependsOnContext == true
        ? nil : "the states of its alignment have no context")
  }
}
