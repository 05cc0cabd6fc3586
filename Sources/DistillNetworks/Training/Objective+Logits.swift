public import DistillTensors

extension Objective {
  /// The gradient of the mean of C over the rows where logits are matched, Σ over the rows of the
  /// squared distance 1/(2N) · Σᵢ ((zᵢ − z̄) − (vᵢ − v̄))², and the sums of the hard term.
  ///
  /// The soft term's slope is (zᵢ − z̄ − vᵢ + v̄)/N, to which T² · (qᵢ − pᵢ)/T tends as T grows (the
  /// paper's Eq. 4, times T²). The paper assumes logits of zero mean; softmax does not depend on
  /// the mean, so it is subtracted here. The distance is in squared units of logits, not in nats.
  ///
  /// Logits z and teacherLogits v are [rows, classes]; labels are one class per row, −1 where unknown.
  @specialized(where Scalar == Float)
  public func gradient<Scalar>(
    logits: Tensor<Scalar>, matching teacherLogits: Tensor<Scalar>, labels: [Int32]?,
    on engine: Engine
  ) -> (gradient: Tensor<Scalar>, distance: Double, sums: Engine.ObjectiveSums) {
    precondition(match == .logits, "logits for an objective that matches \(match)")
    precondition(
      teacherLogits.count == logits.count,
      "teacher's logits of shape \(teacherLogits.shape) for logits of shape \(logits.shape)")
    let (hard, sums) = gradient(logits: logits, targets: nil, labels: labels, on: engine)
    let (rows, classes) = (logits.rows, logits.columns)
    let scale = (1 - hardWeight) / Double(max(rows, 1)) / Double(max(classes, 1))
    let (student, teacher) = (logits.values, teacherLogits.values)
    var slopes = hard.values
    var distance = 0.0
    for row in 0..<rows {
      let range = row * classes..<(row + 1) * classes
      var mean = 0.0
      for place in range { mean += Double(student[place]) - Double(teacher[place]) }
      mean /= Double(classes)
      var squares = 0.0
      for place in range {
        let difference = Double(student[place]) - Double(teacher[place]) - mean
        squares += difference * difference
        slopes[place] += Scalar(scale * difference)
      }
      distance += squares / (2 * Double(classes))
    }
    return (engine.tensor(slopes, shape: logits.shape), distance, sums)
  }
}
