public import DistillData
public import Foundation

extension RunFolder {
  /// What `run.json` holds about a run: enough to identify it, and to repeat it.
  public struct Record: Codable, Equatable, Sendable {
    /// How far a run has come.
    public enum State: String, Codable, Sendable {
      /// Started, and not known to have ended; the same command continues it.
      case running
      /// Ended, with all its files written.
      case finished
      /// Ended because its loss went out of bounds, as it would again.
      case diverged
    }

    /// Where a run diverged.
    public struct Divergence: Codable, Equatable, Sendable {
      /// The step whose loss was out of bounds, from 0.
      public var step: Int
      /// Its epoch, from 0.
      public var epoch: Int
      /// Its learning rate.
      public var learningRate: Double
      /// What to try.
      public var remedy: String

      /// A divergence at this step.
      public init(step: Int, epoch: Int, learningRate: Double, remedy: String) {
        self.step = step
        self.epoch = epoch
        self.learningRate = learningRate
        self.remedy = remedy
      }
    }

    /// The machine on which a run was started.
    public struct Machine: Codable, Equatable, Sendable {
      /// The processor's name.
      public var cpu: String
      /// The number of threads that computed.
      public var threads: Int
      /// The instruction set of the products, on which speed depends; nil in older records.
      public var instructionSet: String?

      /// A machine with a processor named `cpu`, of which `threads` threads worked.
      public init(cpu: String, threads: Int, instructionSet: String? = nil) {
        self.cpu = cpu
        self.threads = threads
        self.instructionSet = instructionSet
      }
    }

    /// The command and its arguments.
    public var commandLine: [String]
    /// What is produced: "network", "student", "ensemble", "panel", "targets".
    public var kind: String
    /// The recipe, as JSON.
    public var recipe: Value
    /// The seed.
    public var seed: UInt64
    /// SHA-256 digests of the run's inputs, by role: "data", "teacher".
    public var digests: [String: String]
    /// Versions of the software, by name: "distill", "oneDNN", "swift".
    public var versions: [String: String]
    /// The machine.
    public var machine: Machine
    /// The precision of the products: "float32", "bfloat16".
    public var precision: String
    /// When the run was first started; kept to the second, in ISO 8601.
    public var startedAt: Date
    /// The seconds it has taken, over all its starts.
    public var wallSeconds: Double
    /// How far it has come.
    public var state: State
    /// Where it diverged; nil unless its state is ``State/diverged``.
    public var divergence: Divergence?
    /// SHA-256 digests of files in the folder that carry no checksum themselves, by name; set when the run
    /// finishes.
    public package(set) var files: [String: String]?

    /// The record of a run that is about to start.
    public init(
      commandLine: [String], kind: String, recipe: Value, seed: UInt64, digests: [String: String],
      versions: [String: String], machine: Machine, precision: String, startedAt: Date = Date()
    ) {
      self.commandLine = commandLine
      self.kind = kind
      self.recipe = recipe
      self.seed = seed
      self.digests = digests
      self.versions = versions
      self.machine = machine
      self.precision = precision
      self.startedAt = startedAt
      self.wallSeconds = 0
      self.state = .running
    }
  }
}

extension RunFolder.Record {
  /// Reads the record of the run in the folder `path`, finished or not.
  ///
  /// - Throws: ``FileError`` when there is none or it is damaged.
  public init(ofRunIn path: String) throws(FileError) {
    guard !path.isEmpty, FileManager.default.fileExists(atPath: path) else {
      throw .missing(
        path: path,
        remedy: path.isEmpty
          ? "give the name of a run" : "check the name, or make it with distill train")
    }
    let file = try OpenFile(path + "/" + RunFolder.recordName, for: .reading)
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    // A megabyte is a thousand times what a record takes.
    let bytes = try file.contents(limit: 1 << 20)
    try FileChecksum.check(bytes, of: file.path)
    do {
      self = try decoder.decode(Self.self, from: Data(bytes))
    } catch {
      throw .malformed(
        path: file.path, at: "its content", expected: "the record of a run",
        found: bytes.isEmpty ? "nothing" : "something else",
        remedy: "choose another folder, or delete this one")
    }
  }

  /// How the run ended, for a sentence after “a run that”.
  package var outcome: String {
    switch state {
    case .running: "is not finished"
    case .finished: "is finished"
    case .diverged: "diverged" + (divergence.map { " at step \($0.step)" } ?? "")
    }
  }

  func write(to path: String) throws(FileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    let text = try encoder.text(of: Checksummed(self), for: path)
    try AtomicFile.write(FileChecksum.sealed(text), to: path)
  }
}

extension JSONEncoder {
  /// The JSON text of `value`; numbers that JSON lacks become texts.
  func text(of value: some Encodable, for path: String) throws(FileError) -> Data {
    nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try encode(value)
    } catch {
      throw .unwritable(path: path, found: "\(error)", remedy: "give values that JSON can hold")
    }
  }
}
