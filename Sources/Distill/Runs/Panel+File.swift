import DistillData
import DistillNetworks
import Foundation

extension Panel {
  /// Reads the panel that a ``PanelJob`` trained into the folder `path`, each dustbin corrected.
  ///
  /// - Parameters:
  ///   - path: The run folder.
  ///   - topK: How many of the generalist's most probable classes make specialists active; 1 in
  ///     the paper.
  ///   - divergence: The direction of the Kullback–Leibler divergence; forward in the paper.
  ///   - allowingMissing: Whether to continue without specialists that are missing, unfinished or damaged;
  ///     ``missing`` then lists them with the reasons. One of another generalist is refused in any case.
  /// - Throws: ``FileError`` where the panel or a specialist is missing or damaged; ``PanelError``
  ///   where the parts do not fit together.
  public init(
    contentsOf path: String, topK: Int, divergence: Divergence, allowingMissing: Bool
  ) throws {
    let record = try RunFolder.Record(ofRunIn: path)
    guard record.kind == RunKind.panel.rawValue else {
      throw FileError.malformed(
        path: path, at: "run.json", expected: "a run that trained a panel",
        found: "a run of kind \(FileError.quoted(record.kind))", remedy: "choose another folder")
    }
    let file = try PanelFile(ofRunIn: path)
    let generalist: Network
    do throws(FileError) {
      generalist = try Network(contentsOf: PanelFile.generalistPath(in: path))
    } catch {
      throw error.withRemedy(PanelFile.remedy)
    }
    let digest = generalist.digest
    guard record.digests["generalist"] == digest else {
      throw FileError.differs(
        path: PanelFile.generalistPath(in: path), what: "a network with the SHA-256",
        expected: FileError.abbreviated(record.digests["generalist"] ?? "none"),
        found: FileError.abbreviated(digest),
        remedy: PanelFile.remedy)
    }
    guard record.digests["clusters"] == file.clustersDigest else {
      throw FileError.differs(
        path: path, what: "panel.json with clusters of the SHA-256",
        expected: FileError.abbreviated(record.digests["clusters"] ?? "none"),
        found: FileError.abbreviated(file.clustersDigest),
        remedy: "give the “distill specialize” command again")
    }
    let count = generalist.architecture.classes
    guard (1...count).contains(topK) else {
      throw PanelError.tooManyProbable(found: topK, classes: count)
    }
    var specialists: [Specialist] = []
    var missing: [String] = []
    for (place, member) in file.specialists.enumerated() {
      do {
        let found = try file.specialist(
          place, in: path, of: generalist, digest: digest, isNeeded: !allowingMissing)
        specialists.append(member.correction.map(found.raisingDustbin) ?? found)
      } catch {
        // A specialist of another panel is a mistake, not a missing one.
        if case .differs = error { throw error }
        guard allowingMissing else { throw error }
        missing.append(error.description)
      }
    }
    try self.init(
      generalist: generalist, specialists: specialists, topK: topK, divergence: divergence)
    self.missing = missing
  }
}
