import DistillSpeech
import DistillTensors
import Foundation
import Testing

@Suite("Decision trees")
struct ContextTreesTests {
  private static let phones = PhoneSet(["AH", "B", "P", "S", "Z", "SIL"], silence: "SIL")
  private static let roots = 18

  private static func state(_ phone: String, _ position: Int, _ left: String, _ right: String)
    -> HMMState
  {
    let numbers = phones.numbers(of: [phone, left, right]) ?? []
    return HMMState(phone: numbers[0], position: position, left: numbers[1], right: numbers[2])
  }

  /// Frames of two features of AH.2 and S.2 between all consonants; those of AH.2 depend on the left
  /// neighbour's kind by `left`, those of S.2 on the right one's by `right`.
  private static func frames(left: Double, right: Double, each: Int = 40) -> [(HMMState, [Float])] {
    var random = RandomStream(seed: 1, purpose: .sampling)
    var frames: [(HMMState, [Float])] = []
    for before in ["B", "P", "S", "Z"] {
      for after in ["B", "P", "S", "Z"] {
        for _ in 0..<each {
          let isStop = (before: ["B", "P"].contains(before), after: ["B", "P"].contains(after))
          let means = [isStop.before ? left : 0, isStop.after ? right : 0]
          for (phone, mean) in zip(["AH", "S"], means) {
            frames.append(
              (
                state(phone, 1, before, after),
                [Float(mean + random.normal()), Float(random.normal())]
              ))
          }
        }
      }
    }
    return frames
  }

  private static func statistics(_ frames: [(HMMState, [Float])]) -> ContextStatistics {
    var statistics = ContextStatistics(width: 2)
    for (state, frame) in frames { statistics.add(frame, of: state) }
    return statistics
  }

  private static func grown(
    _ frames: [(HMMState, [Float])], leaves: Int, leastFrames: Double = 10, leastGain: Double = 20
  ) -> StateTying {
    StateTying(
      growing: statistics(frames), phones: phones, leaves: leaves, leastFrames: leastFrames,
      leastGain: leastGain)
  }

  @Test("Without regard to context every state of every phone is a class of its own")
  func monophones() {
    let tying = StateTying(monophonesOf: Self.phones)
    #expect(tying.classCount == Self.roots && !tying.dependsOnContext)
    #expect(tying.classNames.prefix(4) == ["AH.1", "AH.2", "AH.3", "B.1"])
    for phone in 0..<6 {
      for position in 0..<3 {
        for (left, right) in [(0, 0), (5, 5), (3, 1)] {
          let state = HMMState(phone: phone, position: position, left: left, right: right)
          #expect(tying.classNumber(of: state) == 3 * phone + position)
        }
      }
    }
  }

  @Test("The question is about the neighbour that matters, and no other")
  func question() {
    let tying = Self.grown(Self.frames(left: 4, right: 0), leaves: 100)
    #expect(tying.classCount == Self.roots + 1 && tying.dependsOnContext)
    #expect(tying.classNames.contains("AH.2-1") && tying.classNames.contains("AH.2-2"))
    let classes = Dictionary(
      grouping: ["B", "P", "S", "Z"], by: { tying.classNumber(of: Self.state("AH", 1, $0, "B")) })
    #expect(Set(classes.values) == [["B", "P"], ["S", "Z"]])
    for left in Self.phones.names {
      for right in Self.phones.names {
        // The right neighbour does not matter, and contexts that were never seen have a class.
        let state = Self.state("AH", 1, left, right)
        #expect(
          tying.classNumber(of: state) == tying.classNumber(of: Self.state("AH", 1, left, "SIL")))
        #expect(tying.classNames[tying.classNumber(of: state)].hasPrefix("AH.2-"))
        // States without frames are not divided.
        #expect(
          tying.classNames[tying.classNumber(of: Self.state("AH", 0, left, right))] == "AH.1")
        #expect(tying.classNames[tying.classNumber(of: Self.state("Z", 2, left, right))] == "Z.3")
      }
    }
  }

  @Test("The split with the largest gain is first, on either side")
  func order() {
    for (left, right, name) in [(4.0, 2.0, "AH.2-1"), (2, 4, "S.2-1")] {
      let frames = Self.frames(left: left, right: right)
      #expect(
        Self.grown(frames, leaves: Self.roots + 1).classNames.filter { $0.hasSuffix("-1") }
          == [name])
      let both = Self.grown(frames, leaves: 100)
      #expect(both.classCount == Self.roots + 2)
      let right = Dictionary(
        grouping: ["B", "P", "S", "Z"], by: { both.classNumber(of: Self.state("S", 1, "Z", $0)) })
      #expect(Set(right.values) == [["B", "P"], ["S", "Z"]])
    }
  }

  @Test("A division is worth the log-likelihood that its two Gaussians gain")
  func gain() {
    let frames = Self.frames(left: 1.5, right: 0).filter { $0.0.phone == 0 }
    func logLikelihood(_ values: [[Float]]) -> Double {
      (0..<2).reduce(0.0) { sum, place in
        let own = values.map { Double($0[place]) }
        let mean = own.reduce(0, +) / Double(own.count)
        let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(own.count)
        return sum
          + own.reduce(0) {
            $0 - ($1 - mean) * ($1 - mean) / (2 * variance) - log(2 * Double.pi * variance) / 2
          }
      }
    }
    let yes = frames.filter { [1, 2].contains($0.0.left) }.map(\.1)
    let no = frames.filter { ![1, 2].contains($0.0.left) }.map(\.1)
    let gain = logLikelihood(yes) + logLikelihood(no) - logLikelihood(frames.map(\.1))
    #expect(gain > 100)
    for (share, count) in [(0.999, Self.roots + 1), (1.001, Self.roots)] {
      #expect(
        Self.grown(frames, leaves: Self.roots + 1, leastGain: share * gain).classCount == count)
    }
  }

  @Test("Leaves are no more than requested, and none has too few frames")
  func limits() {
    let frames = Self.frames(left: 1, right: 1, each: 12)
    for leaves in [1, Self.roots, Self.roots + 1, Self.roots + 3, 60] {
      let tying = Self.grown(frames, leaves: leaves, leastFrames: 1, leastGain: 0)
      #expect(tying.classCount <= max(leaves, Self.roots))
      #expect(tying.classCount == min(max(leaves, Self.roots), Self.roots + 30))
      #expect(Set(tying.classNames).count == tying.classCount)
    }
    for least in [12.0, 40, 96, 97, 1000] {
      let tying = Self.grown(frames, leaves: 100, leastFrames: least, leastGain: 0)
      let counts = Dictionary(grouping: frames, by: { tying.classNumber(of: $0.0) })
      #expect(counts.values.allSatisfy { Double($0.count) >= min(least, 192) })
      #expect((tying.classCount > Self.roots) == (least <= 96))
    }
    #expect(!Self.grown(frames, leaves: 100, leastGain: .infinity).dependsOnContext)
    #expect(Self.grown([], leaves: 100).classCount == Self.roots)
  }

  @Test("Frames that do not vary are no trap")
  func constant() {
    let frames = Self.frames(left: 0, right: 0).map { ($0.0, [Float](repeating: 7, count: 2)) }
    #expect(!Self.grown(frames, leaves: 100).dependsOnContext)
  }

  @Test("Trees are the same after writing and reading, and grown twice")
  func coding() throws {
    let frames = Self.frames(left: 3, right: 2)
    let tying = Self.grown(frames, leaves: 30, leastGain: 1)
    #expect(tying.classCount > Self.roots + 2)
    let read = try JSONDecoder().decode(StateTying.self, from: JSONEncoder().encode(tying))
    #expect(read == tying && Self.grown(frames, leaves: 30, leastGain: 1) == tying)
    for (state, _) in frames {
      #expect(read.classNumber(of: state) == tying.classNumber(of: state))
    }
  }

  @Test(
    "Trees that lead nowhere are refused",
    arguments: [
      (#""roots":[0,"#, #""roots":[99,"#), (#""roots":[0,"#, #""roots":[-1,"#),
      (#""roots":[0,"#, #""roots":["#), (#"{"leaf":{"_0":0}}"#, #"{"leaf":{"_0":18}}"#),
      (#""silence":5"#, #""silence":6"#),
      (
        #"{"leaf":{"_0":0}}"#,
        #"{"question":{"_0":"left","phones":[1],"yes":0,"no":1}}"#
      ),
    ])
  func damaged(part: String, other: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let tying = StateTying(monophonesOf: Self.phones)
    let text = String(decoding: try encoder.encode(tying), as: UTF8.self)
    let damaged = text.replacingOccurrences(of: part, with: other)
    try #require(damaged != text)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(StateTying.self, from: Data(damaged.utf8))
    }
  }

  @Test("A word's states have their neighbours in the word as context, and silence at its edges")
  func states() {
    let states = HMMState.states(of: [1, 0, 2], in: Self.phones)
    #expect(states.map(\.phone) == [1, 1, 1, 0, 0, 0, 2, 2, 2])
    #expect(states.map(\.position) == [0, 1, 2, 0, 1, 2, 0, 1, 2])
    #expect(states.map(\.left) == [5, 5, 5, 1, 1, 1, 0, 0, 0])
    #expect(states.map(\.right) == [0, 0, 0, 2, 2, 2, 5, 5, 5])
    #expect(
      PhoneSet(["B", "A", "B"], silence: "SIL") == PhoneSet(["B", "A", "SIL"], silence: "SIL"))
    #expect(Self.phones.numbers(of: ["B", "X"]) == nil)
  }
}
