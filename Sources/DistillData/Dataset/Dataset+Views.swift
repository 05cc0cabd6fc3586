import DistillTensors

extension Dataset {
  /// The examples at `positions`, in that order.
  public func subset(_ positions: [Int]) -> Dataset {
    Dataset(
      storage: storage, ids: positions.map { ids[$0] }, labels: positions.map { labels[$0] },
      classNames: classNames)
  }

  /// The examples known to be of none of `classes`, and those of unknown class. The class list
  /// stays.
  public func excluding(classes: Set<Int>) -> Dataset {
    subset((0..<count).filter { !(label(at: $0).map(classes.contains) ?? false) })
  }

  /// The examples known to be of one of `classes`. The class list stays.
  public func only(classes: Set<Int>) -> Dataset {
    subset((0..<count).filter { label(at: $0).map(classes.contains) ?? false })
  }

  /// The same examples with no class known.
  public func hidingLabels() -> Dataset {
    relabelled([Int32](repeating: Self.unknownLabel, count: count))
  }

  /// The same examples with the class known for a `fraction` of them, 0 ... 1, the same share of
  /// every class; with one seed, those known at a smaller fraction stay known at a larger one.
  public func hidingLabels(keeping fraction: Double, seed: UInt64) -> Dataset {
    var kept = [Int32](repeating: Self.unknownLabel, count: count)
    for position in stratified(fraction: fraction, seed: seed, use: .hidingLabels) {
      kept[position] = labels[position]
    }
    return relabelled(kept)
  }

  /// The same examples with a wrong class for a `share` of the labelled ones, 0 ... 1: each of the
  /// other classes is as likely as the next, and every class is hit in proportion.
  ///
  /// The number of wrong labels is the share rounded to whole examples. With one seed, those wrong at
  /// a smaller share are wrong in the same way at a larger one.
  ///
  /// Why: a teacher is learned from in spite of mistakes in the labels, and how far that goes is
  /// measured by making some.
  public func mislabelled(share: Double, seed: UInt64) -> Dataset {
    precondition((0...1).contains(share), "a share lies in 0 ... 1, not at \(share)")
    let order = stratifiedOrder(seed: seed, use: .mislabelling).filter { labels[$0] >= 0 }
    let wrong = Int((share * Double(order.count)).rounded())
    precondition(
      wrong == 0 || classNames.count > 1, "no wrong class among \(classNames.count) classes")
    var random = RandomStream(seed: seed, purpose: .split, index: Use.wrongClass.rawValue)
    var changed = labels
    for position in order.prefix(wrong) {
      // Of all classes but the true one, which is stepped over.
      let other = Int32(random.integer(below: classNames.count - 1))
      changed[position] = other + (other >= labels[position] ? 1 : 0)
    }
    return relabelled(changed)
  }

  /// A `fraction` of the examples, 0 ... 1, the same share of every class, in their order here;
  /// with one seed, a smaller fraction is part of a larger one.
  ///
  /// Of frames whole sequences are taken, whatever their classes, until there are as many frames as
  /// that, at least one: frames of one sequence resemble each other.
  public func fraction(_ fraction: Double, seed: UInt64) -> Dataset {
    subset(stratified(fraction: fraction, seed: seed, use: .fraction).sorted())
  }

  /// Sets `count` examples aside for validation, the same share of every class as far as whole
  /// numbers allow; both parts keep the order they have here.
  ///
  /// Which examples are set aside depends on the seed, the count of examples and their labels only.
  ///
  /// Of frames whole groups of sequences are set aside, such as all utterances of a speaker, until there
  /// are at least `count` frames but not all groups; where there is one group only, whole sequences.
  public func split(
    validation count: Int, seed: UInt64
  ) -> (training: Dataset, validation: Dataset) {
    precondition(
      (0...self.count).contains(count), "cannot set \(count) of \(self.count) examples aside")
    if let windows = storage.windows {
      return split(wholesOf: windows, validation: count, seed: seed)
    }
    let order = stratifiedOrder(seed: seed, use: .split)
    return (subset(order[count...].sorted()), subset(order[..<count].sorted()))
  }

  /// The same examples with these names for the classes, at least one for each label.
  public func named(_ classNames: [String]) -> Dataset {
    relabelled(labels, classNames: classNames)
  }

  /// The same examples with these labels, one for each, −1 where the class is not known.
  public func relabelled(_ labels: [Int32]) -> Dataset {
    relabelled(labels, classNames: classNames)
  }

  /// The same examples with these labels, one for each, −1 where the class is not known, of classes of
  /// other names.
  public func relabelled(_ labels: [Int32], classNames: [String]) -> Dataset {
    precondition(
      labels.count == count
        && labels.allSatisfy { $0 >= Self.unknownLabel && $0 < classNames.count },
      "\(labels.count) labels for \(count) examples of \(classNames.count) classes")
    return Dataset(storage: storage, ids: ids, labels: labels, classNames: classNames)
  }

  /// Uses of the split stream; each has random numbers of its own, so that validation examples of a
  /// fraction are not always the same part of it.
  private enum Use: UInt64 {
    case split, fraction, hidingLabels, mislabelling, wrongClass
  }

  private func stratified(fraction: Double, seed: UInt64, use: Use) -> ArraySlice<Int> {
    precondition((0...1).contains(fraction), "a fraction lies in 0 ... 1, not at \(fraction)")
    let kept = Int((fraction * Double(count)).rounded())
    if let windows = storage.windows {
      let wholes = wholes(seed: seed, use: use) { windows.sequences.sequence(of: ids[$0]) }
      return taking(kept, from: wholes, leaving: 0)[...]
    }
    return stratifiedOrder(seed: seed, use: use).prefix(kept)
  }

  private func split(
    wholesOf windows: FrameWindows, validation count: Int, seed: UInt64
  ) -> (training: Dataset, validation: Dataset) {
    let sequences = windows.sequences
    var wholes = wholes(seed: seed, use: .split) {
      sequences.groups[sequences.sequence(of: ids[$0])]
    }
    if wholes.count < 2 {
      wholes = self.wholes(seed: seed, use: .split) { sequences.sequence(of: ids[$0]) }
    }
    let held = Set(taking(count, from: wholes, leaving: 1))
    return (
      subset((0..<self.count).filter { !held.contains($0) }), subset(held.sorted())
    )
  }

  /// The positions in parts that are not divided further, the parts in random order.
  private func wholes<Key: Hashable>(
    seed: UInt64, use: Use, _ key: (Int) -> Key
  ) -> [[Int]] {
    var places: [Key: Int] = [:]
    var parts: [[Int]] = []
    for position in 0..<count {
      let place = places[key(position), default: parts.count]
      if place == parts.count {
        places[key(position)] = place
        parts.append([])
      }
      parts[place].append(position)
    }
    var random = RandomStream(seed: seed, purpose: .split, index: use.rawValue)
    return random.permutation(of: parts.count).map { parts[$0] }
  }

  /// The positions of as many of the first `parts` as make at least `count`, but for the last `leaving`.
  private func taking(_ count: Int, from parts: [[Int]], leaving: Int) -> [Int] {
    var taken: [Int] = []
    for part in parts.dropLast(leaving) where taken.count < count { taken += part }
    return taken
  }

  /// All positions, in an order of which every beginning has each class in proportion.
  ///
  /// The k-th of the n examples of a class, in random order, stands at (k + ½) / n of the way.
  private func stratifiedOrder(seed: UInt64, use: Use) -> [Int] {
    var random = RandomStream(seed: seed, purpose: .split, index: use.rawValue)
    var classes: [Int32: [Int]] = [:]
    for position in random.permutation(of: count) {
      classes[labels[position], default: []].append(position)
    }
    var places = [(way: Double, position: Int)](repeating: (0, 0), count: count)
    for positions in classes.values {
      for (rank, position) in positions.enumerated() {
        places[position] = ((Double(rank) + 0.5) / Double(positions.count), position)
      }
    }
    return places.sorted { ($0.way, $0.position) < ($1.way, $1.position) }.map(\.position)
  }
}
