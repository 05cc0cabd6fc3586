import Distill
import Foundation
import Testing

@Suite("Evaluation")
struct EvaluationTests {
  /// Logits of two classes whose softmax is `(1 - p, p)`.
  private func logits(_ p: Double) -> [Float] { [Float(log(1 - p)), Float(log(p))] }

  private func evaluation(
    _ logits: [Float], _ labels: [Int32], classCount: Int = 2
  ) throws -> Evaluation {
    try Evaluation(
      name: "model", logits: logits, labels: labels, classCount: classCount, parameters: 12)
  }

  /// The published values: Newcombe (1998), Two-sided confidence intervals for the single proportion,
  /// table I, method 3.
  @Test(
    "The interval is Wilson's",
    arguments: [
      (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
      (1, 29, 0.0061, 0.1718),
    ])
  func wilson(errors: Int, examples: Int, lower: Double, upper: Double) {
    let interval = Evaluation.wilsonInterval(errors: errors, examples: examples)
    #expect(abs(interval.lowerBound - lower) < 0.00005)
    #expect(abs(interval.upperBound - upper) < 0.00005)
  }

  @Test("The interval holds the rate, mirrors, stays within 0…1, and narrows with more examples")
  func wilsonLaws() {
    for errors in 0...25 {
      let interval = Evaluation.wilsonInterval(errors: errors, examples: 25)
      let mirror = Evaluation.wilsonInterval(errors: 25 - errors, examples: 25)
      let finer = Evaluation.wilsonInterval(errors: 10 * errors, examples: 250)
      #expect(interval.contains(Double(errors) / 25))
      #expect(interval.lowerBound >= 0 && interval.upperBound <= 1)
      #expect(abs(interval.lowerBound + mirror.upperBound - 1) < 1e-12)
      #expect(
        finer.upperBound - finer.lowerBound < interval.upperBound - interval.lowerBound)
    }
    #expect(Evaluation.wilsonInterval(errors: 0, examples: 0) == 0...1)
  }

  @Test("Cross-entropy is the mean of −ln p(label)")
  func crossEntropy() throws {
    let found = try evaluation(logits(0.75) + logits(0.2) + logits(0.5), [1, 1, 0])
    #expect(abs(found.crossEntropy + (log(0.75) + log(0.2) + log(0.5)) / 3) < 1e-6)
    #expect(found.errors == 1)
    #expect(found.errorRate == 1 / 3.0)
  }

  @Test("Large logits neither overflow nor lose the loss", arguments: [Float(-3e4), 0, 1e3, 3e4])
  func shift(by shift: Float) throws {
    let found = try evaluation([shift, shift + 2, shift + 80, shift], [0, 1])
    // −ln softmax: ln(1 + e²) for the first row, 80 + ln(1 + e⁻⁸⁰) for the second.
    #expect(abs(found.crossEntropy - (log(1 + exp(2.0)) + 80) / 2) < 1e-12)
  }

  @Test(
    "Calibration error is the gap between confidence and accuracy, bin by bin",
    arguments: [
      // Three right out of four at 0.75: exactly as confident as it should be.
      ([0.75, 0.75, 0.75, 0.75], [1, 1, 1, 0], 0.0),
      ([0.75, 0.75, 0.75, 0.75], [1, 1, 1, 1], 0.25),
      ([0.75, 0.75, 0.75, 0.75], [0, 0, 0, 0], 0.75),
      // 0.75 and 0.79 share the bin (11/15, 12/15], where their gaps −0.75 and 0.21 offset each other;
      // 0.81 lies in the next, where they add up.
      ([0.75, 0.79], [0, 1], (0.75 - 0.21) / 2),
      ([0.75, 0.81], [0, 1], (0.75 + 0.19) / 2),
      // Fewer bins would join these two, and more would part those.
      ([0.71, 0.75], [0, 1], (0.71 + 0.25) / 2),
      ([0.81, 0.86], [0, 1], (0.81 - 0.14) / 2),
    ])
  func calibration(probabilities: [Double], labels: [Int32], expected: Double) throws {
    let found = try evaluation(probabilities.flatMap(logits), labels)
    #expect(abs(found.calibrationError - expected) < 1e-6)
  }

  @Test("Rows without a label count for nothing, whatever they hold")
  func unknown() throws {
    let all = try evaluation(logits(0.3) + [.nan, 1] + logits(0.9), [0, -1, 0])
    let known = try evaluation(logits(0.3) + logits(0.9), [0, 0])
    #expect(all == known)
    #expect(all.examples == 2)
    let none = try evaluation(logits(0.3), [-1])
    #expect(none.examples == 0 && none.errors == 0 && none.crossEntropy == 0)
    #expect(none.errorRate == 0 && none.interval == 0...1)
  }

  @Test("The confusion matrix counts truths in rows and predictions in columns")
  func confusion() throws {
    // Predictions 2, 0, 2, 1; the last row is a tie, which goes to the first class.
    let found = try evaluation(
      [0, 1, 2, 5, 1, 2, 0, 0, 1, 0, 3, 3], [1, 0, 2, 2], classCount: 3)
    #expect(found.confusion == [[1, 0, 0], [0, 0, 1], [0, 1, 1]])
    #expect(found.errors == 2)
  }

  @Test("The prediction is the first of the largest logits")
  func prediction() {
    #expect(Prediction.first(of: [0, 3, 3, 1] as [Float]) == 1)
    #expect(Prediction.first(of: [2, 2] as [Float]) == 0)
    #expect(Prediction.first(of: [-5, -1, -2] as [Float]) == 1)
    // A part of an array counts from its own start.
    let logits: [Float] = [9, 0, 1, 1]
    #expect(Prediction.first(of: logits[1...]) == 1)
    #expect(Prediction.isError([1, 1], label: 1) && !Prediction.isError([1, 1], label: 0))
    #expect(!Prediction.isError([1, 2], label: -1))
  }

  /// Logits of few different values, so that most rows have ties of the largest.
  @Test("Training, validation, correction and evaluation count the same errors, ties included")
  func ties() throws {
    var stream = RandomStream(seed: 3, purpose: .sampling)
    let (rows, classes) = (500, 4)
    let logits = (0..<rows * classes).map { _ in Float(stream.integer(below: 3)) }
    let labels = (0..<rows).map { _ in Int32(stream.integer(below: classes + 1)) - 1 }
    let evaluated = try evaluation(logits, labels, classCount: classes)
    let errors = labels.indices.count { row in
      let own = logits[row * classes..<(row + 1) * classes]
      let best = own.firstIndex(of: own.max() ?? 0) ?? 0
      return labels[row] >= 0 && best - row * classes != Int(labels[row])
    }
    #expect(evaluated.errors == errors)
    let engine = Engine(threads: 1, precision: .float32)
    let sums = Objective.labelsOnly.gradient(
      logits: engine.tensor(logits, shape: [rows, classes]), targets: nil, labels: labels,
      on: engine
    ).sums
    #expect(sums.labelled == evaluated.examples)
    #expect(sums.errors == evaluated.errors)
  }

  @Test("Equal logits of all classes are class 0: right for its examples, and wrong for the others")
  func collapsed() throws {
    let labels: [Int32] = [0, 1, 2, 1]
    let found = try evaluation([Float](repeating: 0.5, count: 12), labels, classCount: 3)
    #expect(found.errors == 3)
    let engine = Engine(threads: 1, precision: .float32)
    let sums = Objective.labelsOnly.gradient(
      logits: Tensor([Float](repeating: 0.5, count: 12), shape: [4, 3]), targets: nil,
      labels: labels, on: engine
    ).sums
    #expect(sums.errors == 3)
  }

  @Test("Thousands of classes have no confusion matrix, and still read back")
  func thousands() throws {
    let classes = 1001
    var logits = [Float](repeating: 0, count: classes)
    logits[1000] = 1
    let found = try evaluation(logits, [3], classCount: classes)
    #expect(found.errors == 1 && found.confusion.isEmpty)
    let data = try JSONEncoder().encode(found)
    #expect(try JSONDecoder().decode(Evaluation.self, from: data) == found)
  }

  @Test("Speed counts all rows that were predicted, and no time means no speed")
  func speed() throws {
    func timed(_ seconds: Double?) throws -> Double? {
      try Evaluation(
        name: "", logits: [0, 1, 2, 3], labels: [0, -1], classCount: 2, parameters: 0,
        seconds: seconds
      ).examplesPerSecond
    }
    #expect(try timed(0.5) == 4)
    #expect(try timed(nil) == nil)
    #expect(try timed(0) == nil)
  }

  @Test("Logits that are not finite are refused", arguments: [Float.nan, .infinity, -.infinity])
  func notFinite(bad: Float) throws {
    let error = EvaluationError.nonFiniteLogit(model: "model", row: 1, column: 0, found: "\(bad)")
    #expect(throws: error) { try evaluation([0, 1, bad, 1], [0, 1]) }
    #expect(error.description.contains("example 1 is \(bad) in “model”"))
    let isZero = bad == -.infinity
    #expect(error.description.contains("give every class a small probability") == isZero)
    #expect(error.description.contains("training diverged") == !isZero)
  }

  @Test("Labels that are no class are refused", arguments: [Int32(2), -2, .max, .min])
  func outOfRange(label: Int32) throws {
    let error = EvaluationError.labelOutOfRange(
      model: "model", row: 1, found: Int(label), classCount: 2)
    #expect(throws: error) { try evaluation([0, 1, 0, 1], [0, label]) }
    #expect(
      error.description.contains("example 1 is \(label); “model” has the classes 0 to 1"))
  }

  @Test("Logits that do not fit the labels are a programmer's mistake")
  func shape() async {
    await #expect(processExitsWith: .failure) {
      _ = try Evaluation(
        name: "", logits: [0, 1, 2, 3, 4], labels: [0, 1], classCount: 2, parameters: 0)
    }
  }

  @Test("JSON gives back the evaluation, and the rates for other readers")
  func json() throws {
    let made = try Evaluation(
      name: "a \"name\"", logits: [0, 1, 1, 0], labels: [0, 0], classCount: 2, parameters: 7,
      bytes: 99, seconds: 0.25)
    let data = try JSONEncoder().encode(made)
    #expect(try JSONDecoder().decode(Evaluation.self, from: data) == made)
    let keys = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(keys["errorRate"] as? Double == 0.5)
    #expect((keys["interval"] as? [Double])?.count == 2)
  }

  @Test(
    "JSON whose counts contradict each other is refused",
    arguments: ["[[1],[0,1]]", "[[1,0]]", "[[2,0],[0,0]]", "[[1,1],[1,0]]", "[[3,-1],[0,0]]"])
  func unsound(confusion: String) throws {
    let text = { (matrix: String) in
      """
      {"name": "x", "examples": 2, "errors": 1, "crossEntropy": 1, "calibrationError": 0,
       "parameters": 1, "confusion": \(matrix)}
      """
    }
    let sound = try JSONDecoder().decode(Evaluation.self, from: Data(text("[[1,1],[0,0]]").utf8))
    #expect(sound.errors == 1)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Evaluation.self, from: Data(text(confusion).utf8))
    }
  }
}
