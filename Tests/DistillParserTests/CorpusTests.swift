import Foundation
import FuzzedParsers
import Testing

/// The inputs of the fuzzers in `Fuzz`: seeds, and inputs that once ended in a crash or a hang.
@Suite("Corpora of the fuzzers")
struct CorpusTests {
  private static let folders = Bundle.module.resourcePath.map { "\($0)/Folders" } ?? ""
  private static let corpora = Bundle.module.resourcePath.map { "\($0)/Corpora" } ?? ""

  /// The parser's own inputs, by name, and the file that it replaces.
  private static func inputs(of parser: FuzzedParser) throws -> [(name: String, bytes: [UInt8])] {
    let own = "\(corpora)/\(parser.name)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: own)) ?? []
    var paths = names.sorted().map { "\(own)/\($0)" }
    if let folder = parser.folder { paths.append("\(folders)/\(folder)/\(parser.file)") }
    return try paths.map { ($0, [UInt8](try Data(contentsOf: URL(filePath: $0)))) }
  }

  @Test("Every input of a corpus is read or refused", arguments: FuzzedParser.all)
  func corpora(parser: FuzzedParser) throws {
    let scratch = try ParserScratch(of: parser, folders: Self.folders)
    defer { scratch.remove() }
    let inputs = try Self.inputs(of: parser)
    #expect(!inputs.isEmpty, "\(parser) has no input")
    for input in inputs {
      // The last line before a crash names the input.
      print("\(parser): \(input.name)")
      scratch.refusal(of: input.bytes)
    }
  }

  @Test(
    "The file of a folder is read as it is",
    arguments: FuzzedParser.all.filter { $0.folder != nil })
  func fixtures(parser: FuzzedParser) throws {
    let scratch = try ParserScratch(of: parser, folders: Self.folders)
    defer { scratch.remove() }
    let input = try #require(try Self.inputs(of: parser).last)
    #expect(scratch.refusal(of: input.bytes) == nil)
  }

  @Test("White space alone, and nothing at all, is read or refused", arguments: FuzzedParser.all)
  func blank(parser: FuzzedParser) throws {
    let scratch = try ParserScratch(of: parser, folders: Self.folders)
    defer { scratch.remove() }
    for text in [
      "", " ", "\n", "\r\n", "\t", " \n", "\n \n", " \r\n\t\n", "\u{FEFF}", "\u{FEFF} \n",
      "\u{A0}\n", "\u{2028}", "\0", "a \n \n", "\n\na",
    ] {
      scratch.refusal(of: Array(text.utf8))
    }
  }

  @Test("Cut off anywhere, a file is read or refused", arguments: FuzzedParser.all)
  func truncations(parser: FuzzedParser) throws {
    let scratch = try ParserScratch(of: parser, folders: Self.folders)
    defer { scratch.remove() }
    guard let input = try Self.inputs(of: parser).last else { return }
    let step = max(1, input.bytes.count / 64)
    for count in stride(from: 0, to: input.bytes.count, by: step) {
      scratch.refusal(of: Array(input.bytes.prefix(count)))
    }
  }

  @Test("No corpus has an input of more than 4 kB, and all together have at most 300 kB")
  func sizes() throws {
    var sum = 0
    for folder in [Self.folders, Self.corpora] {
      let files = FileManager.default
      for name in files.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
        let attributes = try files.attributesOfItem(atPath: "\(folder)/\(name)")
        guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
        let size = attributes[.size] as? Int ?? 0
        #expect(size <= 4096, "\(name) has \(size) bytes")
        sum += size
      }
    }
    #expect(sum > 0 && sum <= 300_000)
  }
}
