public import Foundation

/// Why specialists do not make a panel.
public enum PanelError: Error, Equatable, Sendable {
  /// A network whose last class is no dustbin.
  case noDustbin(found: String)
  /// A class that the generalist does not know.
  case unknownClass(name: String)
  /// Classes that are no part of the generalist's.
  case noSubset(found: Int, distinct: Int, classes: Int)
  /// Data without special examples, or without others.
  case noExamples(special: Int, others: Int)
  /// A specialist of other inputs than the generalist's.
  case inputsDiffer(specialist: Int, expected: Int, found: Int)
}

extension PanelError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence for people.
  public var description: String {
    switch self {
    case .noDustbin(let found):
      "A specialist's classes end with “\(Specialist.dustbinName)”; found \(found): choose a network "
        + "that was trained as a specialist."
    case .unknownClass(let name):
      "The generalist does not know the class “\(name)”; choose specialists of this generalist."
    case .noSubset(let found, let distinct, let classes):
      "A specialist is for some of the generalist's \(classes) classes, at least one and not all; "
        + "found \(found), of which \(distinct) are different classes that there are."
    case .noExamples(let special, let others):
      "A specialist needs labelled examples of its classes and of others; found \(special) and "
        + "\(others)."
    case .inputsDiffer(let specialist, let expected, let found):
      "Specialist \(specialist) takes \(found) features and the generalist \(expected); choose "
        + "specialists of this generalist."
    }
  }

  /// The error as a sentence for people.
  public var errorDescription: String? { description }
}
