import DistillSpeech
import Foundation
import Testing

/// The golden numbers come from Scripts/goldens/ngram_golden.py.
@Suite("n-gram models")
struct NGramModelTests {
  private struct Golden: Decodable {
    struct Probe: Decodable {
      let history: [Int]
      let logs: [Double]
    }
    let order: Int
    let vocabulary: Int
    let sentences: [[Int]]
    let probes: [Probe]
    let heldOut: [[Int]]
    let logs: [Double]
    let perplexity: Double

    var words: [String] { (0..<vocabulary).map { "w\($0)" } }

    func transcripts(_ sentences: [[Int]]) -> [Transcript] {
      sentences.enumerated().map { Transcript(id: "u\($0)", words: $1.map { words[$0] }) }
    }

    func model() throws -> NGramModel {
      try NGramModel(order: order, vocabulary: words, transcripts: transcripts(sentences))
    }
  }

  private func goldens() throws -> [Golden] {
    let file = try #require(
      Bundle.module.url(forResource: "ngram", withExtension: "json", subdirectory: "Goldens"))
    let cases = try JSONDecoder().decode([String: [Golden]].self, from: Data(contentsOf: file))
    return try #require(cases["cases"])
  }

  /// The state after `history`, in which the vocabulary's size + 1 is `<s>`.
  private func state(after history: [Int], of model: NGramModel) -> Int {
    let begins = history.first == model.vocabulary.count + 1
    return history.dropFirst(begins ? 1 : 0).reduce(begins ? model.startState : 0) {
      model.state(after: $0, word: $1)
    }
  }

  @Test("Probabilities and perplexities are those of the formula")
  func golden() throws {
    for golden in try goldens() {
      let model = try golden.model()
      for probe in golden.probes {
        let found = model.logProbabilities(in: state(after: probe.history, of: model))
        for (found, wanted) in zip(found, probe.logs) {
          #expect(abs(found - wanted) < 1e-12, "order \(golden.order), \(probe.history)")
        }
      }
      for (sentence, wanted) in zip(golden.heldOut, golden.logs) {
        #expect(abs(model.logProbability(of: sentence) - wanted) < 1e-11)
      }
      let perplexity = try model.perplexity(of: golden.transcripts(golden.heldOut))
      #expect(abs(perplexity / golden.perplexity - 1) < 1e-12)
    }
  }

  @Test("In every state the probabilities of all words and of the end sum to one")
  func sums() throws {
    for golden in try goldens() {
      let model = try golden.model()
      #expect((0..<model.stateCount).contains(model.startState))
      for state in 0..<model.stateCount {
        let logs = model.logProbabilities(in: state)
        #expect(abs(logs.reduce(0) { $0 + exp($1) } - 1) < 1e-9)
        for word in golden.words.indices {
          #expect(abs(model.logProbability(word: word, in: state) - logs[word]) < 1e-12)
        }
        #expect(abs(model.endLogProbability(in: state) - logs[golden.vocabulary]) < 1e-12)
      }
    }
  }

  @Test("A bigram worked by hand")
  func bigram() throws {
    // c(A) = 2, c(B) = 1, c(</s>) = 2; after <s>: A twice; after A: B, </s>; after B: </s>.
    let model = try NGramModel(
      order: 2, vocabulary: ["A", "B", "C"],
      transcripts: [Transcript(id: "1", words: ["A", "B"]), Transcript(id: "2", words: ["A"])])
    let a = (2 + 3 * 0.25) / 8
    let b = (1 + 3 * 0.25) / 8
    let c = (0 + 3 * 0.25) / 8
    #expect(model.stateCount == 4)
    let start = model.startState
    #expect(abs(exp(model.logProbability(word: 0, in: start)) - (2 + a) / 3) < 1e-15)
    #expect(abs(exp(model.logProbability(word: 1, in: start)) - b / 3) < 1e-15)
    let afterA = model.state(after: start, word: 0)
    #expect(abs(exp(model.logProbability(word: 1, in: afterA)) - (1 + 2 * b) / 4) < 1e-15)
    #expect(abs(exp(model.endLogProbability(in: afterA)) - (1 + 2 * a) / 4) < 1e-15)
    // Nothing is known of what comes after C.
    #expect(model.state(after: afterA, word: 2) == 0)
    #expect(abs(exp(model.logProbability(word: 2, in: 0)) - c) < 1e-15)
    #expect(model.id(of: "C") == 2 && model.id(of: "<s>") == nil)
  }

  @Test("A unigram model has one state")
  func unigram() throws {
    let model = try NGramModel(
      order: 1, vocabulary: ["A"], transcripts: [Transcript(id: "1", words: ["A"])])
    #expect(model.stateCount == 1 && model.startState == 0)
    #expect(model.state(after: 0, word: 0) == 0)
    #expect(abs(try model.perplexity(of: [Transcript(id: "2", words: [])]) - 2) < 1e-15)
  }

  @Test("The order of the transcripts does not matter")
  func order() throws {
    let golden = try goldens()[2]
    let turned = try NGramModel(
      order: 3, vocabulary: golden.words,
      transcripts: golden.transcripts(golden.sentences.reversed()))
    #expect(try golden.model() == turned)
  }

  @Test("What a model cannot be made of is refused")
  func refused() {
    func error(_ vocabulary: [String], _ transcripts: [Transcript]) -> LanguageError? {
      #expect(throws: LanguageError.self) {
        try NGramModel(order: 2, vocabulary: vocabulary, transcripts: transcripts)
      }
    }
    let one = [Transcript(id: "u", words: ["A", "B", "C", "B"])]
    #expect(
      error(["A"], one)
        == .unknownWords(first: "B", utterance: "u", place: "vocabulary", others: 1))
    #expect(error([], one) == .empty(what: "words in the vocabulary"))
    #expect(error(["A"], []) == .empty(what: "transcripts"))
    #expect(error(["A", "A"], one) == .duplicate(what: "word", name: "A"))
    #expect(error(["A", "<s>"], one) == .badName(what: "word", name: "<s>"))
  }
}
