import ArgumentParser
import Distill
import Foundation

/// How classes are divided among specialists.
struct ClusterOptions: ParsableArguments {
  @Option(help: "Find this many clusters of classes.")
  var clusters: Int?

  @Option(help: "Read the clusters from this file: a JSON list of lists of class names.")
  var groups: String?

  @Option(help: "Put every class into its nearest clusters, this many (default: 1).")
  var overlap: Int?

  @Option(help: "Give every cluster its nearest classes, this many, instead.")
  var size: Int?

  @Option(
    help: ArgumentHelp(
      "Project the covariance of N classes onto R random directions, which takes 4·N·R bytes instead "
        + "of 4·N² (default: the whole covariance, up to 4096 classes)."))
  var rank: Int?

  /// Beyond this the whole covariance takes more than 64 MB, and is computed only on request.
  private static let mostClasses = 4096

  func validate() throws {
    guard (clusters == nil) != (groups == nil) else {
      throw ValidationError("Give either --clusters or --groups.")
    }
    guard groups == nil || overlap == nil && size == nil && rank == nil else {
      throw ValidationError(
        "--groups gives the clusters; leave out --overlap, --size and --rank.")
    }
    guard overlap == nil || size == nil else {
      throw ValidationError("Give either --overlap or --size.")
    }
    for (option, value) in [("--clusters", clusters), ("--size", size), ("--rank", rank)] {
      if let value, value < 1 {
        throw ValidationError("\(option) is \(value); expected a number from 1.")
      }
    }
    if let overlap, let clusters, !(1...clusters ~= overlap) {
      throw ValidationError(
        "--overlap is \(overlap); expected a number from 1 to \(clusters), the number of clusters.")
    }
  }

  /// The clusters, and the covariance, row-major [classes, classes], where it was computed as a whole.
  func clusters(
    of network: Network, on dataset: Dataset, seed: UInt64, _ name: String,
    _ compute: ComputeOptions
  ) throws -> (clusters: ClassClusters, covariance: [Float]?) {
    if let groups { return (try Self.read(groups, names: network.classNames), nil) }
    let count = network.classNames.count
    guard let clusters, clusters <= count else {
      throw Failure(
        "--clusters is \(clusters ?? 0), and the generalist has \(count) classes; give \(count) at "
          + "most.", code: 65)
    }
    if let size, size > count {
      throw Failure(
        "--size is \(size), and the generalist has \(count) classes; give \(count) at most.",
        code: 65)
    }
    guard rank != nil || count <= Self.mostClasses else {
      throw Failure(
        "The covariance of \(count) classes takes \(4 * count * count) bytes; give --rank 256 for "
          + "\(4 * count * 256), or --rank \(count) for all of it.", code: 65)
    }
    let progress = Progress(name, quiet: compute.quiet)
    let isWhole = rank.map { $0 >= count } ?? true
    let covariance = try PredictionCovariance(
      of: network, on: dataset, rank: isWhole ? nil : rank, seed: seed,
      engine: compute.makeEngine()
    ) { progress.show($0) }
    let columns = covariance.columns()
    let found = ClassClusters(
      of: columns, width: covariance.width, count: clusters, passes: 5, attempts: 8,
      isScaled: true,
      membership: size.map { .classes(perCluster: $0) } ?? .clusters(perClass: overlap ?? 1),
      seed: seed)
    progress.finish("\(count) classes clustered by \(dataset.count) examples")
    return (found, isWhole ? columns : nil)
  }

  /// The bytes of the file at `path`; a folder or a device is wrong input.
  private static func contents(of path: String) throws -> [UInt8] {
    do {
      return try OpenFile(path, for: .reading).contents(limit: 1 << 28)
    } catch {
      guard case .unreadable = error else { throw error }
      throw Failure("\(error)", code: 65)
    }
  }

  /// The clusters in the file at `path`, as positions in `names`.
  private static func read(_ path: String, names: [String]) throws -> ClassClusters {
    let bytes = try contents(of: path)
    guard let lists = try? JSONDecoder().decode([[String]].self, from: Data(bytes)) else {
      throw Failure(
        "\(path) is not a list of clusters; expected JSON such as [[\"cat\", \"dog\"], [\"car\"]].",
        code: 65)
    }
    guard !lists.isEmpty else {
      throw Failure("\(path) has no cluster; expected at least one.", code: 65)
    }
    let places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    let clusters = try lists.enumerated().map { number, list -> [Int] in
      guard !list.isEmpty else {
        throw Failure("Cluster \(number + 1) in \(path) is empty; give it a class.", code: 65)
      }
      var found: Set<Int> = []
      for name in list {
        guard let place = places[name] else {
          throw Failure(
            "Cluster \(number + 1) in \(path) names the class \(FileError.quoted(name)), which the "
              + "generalist does not have; it has \(names.prefix(20).joined(separator: ", ")).",
            code: 65)
        }
        guard found.insert(place).inserted else {
          throw Failure(
            "Cluster \(number + 1) in \(path) names the class \(FileError.quoted(name)) twice; "
              + "name it once.", code: 65)
        }
      }
      return Array(found)
    }
    return ClassClusters(clusters)
  }
}
