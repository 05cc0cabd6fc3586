/// An error that may lie in what the caller gave: a file, a recipe, a value.
///
/// Programs have different exit codes for faults of their input and for those of the machine, and this
/// protocol is where each kind of error distinguishes them.
package protocol InputFault: Error {
  /// Whether the input has to be changed, rather than the machine, its disk or its network.
  var isInInput: Bool { get }
}

extension InputFault {
  /// True: most errors of a library are of its input.
  package var isInInput: Bool { true }
}

extension DataError: InputFault {
  package var isInInput: Bool {
    switch self {
    case .unwritable, .exists, .downloadFailed, .downloadStopped: false
    default: true
    }
  }
}

extension FileError: InputFault {
  package var isInInput: Bool {
    switch self {
    case .missing, .unreadable, .malformed, .differs, .otherRun: true
    default: false
    }
  }
}
