import DistillNetworks
import DistillTensors
import Foundation

/// How what a teacher says about examples becomes the targets of one objective, over the student's
/// classes; ``SoftTargets`` says what they are.
struct TargetRule: Sendable {
  let objective: Objective
  /// The teacher's column for each of the student's classes; nil for a class that it does not know.
  private let columns: [Int?]
  /// Whether the student's classes are the teacher's, in its order.
  private let isWhole: Bool

  /// - Throws: ``TeacherError`` where no class is common, or logits are matched and a class is not the
  ///   teacher's.
  init(
    from teacher: [String], to student: [String], for objective: Objective
  ) throws(TeacherError) {
    let places = Dictionary(zip(teacher, teacher.indices), uniquingKeysWith: { first, _ in first })
    columns = student.map { places[$0] }
    let common = columns.compactMap { $0 }
    guard !common.isEmpty else { throw .noCommonClass(teacher: teacher, student: student) }
    guard objective.match != .logits || common.count == columns.count else {
      throw .unknownClasses(names: student.filter { places[$0] == nil }, teacher: teacher)
    }
    isWhole = common == Array(teacher.indices) && columns.count == common.count
    self.objective = objective
  }

  /// The targets, row-major [rows, the student's classes]: distributions, or logits where those are
  /// matched.
  ///
  /// - Parameters:
  ///   - members: For each member the logits, [rows, the teacher's classes]; one for a geometric mean.
  ///   - labels: The class of each row, −1 where it is unknown.
  ///   - engine: What computes.
  func targets(
    of members: some Collection<Tensor<Float>>, labels: [Int32], on engine: Engine
  ) -> [Float] {
    func mean(at temperature: Double) -> [Float] {
      Self.mean(members.lazy.map(common), at: temperature, on: engine)
    }
    switch objective.match {
    case .logits:
      return members.count == 1
        ? members.lazy.map(common).first?.values ?? []
          // ln of the least positive number for a probability that underflowed: still comparable.
        : mean(at: 1).map { log(max($0, .leastNonzeroMagnitude)) }
    case .probabilities(let temperature):
      var rows = spread(mean(at: temperature))
      blend(labels, into: &rows)
      return rows
    }
  }

  /// The columns of `logits` that the student has too, in its order.
  private func common(_ logits: Tensor<Float>) -> Tensor<Float> {
    guard !isWhole else { return logits }
    let common = columns.compactMap { $0 }
    let (values, width) = (logits.values, logits.columns)
    return Tensor(
      (0..<logits.rows).flatMap { row in common.map { values[row * width + $0] } },
      shape: [logits.rows, common.count])
  }

  /// The mean over `members` of softmax(v/T), row-major.
  private static func mean(
    _ members: some Collection<Tensor<Float>>, at temperature: Double, on engine: Engine
  ) -> [Float] {
    var mean: Tensor<Float>?
    for member in members {
      let distribution = engine.softmax(member, temperature: Float(temperature))
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

  /// `rows` of the common classes as rows of the student's, where a class that the teacher does not
  /// know has 0.
  private func spread(_ rows: [Float]) -> [Float] {
    let places = columns.indices.filter { columns[$0] != nil }
    guard places.count < columns.count else { return rows }
    let count = rows.count / places.count
    var spread = [Float](repeating: 0, count: count * columns.count)
    for row in 0..<count {
      for (from, to) in places.enumerated() {
        spread[row * columns.count + to] = rows[row * places.count + from]
      }
    }
    return spread
  }

  /// (1 − m) · p + m · onehot(label) in place of every p whose label is known.
  private func blend(_ labels: [Int32], into rows: inout [Float]) {
    let share = objective.labelShare
    guard share > 0 else { return }
    let width = columns.count
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
