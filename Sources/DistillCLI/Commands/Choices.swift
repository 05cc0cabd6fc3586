public import ArgumentParser
public import Distill

extension Precision: ExpressibleByArgument {}

extension EnsembleMean: ExpressibleByArgument {}

extension Divergence: ExpressibleByArgument {}

/// What the objective of a student compares: the name of an ``Objective/Match``.
enum TeachMatch: String, CaseIterable, ExpressibleByArgument {
  case probabilities, logits
}
