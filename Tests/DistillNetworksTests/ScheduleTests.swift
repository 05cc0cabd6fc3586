import DistillNetworks
import Testing

@Suite("Schedules")
struct ScheduleTests {
  struct Golden: Decodable {
    struct Rate: Decodable {
      let step: Int
      let rate: Double
    }
    let name, kind: String
    let peak: Double
    let runSteps, warmup: Int
    let finalFraction: Double?
    let drops: Int?
    let rates: [Rate]

    var schedule: Schedule {
      get throws {
        let shape: Schedule.Shape =
          switch kind {
          case "constant": .constant
          case "linear": .linear
          case "cosine": .cosine
          case "exponential": .exponential(final: try #require(finalFraction))
          default: .step(phases: try #require(drops), factor: try #require(finalFraction))
          }
        return Schedule(shape, warmUp: Double(warmup) / Double(runSteps))
      }
    }
  }

  @Test("Rates are NumPy's")
  func goldens() throws {
    for golden in try Goldens<Golden>.load("schedules") {
      let schedule = try golden.schedule
      for at in golden.rates {
        let found = schedule.rate(at: at.step, of: golden.runSteps, peak: golden.peak)
        // A dozen roundings of Double.
        #expect(abs(found - at.rate) <= 1e-14 * golden.peak, "\(golden.name), step \(at.step)")
      }
    }
  }

  private static let shapes: [Schedule.Shape] = [
    .constant, .linear, .cosine, .exponential(final: 0.01), .step(phases: 3, factor: 0.1),
  ]

  @Test(
    "After the warm-up rates never rise, and none is negative or above the peak", arguments: shapes)
  func falling(shape: Schedule.Shape) {
    for steps in [1, 2, 7, 100] {
      for warmUp in [0, 0.1, 0.5, 1] {
        let schedule = Schedule(shape, warmUp: warmUp)
        let rates = (0..<steps).map { schedule.rate(at: $0, of: steps, peak: 2) }
        #expect(rates.allSatisfy { (0...2).contains($0) })
        let warm = Int((warmUp * Double(steps)).rounded())
        let (rising, rest) = (rates[..<warm], rates[warm...])
        #expect(zip(rising, rising.dropFirst()).allSatisfy { $0 < $1 })
        #expect(zip(rest, rest.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(warm == steps || rates[warm] == 2)
      }
    }
  }

  @Test("A step schedule has phases of equal length")
  func phases() {
    for (steps, phases) in [(60, 3), (70, 7), (49, 7), (90, 9), (1200, 12)] {
      let schedule = Schedule(.step(phases: phases, factor: 0.5))
      let rates = (0..<steps).map { schedule.rate(at: $0, of: steps, peak: 1) }
      let length = steps / phases
      for phase in 0..<phases {
        let expected = (0..<phase).reduce(1.0) { rate, _ in rate * 0.5 }
        #expect(rates[phase * length..<(phase + 1) * length].allSatisfy { $0 == expected })
      }
    }
  }
}
