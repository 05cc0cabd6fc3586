import Distill

/// The conditions of the study in a folder, in `study.json`: a study continues under the same ones only.
struct StudyManifest: Codable {
  let study: String
  let effort: StudyContext.Effort
  let precision: String
  let training: String
  let test: String
  let trainingLabels: String
  let testLabels: String

  /// Throws where `requested` differs in anything but the study's name.
  func check(_ requested: StudyManifest, in folder: String) throws(FileError) {
    let pairs = [
      ("effort", effort.rawValue, requested.effort.rawValue),
      ("precision", precision, requested.precision),
      ("training data", training, requested.training), ("test data", test, requested.test),
      ("training labels", trainingLabels, requested.trainingLabels),
      ("test labels", testLabels, requested.testLabels),
    ]
    for (what, stored, requested) in pairs {
      try Self.check(what, stored, requested, in: folder)
    }
  }

  static func check(
    _ what: String, _ stored: String, _ requested: String, in folder: String
  ) throws(FileError) {
    guard stored == requested else {
      throw .differs(
        path: folder, what: "a study whose \(what) is", expected: requested, found: stored,
        remedy: "continue with what it was started with, or choose another folder")
    }
  }
}
