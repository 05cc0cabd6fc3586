import DistillTensors
import Testing

/// The known answers are those the authors publish with their reference implementation (Random123,
/// kat_vectors, philox4x32 10).
@Suite("Random stream")
struct RandomStreamTests {
  @Test("Philox gives the published answers")
  func knownAnswers() {
    let zero = RandomStream.block(counter: (0, 0, 0, 0), key: (0, 0))
    #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = RandomStream.block(
      counter: (.max, .max, .max, .max), key: (.max, .max))
    #expect(ones == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = RandomStream.block(
      counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0)
    )
    #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test("A stream repeats itself and differs from its neighbours")
  func streams() {
    func draw(_ seed: UInt64, _ purpose: RandomStream.Purpose, _ index: UInt64) -> [UInt64] {
      var stream = RandomStream(seed: seed, purpose: purpose, index: index)
      return (0..<8).map { _ in stream.next() }
    }
    #expect(draw(1, .shuffle, 2) == draw(1, .shuffle, 2))
    #expect(draw(1, .shuffle, 2) != draw(1, .shuffle, 3))
    #expect(draw(1, .shuffle, 2) != draw(1, .jitter, 2))
    #expect(draw(1, .shuffle, 2) != draw(2, .shuffle, 2))
  }

  @Test("A child's seed is the first number of its own stream")
  func childSeeds() {
    for (index, seed) in [(0, 1), (3, 8), (1 << 40, .max)] as [(Int, UInt64)] {
      let block = RandomStream.block(
        counter: (0, 7, UInt32(truncatingIfNeeded: index), UInt32(index >> 32)),
        key: (UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)))
      #expect(RandomStream.childSeed(index, of: seed) == UInt64(block.1) << 32 | UInt64(block.0))
    }
  }

  @Test("A permutation holds every number once")
  func permutation() {
    for count in [0, 1, 2, 17, 1000] {
      var stream = RandomStream(seed: 9, purpose: .shuffle)
      #expect(stream.permutation(of: count).sorted() == Array(0..<count))
    }
  }

  @Test("Uniform and normal numbers have their moments")
  func moments() {
    var stream = RandomStream(seed: 3, purpose: .sampling)
    let count = 20_000
    var uniform = 0.0
    var normal = 0.0
    var square = 0.0
    for _ in 0..<count {
      uniform += stream.uniform()
      let value = stream.normal()
      normal += value
      square += value * value
    }
    // Five standard errors of each mean.
    #expect(abs(uniform / Double(count) - 0.5) < 5 * 0.2887 / 141)
    #expect(abs(normal / Double(count)) < 5 / 141.0)
    #expect(abs(square / Double(count) - 1) < 5 * 1.4142 / 141)
  }
}
