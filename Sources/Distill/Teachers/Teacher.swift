public import DistillData
public import DistillNetworks
public import DistillTensors
import Foundation

/// Whatever can teach: it gives logits for examples, and is only ever evaluated, never trained.
///
/// Conformances of your own need two things: the names of the classes and the logits of a batch. An
/// ensemble gives one set of logits per member, because the arithmetic mean of distributions at a
/// temperature cannot be had from anything less.
public protocol Teacher: Sendable {
  /// What each logit stands for.
  var classNames: [String] { get }

  /// The number of features of one example.
  var inputs: Int { get }

  /// The number of weights and biases, for the reader's sake.
  var parameterCount: Int { get }

  /// How the members' distributions become one.
  var mean: EnsembleMean { get }

  /// A text that differs between teachers that compute differently, such as a SHA-256 of the weights.
  var digest: String { get }

  /// For each member the logits, [examples, classes], of features [examples, inputs].
  func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>]
}

/// How the distributions of an ensemble's members become one.
public enum EnsembleMean: String, Sendable, Codable, CaseIterable {
  /// The mean of the members' softmax(z/T), each tempered before averaging.
  case arithmetic
  /// The normalised geometric mean, which is softmax of the mean logits over T: one vector of logits
  /// serves every temperature.
  case geometric
}

extension Teacher {
  /// The logits of one distribution per example of `dataset`, row-major [examples, classes], at
  /// T = 1: the mean logits, or, for an arithmetic mean, ln of the mean probabilities.
  ///
  /// - Throws: ``TeacherError`` where the examples do not fit the teacher.
  public func logits(
    for dataset: Dataset, on engine: Engine
  ) throws(TeacherError) -> [Float] {
    let store = try SoftTargetStore(labelling: dataset, by: self, on: engine)
    guard store.logits.count > 1 else { return store.logits.first ?? [] }
    let shape = [dataset.count, classNames.count]
    var sum: Tensor<Float> = Tensor(repeating: 0, shape: shape)
    for member in store.logits {
      let distribution = engine.softmax(engine.tensor(member, shape: shape), temperature: 1)
      engine.add(distribution, times: 1 / Float(store.logits.count), to: &sum)
    }
    // A probability that underflowed stays comparable: ln of the least positive number, not of 0.
    return sum.values.map { log(max($0, .leastNonzeroMagnitude)) }
  }
}

extension Network: Teacher {
  /// The number of features of one example.
  public var inputs: Int { architecture.inputs }

  /// One member has one mean, whichever it is called.
  public var mean: EnsembleMean { .geometric }

  /// The network's own logits, as those of one member.
  public func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
    [logits(for: features, on: engine)]
  }
}
