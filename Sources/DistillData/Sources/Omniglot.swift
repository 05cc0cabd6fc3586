/// Handwritten characters: 28 × 28 grey pixels, 1,623 characters of 50 alphabets, each drawn once by
/// each of 20 people.
///
/// The folder holds IDX files, `background-images28…`, `background-labels…` and the same with
/// `evaluation`, plain or with “.gz”, and the table `characters.tsv`, whose columns `index`, `alphabet` and
/// `character` name each class. Both sets are used: they are halves of one collection, and here all
/// classes are known. The first fifteen drawings of a character are for training, the others for testing.
/// The name of a class is `alphabet/character`.
///
/// Source: B. Lake, R. Salakhutdinov, J. Tenenbaum (2015), Human-level concept learning through
/// probabilistic program induction.
public struct Omniglot: Sendable {
  /// The first fifteen drawings of each character.
  public let train: Dataset
  /// The other drawings.
  public let test: Dataset

  /// Training drawings of a character.
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
      let part = try Self.part(set, in: directory, classCount: names.count)
      pixels += part.pixels
      labels += part.labels.map { Int32($0) }
    }
    let all = try Dataset(pixels: pixels, shape: [28, 28], labels: labels, classNames: names)
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
        what: "drawings of “\(names[few])” in \(directory), one more than those for training",
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
    let file: TextFile
    do throws(FileError) {
      file = try TextFile(path: path)
    } catch {
      throw .file(error)
    }
    func malformed(_ line: Int, _ expected: String, _ found: String) -> DataError {
      .file(
        .malformed(
          path: path, at: "line \(line)", expected: expected, found: found,
          remedy: "fetch the table again"))
    }
    let rows = file.lines.filter { !$0.text.isEmpty }.map { line in
      (
        line: line.number,
        cells: line.text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      )
    }
    let columns = ["index", "alphabet", "character"].map {
      rows.first?.cells.firstIndex(of: $0) ?? -1
    }
    guard !columns.contains(-1) else {
      throw malformed(
        1, "the columns index, alphabet and character",
        FileError.quoted(file.lines.first?.text ?? ""))
    }
    var names: [(text: String, line: Int)] = []
    for (line, row) in rows.dropFirst() {
      guard row.count > columns.max() ?? 0, Int(row[columns[0]]) == names.count else {
        throw malformed(
          line, "the class with index \(names.count)",
          FileError.quoted(row.joined(separator: " ")))
      }
      let name = "\(row[columns[1]])/\(row[columns[2]])"
      try ClassNames.check(name, "line \(line)", of: path)
      names.append((name, line))
    }
    try ClassNames.requireDifferent(names, in: path)
    return names.map(\.text)
  }

  private static func part(
    _ set: String, in directory: String, classCount: Int
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
    let file = try DataFolder.only("\(set)-labels", in: directory)
    let labels = try DataFolder.readLabels(file)
    guard labels.count == idx.sizes[0] else {
      throw .countsDisagree(
        what: "labels for the images in \(images)", expected: idx.sizes[0], found: labels.count)
    }
    if let bad = labels.firstIndex(where: { !(0..<classCount).contains($0) }) {
      throw .labelOutOfRange(
        label: labels[bad], position: bad, classCount: classCount, path: file)
    }
    return (pixels, labels)
  }
}
