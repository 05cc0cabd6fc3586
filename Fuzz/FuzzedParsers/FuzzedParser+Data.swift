import Distill
import Foundation

extension FuzzedParser {
  /// Files of data folders, and the formats that they are in.
  static let data = [
    FuzzedParser("idx") { try readIDX("\($0)/input") },
    FuzzedParser("idx-gzip") { try readIDX("\($0)/input") },
    FuzzedParser("images", "data", "train-images-idx3-ubyte.gz", read: readData),
    FuzzedParser("labels", "data", "train-labels-idx1-ubyte", read: readData),
    FuzzedParser("classes", "data", "classes.txt", read: readData),
    FuzzedParser("characters", "omniglot", "characters.tsv", read: readData),
    FuzzedParser("frames", "speech", "train-frames.safetensors", read: readData),
    FuzzedParser("safetensors") { folder in
      let file = try Safetensors(path: "\(folder)/input")
      for name in file.names {
        _ = try file.shape(of: name)
        _ = try? file.floats(named: name)
        _ = try? file.doubles(named: name)
        _ = try? file.integers(named: name)
        _ = try? file.bytes(named: name)
      }
    },
  ]

  private static func readIDX(_ path: String) throws {
    let idx = try IDX(contentsOf: path)
    try idx.write(to: "\(path).gz")
    guard try IDX(contentsOf: "\(path).gz").sizes == idx.sizes else {
      preconditionFailure("\(idx.sizes) was written and something else read")
    }
  }

  @Sendable private static func readData(_ path: String) throws {
    let folder = try DataFolder(path)
    for dataset in [try folder.training(), try folder.test()] {
      _ = dataset.digest
      _ = ClassGroups(of: dataset.classNames)
      var features: [Float] = []
      dataset.gather(Array(0..<min(dataset.count, 8)), into: &features)
    }
  }
}
