import DistillSpeech
import DistillTensors
import Testing

@Suite("The table of hypotheses")
struct TokenTableTests {
  @Test("It holds what a dictionary of the best would hold", arguments: 0..<8)
  func dictionary(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: .sampling)
    var table = TokenTable()
    // Few keys meet often, many make the table grow, large ones are far apart.
    let keys = [50, 3000, 1 << 20, 1 << 38][Int(seed) % 4]
    for _ in 0..<12 {
      var model: [Int: TokenTable.Token] = [:]
      for number in 0..<random.integer(below: 9000) {
        let key = random.integer(below: keys)
        let token = TokenTable.Token(
          history: Int32(key / 999), state: Int32(key % 999),
          score: Float(random.integer(below: 100)),
          link: Int32(number), start: Int32(number % 7))
        table.put(token)
        // Of equals the first stays.
        if token.score > model[key]?.score ?? -.infinity { model[key] = token }
      }
      #expect(table.tokens.count == model.count)
      #expect(table.tokens.allSatisfy { model[Int($0.history) * 999 + Int($0.state)] == $0 })
      #expect(table.best == model.values.map(\.score).max() ?? -.infinity)
      table.removeAll()
      #expect(table.tokens.isEmpty && table.best == -.infinity)
    }
  }
}
