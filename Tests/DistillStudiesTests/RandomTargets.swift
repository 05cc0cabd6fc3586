import Distill
import Foundation

/// Random soft targets of ten classes, a function of the example and the temperature.
struct RandomTargets: TargetSource {
  let temperature: Double

  func targets(for batch: Batch, on engine: Engine) -> Targets {
    let logits = batch.positions.flatMap { position -> [Float] in
      var stream = RandomStream(seed: UInt64(position), purpose: .sampling)
      return (0..<10).map { _ in Float(3 * stream.normal()) }
    }
    let p = engine.softmax(
      Tensor(logits, shape: [batch.count, 10]), temperature: Float(temperature))
    return .probabilities(p, entropy: p.values.reduce(0) { $0 - Double($1) * log(Double($1)) })
  }
}
