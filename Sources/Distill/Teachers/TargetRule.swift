import DistillNetworks
import DistillTensors
import Foundation

/// The computation of the targets of one objective, over the student's classes, from a teacher's logits;
/// ``SoftTargets`` defines them.
struct TargetRule: Sendable {
  let objective: Objective
  /// The teacher's column for each of the student's classes; nil for a class that the teacher does not
  /// have.
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

  /// The targets, [rows, the student's classes]: distributions, or logits where those are matched.
  ///
  /// - Parameters:
  ///   - members: For each member the logits, [rows, the teacher's classes]; one for a geometric mean.
  ///   - labels: The class of each row, −1 where it is unknown.
  ///   - engine: The engine that computes.
  func targets(
    of members: some Collection<Tensor<Float>>, labels: [Int32], on engine: Engine
  ) -> Tensor<Float> {
    guard let temperature = objective.temperature else {
      guard members.count > 1 else { return common(members[members.startIndex]) }
      // A probability that underflowed must stay comparable: ln of the least positive number, not of 0.
      return mean(of: members, at: 1, on: engine).map { log(max($0, .leastNonzeroMagnitude)) }
    }
    let rows = mean(of: members, at: temperature, on: engine)
    guard objective.labelShare > 0 || rows.columns < columns.count else { return rows }
    var values = spread(rows.values)
    blend(labels, into: &values)
    return engine.tensor(values, shape: [rows.rows, columns.count])
  }

  /// The columns of `logits` whose classes the student has too, in the student's order.
  private func common(_ logits: Tensor<Float>) -> Tensor<Float> {
    guard !isWhole else { return logits }
    let common = columns.compactMap { $0 }
    let (values, width) = (logits.values, logits.columns)
    return Tensor(
      (0..<logits.rows).flatMap { row in common.map { values[row * width + $0] } },
      shape: [logits.rows, common.count])
  }

  /// The mean over `members` of softmax(v/T), v the logits of common classes.
  private func mean(
    of members: some Collection<Tensor<Float>>, at temperature: Double, on engine: Engine
  ) -> Tensor<Float> {
    func distribution(_ member: Tensor<Float>) -> Tensor<Float> {
      engine.softmax(common(member), temperature: Float(temperature))
    }
    var sum = distribution(members[members.startIndex])
    guard members.count > 1 else { return sum }
    for member in members.dropFirst() { engine.add(distribution(member), times: 1, to: &sum) }
    let count = Float(members.count)
    return sum.map { $0 / count }
  }

  /// `rows` over the common classes as rows over the student's, with 0 for a class that the teacher does
  /// not have.
  private func spread(_ rows: [Float]) -> [Float] {
    let places = columns.indices.filter { columns[$0] != nil }
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
}
