import DistillData
import DistillTensors
import Testing

@Suite("Windows of frames")
struct FrameSequencesTests {
  private static let lengths = [1, 2, 7, 30, 1, 4]

  @Test(
    "A window is the frame and its neighbours, ends repeated, of its own sequence",
    arguments: [(0, 0), (1, 1), (2, 0), (0, 3), (20, 5), (3, 40)])
  func windows(before: Int, after: Int) throws {
    let context = FrameContext(before: before, after: after)
    let sequences = try SomeFrames.sequences(Self.lengths)
    let data = try Dataset(sequences, context: context, classNames: [])
    #expect(data.count == 45 && data.shape == [context.count, 3] && !data.isOfImages)
    var random = RandomStream(seed: 2, purpose: .sampling)
    let rows = random.permutation(of: 45) + [44, 44, 0]
    var found: [Float] = []
    data.gather(rows, into: &found)
    #expect(
      try found == rows.flatMap { try SomeFrames.window($0, of: sequences, context) })
    // Positions of a view are not rows.
    let view = data.subset([40, 3, 9])
    view.gather([2, 0], into: &found)
    #expect(
      try found == [9, 40].flatMap { try SomeFrames.window($0, of: sequences, context) })
    #expect(view.ids == [40, 3, 9])
  }

  @Test("Batches are the windows that gathering gives")
  func batches() throws {
    let context = FrameContext(before: 4, after: 2)
    let sequences = try SomeFrames.sequences(Self.lengths)
    let labels = (0..<45).map { Int32($0 % 3) - 1 }
    let data = try Dataset(sequences, context: context, labels: labels, classNames: ["a", "b"])
    let batches = Batches(
      of: data, batchSize: 10, seed: 3, shift: 0, fromStep: 0, throughStep: 8)
    var steps = 0
    while let batch = batches.next() {
      #expect(batch.labels == batch.positions.map { labels[$0] })
      #expect(
        try batch.features
          == batch.positions.flatMap { try SomeFrames.window($0, of: sequences, context) })
      batches.recycle(batch)
      steps += 1
    }
    #expect(steps == 9)
  }

  @Test("The digest depends on frames, on where sequences end and on the context, and on no view")
  func digests() throws {
    let sequences = try SomeFrames.sequences(Self.lengths)
    let context = FrameContext(before: 2, after: 1)
    let data = try Dataset(sequences, context: context, classNames: [])
    var digests = [data.digest]
    for other in [FrameContext(before: 1, after: 2), FrameContext(before: 2, after: 2)] {
      digests.append(try Dataset(sequences, context: other, classNames: []).digest)
    }
    let divided = try SomeFrames.sequences([1, 2, 7, 30, 4, 1])
    digests.append(try Dataset(divided, context: context, classNames: []).digest)
    let others = try SomeFrames.sequences(Self.lengths, seed: 2)
    digests.append(try Dataset(others, context: context, classNames: []).digest)
    let plain = try Dataset(features: sequences.frames ?? [], shape: [3], classNames: [])
    digests.append(plain.digest)
    #expect(Set(digests).count == digests.count)
    #expect(data.subset([7, 3]).digest == data.digest)
    let grouped = try SomeFrames.sequences(Self.lengths, groups: [5, 5, 5, 6, 6, 6])
    #expect(try Dataset(grouped, context: context, classNames: []).digest == data.digest)
  }

  @Test(
    "Frames that do not make the sequences are refused",
    arguments: [
      [1, 2], [1, 2, 2], [4, 0], [4, -1], [5, -1], [.max, .max], [],
    ])
  func counts(lengths: [Int]) {
    #expect(throws: DataError.self) {
      try FrameSequences([Float](repeating: 0, count: 8), width: 2, lengths: lengths)
    }
  }

  @Test("Broken frames, frames that are not finite, and missing groups are refused")
  func refusals() {
    #expect(
      throws: DataError.countsDisagree(
        what: "numbers for whole frames of 2", expected: 2, found: 3)
    ) { try FrameSequences([0, 1, 2], width: 2, lengths: [1]) }
    #expect(throws: DataError.notFinite(value: .infinity, position: 1)) {
      try FrameSequences([0, 1, 2, .infinity], width: 2, lengths: [2])
    }
    #expect(
      throws: DataError.countsDisagree(
        what: "one group for each sequence", expected: 2, found: 1)
    ) { try FrameSequences([0, 1, 2, 3], width: 2, lengths: [1, 1], groups: [0]) }
  }
}

@Suite("Parts of frames")
struct FramePartsTests {
  /// Twelve sequences of four speakers.
  private static func dataset(groups: [Int32]?) throws -> Dataset {
    let lengths = [3, 5, 8, 1, 6, 4, 9, 2, 7, 5, 3, 4]
    let sequences = try SomeFrames.sequences(lengths, groups: groups)
    let labels = (0..<57).map { Int32($0 % 2) }
    return try Dataset(
      sequences, context: FrameContext(before: 2, after: 2), labels: labels, classNames: ["a", "b"])
  }

  /// The number of the sequence of each frame.
  private static let sequence = [3, 5, 8, 1, 6, 4, 9, 2, 7, 5, 3, 4].enumerated()
    .flatMap { Array(repeating: $0.offset, count: $0.element) }

  @Test(
    "A split holds out whole speakers, at least as many frames as requested, never all",
    arguments: [0, 1, 5, 20, 40, 56, 57])
  func split(count: Int) throws {
    let speakers: [Int32] = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    let data = try Self.dataset(groups: speakers)
    for seed in 0..<10 as Range<UInt64> {
      let (training, validation) = data.split(validation: count, seed: seed)
      #expect((training.ids + validation.ids).sorted() == data.ids)
      #expect(training.ids == training.ids.sorted() && validation.ids == validation.ids.sorted())
      let sides = [training, validation].map { Set($0.ids.map { speakers[Self.sequence[$0]] }) }
      #expect(sides[0].isDisjoint(with: sides[1]) && !sides[0].isEmpty)
      #expect(validation.count >= count || sides[0].count == 1)
      #expect(count > 0 || validation.count == 0)
      #expect(data.split(validation: count, seed: seed).validation.ids == validation.ids)
    }
    let held = (0..<10 as Range<UInt64>).map { data.split(validation: 5, seed: $0).validation.ids }
    #expect(Set(held).count > 1)
  }

  @Test("Of one speaker whole sequences are held out, of one sequence nothing")
  func oneSpeaker() throws {
    let data = try Self.dataset(groups: [Int32](repeating: 7, count: 12))
    let (training, validation) = data.split(validation: 20, seed: 4)
    let sides = [training, validation].map { Set($0.ids.map { Self.sequence[$0] }) }
    #expect(sides[0].isDisjoint(with: sides[1]) && validation.count >= 20)
    let one = data.subset((0..<57).filter { Self.sequence[$0] == 6 })
    #expect(one.split(validation: 3, seed: 4).validation.count == 0)
    #expect(one.split(validation: 3, seed: 4).training.ids == one.ids)
  }

  @Test("A fraction takes whole sequences, and the smaller is part of the larger")
  func fractions() throws {
    let data = try Self.dataset(groups: nil)
    var smaller: Set<Int> = []
    for fraction in [0, 0.01, 0.1, 0.3, 0.5, 0.9, 1] {
      let part = data.fraction(fraction, seed: 5)
      let own = Set(part.ids)
      #expect(part.ids == part.ids.sorted() && smaller.isSubset(of: own))
      #expect(Double(part.count) >= (fraction * 57).rounded())
      for number in Set(part.ids.map { Self.sequence[$0] }) {
        #expect(own.isSuperset(of: data.ids.filter { Self.sequence[$0] == number }))
      }
      smaller = own
    }
    #expect(data.fraction(0, seed: 5).count == 0 && smaller.count == 57)
  }

  @Test("Labels stay known by whole sequences")
  func hidden() throws {
    let data = try Self.dataset(groups: nil)
    let hidden = data.hidingLabels(keeping: 0.3, seed: 6)
    let known = hidden.ids.filter { hidden.labels[$0] >= 0 }
    #expect(hidden.ids == data.ids && known.count >= 17)
    let sequences = Set(known.map { Self.sequence[$0] })
    #expect(known == data.ids.filter { sequences.contains(Self.sequence[$0]) })
  }
}
