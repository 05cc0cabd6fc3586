import DistillData
import Foundation

/// The speech synthesiser espeak-ng, run as a program.
///
/// The program is under the GNU General Public License; its sound is not, and it is not linked.
///
/// Some of its properties matter here. It ignores a voice file that it does not find, or that is beyond
/// its limit of 349, without an error, so the list of voices is read first. Names of folders and files
/// longer than 160 and 200 bytes are cut, so it works in the folder and gets short ones. One process for
/// an utterance gives the same samples every time; within one process they depend on what was spoken
/// before.
package struct Espeak: Sendable {
  /// Where the program is.
  package let path: String
  /// Its version, as it prints it.
  package let version: String
  /// Seconds that a call may take.
  private let timeLimit: Double
  /// The folder with its data, such as `/usr/share/espeak-ng-data`.
  private let data: String
  /// Options that make its randomness repeatable, in versions that have some.
  private let deterministic: [String]

  /// The most voices that one folder may have.
  static let voiceLimit = 300
  private static let name = "espeak-ng"

  /// Finds the program in the folders of `searchPath`, which are separated by colons, and reads its version.
  ///
  /// - Parameters:
  ///   - searchPath: As in the environment variable `PATH`.
  ///   - scratch: A folder for its output.
  ///   - timeLimit: Seconds that a call may take; sentences take some hundredths.
  /// - Throws: ``SpeechError/missingProgram(name:purpose:install:)`` and
  ///   ``SpeechError/programFailed(name:output:)``.
  package init(searchPath: String, scratch: String, timeLimit: Double = 60) throws {
    guard let path = ProgramRun.find(Self.name, in: searchPath) else {
      throw SpeechError.missingProgram(
        name: Self.name, purpose: "synthesises the sentences",
        install: "“apt install espeak-ng” or “brew install espeak-ng”")
    }
    let output = try ProgramRun.output(
      of: path, ["--version"], in: scratch, name: "version", timeLimit: timeLimit)
    // “eSpeak NG text-to-speech: 1.51  Data at: /usr/lib/espeak-ng-data”
    let line = output.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    guard let colon = line.range(of: ": "), let place = line.range(of: "  Data at: "),
      colon.upperBound <= place.lowerBound
    else {
      throw SpeechError.programFailed(
        name: Self.name,
        output:
          "its version was expected to have “Data at:” and a folder, and is \(FileError.quoted(line))"
      )
    }
    self.path = path
    self.timeLimit = timeLimit
    version = String(line[colon.upperBound..<place.lowerBound])
    data = line[place.upperBound...].trimmingCharacters(in: .whitespaces)
    let help = try ProgramRun.output(
      of: path, ["--help"], in: scratch, name: "help", timeLimit: timeLimit)
    // From 1.52 on it starts with another random number every second, unless this is set.
    deterministic =
      help.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("-D") } ? ["-D"] : []
  }

  /// Makes a folder called `name` in `scratch` with what English needs and the files of `voices`, at
  /// most ``voiceLimit``.
  func makeVoices(_ voices: [SyntheticVoice], named name: String, in scratch: String) throws {
    let files = FileManager.default
    let own = "\(scratch)/\(name)/espeak-ng-data"
    let languages = "lang/gmw"
    func failure(_ output: String) -> SpeechError {
      .programFailed(name: Self.name, output: output)
    }
    do {
      try files.createDirectory(atPath: "\(own)/\(languages)", withIntermediateDirectories: true)
      try files.createDirectory(atPath: "\(own)/voices/!v", withIntermediateDirectories: true)
      for file in ["phondata", "phonindex", "phontab", "intonations", "en_dict"] {
        try files.copyItem(atPath: "\(data)/\(file)", toPath: "\(own)/\(file)")
      }
      for file in try files.contentsOfDirectory(atPath: "\(data)/\(languages)")
      where file == "en" || file.hasPrefix("en-") {
        try files.copyItem(
          atPath: "\(data)/\(languages)/\(file)", toPath: "\(own)/\(languages)/\(file)")
      }
      for voice in voices {
        // Not flushed to the disk, as files that stay are: this one goes when the corpus is there.
        try Data(voice.file.utf8).write(to: URL(fileURLWithPath: "\(own)/voices/!v/\(voice.name)"))
      }
    } catch {
      throw failure("its data in \(data) cannot be copied (\(error.localizedDescription))")
    }
    let output = try ProgramRun.output(
      of: path, ["--path=\(name)", "--voices=variant"], in: scratch, name: name,
      timeLimit: timeLimit)
    let listed = Set(output.split(whereSeparator: \.isWhitespace).map(String.init))
    if let lost = voices.first(where: { !listed.contains("!v/\($0.name)") }) {
      throw failure("it does not find the voice \(lost.name) that was made for it")
    }
  }

  /// Speaks `text` and returns the sound at the program's rate.
  ///
  /// - Parameters:
  ///   - text: A sentence.
  ///   - voice: One that ``makeVoices(_:named:in:)`` has put into the folder `folder`.
  ///   - style: How.
  ///   - folder: That folder, in `scratch`.
  ///   - scratch: The folder in which the program works, which no other run for `name` uses.
  ///   - name: What temporary files are called.
  func speak(
    _ text: String, voice: SyntheticVoice, style: SpokenStyle, folder: String, scratch: String,
    name: String
  ) throws -> Recording {
    let wave = "\(scratch)/\(name).wav"
    defer { try? FileManager.default.removeItem(atPath: wave) }
    _ = try ProgramRun.output(
      of: path,
      ["--path=\(folder)"] + deterministic + [
        "-v", "\(voice.accent)+\(voice.name)", "-s", "\(style.rate)", "-p", "\(style.pitch)", "-g",
        "\(style.gap)", "-z", "-w", "\(name).wav", text,
      ], in: scratch, name: name, timeLimit: timeLimit)
    do {
      return try Recording(contentsOf: wave)
    } catch {
      throw SpeechError.programFailed(
        name: Self.name, output: "it did not write “\(text)” as sound (\(error))")
    }
  }
}
