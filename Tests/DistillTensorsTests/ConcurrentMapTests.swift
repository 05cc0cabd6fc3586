import DistillTensors
import Testing

@Suite("Concurrent map")
struct ConcurrentMapTests {
  private struct Odd: Error, Equatable { let place: Int }

  @Test("Results are in order, each error in its place", arguments: [0, 1, 2, 7])
  func order(threads: Int) {
    let results = concurrentMap(20, threads: threads) { place in
      if place % 5 == 3 { throw Odd(place: place) }
      return place * place
    }
    #expect(results.count == 20)
    for (place, result) in results.enumerated() {
      if place % 5 == 3 {
        #expect(throws: Odd(place: place)) { try result.get() }
      } else {
        #expect((try? result.get()) == place * place)
      }
    }
    #expect(concurrentMap(0, threads: threads) { $0 }.isEmpty)
  }
}
