import DistillSpeech

extension FuzzedParser {
  /// Files of words: lexica, language models, transcripts, and the corpora's lists.
  static let words = [
    FuzzedParser("kaldi-recordings", "kaldi", "train/wav.scp", read: readCorpus),
    FuzzedParser("kaldi-text", "kaldi", "train/text", read: readCorpus),
    FuzzedParser("kaldi-speakers", "kaldi", "train/utt2spk", read: readCorpus),
    FuzzedParser("kaldi-lexicon", "kaldi", "lexicon.txt", read: readCorpus),
    FuzzedParser("kaldi-phones", "kaldi", "phones.txt", read: readCorpus),
    FuzzedParser("sphinx-lexicon", "sphinx", "etc/tiny.dic", read: readCorpus),
    FuzzedParser("sphinx-phones", "sphinx", "etc/tiny.phone", read: readCorpus),
    FuzzedParser("sphinx-transcripts", "sphinx", "etc/tiny_train.transcription", read: readCorpus),
    FuzzedParser("sphinx-list", "sphinx", "etc/tiny_train.fileids", read: readCorpus),
    FuzzedParser("arpa", "speech", "language.arpa") { folder in
      let path = "\(folder)/language.arpa"
      let known = ["AA", "AB", "BA"]
      if let model = try? NGramModel(arpa: path, vocabulary: known) {
        _ = model.logProbability(of: [0, 1, 2, 0])
        let lexicon = try Lexicon(path: "\(folder)/lexicon.txt", phoneList: nil, silence: "SIL")
        let phones = PhoneSet(lexicon.phones, silence: "SIL")
        _ = try LexiconTree(lexicon, tying: StateTying(monophonesOf: phones), model: model)
      }
      let model = try NGramModel(arpa: path, vocabulary: nil)
      for state in 0..<min(model.stateCount, 100) { _ = model.logProbabilities(in: state) }
      try model.write(arpa: path)
      _ = try NGramModel(arpa: path, vocabulary: model.vocabulary)
    },
    FuzzedParser("trn", "speech", "run/test.trn") { folder in
      let path = "\(folder)/run/test.trn"
      let transcripts = try Transcript.read(path, as: .trn)
      let scores = try WordScores(
        references: transcripts, hypotheses: transcripts, speaker: Transcript.speaker(inID:))
      _ = (scores.total, scores.speakers, scores.sentenceErrorRate)
      try Transcript.write(transcripts, to: path, as: .trn)
      guard try Transcript.read(path, as: .trn) == transcripts else {
        preconditionFailure("\(transcripts) were written and something else read")
      }
    },
    FuzzedParser("ctm", "speech", "run/test.ctm") { folder in
      let path = "\(folder)/run/test.ctm"
      try CTM(path: path).write(to: path)
      _ = try CTM(path: path)
    },
  ]

  @Sendable private static func readCorpus(_ folder: String) throws {
    _ = try SpeechCorpus(contentsOf: folder, silence: "SIL")
  }
}
