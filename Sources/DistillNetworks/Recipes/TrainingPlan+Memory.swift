import DistillData
import DistillTensors

extension TrainingPlan {
  /// The least memory that training takes, in bytes, besides the examples: weights, their gradients, what
  /// the optimizer keeps, the best network so far where there is patience, the rounded image of the
  /// weights in bfloat16, and the outputs of the layers with parameters for one batch.
  ///
  /// - Parameters:
  ///   - examples: The number of training examples, which bounds a batch.
  ///   - workers: The number of networks in training side by side.
  package func trainingMemory(examples: Int, workers: Int = 1) -> Int {
    let copies =
      2 + Double(recipe.optimizer.slotsPerParameter) + (recipe.patience == nil ? 0 : 1)
      + (recipe.precision == .bfloat16 ? 0.5 : 0)
    let outputs = zip(architecture.parameters, architecture.shapes.dropFirst())
      .filter { !$0.0.isEmpty }
      .reduce(Double(architecture.inputs)) { $0 + Double($1.1.count) }
    let batch = Double(min(recipe.batchSize, examples))
    let bytes =
      4 * Double(workers) * (Double(architecture.parameterCount) * copies + outputs * batch)
    return Int(exactly: bytes.rounded()) ?? .max
  }

  /// Checks before anything is allocated that training has enough memory.
  ///
  /// - Parameters:
  ///   - examples: The number of training examples.
  ///   - workers: The number of networks in training side by side.
  ///   - available: The bytes that this process can allocate.
  /// - Throws: ``NetworkError/insufficientMemory(needed:available:)``.
  package func checkMemory(
    examples: Int, workers: Int = 1, available: Int = AvailableMemory.bytes()
  ) throws(NetworkError) {
    let needed = trainingMemory(examples: examples, workers: workers)
    guard needed <= available else {
      throw .insufficientMemory(needed: needed, available: available)
    }
  }
}
