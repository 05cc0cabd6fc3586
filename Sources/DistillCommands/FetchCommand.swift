import ArgumentParser
import Distill
import Foundation

struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Download a public data set and verify it.",
    discussion: """
      An interrupted download is continued when the same command is run again. A mirror that sends less \
      than 1,000 bytes a second over 30 seconds is given up, and the next one is tried.
      """)

  enum Name: String, ExpressibleByArgument, CaseIterable {
    case mnist
  }

  @Argument(help: "What to download: mnist.")
  var name: Name

  @Argument(help: "The folder to write.")
  var folder: String

  @Option(help: "Use only this mirror: the address of a folder that holds the files.")
  var mirror: String?

  @OptionGroup var output: OutputOptions

  /// What `--json` prints.
  private struct Summary: Encodable {
    let path: String
    /// The files that were fetched; those that were complete already are left out.
    let fetched: [String]
  }

  func validate() throws {
    if let mirror { _ = try Self.address(mirror) }
  }

  private static func address(_ mirror: String) throws -> URL {
    guard let address = URL(string: mirror), ["http", "https"].contains(address.scheme),
      address.host != nil
    else {
      throw ValidationError(
        "--mirror is “\(mirror)”; expected an address such as https://example.org/mnist/.")
    }
    return address
  }

  func run() throws {
    try Failure.reported {
      var download = Download.mnist
      if let mirror {
        download = Download(files: download.files, mirrors: [try Self.address(mirror)])
      }
      let progress = Progress(folder, quiet: output.quiet)
      // Every byte received is on the disk at once, so there is nothing to wait for.
      let interrupt = Interrupt(
        exiting: "Stopped. Bytes received are kept; run the same command again to continue.")
      defer { interrupt.end() }
      let fetched = try download.fetch(into: folder) { state in
        let share = state.totalBytes.map { Double(state.receivedBytes) / Double(max($0, 1)) } ?? 0
        progress.show(share, note: state.file)
        return true
      }
      progress.finish(
        fetched.isEmpty
          ? "already complete and verified" : "\(fetched.count) files fetched and verified")
      if output.json { try Console.output(json: Summary(path: folder, fetched: fetched)) }
    }
  }
}
