/// A handle for a training run of a plan.
public struct TrainedRun: Sendable, Hashable {
  let name: String
  let parameters: Int
}
