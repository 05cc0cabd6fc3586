import DistillSpeech
import Testing

@Suite("Sentences of synthetic speech")
struct SyntheticGrammarTests {
  private func sentences(
    _ part: SyntheticPart, seed: UInt64, count: Int
  ) -> [SyntheticSentence] {
    var texts = SyntheticTexts(part: part, seed: seed)
    return (0..<count).map { _ in texts.sentence() }
  }

  @Test("Every word is in the lexicon, and every word of the lexicon occurs")
  func words() throws {
    let said = Set(sentences(.training, seed: 1, count: 4000).flatMap(\.words))
    let lexicon = try SyntheticLexicon.lexicon()
    #expect(said.sorted() == lexicon.words.sorted())
    #expect(100...170 ~= lexicon.words.count)
  }

  @Test("Phones are the 39 of the CMU dictionary, all of them, and silence")
  func phones() throws {
    let cmu = """
      AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y \
      Z ZH
      """
    let expected = Set(cmu.split(separator: " ").map(String.init) + ["SIL"])
    #expect(Set(try SyntheticLexicon.lexicon().phones) == expected)
  }

  @Test("No sentence occurs twice, and none of the test part is in the training part of any seed")
  func disjoint() {
    let training = sentences(.training, seed: 1, count: 3000).map(\.words)
    let other = sentences(.training, seed: 2, count: 3000).map(\.words)
    let test = sentences(.test, seed: 1, count: 1000).map(\.words)
    #expect(Set(training).count == training.count)
    #expect(Set(test).count == test.count)
    #expect(Set(training).union(other).isDisjoint(with: test))
    #expect(training != other)
  }

  @Test("Sentences are a function of the seed; the first ones do not depend on how many follow")
  func determinism() {
    let long = sentences(.training, seed: 3, count: 200)
    #expect(long == sentences(.training, seed: 3, count: 200))
    #expect(Array(long.prefix(50)) == sentences(.training, seed: 3, count: 50))
  }

  @Test("The letter A is read as a letter, and the article as an article")
  func letters() {
    let all = sentences(.training, seed: 1, count: 2000)
    for sentence in all {
      let spoken = sentence.spoken.split(separator: " ").map(String.init)
      #expect(spoken.count == sentence.words.count)
      for (word, sound) in zip(sentence.words, spoken) where sound != "eigh" {
        #expect(sound.uppercased() == word)
        #expect(word.count > 1 || word == "A" || sound == word)
      }
    }
    #expect(all.contains { $0.spoken.contains("eigh ") })
    #expect(all.contains { $0.spoken.hasPrefix("set a timer") })
  }
}
