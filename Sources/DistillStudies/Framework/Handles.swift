import Distill

/// A training run of a plan.
public struct TrainedRun: Sendable, Hashable {
  let name: String
  let parameters: Int
}

/// A labelling pass of a plan, or soft targets from outside it, and the examples that are labelled.
public struct LabelledSet: Sendable {
  /// The stage or, from outside, the folder.
  let name: String
  let dataset: Dataset
  /// The soft targets from outside; nil where a stage makes them.
  var given: SoftTargetStore?

  /// The stages that make them.
  var needs: [String] { given == nil ? [name] : [] }
}

/// Something a plan measures, kept as JSON.
public struct Measured<Value: Codable & Sendable>: Sendable {
  let name: String
}
