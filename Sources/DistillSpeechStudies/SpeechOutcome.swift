import Distill
import DistillSpeech
import DistillStudies

/// The result of an acoustic model on a split: frames, and words.
struct SpeechOutcome: Codable, Sendable {
  /// The scored frames whose class is known.
  var frames: Int
  /// Of these, those whose prediction is wrong.
  var frameErrors: Int
  /// The mean of −ln p(class), in nats.
  var crossEntropy: Double
  /// The words recognised in each scored utterance.
  var hypotheses: [[String]]
  /// The options of the decoder.
  var options: DecodingOptions

  /// The share of frames that are right, in percent.
  var frameAccuracy: Double { 100 * (1 - Double(frameErrors) / Double(max(frames, 1))) }
}

extension Plan {
  /// The result of the network of `run` on `split`; named after the run, so that experiments share it.
  mutating func outcome(
    of run: TrainedRun, on split: SpeechSplit, tying: StateTying? = nil
  ) -> Measured<SpeechOutcome> {
    outcome(run.name.replacing("runs/", with: ""), of: [run], on: split, tying: tying)
  }

  /// The result of the mean of the posteriors of `runs` on `split`.
  mutating func outcome(
    _ name: String, of runs: [TrainedRun], on split: SpeechSplit, tying: StateTying? = nil
  ) -> Measured<SpeechOutcome> {
    let (context, speech) = (context, speech)
    let tying = tying ?? speech.tying
    let learned = frames(of: split.learned)
    let operations = runs.reduce(0.0) { $0 + 2 * Double($1.parameters) }
    let count = split.tuning.count + split.scored.count
    // A search costs about half a million operations for a frame, and there are ten.
    let cost = Cost(
      operations: Double(count * 270) * (2 * operations + 5e6), steps: Double(count),
      bytes: 1 << 15)
    return measure("outcome-\(name)", from: runs, cost: cost) { workspace in
      let networks = try runs.map(workspace.network)
      let model: any Teacher =
        networks.count == 1 ? networks[0] : try Ensemble(networks, mean: .arithmetic)
      let train = context.train.relabelled(for: tying, from: speech.tying)
      let test = context.test.relabelled(for: tying, from: speech.tying)
      let language = try NGramModel(
        order: speech.languageOrder, vocabulary: speech.lexicon.words,
        transcripts: split.learned.map { speech.training.entries[$0].transcript })
      var recognizer = Recognizer(
        model,
        priors: LogPriors(
          of: learned.relabelled(for: tying, from: speech.tying).labels,
          classCount: tying.classCount),
        language: language,
        tree: try LexiconTree(speech.lexicon, tying: tying, model: language))
      recognizer.precision = context.precision
      let tuning = DecodingTuning(
        recognizer,
        scores: try recognizer.scores(
          of: split.tuning.map { speech.training.frames[$0] }, in: train, threads: 1),
        references: split.tuning.map { speech.training.entries[$0].words },
        options: DecodingOptions(acousticScale: 1, wordPenalty: 0, beam: 12, wordBeam: 8),
        threads: 1)
      let part = split.scoresTest ? speech.test : speech.training
      let dataset = split.scoresTest ? test : train
      let ranges = split.scored.map { part.frames[$0] }
      let decoded = recognizer.decode(
        try recognizer.scores(of: ranges, in: dataset, threads: 1), options: tuning.best,
        threads: 1)
      let evaluation = try Evaluation(
        of: model, name: name, on: dataset.subset(ranges.flatMap { Array($0) }),
        with: Engine(threads: 1, precision: context.precision))
      return SpeechOutcome(
        frames: evaluation.examples, frameErrors: evaluation.errors,
        crossEntropy: evaluation.crossEntropy,
        hypotheses: decoded.map { $0.words.map(\.word) }, options: tuning.best)
    }
  }
}

extension Dataset {
  /// The same frames with the classes of `tying`, which has no more contexts than `finer`.
  func relabelled(for tying: StateTying, from finer: StateTying) -> Dataset {
    guard tying != finer else { return self }
    // Without context, a class is a phone and a state, the start of its name.
    let places = finer.classNames.map { name -> Int32 in
      let state = name.split(separator: "-")[0]
      return Int32(tying.classNames.firstIndex { $0 == state } ?? 0)
    }
    return relabelled(labels.map { $0 < 0 ? $0 : places[Int($0)] }, classNames: tying.classNames)
  }
}
