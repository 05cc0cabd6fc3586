public import DistillData
import DistillTensors

extension Specialist {
  /// The training examples of a specialist for `classes`: the share `ownClassShare` of them is of these
  /// classes, the others are drawn from the rest.
  ///
  /// Every example of `classes` occurs `repetitions` times; the rest are drawn without repetition as long as
  /// there are enough, so that they are as varied as possible.
  ///
  /// With a dustbin the others are labelled as the dustbin's, and examples without a label are left
  /// out. With a full softmax the classes stay, and the others have their labels hidden, because the
  /// specialist is trained on the generalist's soft targets for them; examples without a label are among them.
  public static func examples(
    of dataset: Dataset, classes: [Int], kind: Kind = .dustbin, ownClassShare: Double,
    repetitions: Int,
    seed: UInt64
  ) throws(PanelError) -> Dataset {
    precondition(
      ownClassShare > 0 && ownClassShare < 1 && repetitions > 0,
      "a share of \(ownClassShare) special examples, \(repetitions) times")
    let set = Set(classes)
    var (own, others): ([Int], [Int]) = ([], [])
    for position in 0..<dataset.count {
      let label = dataset.label(at: position)
      if label.map(set.contains) ?? false {
        own.append(position)
      } else if kind == .fullSoftmax || label != nil {
        others.append(position)
      }
    }
    // A specialist for all classes needs no others.
    let needsOthers = set.count < dataset.classNames.count
    guard !own.isEmpty, !(needsOthers && others.isEmpty) else {
      throw .noExamples(own: own.count, others: others.count)
    }
    let positions = (0..<repetitions).flatMap { _ in own }
    let share = Double(positions.count) * (1 - ownClassShare) / ownClassShare
    let wanted = others.isEmpty ? 0 : max(1, Int(share.rounded()))
    var drawn: [Int] = []
    var round: UInt64 = 0
    while drawn.count < wanted {
      var random = RandomStream(seed: seed, purpose: .sampling, index: round)
      drawn += random.permutation(of: others.count).prefix(wanted - drawn.count).map { others[$0] }
      round += 1
    }
    let chosen = dataset.subset(positions + drawn)
    if kind == .dustbin { return relabelled(chosen, classes: classes) }
    return chosen.relabelled(
      chosen.labels.map { set.contains(Int($0)) ? $0 : Dataset.unknownLabel })
  }

  /// `dataset` with the labels of a specialist with a dustbin for `classes`.
  static func relabelled(_ dataset: Dataset, classes: [Int]) -> Dataset {
    var label = [Int32](repeating: Int32(classes.count), count: dataset.classNames.count)
    for (place, index) in classes.enumerated() { label[index] = Int32(place) }
    return dataset.relabelled(
      dataset.labels.map { $0 < 0 ? $0 : label[Int($0)] },
      classNames: classes.map { dataset.classNames[$0] } + [dustbinName])
  }
}
