public import DistillData
public import Foundation

extension RunFolder {
  /// The content of `run.json`: what a run was made from, enough to identify and to repeat it.
  ///
  /// The file also has a checksum, the member `sha256`, which is verified when the record is read.
  public struct Record: Codable, Equatable, Sendable {
    /// How far a run has come.
    public enum State: String, Codable, Sendable {
      /// Started, and not known to have ended; the same command continues it.
      case running
      /// Ended, with all its files written.
      case finished
      /// Ended because the loss grew out of bounds; there is no model.
      case diverged
    }

    /// The machine on which a run was started.
    public struct Machine: Codable, Equatable, Sendable {
      /// The processor's name.
      public var cpu: String
      /// The number of threads that computed.
      public var threads: Int

      /// A machine with a processor named `cpu`, on which `threads` threads computed.
      public init(cpu: String, threads: Int) {
        self.cpu = cpu
        self.threads = threads
      }
    }

    /// Where the loss of a run grew out of bounds.
    public struct Divergence: Codable, Equatable, Sendable {
      /// The step, from 0.
      public var step: Int
      /// The epoch, from 0.
      public var epoch: Int
      /// The learning rate of the step.
      public var learningRate: Double
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
    /// Where the loss grew out of bounds, in a run that diverged.
    public package(set) var divergence: Divergence?
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

  func write(to path: String) throws(FileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    let text = try encoder.text(of: Checksummed(self), for: path)
    try AtomicFile.write(FileChecksum.sealed(text), to: path)
  }

  /// Refuses to continue the `stored` run where it would not end with the same bits.
  func checkResuming(_ stored: Self, in path: String) throws(FileError) {
    let difference = stored.identity.difference(from: identity, at: "")
    guard let difference else { return }
    throw .differs(
      path: path, what: Self.words(for: difference.place),
      expected: Self.short(difference.expected), found: Self.short(difference.found),
      remedy: stored.state == .diverged
        ? "that run diverged; delete the folder or choose another"
        : "resume with what the run was started with, or choose another folder")
  }

  /// The name of a part of a record in a sentence: “a digest of the teacher” for `digests.teacher`.
  private static func words(for place: String) -> String {
    let roles = "digests."
    guard place.hasPrefix(roles) else { return place }
    let role = String(place.dropFirst(roles.count))
    let inputs = [
      "data": "data with the SHA-256", "examples": "examples and labels with the SHA-256",
      "validation": "validation examples with the SHA-256", "teacher": "a teacher with the SHA-256",
      "generalist": "a generalist with the SHA-256",
      "beginning": "initial weights with the SHA-256", "clusters": "clusters with the SHA-256",
    ]
    return inputs[role] ?? role
  }

  /// `text` with a quoted digest cut down to its first digits, without quotation marks.
  private static func short(_ text: String) -> String {
    let inner = String(text.drop { $0 == "\"" }.prefix { $0 != "\"" })
    let short = FileError.abbreviated(inner)
    return short == inner ? text : short
  }

  /// Everything that determines a run's bits, besides the machine.
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
