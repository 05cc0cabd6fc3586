import DistillTensors
import Testing

@Suite("Engine against NumPy")
struct EngineGoldenTests {
  struct Softmax: Decodable {
    struct At: Decodable {
      let temperature: Double
      let probabilities: [[Double]]
    }
    let name: String
    let logits: [[Double]]
    let at: [At]
  }

  struct Dense: Decodable {
    let name: String
    let relu: Bool
    let x, weight, y, dy, dx, dw: [[Double]]
    let bias, db: [Double]
  }

  struct ColumnSums: Decodable {
    let name: String
    let x: [[Double]]
    let sums: [Double]
  }

  private static func tensor<Scalar>(_ rows: [[Double]]) -> Tensor<Scalar> {
    Tensor(rows.joined().map { Scalar($0) }, shape: [rows.count, rows[0].count])
  }

  private func expect<Scalar>(
    _ found: Tensor<Scalar>, _ expected: [Double], within tolerance: (Int) -> Double, _ name: String
  ) {
    #expect(found.count == expected.count, "\(name)")
    for (place, (found, expected)) in zip(found.values, expected).enumerated()
    where !(abs(Double(found) - expected) <= tolerance(place)) {
      Issue.record("\(name), element \(place): \(found) for \(expected)")
    }
  }

  // MARK: Softmax

  private func softmax<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    for golden in try Goldens<Softmax>.load("softmax") {
      for at in golden.at {
        let found: Tensor<Scalar> = Engine.plain().softmax(
          Self.tensor(golden.logits), temperature: Scalar(at.temperature))
        // NumPy divides before it subtracts the largest, so it rounds numbers of this size.
        let ranges = golden.logits.map { row in
          2 * (row.map { abs($0) }.max() ?? 0) / at.temperature
        }
        let expected = Array(at.probabilities.joined())
        let columns = found.columns
        expect(
          found, expected,
          within: { place in
            // Float's exponential is 0 below e^−87.3.
            expected[place]
              * Tolerances.probability(
                range: ranges[place / columns], columns: columns, Scalar.self) + 1.3e-38
          }, "\(golden.name) at \(at.temperature)")
      }
    }
  }

  @Test("Softmax in Float") func softmaxInFloat() throws { try softmax(Float.self) }
  @Test("Softmax in Double") func softmaxInDouble() throws { try softmax(Double.self) }

  // MARK: Dense layers

  private func dense<Scalar: TensorScalar>(_ scalar: Scalar.Type, on engine: Engine) throws {
    for golden in try Goldens<Dense>.load("dense") {
      let x: Tensor<Scalar> = Self.tensor(golden.x)
      let w: Tensor<Scalar> = Self.tensor(golden.weight)
      let dy: Tensor<Scalar> = Self.tensor(golden.dy)
      let bias = Tensor(golden.bias.map { Scalar($0) }, shape: [golden.bias.count])
      let (batch, inputs, units) = (x.rows, x.columns, w.rows)
      let y = engine.product(x, w, transposingB: true, bias: bias, relu: golden.relu)
      let (g, db) = engine.reluPullback(output: golden.relu ? y : nil, upstream: dy)
      // Inputs are below 5 in size, so no product of two exceeds 25.
      func bound(_ terms: Int) -> (Int) -> Double {
        { _ in Tolerances.sum(terms: terms, magnitude: 25 * Double(terms + 1), Scalar.self) }
      }
      expect(y, Array(golden.y.joined()), within: bound(inputs), "y of \(golden.name)")
      expect(
        engine.product(g, w), Array(golden.dx.joined()), within: bound(units),
        "dx of \(golden.name)")
      expect(
        engine.product(g, transposingA: true, x), Array(golden.dw.joined()), within: bound(batch),
        "dw of \(golden.name)")
      expect(db, golden.db, within: bound(batch), "db of \(golden.name)")
    }
  }

  @Test("Dense layers in Float", arguments: Engine.backends)
  func denseInFloat(backend: Engine.Backend) throws {
    try dense(Float.self, on: Engine(threads: 1, precision: .float32, backend: backend))
  }

  @Test("Dense layers in Double")
  func denseInDouble() throws { try dense(Double.self, on: .plain()) }

  // MARK: Column sums

  private func columnSums<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    for golden in try Goldens<ColumnSums>.load("column-sums") {
      let x: Tensor<Scalar> = Self.tensor(golden.x)
      let (passed, sums) = Engine.plain().reluPullback(output: nil, upstream: x)
      #expect(passed.values == x.values)
      expect(
        sums, golden.sums,
        within: { column in
          Tolerances.sum(
            terms: x.rows, magnitude: golden.x.reduce(0) { $0 + abs($1[column]) }, Scalar.self)
        }, golden.name)
    }
  }

  @Test("Column sums in Float") func columnSumsInFloat() throws { try columnSums(Float.self) }
  @Test("Column sums in Double") func columnSumsInDouble() throws { try columnSums(Double.self) }
}
