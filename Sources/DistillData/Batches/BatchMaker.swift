import Dispatch
import DistillTensors
import Synchronization

/// What makes the batches of ``Batches``: either when they are asked for, or ahead of that on a thread,
/// with which the consumer then shares the finished batches, the buffers to use again, and three
/// semaphores on which to sleep.
final class BatchMaker: Sendable {
  private struct State {
    var ready: [Batch] = []
    var spare: [[Float]] = []
    /// The steps whose batches have not been taken.
    var untaken: Range<Int>
    var stopped = false
    /// The order of the epoch under way, where batches are made when they are asked for.
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
  private let isAhead: Bool
  private let state: Mutex<State>
  private let filled = DispatchSemaphore(value: 0)
  private let free = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(
    dataset: Dataset, batchSize: Int, seed: UInt64, shift: Int, distortion: Distortion?,
    steps: Range<Int>, isAhead: Bool
  ) {
    self.dataset = dataset
    self.batchSize = min(batchSize, dataset.count)
    self.seed = seed
    self.shift = shift
    deformer = distortion.map { dataset.deformer($0) }
    self.steps = steps
    self.isAhead = isAhead
    state = Mutex(State(untaken: steps))
    // Signalled rather than created with that value: Dispatch traps when a semaphore goes away
    // below the value it was created with.
    for _ in 0..<Self.capacity { free.signal() }
  }

  /// Makes all batches, as far ahead as there is room.
  func run() {
    var order = Order()
    for step in steps {
      free.wait()
      if state.withLock({ $0.stopped }) { break }
      let batch = batch(step: step, order: &order, features: spare())
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
    dataset.gather(positions, moves: moves(step: step), into: &features)
    return Batch(
      step: step, epoch: epoch, positions: positions, features: features,
      labels: positions.map { dataset.labels[$0] })
  }

  private func spare() -> [Float] {
    state.withLock { $0.spare.popLast() } ?? []
  }

  private func moves(step: Int) -> Moves {
    guard shift > 0 || deformer != nil else { return .none }
    var random = RandomStream(seed: seed, purpose: .jitter, index: UInt64(step))
    return Moves(of: batchSize, shift: shift, deformer: deformer, from: &random)
  }

  func take() -> Batch? {
    let next = state.withLock { state -> (step: Int, order: Order)? in
      guard let step = state.untaken.popFirst() else { return nil }
      return (step, state.order)
    }
    guard var next else { return nil }
    guard isAhead else {
      let batch = batch(step: next.step, order: &next.order, features: spare())
      state.withLock { $0.order = next.order }
      return batch
    }
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
    guard isAhead else { return }
    state.withLock { $0.stopped = true }
    free.signal()
    ended.wait()
  }
}
