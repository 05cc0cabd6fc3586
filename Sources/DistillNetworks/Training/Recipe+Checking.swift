public import DistillData

extension Recipe {
  /// Checks that a network of `architecture` can be trained on `dataset` with this recipe: features,
  /// classes, and images where the recipe augments them. Cost: constant.
  ///
  /// - Throws: ``NetworkError/mismatch(what:expected:found:remedy:)`` where it cannot.
  public func check(_ dataset: Dataset, for architecture: Architecture) throws(NetworkError) {
    try architecture.check(features: dataset)
    guard dataset.count > 0 else {
      throw .mismatch(
        what: "examples", expected: "at least one", found: "none", remedy: "choose other data")
    }
    guard dataset.classNames.count == architecture.classes else {
      throw .mismatch(
        what: "classes", expected: "\(architecture.classes), the network's logits",
        found: "\(dataset.classNames.count) in the data",
        remedy: "change the last layer of the architecture")
    }
    if shift > 0 || distortion != nil, !dataset.isOfImages {
      throw .mismatch(
        what: "examples", expected: "images, because the recipe shifts or distorts them",
        found: "shape \(dataset.shape)",
        remedy: distortion == nil ? "set “shift: 0”" : "leave “distortion” and “shift” out")
    }
  }
}

extension Recipe {
  /// Throws where the recipe has patience and there are no labelled validation examples.
  package func checkPatience(evaluatedOn validation: Dataset?) throws(NetworkError) {
    guard patience != nil else { return }
    guard let validation, validation.labels.contains(where: { $0 >= 0 }) else {
      throw .mismatch(
        what: "validation examples", expected: "some with labels, because the recipe has patience",
        found: "none", remedy: "set “validation” to a number of examples, or leave “patience” out")
    }
  }
}

extension Architecture {
  /// Throws where the examples of `dataset` have another number of features than the inputs.
  func check(features dataset: Dataset) throws(NetworkError) {
    guard dataset.featureCount == inputs else {
      throw .mismatch(
        what: "examples", expected: "\(inputs) features, the network's inputs",
        found: "\(dataset.featureCount) (shape \(dataset.shape))",
        remedy: "use data of that shape or change the architecture's inputs")
    }
  }
}
