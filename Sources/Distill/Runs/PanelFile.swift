import DistillData
import DistillNetworks
import Foundation

/// `panel.json` of a run folder: the parts of a panel that are not in the files of its networks, with a
/// checksum.
struct PanelFile: Codable, Equatable {
  /// One specialist.
  struct Member: Codable, Equatable {
    /// The names of its classes, in the order of its logits.
    var classes: [String]
    /// What is added to the logit of its dustbin; nil where it has none.
    var correction: Double?
  }

  var kind: Specialist.Kind
  /// The share of examples of its classes that each specialist was trained on.
  var ownClassShare: Double
  /// How often each of these was drawn.
  var repetitions: Int
  var specialists: [Member]

  /// The names in the file, some of which are those of an earlier version.
  private enum CodingKeys: String, CodingKey {
    case kind
    case ownClassShare = "special"
    case repetitions = "rounds"
    case specialists
  }

  private static let name = "panel.json"

  static func memberPath(_ place: Int, in path: String) -> String {
    "\(path)/specialist-\(place + 1)"
  }

  static func generalistPath(in path: String) -> String { "\(path)/generalist.safetensors" }

  /// SHA-256 of the classes of each specialist.
  var clustersDigest: String {
    var digest = Digest()
    for member in specialists { digest.update(Network.json(member.classes) + "\n") }
    return digest.hexadecimal()
  }

  /// The remedy for a panel with a missing or damaged part.
  static let remedy = "give the “distill specialize” command again"

  /// Reads the file of the panel in the folder `path`.
  init(ofRunIn path: String) throws(FileError) {
    let file: OpenFile
    do throws(FileError) {
      file = try OpenFile("\(path)/\(Self.name)", for: .reading)
    } catch {
      throw error.withRemedy(Self.remedy)
    }
    // Ten times the size for 1,000 specialists for 1,000 classes each.
    let bytes = try file.contents(limit: 1 << 28)
    do throws(FileError) {
      try FileChecksum.check(bytes, of: file.path)
    } catch {
      throw error.withRemedy(Self.remedy)
    }
    guard let found = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
      !found.specialists.isEmpty, found.specialists.allSatisfy(found.hasCorrection)
    else {
      throw .malformed(
        path: file.path, at: "its content", expected: "the specialists of a panel",
        found: bytes.isEmpty ? "nothing" : "something else",
        remedy: Self.remedy)
    }
    self = found
  }

  /// Whether `member` has a correction where its kind has one, of a possible size: it is the logarithm of
  /// a ratio of numbers of examples.
  private func hasCorrection(_ member: Member) -> Bool {
    (member.correction == nil) == (kind == .fullSoftmax) && abs(member.correction ?? 0) < 100
  }

  init(kind: Specialist.Kind, ownClassShare: Double, repetitions: Int, specialists: [Member]) {
    self.kind = kind
    self.ownClassShare = ownClassShare
    self.repetitions = repetitions
    self.specialists = specialists
  }

  /// Writes the file into the folder `path`.
  func write(intoRun path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(
      try FileChecksum.sealed(encoder.encode(Checksummed(self))), to: "\(path)/\(Self.name)")
  }
}

extension FileError {
  /// The same error with another remedy.
  func withRemedy(_ remedy: String) -> FileError {
    switch self {
    case .malformed(let path, let at, let expected, let found, _):
      .malformed(path: path, at: at, expected: expected, found: found, remedy: remedy)
    case .missing(let path, _): .missing(path: path, remedy: remedy)
    default: self
    }
  }
}
