import DistillTensors
import Testing

@Suite("Dropout")
struct DropoutTests {
  private static let rates = [0.0625, 0.2, 0.5, 0.9]
  private let engine = Engine.plain()
  private let ones = Tensor<Float>(repeating: 1, shape: [200, 500])

  private func drop(
    _ x: Tensor<Float>, rate: Double = 0.5, seed: UInt64 = 1, index: UInt64 = 2,
    on engine: Engine? = nil
  ) -> [Float] {
    (engine ?? self.engine).dropout(x, rate: rate, seed: seed, index: index).values
  }

  @Test("The share kept is the one given, and the mean stays", arguments: rates)
  func share(rate: Double) {
    let dropped = drop(ones, rate: rate)
    let kept = dropped.filter { $0 != 0 }
    let count = Double(dropped.count)
    // Five standard errors of a share of independent draws; the rate is a multiple of 2⁻¹⁶.
    let error = 5 * (rate * (1 - rate) / count).squareRoot() + 0x1p-17
    #expect(abs(Double(kept.count) / count - (1 - rate)) < error)
    let mean = dropped.reduce(0.0) { $0 + Double($1) } / count
    #expect(abs(mean - 1) < error / (1 - rate))
    #expect(Set(kept).count == 1)
  }

  @Test("Neighbours, rows and columns are dropped independently")
  func independent() {
    let kept = drop(ones).map { $0 != 0 }
    // Lags of one element, half a kernel's group, a whole one, and a row: a share of equal
    // neighbours within five standard errors of one half.
    for lag in [1, 2, 16, 64, 128, 500] {
      let pairs = kept.count - lag
      let equal = (0..<pairs).count { kept[$0] == kept[$0 + lag] }
      #expect(abs(Double(equal) / Double(pairs) - 0.5) < 5 * 0.5 / Double(pairs).squareRoot())
    }
  }

  @Test("The draw is a function of seed and index, and the elements scale it")
  func sameDraw() {
    let x = Tensor<Float>.random([200, 500], seed: 3)
    let mask = drop(ones)
    #expect(drop(ones) == mask)
    #expect(drop(x) == zip(x.values, mask).map { $0 * $1 })
  }

  @Test("Another seed, step or layer draws other numbers, high bits included")
  func otherDraws() {
    let draws = [
      drop(ones), drop(ones, seed: 3), drop(ones, seed: 1 << 40), drop(ones, index: 3),
      drop(ones, index: 2 << 16), drop(ones, index: 2 << 40),
    ]
    for (place, draw) in draws.enumerated() {
      for other in draws[(place + 1)...] {
        let equal = zip(draw, other).count { $0 == $1 }
        // Independent draws at rate ½ agree half of the time, within five standard errors.
        #expect(abs(Double(equal) / 1e5 - 0.5) < 5 * 0.5 / 1e5.squareRoot())
      }
    }
  }

  @Test("Threads do not change the draw", arguments: [2, 3, 5])
  func threads(count: Int) {
    let x = Tensor<Float>.random([333, 301], seed: 3)
    let several = Engine(threads: count, precision: .float32)
    // Compared outside the macro, which would print the difference of long arrays for minutes.
    let isSame = drop(x, on: several) == drop(x)
    #expect(isSame)
  }

  @Test("The draw does not depend on how many elements follow")
  func prefix() {
    let whole = drop(ones)
    for count in [1, 15, 16, 127, 128, 129, 1000] {
      #expect(drop(Tensor(repeating: 1, shape: [count])) == Array(whole[..<count]))
    }
  }

  @Test("Rate 0 changes nothing")
  func rateZero() {
    let x = Tensor<Float>.random([33, 7], seed: 5)
    #expect(drop(x, rate: 0) == x.values)
  }

  @Test("Double and Float drop the same elements")
  func precisions() {
    let double = engine.dropout(
      Tensor<Double>(repeating: 1, shape: [200, 500]), rate: 0.5, seed: 1, index: 2)
    #expect(double.values.map(Float.init) == drop(ones))
  }

  @Test("A rate of one stops the program")
  func rateOne() async {
    await #expect(processExitsWith: .failure) {
      _ = Engine(threads: 1, precision: .float32).dropout(
        Tensor<Float>([1], shape: [1]), rate: 1, seed: 0, index: 0)
    }
  }
}
