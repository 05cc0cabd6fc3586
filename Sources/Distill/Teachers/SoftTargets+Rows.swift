import DistillData
import DistillTensors
import Foundation

extension SoftTargets {
  /// The row of the store for each example of `dataset`.
  static func rows(
    of store: SoftTargetStore, for dataset: Dataset, path: String
  ) throws(TeacherError) -> [Int] {
    if store.ids == dataset.ids { return Array(store.ids.indices) }
    let places = Dictionary(
      zip(store.ids, store.ids.indices), uniquingKeysWith: { first, _ in first })
    var rows: [Int] = []
    rows.reserveCapacity(dataset.count)
    for id in dataset.ids {
      guard let row = places[id] else {
        throw .missingExample(id: id, path: path, covered: store.ids.count)
      }
      rows.append(row)
    }
    return rows
  }

  /// The mean over `members`, logits of this shape, of softmax(v/T), row-major.
  static func mean(
    _ members: [[Float]], shape: [Int], at temperature: Double, on engine: Engine
  ) -> [Float] {
    var mean: Tensor<Float>?
    for member in members {
      let distribution = engine.softmax(
        engine.tensor(member, shape: shape), temperature: Float(temperature))
      if mean == nil {
        mean = distribution
      } else if var sum = mean {
        mean = nil
        engine.add(distribution, times: 1, to: &sum)
        mean = sum
      }
    }
    var values = mean?.values ?? []
    if members.count > 1 {
      let count = Float(members.count)
      for index in values.indices { values[index] /= count }
    }
    return values
  }

  /// `rows` of as many columns as there are places, in rows of `width` columns that are 0 elsewhere.
  static func spread(_ rows: [Float], over width: Int, at places: [Int]) -> [Float] {
    let count = rows.count / places.count
    var spread = [Float](repeating: 0, count: count * width)
    for row in 0..<count {
      for (from, to) in places.enumerated() {
        spread[row * width + to] = rows[row * places.count + from]
      }
    }
    return spread
  }

  /// (1 − m) · p + m · onehot(label) in place of every p whose label is known.
  static func blend(_ labels: [Int32], share: Double, into rows: inout [Float]) {
    guard share > 0 else { return }
    let width = rows.count / max(labels.count, 1)
    for (row, label) in labels.enumerated() where label >= 0 {
      for place in row * width..<(row + 1) * width { rows[place] *= Float(1 - share) }
      rows[row * width + Int(label)] += Float(share)
    }
  }

  /// −Σ p ln p of each of `count` rows, in nats.
  static func entropies(of rows: [Float], count: Int) -> [Double] {
    let width = rows.count / max(count, 1)
    return (0..<count).map { row in
      var sum = 0.0
      for place in row * width..<(row + 1) * width {
        let p = Double(rows[place])
        if p > 0 { sum -= p * log(p) }
      }
      return sum
    }
  }
}
