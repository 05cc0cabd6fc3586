/// The word errors of a set of utterances.
public struct WordScores: Sendable, Equatable {
  /// The utterances in the reference's order.
  public let utterances: [UtteranceScore]

  /// The scores of `hypotheses`, matched with `references` by their ids.
  ///
  /// Cost: for each utterance the product of both numbers of words.
  ///
  /// - Parameters:
  ///   - references: The correct words, each utterance once.
  ///   - hypotheses: The recognised words, in any order; none where no word was recognised.
  ///   - file: The file of the hypotheses, for errors.
  ///   - speaker: The speaker of an utterance, by its id; see ``Transcript/speaker(inID:)``.
  /// - Throws: ``LanguageError`` for ids that occur twice, for utterances that only one of both has,
  ///   and without utterances.
  public init(
    references: [Transcript], hypotheses: [Transcript], file: String? = nil,
    speaker: (String) -> String
  ) throws(LanguageError) {
    guard !references.isEmpty else { throw .empty(what: "utterances to score") }
    let recognized = try Self.byID(hypotheses)
    let correct = try Self.byID(references)
    let missing = references.filter { recognized[$0.id] == nil }
    if let first = missing.first {
      throw .missingHypotheses(first: first.id, others: missing.count - 1, file: file)
    }
    let unexpected = hypotheses.filter { correct[$0.id] == nil }
    if let first = unexpected.first {
      throw .unexpectedHypotheses(first: first.id, others: unexpected.count - 1, file: file)
    }
    utterances = references.map {
      UtteranceScore(reference: $0, hypothesis: recognized[$0.id] ?? [], speaker: speaker($0.id))
    }
  }

  /// The errors of all utterances together.
  public var total: WordErrors { utterances.reduce(WordErrors()) { $0 + $1.errors } }

  /// The share of utterances with at least one error.
  public var sentenceErrorRate: Double {
    Double(utterances.count { $0.errors.total > 0 }) / Double(utterances.count)
  }

  /// The errors of each speaker, in the order of their first utterances.
  public var speakers: [(speaker: String, errors: WordErrors)] {
    var places: [String: Int] = [:]
    var result: [(speaker: String, errors: WordErrors)] = []
    for utterance in utterances {
      if let place = places[utterance.speaker] {
        result[place].errors += utterance.errors
      } else {
        places[utterance.speaker] = result.count
        result.append((utterance.speaker, utterance.errors))
      }
    }
    return result
  }

  private static func byID(
    _ transcripts: [Transcript]
  ) throws(LanguageError) -> [String: [String]] {
    var words: [String: [String]] = [:]
    for transcript in transcripts {
      guard words.updateValue(transcript.words, forKey: transcript.id) == nil else {
        throw .duplicate(what: "utterance", name: transcript.id)
      }
    }
    return words
  }
}
