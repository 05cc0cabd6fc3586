/// A handle for a training run of a plan.
public struct TrainedRun: Sendable, Hashable {
  package let name: String
  package let parameters: Int
}
