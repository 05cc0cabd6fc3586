import DistillData
public import DistillNetworks
import DistillTensors
import Foundation
import Synchronization

extension PanelJob {
  /// Trains every specialist that is not finished, as many at a time as the recipe has threads, one
  /// thread each.
  ///
  /// For a finished panel of which a specialist was deleted or is damaged, it trains only that one, to the
  /// same bits.
  ///
  /// Memory: the generalist, and a network, its optimiser's state and the examples' ids for each
  /// specialist in training, however many there are in all; with a full softmax also the generalist's
  /// logits for their examples.
  ///
  /// - Parameters:
  ///   - path: The run folder.
  ///   - observe: Called after each step of each specialist, from several threads.
  /// - Returns: Whether all are trained, rather than stopped by `observe`; ``Panel`` reads them.
  /// - Throws: As ``preflight(_:)`` and ``TrainingJob/run(in:observe:)``.
  public func run(
    in path: String,
    observe: @Sendable (_ specialist: Int, _ progress: TrainingProgress) -> TrainingControl
  ) throws -> Bool {
    let prepared = try prepare(path)
    let folder = try RunFolder(path, for: prepared.record, reopening: prepared.isBroken)
    if !hasParts(prepared.panel, in: path, digest: prepared.digest) {
      try prepared.panel.write(intoRun: path)
      try generalist.write(to: PanelFile.generalistPath(in: path))
    }
    let isStopped = Atomic(false)
    let clock = ContinuousClock()
    let start = clock.now
    let results = concurrentMap(
      clusters.clusters.count, threads: file.recipe.threads
    ) { place -> Bool in
      // Specialists that have not started when the run is stopped are not started.
      if isStopped.load(ordering: .relaxed) { return false }
      do {
        return try train(place, of: prepared, in: path) { progress in
          let control = observe(place, progress)
          if control == .stop { isStopped.store(true, ordering: .relaxed) }
          return control
        }
      } catch {
        // An error of one, such as a full disk, would be met by the others.
        isStopped.store(true, ordering: .relaxed)
        throw error
      }
    }
    let wallSeconds = folder.record.wallSeconds + start.duration(to: clock.now) / .seconds(1)
    guard results.allSatisfy({ (try? $0.get()) == true }) else {
      try folder.update(wallSeconds: wallSeconds)
      do {
        for result in results { _ = try result.get() }
      } catch {
        try folder.note(error, wallSeconds: wallSeconds)
        throw error
      }
      return false
    }
    try folder.finish(wallSeconds: wallSeconds)
    return true
  }

  /// Trains the specialist at `place`, unless it is trained.
  ///
  /// - Returns: Whether it is trained then.
  private func train(
    _ place: Int, of prepared: Prepared, in path: String,
    observe: (TrainingProgress) -> TrainingControl
  ) throws -> Bool {
    let own = PanelFile.memberPath(place, in: path)
    var job = try self.job(place, of: prepared)
    if case .finished(let record) = try RunFolder.state(of: own) {
      try PanelFile.check(record, in: own, isOf: prepared.digest)
    }
    let isFinished = try job.isFinished(in: own)
    if isFinished,
      (try? prepared.panel.specialist(place, in: path, of: generalist, digest: prepared.digest))
        != nil
    {
      return true
    }
    if job.softTargets != nil {
      job.softTargets = .store(
        try SoftTargetStore(
          labelling: job.dataset, by: generalist, on: Engine(threads: 1, precision: .float32)))
    }
    return try job.run(in: own, reopening: isFinished, observe: observe) != nil
  }

  /// The training of the specialist at `place`; where it learns from soft targets, with a store that has
  /// the digest of their teacher and no targets yet.
  private func job(_ place: Int, of prepared: Prepared) throws -> TrainingJob {
    let classes = clusters.clusters[place]
    let seed = RandomStream.childSeed(place, of: file.recipe.seed)
    let initialWeights = try Specialist.initialWeights(
      with: generalist.with(file.architecture), classes: classes, kind: kind)
    var own = file
    own.architecture = initialWeights.architecture
    own.recipe.seed = seed
    own.recipe.threads = 1
    own.recipe.validation = 0
    let examples = try Specialist.examples(
      of: prepared.training, classes: classes, kind: kind, ownClassShare: ownClassShare,
      repetitions: repetitions,
      seed: seed)
    let store =
      kind == .fullSoftmax
      ? SoftTargetStore(
        logits: [], ids: [], classNames: generalist.classNames, mean: generalist.mean,
        temperature: nil,
        teacherDigest: prepared.digest, dataDigest: examples.digest) : nil
    let held = prepared.validation
    var job = TrainingJob(
      own, on: examples, softTargets: store.map { .store($0) },
      validation: kind == .fullSoftmax
        ? held : held.map { Specialist.relabelled($0, classes: classes) },
      commandLine: commandLine)
    job.initialWeights = initialWeights
    job.secondsBetweenCheckpoints = secondsBetweenCheckpoints
    job.sources = ["generalist": prepared.digest]
    return job
  }
}
