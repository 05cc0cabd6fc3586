import DistillData
public import Foundation

/// An error of a teacher, its soft targets or a student.
public enum TeacherError: Error, Equatable, Sendable {
  /// Members whose predictions cannot be averaged.
  case membersDiffer(what: String, expected: String, found: String)
  /// Examples with another number of features than the teacher has inputs.
  case inputsDiffer(expected: Int, found: Int)
  /// A logit that is not a finite number: `value`, for the class `className` of the example with this id,
  /// by the model that the message calls `model`, of several members by the one of this number, from 0.
  /// `isTrained` distinguishes networks from conformances to ``Teacher`` outside this package.
  case notFinite(
    model: String, member: Int?, example: Int, className: String, value: String, isTrained: Bool)
  /// Soft targets of other examples.
  case otherData(path: String, expected: String, found: String)
  /// Soft targets of another teacher.
  case otherTeacher(path: String, expected: String, found: String)
  /// Soft targets that were stored for another temperature.
  case otherTemperature(path: String, expected: String, found: Double)
  /// An example that the soft targets do not cover.
  case missingExample(id: Int, path: String, covered: Int)
  /// No class of the student is one of the teacher's.
  case noCommonClass(teacher: [String], student: [String])
  /// Examples whose labels are classes that the model does not have; `common` of the data's class names
  /// are the model's.
  case unknownLabels(names: [String], common: Int, data: [String], model: [String])
  /// Classes whose logits are to be matched and that the teacher does not know.
  case unknownClasses(names: [String], teacher: [String])
  /// A file that is not a soft-target store, or is damaged.
  case malformed(path: String, expected: String, found: String)
}

extension TeacherError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .membersDiffer(let what, let expected, let found):
      "The ensemble's members differ in their \(what): one has \(expected), another \(found)."
    case .inputsDiffer(let expected, let found):
      "The teacher takes \(expected) features, and the examples have \(found); choose data of the "
        + "shape that the teacher was trained on."
    case .notFinite(let model, let member, let example, let className, let value, let isTrained):
      "The logit of \(member.map { "member \($0 + 1) of " } ?? "")\(model) for class "
        + "\(FileError.quoted(className)) of example \(example) is \(value), and must be finite; "
        + Self.remedy(for: value, isTrained: isTrained) + "."
    case .otherData(let path, let expected, let found):
      "The soft targets in \(path) were computed from other data: expected data with the SHA-256 "
        + "\(FileError.abbreviated(expected)), found \(FileError.abbreviated(found)); compute them "
        + "again with “distill soften”."
    case .otherTeacher(let path, let expected, let found):
      "The soft targets in \(path) are of another teacher: expected the SHA-256 "
        + "\(FileError.abbreviated(expected)), found \(FileError.abbreviated(found)); compute them "
        + "again with “distill soften”."
    case .otherTemperature(let path, let expected, let found):
      "The soft targets in \(path) are stored for the temperature \(found) only, and \(expected) is "
        + "required; compute them again with “distill soften”, without --temperature for all."
    case .missingExample(let id, let path, let covered):
      "The soft targets in \(path) cover \(covered) examples and not example \(id); compute them again "
        + "with “distill soften” for all the data."
    case .noCommonClass(let teacher, let student):
      "Teacher and data have no class in common: the teacher has \(Self.list(teacher)), the data "
        + "\(Self.list(student)); classes are matched by name."
    case .unknownLabels(let names, let common, let data, let model):
      "The data have examples of \(ClassNames.list(names)), which the model does not have; \(common) of the "
        + "data's \(data.count) class names are among the model's, which are \(ClassNames.list(model)). "
        + "Classes are matched by name; correct classes.txt or choose data of the model's classes."
    case .unknownClasses(let names, let teacher):
      "Matching logits needs the teacher's logits for every class, and it has none for "
        + "\(Self.list(names)); it has \(Self.list(teacher)): match probabilities, where a class "
        + "that the teacher does not have has probability 0."
    case .malformed(let path, let expected, let found):
      "\(path) is not a soft-target store: expected \(expected), found \(found); compute it again with "
        + "“distill soften”."
    }
  }

  /// The same sentence, for callers that handle any `Error`.
  public var errorDescription: String? { description }

  /// The same error of the model that the message calls `model`.
  package func naming(_ model: String) -> TeacherError {
    guard
      case .notFinite(_, let member, let example, let className, let value, let isTrained) = self
    else { return self }
    return .notFinite(
      model: model, member: member, example: example, className: className, value: value,
      isTrained: isTrained)
  }

  private static func remedy(for value: String, isTrained: Bool) -> String {
    if isTrained {
      return
        "the features of the example may be far out of the range of the training examples, or the "
        + "training diverged: check the features, or train again with a lower learning rate"
    }
    return value == "-inf"
      ? "the logarithm of a probability of 0 is not finite: spread the probability that the known classes "
        + "leave over the other classes, and return the logarithm of each share"
      : "return finite logits, such as logarithms of probabilities above 0"
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty
      ? "none" : names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
  }
}

extension TeacherError: InputFault {}
