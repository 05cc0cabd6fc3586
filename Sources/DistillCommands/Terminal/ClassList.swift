import Distill
import DistillData

/// The classes that the values of an option name.
///
/// An option for classes takes names separated by commas and may be repeated. A name may contain commas;
/// ``ClassNames/choice(_:among:)`` describes how it is found.
enum ClassList {
  /// The help of such an option, after what happens with the classes.
  static let help = "names separated by commas; a name may contain commas; may be repeated."

  /// The positions among `names` of the classes that `values`, those of `option`, name; `owner` is what
  /// has the classes, such as “the data”.
  ///
  /// - Throws: ``Failure`` with exit code 64 where a value names nothing, 65 where it names a class that
  ///   does not exist.
  static func positions(
    _ values: [String], of option: String, among names: [String], _ owner: String
  ) throws -> Set<Int> {
    var classes: Set<Int> = []
    for value in values {
      switch ClassNames.choice(value, among: names) {
      case .classes(let found): classes.formUnion(found)
      case .unknown(""):
        throw Failure(
          "\(option) is “\(value)”, where a class name is empty; expected names separated by commas.",
          code: 64)
      case .unknown(let name):
        throw Failure(
          "\(option) names “\(name)”, which is no class of \(owner); the classes are "
            + "\(ClassNames.list(names, limit: 20)). Separate names by commas, or repeat the option.",
          code: 65)
      }
    }
    return classes
  }
}
