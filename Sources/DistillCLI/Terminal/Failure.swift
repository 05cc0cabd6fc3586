import ArgumentParser
import Distill
import DistillSpeech
import DistillStudies
import Foundation

/// A failed command: one sentence, and the exit code that scripts look at: 65 where the input is to
/// blame, 1 where it is anything else.
struct Failure: Error, CustomStringConvertible {
  let description: String
  let code: Int32

  /// The failure that `error` means.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case is TeacherError, is EvaluationError, is CorrectionError, is StudyError,
      is PanelError, is AudioError, is LanguageError:
      self.init("\(error)", code: 65)
    case let error as DataError:
      switch error {
      case .unwritable, .exists, .downloadFailed, .downloadStopped: self.init("\(error)", code: 1)
      default: self.init("\(error)", code: 65)
      }
    case let error as SpeechError:
      switch error {
      case .missingProgram, .programFailed: self.init("\(error)", code: 1)
      default: self.init("\(error)", code: 65)
      }
    case let error as NetworkError:
      switch error {
      case .diverged, .insufficientMemory: self.init("\(error)", code: 1)
      default: self.init("\(error)", code: 65)
      }
    case let error as FileError:
      switch error {
      case .missing, .malformed, .differs, .otherRun: self.init("\(error)", code: 65)
      default: self.init("\(error)", code: 1)
      }
    default: self.init("\(error)", code: 1)
    }
  }

  init(_ sentence: String, code: Int32) {
    description = sentence
    self.code = code
  }

  /// Runs `body`; an error is printed as a sentence and ends the command with its code.
  static func reported(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let exit as ExitCode {
      throw exit
    } catch {
      let failure = Failure(error)
      FileHandle.standardError.write(Data("distill: \(failure.description)\n".utf8))
      throw ExitCode(failure.code)
    }
  }
}
