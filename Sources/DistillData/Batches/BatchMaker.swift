import Dispatch
import DistillTensors
import Synchronization

/// Makes the batches of ``Batches``, either on demand or ahead of their use on a thread. The thread and the
/// consumer share the finished batches, the buffers for reuse, and three semaphores on which they sleep.
final class BatchMaker: Sendable {
  private struct State {
    var ready: [Batch] = []
    var freeBuffers: [[Float]] = []
    /// The steps whose batches have not been taken.
    var pending: Range<Int>
    var stopped = false
    /// The order of the current epoch, where batches are made on demand.
    var order = Order()
  }

  /// The order of an epoch's examples.
  private struct Order: Sendable {
    var epoch = -1
    var positions: [Int] = []
  }

  private static let capacity = 4

  private let dataset: Dataset
  private let batchSize: Int
  private let seed: UInt64
  private let shift: Int
  private let deformer: Deformer?
  private let steps: Range<Int>
  private let prefetches: Bool
  private let state: Mutex<State>
  private let filled = DispatchSemaphore(value: 0)
  private let free = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(
    dataset: Dataset, batchSize: Int, seed: UInt64, shift: Int, distortion: Distortion?,
    steps: Range<Int>, prefetches: Bool
  ) {
    self.dataset = dataset
    self.batchSize = min(batchSize, dataset.count)
    self.seed = seed
    self.shift = shift
    deformer = distortion.map { dataset.deformer($0) }
    self.steps = steps
    self.prefetches = prefetches
    state = Mutex(State(pending: steps))
    // Signalled rather than created with that value: Dispatch traps when a semaphore is released
    // below the value it was created with.
    for _ in 0..<Self.capacity { free.signal() }
  }

  /// Makes all batches, at most four ahead.
  func run() {
    var order = Order()
    for step in steps {
      free.wait()
      if state.withLock({ $0.stopped }) { break }
      let batch = batch(step: step, order: &order, features: freeBuffers())
      state.withLock { $0.ready.append(batch) }
      filled.signal()
    }
    ended.signal()
  }

  private func batch(step: Int, order: inout Order, features: consuming [Float]) -> Batch {
    let stepsPerEpoch = Batches.stepsPerEpoch(count: dataset.count, batchSize: batchSize)
    let (epoch, stepInEpoch) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    if order.epoch != epoch {
      var random = RandomStream(seed: seed, purpose: .shuffle, index: UInt64(epoch))
      order = Order(epoch: epoch, positions: random.permutation(of: dataset.count))
    }
    let start = stepInEpoch * batchSize
    let positions = Array(order.positions[start..<start + batchSize])
    dataset.gather(positions, augmentation: augmentation(step: step), into: &features)
    return Batch(
      step: step, epoch: epoch, positions: positions, features: features,
      labels: positions.map { dataset.labels[$0] })
  }

  private func freeBuffers() -> [Float] {
    state.withLock { $0.freeBuffers.popLast() } ?? []
  }

  private func augmentation(step: Int) -> Augmentation {
    guard shift > 0 || deformer != nil else { return .none }
    var random = RandomStream(seed: seed, purpose: .jitter, index: UInt64(step))
    return Augmentation(of: batchSize, shift: shift, deformer: deformer, from: &random)
  }

  func take() -> Batch? {
    let next = state.withLock { state -> (step: Int, order: Order)? in
      guard let step = state.pending.popFirst() else { return nil }
      return (step, state.order)
    }
    guard var next else { return nil }
    guard prefetches else {
      let batch = batch(step: next.step, order: &next.order, features: freeBuffers())
      state.withLock { $0.order = next.order }
      return batch
    }
    filled.wait()
    let batch = state.withLock { $0.ready.removeFirst() }
    free.signal()
    return batch
  }

  func recycle(_ features: [Float]) {
    state.withLock { state in
      if state.freeBuffers.count < Self.capacity { state.freeBuffers.append(features) }
    }
  }

  func stop() {
    guard prefetches else { return }
    state.withLock { $0.stopped = true }
    free.signal()
    ended.wait()
  }
}
