import Dispatch
import DistillTensors
import Synchronization

/// What the consumer of ``Batches`` and the thread that makes them share: the finished batches, the
/// buffers to use again, and three semaphores on which to sleep.
final class BatchMaker: Sendable {
  private struct State {
    var ready: [Batch] = []
    var spare: [[Float]] = []
    var untaken: Int
    var stopped = false
  }

  private static let capacity = 4

  private let dataset: Dataset
  private let batchSize: Int
  private let seed: UInt64
  private let shift: Int
  private let deformer: Deformer?
  private let steps: Range<Int>
  private let state: Mutex<State>
  private let filled = DispatchSemaphore(value: 0)
  private let free = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(
    dataset: Dataset, batchSize: Int, seed: UInt64, shift: Int, distortion: Distortion?,
    steps: Range<Int>
  ) {
    self.dataset = dataset
    self.batchSize = min(batchSize, dataset.count)
    self.seed = seed
    self.shift = shift
    deformer = distortion.map { dataset.deformer($0) }
    self.steps = steps
    state = Mutex(State(untaken: steps.count))
    // Signalled rather than created with that value: Dispatch traps when a semaphore goes away
    // below the value it was created with.
    for _ in 0..<Self.capacity { free.signal() }
  }

  func run() {
    let stepsPerEpoch = Batches.stepsPerEpoch(count: dataset.count, batchSize: batchSize)
    var order: (epoch: Int, positions: [Int]) = (-1, [])
    for step in steps {
      free.wait()
      if state.withLock({ $0.stopped }) { break }
      let (epoch, stepInEpoch) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
      if order.epoch != epoch {
        var random = RandomStream(seed: seed, purpose: .shuffle, index: UInt64(epoch))
        order = (epoch, random.permutation(of: dataset.count))
      }
      let start = stepInEpoch * batchSize
      let positions = Array(order.positions[start..<start + batchSize])
      var features = state.withLock { $0.spare.popLast() } ?? []
      dataset.gather(positions, moves: moves(step: step), into: &features)
      let batch = Batch(
        step: step, epoch: epoch, positions: positions, features: features,
        labels: positions.map { dataset.labels[$0] })
      state.withLock { $0.ready.append(batch) }
      filled.signal()
    }
    ended.signal()
  }

  private func moves(step: Int) -> Moves {
    guard shift > 0 || deformer != nil else { return .none }
    var random = RandomStream(seed: seed, purpose: .jitter, index: UInt64(step))
    return Moves(of: batchSize, shift: shift, deformer: deformer, from: &random)
  }

  func take() -> Batch? {
    let isLeft = state.withLock { state in
      defer { state.untaken = max(0, state.untaken - 1) }
      return state.untaken > 0
    }
    guard isLeft else { return nil }
    filled.wait()
    let batch = state.withLock { $0.ready.removeFirst() }
    free.signal()
    return batch
  }

  func takeBack(_ features: [Float]) {
    state.withLock { state in
      if state.spare.count < Self.capacity { state.spare.append(features) }
    }
  }

  func stop() {
    state.withLock { $0.stopped = true }
    free.signal()
    ended.wait()
  }
}
