import DistillData
import Foundation

extension ClassClusters {
  /// Reads clusters from a file: a JSON list of lists of class names, such as `[["cat", "dog"], ["car"]]`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - names: The classes that there are. A cluster holds positions among them.
  /// - Throws: `FileError` where the file cannot be read, is not such a list, has no cluster or an empty
  ///   one, or a cluster names a class twice or one that is not among `names`.
  public init(contentsOf path: String, among names: [String]) throws(FileError) {
    func malformed(_ at: String, _ expected: String, _ found: String) -> FileError {
      .malformed(
        path: path, at: at, expected: expected, found: found, remedy: "correct the file")
    }
    let bytes = try OpenFile(path, for: .reading).contents(limit: 1 << 28)
    guard let lists = try? JSONDecoder().decode([[String]].self, from: Data(bytes)) else {
      throw malformed(
        "its content", "a list of clusters, JSON such as [[\"cat\", \"dog\"], [\"car\"]]",
        bytes.isEmpty ? "nothing" : "something else")
    }
    guard !lists.isEmpty else { throw malformed("its content", "at least one cluster", "none") }
    let places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    var clusters: [[Int]] = []
    for (number, list) in lists.enumerated() {
      let at = "cluster \(number + 1)"
      guard !list.isEmpty else { throw malformed(at, "at least one class", "none") }
      var found: Set<Int> = []
      for name in list {
        guard let place = places[name] else {
          let known = names.prefix(20).map { FileError.quoted($0) }.joined(separator: ", ")
          throw malformed(
            at, "classes of the generalist: \(known)" + (names.count > 20 ? ", …" : ""),
            FileError.quoted(name))
        }
        guard found.insert(place).inserted else {
          throw malformed(at, "each class once", "\(FileError.quoted(name)) twice")
        }
      }
      clusters.append(Array(found))
    }
    self.init(clusters)
  }
}
