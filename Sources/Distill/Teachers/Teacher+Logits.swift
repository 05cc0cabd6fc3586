public import DistillData
import DistillNetworks
public import DistillTensors
import Foundation

extension Teacher {
  /// The logits of one distribution per example of `dataset`, row-major [examples, classes], at
  /// T = 1: the mean logits, or, for an arithmetic mean, ln of the mean probabilities.
  ///
  /// - Throws: ``TeacherError`` where the examples do not fit the teacher or a logit is not finite.
  public func logits(
    for dataset: Dataset, on engine: Engine
  ) throws(TeacherError) -> [Float] {
    let members = try memberLogits(for: dataset, mean: mean, on: engine)
    guard members.count > 1 else { return members.first ?? [] }
    let shape = [dataset.count, classNames.count]
    return Self.tempered(
      members.map { engine.tensor($0, shape: shape) }, at: 1, on: engine
    ).values
  }

  /// T · ln of the mean of the members' softmax(v/T).
  private static func tempered(
    _ members: [Tensor<Float>], at temperature: Float, on engine: Engine
  ) -> Tensor<Float> {
    var sum: Tensor<Float> = Tensor(repeating: 0, shape: members[0].shape)
    for member in members {
      let distribution = engine.softmax(member, temperature: temperature)
      engine.add(distribution, times: 1 / Float(members.count), to: &sum)
    }
    // A probability that underflowed must stay comparable: ln of the least positive number, not of 0.
    return sum.map { temperature * log(max($0, .leastNonzeroMagnitude)) }
  }

  /// For each member, or once for a geometric mean and for an arithmetic one at one temperature, the
  /// logits of every example, row-major [examples, classes], checked to be finite.
  func memberLogits(
    for dataset: Dataset, mean: EnsembleMean, temperature: Double? = nil, on engine: Engine,
    progress: (Double) -> Void = { _ in }
  ) throws(TeacherError) -> [[Float]] {
    guard dataset.featureCount == inputs else {
      throw .inputsDiffer(expected: inputs, found: dataset.featureCount)
    }
    // Small enough for activations to stay in the cache, large enough for products at full speed.
    let batch = 256
    var logits: [[Float]] = []
    var features: [Float] = []
    for start in stride(from: 0, to: dataset.count, by: batch) {
      let positions = Array(start..<min(start + batch, dataset.count))
      dataset.gather(positions, into: &features)
      let input = engine.tensor(features, shape: [positions.count, dataset.featureCount])
      var members = try memberLogits(
        for: input, ids: dataset.ids[start..<start + positions.count], mean: mean, on: engine)
      if mean == .arithmetic, members.count > 1, let temperature {
        members = [Self.tempered(members, at: Float(temperature), on: engine)]
      }
      if logits.isEmpty {
        logits = members.map { _ in [] }
        for member in logits.indices {
          logits[member].reserveCapacity(dataset.count * classNames.count)
        }
      }
      for (member, tensor) in members.enumerated() { logits[member] += tensor.values }
      progress(Double(positions[positions.count - 1] + 1) / Double(dataset.count))
    }
    return logits
  }

  /// For each member, or once for a geometric mean, the logits of `features`, [examples, classes],
  /// checked to be finite; `ids` are those of the examples, for errors.
  func memberLogits(
    for features: Tensor<Float>, ids: some RandomAccessCollection<Int>, mean: EnsembleMean,
    on engine: Engine
  ) throws(TeacherError) -> [Tensor<Float>] {
    let members = memberLogits(for: features, on: engine)
    for (member, tensor) in members.enumerated() where !engine.isFinite(tensor) {
      let bad = tensor.values.firstIndex { !$0.isFinite } ?? 0
      let columns = max(1, tensor.columns)
      let row = ids.index(ids.startIndex, offsetBy: bad / columns)
      let name = bad % columns < classNames.count ? classNames[bad % columns] : ""
      throw .notFinite(
        model: "the teacher", member: members.count > 1 ? member : nil, example: ids[row],
        className: name, value: "\(tensor.values[bad])",
        isTrained: self is Network || self is Ensemble || self is Panel || self is Model)
    }
    precondition(
      members.allSatisfy { $0.count == features.rows * classNames.count },
      "logits of shape \(members.map(\.shape)) for \(features.rows) examples of "
        + "\(classNames.count) classes")
    guard mean == .geometric, members.count > 1 else { return members }
    var sum = members[0]
    for member in members.dropFirst() { engine.add(member, times: 1, to: &sum) }
    let count = Float(members.count)
    return [sum.map { $0 / count }]
  }
}
