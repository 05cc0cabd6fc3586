import DistillSpeech
import DistillTensors
import Foundation
import Testing

@Suite("Acoustic scores")
struct AcousticScoresTests {
  @Test("Posteriors sum to one, also of large logits")
  func posteriors() {
    var random = RandomStream(seed: 1, purpose: .sampling)
    for size in [1.0, 30, 1000] {
      let logits = (0..<35).map { _ in Float(size * random.normal()) }
      let scores = AcousticScores(logPosteriorsOf: logits, classCount: 7)
      #expect(scores.count == 5 && scores.classCount == 7)
      for frame in 0..<5 {
        #expect(abs((0..<7).reduce(0.0) { $0 + exp(Double(scores[frame, $1])) } - 1) < 1e-4)
        #expect(
          abs(scores[frame, 3] - scores[frame, 5] - logits[frame * 7 + 3] + logits[frame * 7 + 5])
            <= 1e-3)
      }
    }
  }

  @Test("Posteriors over priors, times the scale")
  func priors() {
    let priors = LogPriors(of: [0, 0, 0, 1], classCount: 2)
    let scores = AcousticScores(logits: [0, 0, log(3), 0], priors: priors, scale: 0.5)
    let expected = [0.5 / 0.75, 0.5 / 0.25, 0.75 / 0.75, 0.25 / 0.25].map { 0.5 * log($0) }
    for (found, value) in zip(scores.values, expected) {
      #expect(abs(Double(found) - value) < 1e-6)
    }
    #expect(scores.scaled(by: -2).values == scores.values.map { -2 * $0 })
  }

  @Test("Priors are shares of the known frames, those of rare classes raised to the floor")
  func floor() {
    let labels: [Int32] = [0, 0, -1, 2, 0, -1]
    let values = LogPriors(of: labels, classCount: 3, floor: 0.3).values
    for (found, share) in zip([values[0], values[2]], [0.75, 0.3]) {
      #expect(abs(Double(found) - log(share)) < 1e-6)
    }
  }

  @Test("A class without frames loses against every other, however small its posterior is")
  func withoutFrames() {
    let priors = LogPriors(of: [0, 0, 2, -1], classCount: 4)
    #expect(priors.values[1] == LogPriors.withoutFrames && priors.values[3] == priors.values[1])
    let scores = AcousticScores(logits: [-40, 40, 0, 80], priors: priors, scale: 0.1)
    #expect(max(scores[0, 1], scores[0, 3]) < min(scores[0, 0], scores[0, 2]))
    #expect(scores.values.allSatisfy { $0.isFinite })
    #expect(LogPriors(of: [-1], classCount: 2).values.allSatisfy { $0.isFinite })
  }

  @Test("Transitions are logarithms of probabilities, and scale with the scores")
  func transitions() {
    #expect(abs(exp(TransitionModel.usual.stay) - 0.75) < 1e-6)
    #expect(abs(exp(TransitionModel.usual.leave) - 0.25) < 1e-6)
    let half = TransitionModel.usual.scaled(by: 0.5)
    #expect(half.stay == TransitionModel.usual.stay / 2)
    #expect(half.leave == TransitionModel.usual.leave / 2)
  }
}
