import Distill

/// A handle for soft targets and the examples that they belong to: made by a labelling stage of a plan,
/// or read from outside the study.
public struct LabelledSet: Sendable {
  /// The stage, or the folder of soft targets from outside.
  let name: String
  let dataset: Dataset
  /// The soft targets from outside; nil where a stage makes them.
  var given: SoftTargetStore?

  /// The stages that make them.
  var needs: [String] { given == nil ? [name] : [] }
}
