import DistillData
public import Foundation

/// The reasons why biases cannot be corrected.
public enum CorrectionError: Error, Equatable, Sendable {
  /// A prior that is not a distribution.
  case notADistribution(found: String)
  /// A prior from no example.
  case nothingToCount
  /// No class to correct, or one that does not exist.
  case noSuchClass(found: String, classes: Int)
  /// An offset shared by all classes.
  case allClasses
  /// An expected share that no finite offset reaches.
  case unreachable(classes: [Int], share: Double)
  /// Shares that were not met within the iterations.
  case notConverged(iterations: Int, distance: Double)
}

extension CorrectionError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence for people.
  public var description: String {
    switch self {
    case .notADistribution(let found):
      "A prior is one probability for each class, and they sum to 1; found \(found)."
    case .nothingToCount:
      "There is no labelled example to count classes from, or no example at all; give data with "
        + "labels, or choose another prior."
    case .noSuchClass(let found, let classes):
      "The classes to correct are some of 0 to \(classes - 1); found \(found)."
    case .allClasses:
      "An offset shared by all classes changes no prediction; choose some of the classes, or an "
        + "offset for each."
    case .unreachable(let classes, let share):
      "The prior gives class \(classes.map(String.init).joined(separator: ", ")) a share of \(share), "
        + "which no offset reaches; expected one between 0 and 1: choose other classes or another "
        + "prior."
    case .notConverged(let iterations, let distance):
      "After \(iterations) iterations a class's share is still \(distance) from the prior; the "
        + "logits may be so large that every probability is 0 or 1."
    }
  }

  /// The same sentence, for callers that only know `Error`.
  public var errorDescription: String? { description }
}

extension CorrectionError: InputFault {}
