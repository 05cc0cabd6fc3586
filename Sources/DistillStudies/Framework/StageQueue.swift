import Distill
import Foundation
import Synchronization

/// Runs stages side by side, each as soon as its inputs are finished, the longest chains first.
final class StageQueue: Sendable {
  private struct State {
    var waiting: [Stage]
    var done: Set<String>
    var running: [String: (cost: Double, share: Double)] = [:]
    var doneCost = 0.0
    var failure: (any Error)?
    var isStopped = false
  }

  /// The cost of all stages together.
  let cost: Cost
  private let state: Mutex<State>
  /// Wakes waiting workers when a stage has ended.
  private let change = NSCondition()

  /// A queue of `stages`; those in `done` are finished already.
  init(_ stages: [Stage], done: Set<String>) {
    cost = stages.map(\.cost).reduce(.none, +)
    state = Mutex(State(waiting: Self.longestFirst(stages), done: done))
  }

  /// Whether the observer returned stop.
  var isStopped: Bool { state.withLock { $0.isStopped } }

  /// The weight of the longest chain of stages that starts with each: it and one that needs it, one that
  /// needs that, and so on.
  static func chains(of stages: [Stage], weight: (Cost) -> Double) -> [String: Double] {
    let byName = Dictionary(stages.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var dependants: [String: [String]] = [:]
    for stage in stages {
      for need in stage.needs { dependants[need, default: []].append(stage.name) }
    }
    var lengths: [String: Double] = [:]
    func length(_ name: String) -> Double {
      if let known = lengths[name] { return known }
      let own = byName[name].map { weight($0.cost) } ?? 0
      let length = own + (dependants[name] ?? []).map(length).reduce(0, max)
      lengths[name] = length
      return length
    }
    for stage in stages { _ = length(stage.name) }
    return lengths
  }

  /// In the order of the cost of the longest chain that starts with each: a chain that starts late would
  /// delay the end.
  private static func longestFirst(_ stages: [Stage]) -> [Stage] {
    let lengths = chains(of: stages, weight: \.weight)
    return stages.map { (stage: $0, length: lengths[$0.name] ?? 0) }
      .sorted { ($1.length, $0.stage.name) < ($0.length, $1.stage.name) }
      .map(\.stage)
  }

  /// Runs everything, `workers` stages at a time.
  ///
  /// - Throws: The error of the first stage that failed; the others have stopped and saved before.
  func drain(
    workers: Int, in workspace: Workspace,
    observe: @escaping @Sendable (StudyRun.Progress) -> TrainingControl
  ) throws {
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while let stage = next() {
        do {
          let isComplete = try stage.run(workspace) { share in
            self.advance(stage, to: share, observe: observe)
          }
          finish(stage, isComplete: isComplete)
        } catch {
          state.withLock { if $0.failure == nil { $0.failure = error } }
          finish(stage, isComplete: false)
        }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// The next stage whose inputs are finished, once there is one; nil where no more are to start.
  private func next() -> Stage? {
    change.lock()
    defer { change.unlock() }
    while true {
      let (stage, isOver) = state.withLock { state -> (Stage?, Bool) in
        if state.isStopped || state.failure != nil || state.waiting.isEmpty { return (nil, true) }
        let place = state.waiting.firstIndex { $0.needs.allSatisfy(state.done.contains) }
        guard let place else {
          precondition(
            !state.running.isEmpty, "\(state.waiting[0].name) needs a result that no stage makes")
          return (nil, false)
        }
        let stage = state.waiting.remove(at: place)
        state.running[stage.name] = (stage.cost.weight, 0)
        return (stage, false)
      }
      if stage != nil || isOver { return stage }
      change.wait()
    }
  }

  private func finish(_ stage: Stage, isComplete: Bool) {
    change.lock()
    state.withLock { state in
      state.running[stage.name] = nil
      if isComplete {
        state.done.insert(stage.name)
        state.doneCost += stage.cost.weight
      }
    }
    change.broadcast()
    change.unlock()
  }

  private func advance(
    _ stage: Stage, to share: Double, observe: @Sendable (StudyRun.Progress) -> TrainingControl
  ) -> TrainingControl {
    let (done, isOver) = state.withLock { state in
      state.running[stage.name]?.share = share
      let current = state.running.values.reduce(0) { $0 + $1.cost * $1.share }
      return (state.doneCost + current, state.isStopped || state.failure != nil)
    }
    if isOver { return .stop }
    let control = observe(
      StudyRun.Progress(stage: stage.name, share: done / max(cost.weight, .leastNormalMagnitude)))
    if control == .stop { state.withLock { $0.isStopped = true } }
    return control
  }
}

extension Cost {
  /// One number for comparisons and sums: operations, with the fixed cost of a step as operations of the
  /// same duration.
  var weight: Double { operations + steps * 3e6 }
}
