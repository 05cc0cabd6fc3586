import DistillData
import DistillTensors

extension RecipeFile {
  /// The recipe as YAML that reads back equal: what a run's folder keeps.
  public var yaml: String {
    var lines = [
      "architecture:",
      "  inputs: \(architecture.inputs)",
      "  layers: [\(architecture.layers.map(\.text).joined(separator: ", "))]",
      "epochs: \(recipe.epochs)",
      "batchSize: \(recipe.batchSize)",
      "learningRate: \(recipe.learningRate)",
      "seed: \(recipe.seed)",
      "schedule: {\(recipe.schedule.yaml)}",
      "optimizer: {\(recipe.optimizer.yaml)}",
      "shift: \(recipe.shift)",
    ]
    // Only where there is one, so that older runs' records stay equal.
    if let distortion = recipe.distortion { lines.append("distortion: {\(distortion.yaml)}") }
    lines.append("validation: \(recipe.validation)")
    if let patience = recipe.patience { lines.append("patience: \(patience)") }
    lines.append("precision: \(recipe.precision.rawValue)")
    if let threads = recipe.threads { lines.append("threads: \(threads)") }
    if let objective {
      lines.append("distillation: {\(objective.yaml)}")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Objective {
  // What an objective has always had comes as it always has, so that older runs' records stay equal.
  fileprivate var yaml: String {
    let first = temperature.map { "temperature: \($0)" } ?? "match: logits"
    return first + ", hardWeight: \(hardWeight)"
      + (labelShare == 0 ? "" : ", labelShare: \(labelShare)")
  }
}

extension Distortion {
  fileprivate var yaml: String {
    "rotation: \(rotation), scaling: \(scaling), shear: \(shear), bend: \(bend), grain: \(grain)"
  }
}

extension Schedule {
  fileprivate var yaml: String {
    let rest =
      switch shape {
      case .constant: "constant"
      case .linear: "linear"
      case .cosine: "cosine"
      case .exponential(let final): "exponential, final: \(final)"
      case .step(let phases, let factor): "step, phases: \(phases), factor: \(factor)"
      }
    return "shape: \(rest), warmUp: \(warmUp)"
  }
}

extension Optimizer {
  fileprivate var yaml: String {
    let first =
      switch rule {
      case .sgd(let momentum, let nesterov):
        "rule: sgd, momentum: \(momentum), nesterov: \(nesterov)"
      case .adam(let beta1, let beta2, let epsilon):
        "rule: adam, beta1: \(beta1), beta2: \(beta2), epsilon: \(epsilon)"
      }
    return first + ", weightDecay: \(weightDecay)" + (maxSquaredNorm.map { ", maxSquaredNorm: \($0)" } ?? "")
  }
}
