import Foundation

// libFuzzer has the program's `main` and calls the two C functions below. Its arguments are its own, so
// the environment determines what is fuzzed: PARSER its name, FOLDERS the folder of the fixtures, and SCRATCH a
// folder for the copy that the parser reads.

/// Before the first input: prints the parsers where none is chosen.
@c(LLVMFuzzerInitialize)
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
  guard ProcessInfo.processInfo.environment["PARSER"] != nil else {
    for parser in FuzzedParser.all {
      print(parser.name, parser.folder.map { "\($0)/\(parser.file)" } ?? "")
    }
    exit(0)
  }
  _ = scratch
  return 0
}

/// Parses one input.
@c(LLVMFuzzerTestOneInput)
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  scratch.refusal(of: Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

private let scratch: ParserScratch = {
  let environment = ProcessInfo.processInfo.environment
  guard let name = environment["PARSER"], let folders = environment["FOLDERS"],
    let parent = environment["SCRATCH"],
    let parser = FuzzedParser.all.first(where: { $0.name == name }),
    let scratch = try? ParserScratch(of: parser, folders: folders, in: parent)
  else {
    print("expected a parser's name in PARSER and folders in FOLDERS and SCRATCH; see Fuzz/run")
    exit(64)
  }
  return scratch
}()
