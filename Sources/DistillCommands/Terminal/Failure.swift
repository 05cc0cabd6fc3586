import ArgumentParser
import DistillData

/// A failed command: one sentence, and the exit code for scripts: 64 for wrong usage, 65 where the cause
/// is an input, 1 for everything else.
package struct Failure: Error, CustomStringConvertible {
  package let description: String
  package let code: Int32

  /// The failure that `error` means.
  package init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as any InputFault: self.init("\(error)", code: error.isInInput ? 65 : 1)
    default: self.init("\(error)", code: 1)
    }
  }

  package init(_ sentence: String, code: Int32) {
    description = sentence
    self.code = code
  }

  /// Runs `body`; an error is printed as a sentence and ends the command with its code.
  package static func reported(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let exit as ExitCode {
      throw exit
    } catch {
      let failure = Failure(error)
      Console.message("distill: \(failure.description)")
      throw ExitCode(failure.code)
    }
  }
}
