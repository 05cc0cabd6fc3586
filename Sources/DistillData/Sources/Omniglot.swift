import Foundation

/// Handwritten characters: 28 × 28 grey pixels, 1,623 characters of 50 alphabets, each drawn once by
/// each of 20 people.
///
/// The folder holds IDX files, `background-images28…`, `background-labels…` and the same with
/// `evaluation`, plain or with “.gz”, and `characters.tsv`, which says by column names the `index`,
/// `alphabet` and `character` of each class. Both sets count: they are halves of one collection, and
/// here the classes are all known. The first fifteen drawings of a character are for training, the
/// others for testing. A class is called `alphabet/character`.
///
/// Source: B. Lake, R. Salakhutdinov, J. Tenenbaum (2015), Human-level concept learning through
/// probabilistic program induction.
public struct Omniglot: Sendable {
  /// The first fifteen drawings of each character.
  public let train: Dataset
  /// The other drawings.
  public let test: Dataset

  /// Drawings of a character to learn from.
  private static let trainingDrawings = 15
  private static let table = "characters.tsv"

  /// Reads both parts from `directory`.
  ///
  /// - Throws: ``DataError`` where a file is missing or damaged, or a class has no more than fifteen
  ///   drawings.
  public init(directory: String) throws(DataError) {
    let names = try Self.names(in: "\(directory)/\(Self.table)")
    var (pixels, labels): ([UInt8], [Int32]) = ([], [])
    for set in ["background", "evaluation"] {
      let part = try Self.part(set, in: directory)
      pixels += part.pixels
      labels += part.labels.map { Int32($0) }
    }
    let all = try Dataset(pixels: pixels, shape: [28, 28], labels: labels, classNames: names)
    if let bad = labels.firstIndex(of: Dataset.unknownLabel) {
      throw .labelOutOfRange(label: -1, position: bad, classCount: names.count, path: directory)
    }
    var drawings = [Int](repeating: 0, count: names.count)
    var (training, testing): ([Int], [Int]) = ([], [])
    for (position, label) in labels.enumerated() {
      drawings[Int(label)] += 1
      if drawings[Int(label)] <= Self.trainingDrawings {
        training.append(position)
      } else {
        testing.append(position)
      }
    }
    if let few = drawings.firstIndex(where: { $0 <= Self.trainingDrawings }) {
      throw .countsDisagree(
        what: "drawings of \(names[few]), one more than those to learn from",
        expected: Self.trainingDrawings + 1, found: drawings[few])
    }
    train = all.subset(training)
    test = all.subset(testing)
  }

  /// Whether files of these names are Omniglot's.
  static func isListed(in files: [String]) -> Bool {
    files.contains(table) && files.contains { $0.hasPrefix("background-images28") }
  }

  private static func names(in path: String) throws(DataError) -> [String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw .unreadable(path: path, reason: "it is not UTF-8 text")
    }
    let rows = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = ["index", "alphabet", "character"].map { rows.first?.firstIndex(of: $0) ?? -1 }
    guard !columns.contains(-1) else {
      throw .unreadable(
        path: path, reason: "its first line does not name the columns index, alphabet and character"
      )
    }
    var names: [String] = []
    for (line, row) in rows.enumerated().dropFirst() {
      guard row.count > columns.max() ?? 0, Int(row[columns[0]]) == names.count else {
        throw .unreadable(
          path: path, reason: "line \(line + 1) is not that of the class with index \(names.count)")
      }
      names.append("\(row[columns[1]])/\(row[columns[2]])")
    }
    return names
  }

  private static func part(
    _ set: String, in directory: String
  ) throws(DataError) -> (pixels: [UInt8], labels: [Int]) {
    let images = try DataFolder.only("\(set)-images28", in: directory)
    let idx = try IDX(contentsOf: images)
    guard case .uint8(let pixels) = idx.elements else {
      throw .wrongElementType(
        path: images, expected: "unsigned bytes", found: idx.elements.type.fileSuffix)
    }
    guard Array(idx.sizes.dropFirst()) == [28, 28] else {
      throw .wrongShape(
        what: "Shape of the images in \(images)", expected: [28, 28],
        found: Array(idx.sizes.dropFirst()))
    }
    let labels = try DataFolder.readLabels(try DataFolder.only("\(set)-labels", in: directory))
    guard labels.count == idx.sizes[0] else {
      throw .countsDisagree(
        what: "labels for the images in \(images)", expected: idx.sizes[0], found: labels.count)
    }
    return (pixels, labels)
  }
}
