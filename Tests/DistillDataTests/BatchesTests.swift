import DistillData
import DistillTensors
import Testing

@Suite("Batches")
struct BatchesTests {
  private func batches(
    _ data: Dataset, size: Int = 4, seed: UInt64 = 9, shift: Int = 0, _ steps: ClosedRange<Int>
  ) -> [Batch] {
    Array(
      Batches(
        of: data, batchSize: size, seed: seed, shift: shift, fromStep: steps.lowerBound,
        throughStep: steps.upperBound))
  }

  @Test("An epoch has every example once, except the remainder")
  func epochs() throws {
    let data = try DatasetTests.numbered(18).excluding(classes: [2])
    let all = batches(data, size: 5, 0...5)
    #expect(Batches.stepsPerEpoch(count: 12, batchSize: 5) == 2)
    #expect(all.map(\.step) == Array(0...5))
    #expect(all.map(\.epoch) == [0, 0, 1, 1, 2, 2])
    for epoch in 0..<3 {
      let seen = all[2 * epoch..<2 * epoch + 2].flatMap(\.positions)
      var random = RandomStream(seed: 9, purpose: .shuffle, index: UInt64(epoch))
      #expect(seen == Array(random.permutation(of: 12).prefix(10)))
    }
    for batch in all {
      #expect(batch.count == 5 && batch.features.count == 5)
      #expect(batch.labels == batch.positions.map { data.labels[$0] })
      for (feature, position) in zip(batch.features, batch.positions) {
        #expect(feature == Float(data.ids[position]) * (1 / 255))
      }
    }
  }

  @Test("Starting at any step gives the batches of an uninterrupted run", arguments: 0...12)
  func resume(start: Int) throws {
    let data = SyntheticDigits(seed: 3).dataset(count: 17)
    let whole = batches(data, shift: 2, 0...12)
    let rest = batches(data, shift: 2, start...12)
    #expect(rest.map(\.step) == Array(start...12))
    for (a, b) in zip(whole[start...], rest) {
      #expect(a.positions == b.positions && a.features == b.features && a.labels == b.labels)
    }
  }

  @Test("Batches made on demand are those made ahead, and end with the same one")
  func whenAskedFor() {
    let data = SyntheticDigits(seed: 3).dataset(count: 17)
    let ahead = batches(data, shift: 2, 3...12)
    let asked = Batches(
      of: data, batchSize: 4, seed: 9, shift: 2, fromStep: 3, throughStep: 12, prefetches: false)
    for expected in ahead {
      guard let batch = asked.next() else {
        Issue.record("no batch for step \(expected.step)")
        return
      }
      #expect(batch.step == expected.step && batch.epoch == expected.epoch)
      #expect(batch.positions == expected.positions && batch.labels == expected.labels)
      #expect(batch.features == expected.features)
      asked.recycle(batch)
    }
    #expect((0..<2).allSatisfy { _ in asked.next() == nil })
  }

  @Test("Recycled buffers hold the same numbers")
  func recycling() throws {
    let data = SyntheticDigits(seed: 3).dataset(count: 40)
    let kept = batches(data, shift: 1, 0...29)
    let recycled = Batches(
      of: data, batchSize: 4, seed: 9, shift: 1, fromStep: 0, throughStep: 29)
    var step = 0
    while let batch = recycled.next() {
      #expect(batch.features == kept[step].features)
      step += 1
      recycled.recycle(batch)
    }
    #expect(step == 30)
    #expect(recycled.next() == nil)
  }

  @Test("Shifts reach every place within their range, and differ in each step")
  func shifts() throws {
    // One bright pixel in the middle of 5 × 5 shows where its image went.
    let pixels = (0..<25).map { UInt8($0 == 12 ? 255 : 0) }
    let data = try Dataset(pixels: pixels, shape: [5, 5], classNames: [])
    let places = batches(data, size: 1, shift: 1, 0...99).compactMap {
      $0.features.firstIndex(of: 1)
    }
    #expect(Set(places) == [6, 7, 8, 11, 12, 13, 16, 17, 18])
  }

  @Test("Fewer examples than a batch make one batch of all")
  func small() throws {
    let all = batches(try DatasetTests.numbered(3), size: 100, 0...1)
    #expect(all.map { $0.positions.sorted() } == [[0, 1, 2], [0, 1, 2]])
  }

  @Test("A complete run has no batches left")
  func complete() throws {
    let none = Batches(
      of: try DatasetTests.numbered(9), batchSize: 3, seed: 1, shift: 0, fromStep: 6, throughStep: 5
    )
    #expect(none.next() == nil)
  }

  @Test("Batches released at any moment end their thread", arguments: 0...7)
  func dropped(taken: Int) throws {
    let data = try DatasetTests.numbered(50)
    for _ in 0..<20 {
      let batches = Batches(
        of: data, batchSize: 2, seed: 1, shift: 0, fromStep: 0, throughStep: .max - 1)
      for step in 0..<taken { #expect(batches.next()?.step == step) }
    }
  }

  @Test("Other seeds give other orders")
  func seeds() throws {
    let data = try DatasetTests.numbered(60)
    #expect(
      batches(data, size: 60, seed: 1, 0...0)[0].positions
        != batches(data, size: 60, seed: 2, 0...0)[0].positions)
  }
}
