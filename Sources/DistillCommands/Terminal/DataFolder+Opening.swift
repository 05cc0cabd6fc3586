package import Distill

extension DataFolder {
  /// Opens the folder at `path` and prints the notices about it on standard error.
  package static func opened(_ path: String) throws -> DataFolder {
    let folder = try DataFolder(path)
    Console.show(folder.notices)
    return folder
  }
}
