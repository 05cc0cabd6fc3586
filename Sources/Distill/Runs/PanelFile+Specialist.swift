import DistillData
import DistillNetworks
import Foundation

extension PanelFile {
  /// Reads the specialist at `place` of the panel in the folder `path`, its correction not applied.
  ///
  /// - Parameters:
  ///   - generalist: The panel's.
  ///   - digest: The generalist's, given because computing it costs a pass over the weights.
  ///   - isNeeded: Whether the panel cannot be used without it.
  /// - Throws: ``FileError``: `differs` where the specialist belongs to another panel, any other case where
  ///   it is missing or damaged.
  func specialist(
    _ place: Int, in path: String, of generalist: Network, digest: String, isNeeded: Bool = true
  ) throws(FileError) -> Specialist {
    let own = Self.memberPath(place, in: path)
    let remedy = Self.remedy + (isNeeded ? ", or continue without it (--allow-missing)" : "")
    guard FileManager.default.fileExists(atPath: "\(own)/run.json") else {
      throw .missing(path: own, remedy: remedy)
    }
    let network: Network
    do throws(FileError) {
      let record = try RunFolder.Record(ofRunIn: own)
      try Self.check(record, in: own, isOf: digest)
      guard record.state == .finished else {
        throw FileError.malformed(
          path: own, at: "run.json", expected: "a finished specialist",
          found: "one that \(record.outcome)",
          remedy: remedy)
      }
      network = try Network(contentsOf: "\(own)/model.safetensors")
    } catch {
      throw error.withRemedy(remedy)
    }
    let names = specialists[place].classes
    let expected = kind == .dustbin ? names + [Specialist.dustbinName] : generalist.classNames
    guard network.classNames == expected else {
      func list(_ names: [String]) -> String {
        FileError.quoted(names.prefix(6).joined(separator: ", "))
      }
      throw .differs(
        path: own, what: "the classes", expected: list(expected), found: list(network.classNames),
        remedy: Self.foreignRemedy)
    }
    do {
      let all = generalist.classNames
      if kind == .dustbin { return try Specialist(network, among: all) }
      let places = try names.map { name throws(PanelError) in
        guard let place = all.firstIndex(of: name) else { throw .unknownClass(name: name) }
        return place
      }
      return try Specialist(fullSoftmax: network, for: places, among: all)
    } catch {
      throw .differs(
        path: own, what: "the classes", expected: "some of the generalist's", found: "others",
        remedy: Self.foreignRemedy)
    }
  }

  /// Throws where the run that `record` describes, in the folder `own`, belongs to a generalist with
  /// another digest.
  static func check(
    _ record: RunFolder.Record, in own: String, isOf digest: String
  ) throws(FileError) {
    let found = record.digests["generalist"] ?? "none"
    guard found == digest else {
      throw .differs(
        path: own, what: "a specialist of the generalist with the SHA-256",
        expected: FileError.abbreviated(digest),
        found: FileError.quoted(FileError.abbreviated(found)),
        remedy: foreignRemedy)
    }
  }

  private static let foreignRemedy = "delete that folder and " + remedy
}
