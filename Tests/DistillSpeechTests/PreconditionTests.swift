import DistillSpeech
import Testing

@Suite("Precondition failures")
struct PreconditionTests {
  @Test("A recording of impossible samples or rate stops the program")
  func recordings() async {
    await #expect(processExitsWith: .failure) {
      _ = Recording(samples: [.nan], sampleRate: 16000)
    }
    await #expect(processExitsWith: .failure) {
      _ = Recording(samples: [0], sampleRate: 0)
    }
  }

  @Test("Frames that do not fit stop the program")
  func frames() async {
    await #expect(processExitsWith: .failure) {
      _ = Frames(values: [1, 2, 3], width: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = Frames.joined([Frames(values: [1], width: 1), Frames(values: [1, 2], width: 2)])
    }
    await #expect(processExitsWith: .failure) {
      _ = Frames(values: [1], width: 1).normalized(
        by: FrameStatistics(width: 1), varianceFloor: 1)
    }
  }
}
