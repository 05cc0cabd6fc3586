import DistillData
public import Foundation

/// What can go wrong between a teacher, its soft targets and a student.
public enum TeacherError: Error, Equatable, Sendable {
  /// Members that cannot decide together.
  case membersDiffer(what: String, expected: String, found: String)
  /// Examples with another number of features than the teacher has inputs.
  case inputsDiffer(expected: Int, found: Int)
  /// A logit that is not a finite number.
  case notFinite(example: Int, member: Int)
  /// Soft targets of other examples.
  case otherData(path: String, expected: String, found: String)
  /// Soft targets of another teacher.
  case otherTeacher(path: String, expected: String, found: String)
  /// Soft targets that were kept for another temperature.
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
  /// A file that is no soft-target store, or a damaged one.
  case malformed(path: String, expected: String, found: String)
}

extension TeacherError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence for people.
  public var description: String {
    switch self {
    case .membersDiffer(let what, let expected, let found):
      "The ensemble's members differ in their \(what): one has \(expected), another \(found)."
    case .inputsDiffer(let expected, let found):
      "The teacher takes \(expected) features, and the examples have \(found); choose data of the "
        + "shape that the teacher was trained on."
    case .notFinite(let example, let member):
      "Member \(member + 1) of the teacher gives a logit that is not a finite number for example "
        + "\(example); its training diverged or its file is damaged: train it again."
    case .otherData(let path, let expected, let found):
      "The soft targets in \(path) were made from other data: expected digest \(expected), found "
        + "\(found); make them anew with “distill soften”."
    case .otherTeacher(let path, let expected, let found):
      "The soft targets in \(path) are another teacher's: expected digest \(expected), found "
        + "\(found); make them anew with “distill soften”."
    case .otherTemperature(let path, let expected, let found):
      "The soft targets in \(path) were kept for the temperature \(found) alone, and \(expected) is "
        + "asked for; make them anew with “distill soften”, without --temperature for all."
    case .missingExample(let id, let path, let covered):
      "The soft targets in \(path) cover \(covered) examples and not example \(id); make them anew "
        + "with “distill soften” for all the data."
    case .noCommonClass(let teacher, let student):
      "Teacher and data have no class in common: the teacher knows \(Self.list(teacher)), the data "
        + "\(Self.list(student)); classes are matched by name."
    case .unknownLabels(let names, let common, let data, let model):
      "The data have examples of \(ClassNames.list(names)), which the model does not have; \(common) of the "
        + "data's \(data.count) class names are among the model's, which are \(ClassNames.list(model)). "
        + "Classes are matched by name; correct classes.txt or choose data of the model's classes."
    case .unknownClasses(let names, let teacher):
      "Matching logits needs the teacher's for every class, and it has none for "
        + "\(Self.list(names)); it knows \(Self.list(teacher)): match probabilities, where a class "
        + "that it does not know has probability 0."
    case .malformed(let path, let expected, let found):
      "\(path) is no soft-target store: expected \(expected), found \(found); make it anew with "
        + "“distill soften”."
    }
  }

  /// The same sentence, for callers that only know `Error`.
  public var errorDescription: String? { description }

  private static func list(_ names: [String]) -> String {
    names.isEmpty
      ? "none" : names.prefix(6).joined(separator: ", ") + (names.count > 6 ? ", …" : "")
  }
}
