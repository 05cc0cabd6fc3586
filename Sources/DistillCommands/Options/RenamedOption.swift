import ArgumentParser
import Distill

/// An option that had another name in earlier versions, which still works.
struct RenamedOption<Value> {
  /// The present name, such as `--init-from`.
  let name: String
  /// The former name.
  let former: String
  /// The value by the present name.
  let value: Value?
  /// The value by the former name.
  let formerValue: Value?

  init(_ name: String, _ value: Value?, formerly former: String, _ formerValue: Value?) {
    self.name = name
    self.former = former
    self.value = value
    self.formerValue = formerValue
  }

  /// The value, and the name it was given by, for errors; nil where it is not given.
  func given() throws -> (name: String, value: Value)? {
    if let value {
      guard formerValue == nil else {
        throw ValidationError("\(former) is the former name of \(name); give \(name) alone.")
      }
      return (name, value)
    }
    return formerValue.map { (former, $0) }
  }

  /// That the former name is deprecated, where it is used.
  var notices: [Notice] {
    formerValue == nil ? [] : [Notice("\(former) is deprecated; use \(name).")]
  }
}
