import DistillData
import DistillNetworks
import Foundation

extension Panel {
  /// Reads the panel that a ``PanelJob`` trained into the folder `path`, each dustbin corrected.
  ///
  /// - Parameters:
  ///   - path: The run folder.
  ///   - probable: How many of the generalist's most probable classes make specialists active; 1 in
  ///     the paper.
  ///   - divergence: Which way round Kullback and Leibler's divergence is taken; forward in the paper.
  ///   - allowingMissing: Whether to go on without specialists that are not there, not finished or
  ///     damaged; ``missing`` then says which and why. One of another generalist is refused all the
  ///     same.
  /// - Throws: ``FileError`` where the panel or a specialist is missing or damaged; ``PanelError``
  ///   where the parts do not go together.
  public init(
    contentsOf path: String, probable: Int, divergence: Divergence, allowingMissing: Bool
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
      throw error.mended(by: PanelFile.remedy)
    }
    let digest = generalist.digest
    guard record.digests["generalist"] == digest else {
      throw FileError.differs(
        path: PanelFile.generalistPath(in: path), what: "the network",
        expected: record.digests["generalist"] ?? "none", found: digest,
        remedy: PanelFile.remedy)
    }
    guard record.digests["clusters"] == file.clustersDigest else {
      throw FileError.differs(
        path: path, what: "panel.json with the clusters",
        expected: record.digests["clusters"] ?? "none",
        found: file.clustersDigest, remedy: "give the “distill specialize” command again")
    }
    let count = generalist.architecture.classes
    guard (1...count).contains(probable) else {
      throw PanelError.tooManyProbable(found: probable, classes: count)
    }
    var specialists: [Specialist] = []
    var missing: [String] = []
    for (place, member) in file.specialists.enumerated() {
      do {
        let found = try file.specialist(
          place, in: path, of: generalist, digest: digest, isNeeded: !allowingMissing)
        specialists.append(member.correction.map(found.raisingDustbin) ?? found)
      } catch {
        // One that is there, but another panel's, is a mistake and not a lack.
        if case .differs = error { throw error }
        guard allowingMissing else { throw error }
        missing.append(error.description)
      }
    }
    try self.init(
      generalist: generalist, specialists: specialists, probable: probable, divergence: divergence)
    self.missing = missing
  }
}
