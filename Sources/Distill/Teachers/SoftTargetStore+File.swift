public import DistillData
import DistillNetworks
import Foundation

extension SoftTargetStore {
  /// Writes the store to a safetensors file, wholly or not at all: `logits` [members, examples,
  /// classes], `ids` [examples], and digests, class names, mean and a checksum in the metadata. The
  /// article FileFormats describes the format.
  public func write(to path: String) throws(FileError) {
    var metadata = [
      "distill": "soft targets 1", "mean": mean.rawValue, "teacher": teacherDigest,
      "data": dataDigest, "augmentation": "none", "classes": Network.json(classNames),
    ]
    if let temperature { metadata["temperature"] = "\(temperature)" }
    try Safetensors.write(
      [
        .init(
          "logits", shape: [logits.count, ids.count, classNames.count],
          .float32(logits.count == 1 ? logits[0] : logits.flatMap { $0 })),
        .init("ids", shape: [ids.count], .int64(ids.map(Int64.init))),
      ],
      metadata: metadata, to: path)
  }

  /// Reads a store that ``write(to:)`` or another program wrote. The checksum, where the file has one, is
  /// verified.
  ///
  /// - Throws: ``FileError`` where the file is missing or damaged or holds a logit that is not finite;
  ///   ``TeacherError`` where it is another kind of file.
  public init(contentsOf path: String) throws {
    let file = try Safetensors(path: path)
    guard file.metadata["distill"] == "soft targets 1",
      let mean = file.metadata["mean"].flatMap(EnsembleMean.init(rawValue:)),
      let teacher = file.metadata["teacher"], let data = file.metadata["data"],
      let classNames = file.metadata["classes"].flatMap({
        try? JSONDecoder().decode([String].self, from: Data($0.utf8))
      })
    else {
      throw TeacherError.malformed(
        path: path, expected: "metadata “distill: soft targets 1”, mean, teacher, data and classes",
        found: file.metadata["distill"].map { "“\($0)”" } ?? "none")
    }
    let temperature = file.metadata["temperature"].map { Double($0) ?? .nan }
    guard temperature.map(Objective.temperatures.contains) ?? true else {
      throw TeacherError.malformed(
        path: path, expected: "a positive number as its temperature",
        found: FileError.quoted(file.metadata["temperature"] ?? ""))
    }
    let shape = try file.shape(of: "logits")
    // Without an example, nothing bounds the number of members.
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }), shape[2] == classNames.count else {
      throw TeacherError.malformed(
        path: path, expected: "logits of shape [members, examples, \(classNames.count)]",
        found: "\(shape)")
    }
    let ids = try file.integers(named: "ids", shape: [shape[1]]).map(Int.init)
    let values = try file.floats(named: "logits", shape: shape)
    let size = shape[1] * shape[2]
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      throw FileError.malformed(
        path: path,
        at: "the logit of \(shape[0] > 1 ? "member \(bad / size + 1) for " : "")class "
          + "\(FileError.quoted(classNames[bad % shape[2]])) of example \(ids[bad % size / shape[2]])",
        expected: "a finite number", found: "\(values[bad])",
        remedy: values[bad] == -.infinity
          ? "the logarithm of a probability of 0 is not finite: spread the probability that the known "
            + "classes leave over the other classes, and store the logarithm of each share"
          : "compute the targets again with finite logits")
    }
    self.init(
      logits: (0..<shape[0]).map { Array(values[$0 * size..<($0 + 1) * size]) }, ids: ids,
      classNames: classNames, mean: mean, temperature: temperature,
      teacherDigest: teacher, dataDigest: data)
  }
}
