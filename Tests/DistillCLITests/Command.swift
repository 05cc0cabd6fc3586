import Foundation
import Synchronization
import Testing

/// The built command, run in a process of its own.
final class Command: Sendable {
  /// How a process ended.
  struct Result: Sendable {
    /// The exit code, or minus the signal's number.
    let code: Int32
    let output: String
    let errors: String
  }

  /// A command that has not ended after this many seconds is killed, and has failed.
  private static let patience = 60.0

  /// The command beside this test bundle, which on macOS is one of several that are loaded.
  static let binary =
    (Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    .deletingLastPathComponent() ?? Bundle.main.bundleURL).appendingPathComponent("distill").path

  private let process = Process()
  private let ended = DispatchSemaphore(value: 0)
  private let folder: String
  private let arguments: [String]

  /// Starts the command in the working directory `directory`.
  ///
  /// - Parameters:
  ///   - kilobytes: The most address space.
  ///   - redirection: What a shell does with its streams, such as `2>&-`.
  ///   - output: Where its results go, instead of to ``Result/output``.
  init(
    _ arguments: [String], in directory: String, environment: [String: String] = [:],
    kilobytes: Int? = nil, redirection: String? = nil, output: FileHandle? = nil
  ) throws {
    self.arguments = arguments
    folder = FileManager.default.temporaryDirectory.path + "/distill-command-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // Files rather than pipes, which would have to be drained while the command runs.
    for name in ["output", "errors"] {
      try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    if kilobytes != nil || redirection != nil {
      let limit = kilobytes.map { "ulimit -v \($0) && " } ?? ""
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", "\(limit)exec \"$0\" \"$@\" \(redirection ?? "")", Self.binary] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: Self.binary)
      process.arguments = arguments
    }
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    process.environment = ProcessInfo.processInfo.environment
      .merging(["COLUMNS": "80"]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output ?? FileHandle(forWritingAtPath: "\(folder)/output")
    process.standardError = FileHandle(forWritingAtPath: "\(folder)/errors")
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Waits for `seconds` at most; whether the command has ended.
  func hasEnded(within seconds: Double) -> Bool {
    guard ended.wait(timeout: .now() + seconds) == .success else { return false }
    ended.signal()
    return true
  }

  func send(_ signal: Int32) {
    kill(process.processIdentifier, signal)
  }

  /// Waits until `condition` holds or the command ends; whether it held first.
  func waits(until condition: () -> Bool) -> Bool {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    while !condition() {
      if hasEnded(within: 0.002) || ContinuousClock.now > deadline { return false }
    }
    return true
  }

  /// Waits until `condition` holds, which it must before the command ends.
  func waitUntil(_ condition: () -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(Self.patience)
    while !condition() {
      if ContinuousClock.now > deadline || hasEnded(within: 0.005) {
        // It may have become true just before the end.
        let message = try result().errors
        try #require(condition(), "distill \(arguments) did not come so far: \(message)")
      }
    }
  }

  /// Waits for the end.
  func result() throws -> Result {
    if !hasEnded(within: Self.patience) {
      send(SIGKILL)
      Issue.record("distill \(arguments) had not ended after \(Self.patience) seconds")
      ended.wait()
    }
    let status = process.terminationStatus
    return Result(
      code: process.terminationReason == .uncaughtSignal ? -status : status,
      output: try String(contentsOfFile: "\(folder)/output", encoding: .utf8),
      errors: try String(contentsOfFile: "\(folder)/errors", encoding: .utf8))
  }

  /// Runs the command to its end.
  static func run(
    _ arguments: String..., in directory: String, environment: [String: String] = [:],
    kilobytes: Int? = nil
  ) throws -> Result {
    try Command(arguments, in: directory, environment: environment, kilobytes: kilobytes).result()
  }
}
