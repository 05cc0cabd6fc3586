package import Distill

/// The classes that a network confuses, as clusters, and their agreement with groups known beforehand.
package struct ConfusableClasses: Codable, Sendable {
  /// The classes of each specialist; a class may be in several, or in none.
  let clusters: ClassClusters
  /// The nearest cluster of each class; nil for those that are not clustered.
  let nearest: [Int?]
  /// The adjusted Rand index of ``nearest`` and the groups; nil without groups.
  let agreement: Double?

  package init(clusters: ClassClusters, nearest: [Int?], agreement: Double?) {
    self.clusters = clusters
    self.nearest = nearest
    self.agreement = agreement
  }

  /// The clusters of the columns of the covariance matrix of the predictions of `network` for `dataset`,
  /// whose labels are ignored: of the columns of the `among` classes with the least decided predictions.
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
    let names = plan.context.train.classNames
    let found = plan.context.seeds.map { plan.confusableClasses($0) }
    let (specialists, classes) = plan.panelSize
    let among = plan.confusedClasses
    let moved = plan.isOfImages ? ", shifted and distorted" : ""
    return { workspace in
      ConfusableClassesResults(
        found: try found.map(workspace.value), classNames: names, specialists: specialists,
        classes: classes, among: among, augmentation: moved
      ).finding
    }
  }
}

/// The clusters of confusable classes of several seeds.
package struct ConfusableClassesResults {
  package let found: [ConfusableClasses]
  let classNames: [String]
  let specialists: Int
  let classes: Int
  let among: Int
  let augmentation: String

  /// Clusters by seed: of the `among` least decided classes, one for each of so many specialists of so many
  /// classes.
  package init(
    found: [ConfusableClasses], classNames: [String], specialists: Int, classes: Int, among: Int,
    augmentation: String = ""
  ) {
    precondition(!found.isEmpty, "no clusters were found")
    self.found = found
    self.classNames = classNames
    self.specialists = specialists
    self.classes = classes
    self.among = among
    self.augmentation = augmentation
  }

  /// How many classes are in at least one cluster, by seed.
  package var covered: Sample {
    Sample(
      "classes in a cluster", found.map { Double(Set($0.clusters.clusters.joined()).count) })
  }

  /// The adjusted Rand index of clusters and groups, by seed; empty without groups.
  package var agreement: Sample { Sample("agreement with groups", found.compactMap(\.agreement)) }

  package var finding: Finding {
    let groups = ClassGroups(ofSeveral: classNames)
    let result =
      groups.map {
        "Their agreement with the \($0.names.count) groups in the class names is an adjusted Rand index "
          + "of \(agreement.text(decimals: 2)); 0 is chance, and 1 is identity."
      } ?? "The names of the classes contain no groups to compare with."
    return Finding(
      sentence:
        "\(specialists) clusters of \(classes) classes each contain \(covered.text(decimals: 0)) of "
        + "\(classNames.count) classes. \(result)",
      paper: "Clusters of confused classes such as bridges, parties or cars, found without labels.",
      samples: [covered] + (groups == nil ? [] : [agreement]), comparisons: [],
      claims: groups == nil
        ? []
        : [
          Claim(
            "Agreement of the clusters with the groups in the class names (adjusted Rand index)",
            paper: "examples, no figure", ours: agreement.text(decimals: 2))
        ],
      tables: [found[0].table(classNames)],
      figures: groups.map { [.map(found[0].map(names: $0.names, of: $0.places))] } ?? [],
      notes: [
        "On-line K-means on the columns, each of length 1, of the covariance matrix of the generalist's predictions p for the training examples\(augmentation); labels are ignored. Clustered are the \(among) classes with the least decided predictions, by the mean of p(1 − p). A specialist has the classes nearest to its cluster's centre. Agreement is that of each class's nearest cluster. Table and map are of seed 1."
      ])
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

  /// The number of classes of each group in every cluster.
  package func map(names: [String], of groups: [Int]) -> MapFigure {
    let count = clusters.clusters.count
    var cells = [[Double]](
      repeating: [Double](repeating: 0, count: names.count), count: count)
    for (index, cluster) in nearest.enumerated() {
      if let cluster { cells[cluster][groups[index]] += 1 }
    }
    // Clusters in the order of the most frequent group of their classes, so that agreement is a diagonal.
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
  /// The groups of `classNames`; nil where a name contains none, and where all are in one.
  fileprivate init?(ofSeveral classNames: [String]) {
    self.init(of: classNames)
    if names.count < 2 { return nil }
  }
}
