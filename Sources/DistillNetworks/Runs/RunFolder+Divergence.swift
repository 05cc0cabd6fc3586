package import DistillData

extension RunFolder {
  /// Marks the run as diverged where that is what `error` reports, after `wallSeconds` over all its
  /// starts; any other error leaves the run as it is.
  package func note(_ error: any Error, wallSeconds: Double) throws(FileError) {
    guard case .diverged(let step, let epoch, let rate, let remedy) = error as? NetworkError else {
      return
    }
    try diverge(
      Record.Divergence(step: step, epoch: epoch, learningRate: rate, remedy: remedy),
      wallSeconds: wallSeconds)
  }
}

extension RunFolder.Record.Divergence {
  /// The error of the run that diverged.
  package var error: NetworkError {
    .diverged(step: step, epoch: epoch, learningRate: learningRate, remedy: remedy)
  }
}
