import Distill

/// The classes that a network confuses, as clusters, and how these agree with groups known beforehand.
struct ConfusableClasses: Codable, Sendable {
  /// The classes of each specialist; a class may be in several, or in none.
  let clusters: ClassClusters
  /// The nearest cluster of each class; nil for those that are not clustered.
  let nearest: [Int?]
  /// The adjusted Rand index of ``nearest`` and the groups; nil without groups.
  let agreement: Double?

  /// The clusters of the columns of the covariance of what `network` predicts for `dataset`, whose
  /// labels are not looked at: of the columns of the `among` classes that it is most undecided about.
  init(
    of network: Network, on dataset: Dataset, among: Int, clusters: Int, classesPerCluster: Int,
    seed: UInt64, precision: Precision
  ) throws {
    let covariance = try PredictionCovariance(
      of: network, on: dataset, rank: nil, seed: seed,
      engine: Engine(threads: 1, precision: precision))
    let (columns, width) = (covariance.columns(), covariance.width)
    let indecision = covariance.indecision
    let undecided = indecision.indices
      .sorted { (indecision[$1], $0) < (indecision[$0], $1) }.prefix(among).sorted()
    let vectors = undecided.flatMap { columns[($0 * width)..<(($0 + 1) * width)] }
    func found(_ membership: ClassClusters.Membership) -> ClassClusters {
      let found = ClassClusters(
        of: vectors, width: width, count: clusters, passes: 5, attempts: 3,
        isScaled: true, membership: membership, seed: seed)
      return ClassClusters(found.clusters.map { $0.map { undecided[$0] } })
    }
    self.clusters = found(.classes(perCluster: classesPerCluster))
    var nearest = [Int?](repeating: nil, count: dataset.classNames.count)
    for (cluster, classes) in found(.clusters(perClass: 1)).clusters.enumerated() {
      for index in classes { nearest[index] = cluster }
    }
    self.nearest = nearest
    agreement = ClassGroups(ofSeveral: dataset.classNames).map { groups in
      adjustedRandIndex(
        undecided.compactMap { nearest[$0] }, undecided.map { groups.places[$0] })
    }
  }
}

extension Experiment {
  /// The clusters, named: the paper's table 2.
  static let confusableClasses = Experiment(
    "confusable-classes", "Classes that the generalist confuses", obstacle: \.lackOfClasses
  ) { plan in
    let names = plan.setting.train.classNames
    let found = plan.setting.seeds.map { plan.confusableClasses($0) }
    let (specialists, classes) = plan.panelSize
    let among = plan.confusedClasses
    let moved = plan.isOfImages ? ", moved and deformed" : ""
    return { workspace in
      let values = try found.map(workspace.value)
      let groups = ClassGroups(ofSeveral: names)
      let agreement = Sample("agreement with groups", values.compactMap(\.agreement))
      let covered = Sample(
        "classes in a cluster",
        values.map { Double(Set($0.clusters.clusters.joined()).count) })
      let first = values[0]
      let says =
        groups.map {
          "They agree with the \($0.names.count) groups that the names tell of to an adjusted Rand index "
            + "of \(agreement.text(decimals: 2)), where 0 is chance and 1 the same."
        } ?? "The names of the classes tell of no groups to compare with."
      return Finding(
        sentence:
          "\(specialists) clusters of \(classes) classes each take in \(covered.text(decimals: 0)) of "
          + "\(names.count) classes. \(says)",
        paper:
          "Clusters of confused classes such as bridges, parties or cars, found without labels.",
        samples: [covered] + (groups == nil ? [] : [agreement]), comparisons: [],
        tables: [first.table(names)],
        figures: groups.map { [.map(first.map(names: $0.names, of: $0.places))] } ?? [],
        notes: [
          "On-line K-means on the columns, each of length 1, of the covariance matrix of the generalist's predictions p for the training examples\(moved); labels are not looked at. Clustered are the \(among) classes that the predictions are most undecided about, by the mean of p(1 − p). A specialist has the classes nearest to its cluster's centre. Agreement is that of each class's nearest cluster. Table and map are of seed 1."
        ])
    }
  }
}

extension ConfusableClasses {
  fileprivate func table(_ names: [String]) -> ResultTable {
    let own = clusters.clusters.enumerated().map { place, classes in
      (place: place, near: nearest.indices.filter { nearest[$0] == place }, all: classes)
    }
    let largest = own.sorted { ($1.near.count, $0.place) < ($0.near.count, $1.place) }.prefix(12)
    return ResultTable(
      caption: "The largest clusters: the classes nearest to each",
      columns: ["classes", "cluster", "nearest", "its specialist has"],
      rows: largest.map {
        [
          $0.near.prefix(5).map { names[$0] }.joined(separator: ", ")
            + ($0.near.count > 5 ? " …" : ""),
          "\($0.place + 1)", "\($0.near.count)", "\($0.all.count)",
        ]
      })
  }

  /// How many classes of each group every cluster has.
  fileprivate func map(names: [String], of groups: [Int]) -> MapFigure {
    let count = clusters.clusters.count
    var cells = [[Double]](
      repeating: [Double](repeating: 0, count: names.count), count: count)
    for (index, cluster) in nearest.enumerated() {
      if let cluster { cells[cluster][groups[index]] += 1 }
    }
    // Clusters in the order of the group that most of their classes are of, so that agreement shows as
    // a diagonal.
    let order = cells.indices.sorted { first, second in
      func most(_ row: [Double]) -> Int { row.indices.max { row[$0] < row[$1] } ?? 0 }
      return (most(cells[first]), first) < (most(cells[second]), second)
    }
    return MapFigure(
      title: "Classes of each group (columns) in each cluster (rows)",
      rows: order.map { "\($0 + 1)" }, columns: names, values: order.map { cells[$0] })
  }
}

extension ClassGroups {
  /// The groups of `classNames`; nil where a name tells of none, and where all are of one.
  fileprivate init?(ofSeveral classNames: [String]) {
    self.init(of: classNames)
    if names.count < 2 { return nil }
  }
}
