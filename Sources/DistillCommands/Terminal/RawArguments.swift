import Foundation

/// The arguments as the system passed them.
package enum RawArguments {
  /// Ends the process with exit code 64 where an argument is not UTF-8.
  ///
  /// Why: Swift repairs such arguments with replacement characters. A path would then be another path: a
  /// folder of that name would be made, and an existing file would not be found.
  package static func requireUTF8() {
    for place in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[place] else { continue }
      guard String(validatingCString: argument) == nil else { continue }
      Console.message(
        "distill: Argument \(place), “\(String(cString: argument))”, is not UTF-8; expected arguments "
          + "in UTF-8: rename the file or folder, for example with convmv or mv.")
      exit(64)
    }
  }
}
