import Foundation
import Testing

/// Corpora of synthetic speech, with a shell script in the place of espeak-ng.
@Suite("Synthetic speech")
struct SpeechSynthesizeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["bin", "data/lang/gmw", "tmp"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(of: name), withIntermediateDirectories: true)
    }
    for name in ["phondata", "phonindex", "phontab", "intonations", "en_dict", "lang/gmw/en"] {
      try folder.write("nothing", to: "data/\(name)")
    }
    try folder.write(Self.tone, to: "tone.wav")
  }

  /// One second of a rectangular tone.
  private static var tone: [UInt8] {
    func bytes(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var file = Array("RIFF".utf8) + bytes(36 + 44_100, 4) + Array("WAVEfmt ".utf8)
    file += bytes(16, 4) + bytes(1, 2) + bytes(1, 2) + bytes(22_050, 4) + bytes(44_100, 4)
    file += bytes(2, 2) + bytes(16, 2) + Array("data".utf8) + bytes(44_100, 4)
    return file + (0..<22_050).flatMap { bytes($0 / 50 % 2 == 0 ? 5000 : -5000, 2) }
  }

  private func makeProgram(speaking: String) throws {
    try folder.write(
      """
      #!/bin/sh
      folder='\(folder.path)'
      while [ $# -gt 0 ]; do
        case "$1" in
          --version) echo "eSpeak NG text-to-speech: 0.1-fake  Data at: $folder/data"; exit 0 ;;
          --help) exit 0 ;;
          --path=*) path="${1#--path=}" ;;
          --voices=variant)
            for file in "$path/espeak-ng-data/voices/!v"/*; do echo "!v/${file##*/}"; done
            exit 0 ;;
          -w) shift; wave="$1" ;;
        esac
        shift
      done
      \(speaking)

      """, to: "bin/espeak-ng")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.path(of: "bin/espeak-ng"))
  }

  private func command(_ arguments: String...) throws -> Command {
    try Command(
      ["speech", "synthesize"] + arguments, in: folder.path,
      environment: [
        "PATH": "\(folder.path(of: "bin")):/usr/bin:/bin", "TMPDIR": folder.path(of: "tmp"),
      ])
  }

  @Test("A corpus from start to end, by a path that begins where the command does")
  func wholeWay() throws {
    try makeProgram(speaking: "cp \"$folder/tone.wav\" \"$wave\"")
    let result = try command("c/", "--hours", "0.005", "--voices", "3", "--threads", "2").result()
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output == "")
    #expect(result.errors.contains("of 3 voices"))
    #expect(
      try folder.names(in: "c") == [
        "lexicon.txt", "phones.txt", "synthesis.json", "synthetic", "test", "train", "wav",
      ])
    #expect(try folder.names(in: "c/wav") == ["te0000", "tr0000", "tr0001", "tr0002"])
    #expect(try folder.text("c/synthesis.json").contains("\"0.1-fake\""))
    #expect(try folder.text("c/synthetic").contains("This is synthetic speech"))
    #expect(try folder.names(in: "tmp") == [])
    #expect(try folder.names().filter { $0.hasPrefix(".") } == [])

    let again = try command("c", "--hours", "0.005").result()
    #expect(again.code == 1)
    #expect(again.errors.contains("c exists and will not be overwritten"))
    let prepared = try Command.run(
      "speech", "prepare", "c", "p", "--hold-out", "1", "--quiet", in: folder.path)
    #expect(prepared.code == 0, "\(prepared.errors)")
  }

  @Test("Without the program: exit code 1, and how to get it")
  func missing() throws {
    let result = try Command(
      ["speech", "synthesize", "c", "--hours", "0.01"], in: folder.path,
      environment: ["PATH": folder.path(of: "bin"), "TMPDIR": folder.path(of: "tmp")]
    ).result()
    #expect(result.code == 1)
    #expect(
      result.errors == """
        distill: The program espeak-ng, which synthesises the sentences, is not installed; install it with \
        “apt install espeak-ng” or “brew install espeak-ng”.

        """)
    #expect(!folder.exists("c"))
  }

  @Test("A program that fails: exit code 1, its output, and no files left")
  func failing() throws {
    try makeProgram(speaking: "echo 'no such voice' >&2; exit 1")
    let before = try folder.names()
    let result = try command("c", "--hours", "0.01", "--quiet").result()
    #expect(result.code == 1)
    #expect(
      result.errors
        == "distill: The program espeak-ng failed: exit code 1, \"no such voice\"; run it by hand to "
        + "find the reason.\n")
    #expect(try folder.names() == before)
    #expect(try folder.names(in: "tmp") == [])
  }

  @Test("Control-C leaves nothing")
  func interrupted() throws {
    try makeProgram(speaking: "cp \"$folder/tone.wav\" \"$wave\"")
    let before = try folder.names()
    let process = try command("c", "--hours", "10", "--voices", "3", "--threads", "2")
    try process.waitUntil {
      ((try? folder.names()) ?? []).contains { name in
        name.hasSuffix(".partial") && folder.exists("\(name)/wav/tr0002")
      }
    }
    process.send(SIGINT)
    let result = try process.result()
    #expect(result.code == 130, "\(result.errors)")
    #expect(result.errors.hasSuffix("Stopped; nothing was kept.\n"))
    #expect(try folder.names() == before)
    #expect(try folder.names(in: "tmp") == [])
  }

  @Test(
    "Wrong uses",
    arguments: [
      ["--hours", "0"], ["--hours", "1e9"], ["--hours", "1", "--voices", "0"],
      ["--hours", "1", "--test-hours", "2000"], ["--hours", "1", "--min-snr", "30"], [],
    ])
  func usage(options: [String]) throws {
    let result = try Command(["speech", "synthesize", "c"] + options, in: folder.path).result()
    #expect(result.code == 64)
    #expect(result.errors.hasPrefix("Error: "))
  }
}
