public import DistillData
public import Foundation

extension RunFolder {
  /// What `run.json` says of a run: enough to tell what it was, and to repeat it.
  public struct Record: Codable, Equatable, Sendable {
    /// How far a run has come.
    public enum State: String, Codable, Sendable {
      /// Started, and not known to have ended.
      case running
      /// All its files are written.
      case finished
    }

    /// The machine a run was started on.
    public struct Machine: Codable, Equatable, Sendable {
      /// The processor's name.
      public var cpu: String
      /// The threads that worked.
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
    /// What is made: "network", "student", "ensemble", "targets" and the like.
    public var kind: String
    /// The recipe, as JSON.
    public var recipe: Value
    /// The seed.
    public var seed: UInt64
    /// Digests of what the run is made from, by role: "data", "teacher".
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
    let file = try OpenFile(path + "/" + RunFolder.recordName, for: .reading)
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    // A megabyte is a thousand times what a record takes.
    let bytes = try file.contents(limit: 1 << 20)
    do {
      self = try decoder.decode(Self.self, from: Data(bytes))
    } catch {
      throw .malformed(
        path: file.path, at: "its content", expected: "the record of a run",
        found: bytes.isEmpty ? "nothing" : "something else",
        remedy: "choose another folder, or delete this one")
    }
  }

  func write(to path: String) throws(FileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    try AtomicFile.write(try encoder.text(of: self, for: path), to: path)
  }

  /// Refuses to go on with the `stored` run when it would not end as it would have uninterrupted.
  func checkResuming(_ stored: Self, in path: String) throws(FileError) {
    let difference = stored.identity.difference(from: identity, at: "")
    guard let difference else { return }
    throw .differs(
      path: path, what: difference.place, expected: difference.expected, found: difference.found,
      remedy: "resume with what the run was started with, or choose another folder")
  }

  /// All that decides a run's bits, besides the machine.
  private var identity: RunFolder.Value {
    .object([
      "kind": .string(kind), "recipe": recipe, "precision": .string(precision),
      // As text, because a JSON number would round it.
      "seed": .string(String(seed)), "digests": .object(digests.mapValues { .string($0) }),
    ])
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
