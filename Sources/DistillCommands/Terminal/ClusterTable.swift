import Distill
import Foundation

/// The clusters of classes as a table.
struct ClusterTable: CustomStringConvertible {
  let clusters: ClassClusters
  let classNames: [String]
  /// The covariance of the predictions, row-major [classes, classes]; nil where it was not computed.
  let covariance: [Float]?

  var description: String {
    var lines = ["cluster  classes"]
    for (place, classes) in clusters.clusters.enumerated() {
      lines.append(String(format: "%7d  %7d  ", place + 1, classes.count) + text(classes))
    }
    let covered = Set(clusters.clusters.joined())
    let left = classNames.indices.filter { !covered.contains($0) }
    if !left.isEmpty {
      lines.append(
        "\(left.count) \(left.count == 1 ? "class" : "classes") in no cluster: \(names(left))")
    }
    if let agreement {
      lines.append(
        String(
          format: "adjusted Rand index with the %d groups of the class names: %.3f",
          agreement.groups, agreement.index))
    }
    return lines.joined(separator: "\n")
  }

  /// The same for `--json`; its `clusters` are what `--groups` reads.
  struct Summary: Encodable {
    /// The names of the classes of each cluster.
    let clusters: [[String]]
    /// The classes in no cluster.
    let omitted: [String]
    let adjustedRandIndex: Double?
  }

  var summary: Summary {
    let covered = Set(clusters.clusters.joined())
    return Summary(
      clusters: clusters.clusters.map { $0.map { classNames[$0] } },
      omitted: classNames.indices.filter { !covered.contains($0) }.map { classNames[$0] },
      adjustedRandIndex: agreement?.index)
  }

  private func names(_ classes: [Int]) -> String {
    classes.prefix(6).map { classNames[$0].printable() }.joined(separator: ", ")
      + (classes.count > 6 ? ", …" : "")
  }

  private func text(_ classes: [Int]) -> String {
    guard let (one, other) = mostConfused(classes) else { return names(classes) }
    return "\(names(classes)) (most confused: \(classNames[one].printable()) and "
      + "\(classNames[other].printable()))"
  }

  /// The two of `classes` with the largest covariance.
  private func mostConfused(_ classes: [Int]) -> (Int, Int)? {
    guard let covariance, classes.count > 2 else { return nil }
    var most: (pair: (Int, Int), value: Float)?
    for (place, one) in classes.enumerated() {
      for other in classes[(place + 1)...] {
        let value = covariance[one * classNames.count + other]
        if most.map({ value > $0.value }) ?? true { most = ((one, other), value) }
      }
    }
    return most?.pair
  }

  /// The adjusted Rand index of the clusters with the groups that names such as `group/name` are in, and
  /// the number of groups; nil where a name has no group, or a class is in several clusters.
  private var agreement: (groups: Int, index: Double)? {
    var cluster: [Int: Int] = [:]
    for (place, classes) in clusters.clusters.enumerated() {
      for index in classes where cluster.updateValue(place, forKey: index) != nil { return nil }
    }
    let covered = cluster.keys.sorted()
    guard let groups = ClassGroups(of: covered.map { classNames[$0] }) else { return nil }
    let index = adjustedRandIndex(covered.compactMap { cluster[$0] }, groups.places)
    return (groups.names.count, index)
  }
}
