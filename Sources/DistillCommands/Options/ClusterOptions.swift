import ArgumentParser
import Distill

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
    _ compute: some ComputeSettings
  ) throws -> (clusters: ClassClusters, covariance: [Float]?) {
    if let groups { return (try ClassClusters(contentsOf: groups, among: network.classNames), nil) }
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
}
