import ArgumentParser
import Distill
import Foundation

struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Download a public data set, and verify it.",
    discussion:
      "A download that broke off goes on where it stopped when the command is given again.")

  enum Name: String, ExpressibleByArgument, CaseIterable {
    case mnist
  }

  @Argument(help: "What to download: mnist.")
  var name: Name

  @Argument(help: "The folder to write.")
  var folder: String

  @Option(help: "Another mirror, asked first: the address of a folder that holds the files.")
  var mirror: String?

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  func run() throws {
    try Failure.reported {
      var download = Download.mnist
      if let mirror {
        guard let address = URL(string: mirror), address.scheme != nil else {
          throw Failure(
            "--mirror is “\(mirror)”; expected an address such as https://…/mnist/.", code: 64)
        }
        download = Download(files: download.files, mirrors: [address] + download.mirrors)
      }
      let progress = Progress(folder, quiet: quiet)
      let interrupt = Interrupt()
      let fetched = try download.fetch(into: folder) { state in
        let share = state.totalBytes.map { Double(state.receivedBytes) / Double(max($0, 1)) } ?? 0
        progress.show(share, note: state.file)
        return !interrupt.isRequested
      }
      progress.finish(
        fetched.isEmpty
          ? "already complete and verified" : "\(fetched.count) files fetched and verified")
    }
  }
}
