import Foundation

/// A stream of random numbers that is a pure function of a seed, a purpose and an index.
///
/// The generator is Philox 4×32 with ten repetitions: block `n` of a stream is a bijection of the counter
/// `(n, purpose, index)` under the key `seed`. There is no state to save besides the position, so a
/// training step draws the same numbers whether it runs in the first minute or after a resume, on one
/// thread or on many, and a new purpose never shifts the numbers of another.
///
/// Not for cryptography.
///
/// Source: Salmon, Moraes, Dror, Shaw (2011), Parallel Random Numbers: As Easy as 1, 2, 3, section 3.3.
public struct RandomStream: RandomNumberGenerator, Sendable {
  /// What the numbers are for. Each purpose is a stream of its own; raw values are part of the file
  /// formats' promise of equal bits and never change.
  public enum Purpose: UInt32, Sendable, CaseIterable {
    /// Initial weights; the index is the parameter's position in its network.
    case initialization = 1
    /// The order of examples; the index is the epoch.
    case shuffle = 2
    /// Dropout masks; the index combines step and layer.
    case dropout = 3
    /// Random shifts of images; the index is the step.
    case jitter = 4
    /// Splitting off validation examples.
    case split = 5
    /// Synthetic digits and glyphs; the index is the example.
    case drawing = 6
    /// Seeds of ensemble members; the index is the member.
    case member = 7
    /// Resampling for intervals.
    case bootstrap = 8
    /// Random inputs of tests and benchmarks.
    case sampling = 9
    /// What the characters of a synthetic alphabet are made of; the index is the alphabet.
    case alphabet = 10
    /// The words of synthetic speech; the index combines part and utterance.
    case sentence = 11
    /// What synthetic voices are like; the index combines part and voice.
    case voice = 12
    /// How an utterance of synthetic speech is spoken, and rooms, microphones and noise around it; the
    /// index combines part, utterance and which of them.
    case acoustics = 13
    /// Noise added to recordings before filterbanks; the index combines utterance and frame.
    case dither = 14
  }

  private let key: (UInt32, UInt32)
  private let purpose: UInt32
  private let index: UInt64
  private var block: UInt32 = 0
  private var pending: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  private var used = 4

  /// The stream for `seed`, `purpose` and `index`, at its beginning.
  public init(seed: UInt64, purpose: Purpose, index: UInt64 = 0) {
    self.key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.purpose = purpose.rawValue
    self.index = index
  }

  /// The seed of the child `index` of `seed`: an ensemble's member, a round, a specialist.
  ///
  /// Children have independent streams, and the seeds of the first ones do not depend on how many there
  /// are, so the first members of a larger ensemble are those of a smaller one.
  ///
  /// - Parameters:
  ///   - index: The child's number, from 0.
  ///   - seed: The seed that all children are derived from.
  /// - Returns: The first number of the stream of ``Purpose/member`` for `seed` and `index`.
  public static func childSeed(_ index: Int, of seed: UInt64) -> UInt64 {
    var stream = RandomStream(seed: seed, purpose: .member, index: UInt64(index))
    return stream.next()
  }

  /// One block of Philox 4×32-10: ten rounds of multiply, swap and xor over `counter` under `key`.
  public static func block(
    counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let p0 = 0xD251_1F53 as UInt64 * UInt64(c0)
      let p1 = 0xCD9E_8D57 as UInt64 * UInt64(c2)
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: p0)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (c0, c1, c2, c3)
  }

  private mutating func next32() -> UInt32 {
    if used == 4 {
      pending = Self.block(
        counter: (
          block, purpose, UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32)
        ), key: key)
      block &+= 1
      used = 0
    }
    defer { used += 1 }
    switch used {
    case 0: return pending.0
    case 1: return pending.1
    case 2: return pending.2
    default: return pending.3
    }
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    let low = UInt64(next32())
    return UInt64(next32()) << 32 | low
  }

  /// A number from [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// `count` numbers as ``uniform()`` gives them one after another, without a call for each.
  public mutating func uniforms(_ count: Int) -> [Double] {
    var numbers = [Double](repeating: 0, count: count)
    for place in numbers.indices { numbers[place] = uniform() }
    return numbers
  }

  /// A number from [`range.lowerBound`, `range.upperBound`).
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// An integer from 0 ..< `bound`, each equally likely; `bound` must be positive.
  ///
  /// Uses the high half of a 64 × 64-bit product with rejection, so there is no bias, and, unlike the
  /// standard library's, the method is pinned.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "integer(below:) needs a positive bound, not \(bound)")
    let bound = UInt64(bound)
    let threshold = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= threshold { return Int(product.high) }
    }
  }

  /// A number from the normal distribution of mean 0 and standard deviation 1 (Box and Muller, 1958).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  /// The numbers 0 ..< `count` in random order, each order equally likely (Fisher and Yates).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    var last = count - 1
    while last > 0 {
      order.swapAt(last, integer(below: last + 1))
      last -= 1
    }
    return order
  }
}
