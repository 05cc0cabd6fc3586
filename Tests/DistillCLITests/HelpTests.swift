import Foundation
import Testing

/// The whole text of each command's `--help`, compared with the files in the folder `Help`.
///
/// After an intended change, build the command and write the files again from the root of the
/// repository:
///
/// ```
/// for f in Tests/DistillCLITests/Help/*.txt; do n=$(basename $f .txt); COLUMNS=80 .build/release/${n//-/ } --help >$f; done
/// ```
@Suite("Help")
struct HelpTests {
  @Test("The version")
  func version() throws {
    let result = try Command.run("--version", in: ".")
    #expect(result.output == "0.1.0\n")
    #expect(result.code == 0 && result.errors == "")
  }

  @Test("Help for the command and each subcommand", arguments: try commands())
  func help(command: String) throws {
    let result = try Command(Self.words(command) + ["--help"], in: ".").result()
    #expect(result.output == (try Self.text(command)))
    #expect(result.code == 0 && result.errors == "")
  }

  @Test("A command alone shows the help")
  func alone() throws {
    let result = try Command([], in: ".").result()
    #expect(result.output == (try Self.text("distill")))
  }

  @Test("Every subcommand has its file")
  func complete() throws {
    var pending = ["distill"]
    var found: Set<String> = []
    while let command = pending.popLast() {
      found.insert(command)
      let help = try Command(Self.words(command) + ["--help"], in: ".").result().output
      guard let list = help.range(of: "SUBCOMMANDS:\n") else { continue }
      for line in help[list.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
      {
        if line.isEmpty { break }
        guard line.hasPrefix("  "), !line.hasPrefix("   "),
          let name = line.split(separator: " ").first
        else { continue }
        pending.append("\(command)-\(name)")
      }
    }
    #expect(found == Set(try Self.commands()))
  }

  private static let folder = Bundle.module.resourceURL?.appendingPathComponent("Help")

  /// The names of the files: the words of each command, joined by hyphens.
  private static func commands() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: #require(folder).path)
      .filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
  }

  private static func text(_ command: String) throws -> String {
    try String(
      contentsOf: #require(folder).appendingPathComponent("\(command).txt"), encoding: .utf8)
  }

  /// The arguments after `distill`.
  private static func words(_ command: String) -> [String] {
    command.split(separator: "-").dropFirst().map(String.init)
  }
}
