import DistillData
public import Foundation

/// The reasons why specialists cannot be a panel.
public enum PanelError: Error, Equatable, Sendable {
  /// A network whose last class is not a dustbin.
  case noDustbin(found: String)
  /// A class that the generalist does not have.
  case unknownClass(name: String)
  /// Classes that are not a subset of the generalist's.
  case noSubset(found: Int, distinct: Int, classes: Int)
  /// Data without special examples, or without others.
  case noExamples(own: Int, others: Int)
  /// Data without labelled examples of a cluster's classes, or without others.
  case clusterWithoutExamples(cluster: Int, classes: [String], own: Int, others: Int)
  /// A network with a full softmax over other classes than the generalist's.
  case otherClasses(expected: [String], found: [String])
  /// More most probable classes than there are.
  case tooManyProbable(found: Int, classes: Int)
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
      "The generalist does not have the class “\(name)”; choose specialists of this generalist."
    case .noSubset(let found, let distinct, let classes):
      "A specialist is for some of the generalist's \(classes) classes, at least one, and with a "
        + "dustbin not for all; found \(found), of which \(distinct) are different ones: choose more "
        + "and smaller clusters."
    case .noExamples(let own, let others):
      "A specialist needs labelled examples of its classes and of others; found \(own) and "
        + "\(others)."
    case .clusterWithoutExamples(let cluster, let classes, let own, let others):
      "Specialist \(cluster), for \(Self.list(classes)), needs labelled examples of its classes and "
        + "of others; found \(own) and \(others): choose data with such examples, or other clusters."
    case .otherClasses(let expected, let found):
      "A specialist with a full softmax has its generalist's classes in order: expected "
        + "\(Self.list(expected)), found \(Self.list(found)); choose a specialist of this generalist."
    case .tooManyProbable(let found, let classes):
      "The number of most probable classes that activate specialists is \(found), and the generalist has "
        + "\(classes) classes; choose a number from 1 to \(classes)."
    case .inputsDiffer(let specialist, let expected, let found):
      "Specialist \(specialist) takes \(found) features and the generalist \(expected); choose "
        + "specialists of this generalist."
    }
  }

  /// The error as a sentence for people.
  public var errorDescription: String? { description }

  private static func list(_ names: [String]) -> String {
    names.isEmpty
      ? "none" : names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
  }
}

extension PanelError: InputFault {}
