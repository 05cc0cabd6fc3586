import Foundation
import Testing

@Suite("Arguments that are not UTF-8")
struct RawArgumentTests {
  @Test("They are refused, and nothing is made under another name")
  func refused() throws {
    let folder = try TemporaryFolder()
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The shell makes the bytes, because Foundation passes strings only.
    process.arguments = [
      "-c", #"exec "$0" draw "$(printf 'caf\351')" --train 10 --test 10 --seed 1"#, Command.binary,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardError = errors
    try process.run()
    let message = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 64)
    #expect(message.hasPrefix("distill: Argument 2, “caf\u{FFFD}”, is not UTF-8"))
    #expect(try folder.names() == [])
  }
}
