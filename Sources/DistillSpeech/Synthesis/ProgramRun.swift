import DistillData
import Foundation

/// A program of the system, run to its end.
///
/// It writes to files rather than pipes, which would have to be drained meanwhile, and reads nothing.
enum ProgramRun {
  /// Runs the program at `path` and returns what it wrote to standard output.
  ///
  /// - Parameters:
  ///   - path: The program.
  ///   - arguments: As they are; there is no shell.
  ///   - folder: The working directory, in which no other run has this `name`.
  ///   - name: What the files of output are called.
  ///   - timeLimit: In seconds; a program that takes longer is killed and has failed.
  /// - Throws: ``SpeechError/programFailed(name:output:)`` with the end of its standard error.
  static func output(
    of path: String, _ arguments: [String], in folder: String, name: String, timeLimit: Double
  ) throws -> String {
    let program = (path as NSString).lastPathComponent
    func failure(_ output: String) -> SpeechError { .programFailed(name: program, output: output) }
    let files = ["out", "err"].map { "\(folder)/\(name).\($0)" }
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    var handles: [FileHandle] = []
    for file in files {
      guard FileManager.default.createFile(atPath: file, contents: nil),
        let handle = FileHandle(forWritingAtPath: file)
      else { throw failure("its output cannot be written to \(file)") }
      handles.append(handle)
    }
    let ended = DispatchSemaphore(value: 0)
    var started: Process?
    // A program that was just written is busy for a moment where another thread starts one meanwhile:
    // until that one has begun, it holds the file open.
    var attempts = 0
    while started == nil {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = arguments
      process.currentDirectoryURL = URL(fileURLWithPath: folder, isDirectory: true)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = handles[0]
      process.standardError = handles[1]
      process.terminationHandler = { _ in ended.signal() }
      do {
        try process.run()
        started = process
      } catch {
        attempts += 1
        guard attempts < 5 else {
          throw failure("it cannot be started (\(error.localizedDescription))")
        }
        usleep(50_000)
      }
    }
    guard let process = started else { preconditionFailure("the program was started above") }
    let isTimely = ended.wait(timeout: .now() + timeLimit) == .success
    if !isTimely {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
    }
    for handle in handles { try? handle.close() }
    let output = files.map { file in
      String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    }
    guard isTimely else {
      throw failure(
        "it had not ended after \(timeLimit) seconds\(tail(of: output[1], after: ", and printed "))"
      )
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let how = process.terminationReason == .exit ? "exit code" : "signal"
      throw failure("\(how) \(process.terminationStatus)\(tail(of: output[1], after: ", "))")
    }
    return output[0]
  }

  /// The last line of `text`, quoted, after `mark`; nothing where there is none.
  static func tail(of text: String, after mark: String) -> String {
    let last = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
    return last.map { mark + FileError.quoted(String($0)) } ?? ""
  }

  /// The program called `name` in the folders of `searchPath`, which colons part; `nil` where there is
  /// none.
  static func find(_ name: String, in searchPath: String) -> String? {
    searchPath.split(separator: ":", omittingEmptySubsequences: false).lazy
      // An empty entry is the working directory.
      .map { $0.isEmpty ? "./\(name)" : "\($0)/\(name)" }
      .first { path in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
          && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: path)
      }
      .map { URL(fileURLWithPath: $0).path }
  }
}
