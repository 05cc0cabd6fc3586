public import ArgumentParser
public import Distill

extension Precision: ExpressibleByArgument {}

extension EnsembleMean: ExpressibleByArgument {}

extension Divergence: ExpressibleByArgument {}

extension Specialist.Kind: ExpressibleByArgument {}

/// What a student is trained to match: the name of an ``Objective/Match``.
enum TeachMatch: String, CaseIterable, ExpressibleByArgument {
  case probabilities, logits
}

extension Model {
  /// The kind of model, with its article.
  var noun: String {
    switch self {
    case .network: "a network"
    case .ensemble: "an ensemble"
    case .panel: "a panel"
    }
  }
}

extension DataFolder.Part: ExpressibleByArgument {}
