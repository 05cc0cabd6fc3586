import DistillData
import DistillTensors

extension TrainingPlan {
  /// The recipe as YAML that reads back equal: what a run's folder keeps.
  public var yaml: String {
    var lines: [String] = []
    var group: (name: Substring, members: [String])?
    func endGroup() {
      if let group { lines.append("\(group.name): {\(group.members.joined(separator: ", "))}") }
      group = nil
    }
    for (key, value) in entries {
      let words = key.split(separator: ".", maxSplits: 1)
      if words[0] != group?.name { endGroup() }
      if words.count == 1 {
        lines.append("\(key): \(value)")
      } else {
        group = (words[0], (group?.members ?? []) + ["\(words[1]): \(value)"])
      }
    }
    endGroup()
    return lines.joined(separator: "\n") + "\n"
  }

  /// Every key and its value as YAML, in the order in which they are written; a key in a mapping follows
  /// the mapping's name and a point.
  var entries: [(key: String, value: String)] {
    var entries: [(key: String, value: String)] = [
      ("architecture.inputs", "\(architecture.inputs)"),
      ("architecture.layers", "[\(architecture.layers.map(\.text).joined(separator: ", "))]"),
      ("epochs", "\(recipe.epochs)"), ("batchSize", "\(recipe.batchSize)"),
      ("learningRate", "\(recipe.learningRate)"), ("seed", "\(recipe.seed)"),
    ]
    func add(_ group: String, _ members: [(String, String)]) {
      entries += members.map { (key: "\(group).\($0.0)", value: $0.1) }
    }
    add("schedule", recipe.schedule.entries)
    add("optimizer", recipe.optimizer.entries)
    entries.append(("shift", "\(recipe.shift)"))
    if let distortion = recipe.distortion { add("distortion", distortion.entries) }
    entries.append(("validation", "\(recipe.validation)"))
    if let patience = recipe.patience { entries.append(("patience", "\(patience)")) }
    entries.append(("precision", recipe.precision.rawValue))
    if let threads = recipe.threads { entries.append(("threads", "\(threads)")) }
    if let objective { add("distillation", objective.entries) }
    return entries
  }
}

extension Objective {
  fileprivate var entries: [(String, String)] {
    let first = temperature.map { ("temperature", "\($0)") } ?? ("match", "logits")
    return [first, ("hardWeight", "\(hardWeight)")]
      + (labelShare == 0 ? [] : [("labelShare", "\(labelShare)")])
  }
}

extension Distortion {
  fileprivate var entries: [(String, String)] {
    [
      ("rotation", "\(rotation)"), ("scaling", "\(scaling)"), ("shear", "\(shear)"),
      ("elastic", "\(elastic)"), ("knotSpacing", "\(knotSpacing)"),
    ]
  }
}

extension Schedule {
  fileprivate var entries: [(String, String)] {
    let shape =
      switch shape {
      case .constant: [("shape", "constant")]
      case .linear: [("shape", "linear")]
      case .cosine: [("shape", "cosine")]
      case .exponential(let final): [("shape", "exponential"), ("final", "\(final)")]
      case .step(let phases, let factor):
        [("shape", "step"), ("phases", "\(phases)"), ("factor", "\(factor)")]
      }
    return shape + [("warmUp", "\(warmUp)")]
  }
}

extension Optimizer {
  fileprivate var entries: [(String, String)] {
    let first =
      switch rule {
      case .sgd(let momentum, let nesterov):
        [("rule", "sgd"), ("momentum", "\(momentum)"), ("nesterov", "\(nesterov)")]
      case .adam(let beta1, let beta2, let epsilon):
        [
          ("rule", "adam"), ("beta1", "\(beta1)"), ("beta2", "\(beta2)"), ("epsilon", "\(epsilon)"),
        ]
      }
    return first + [("weightDecay", "\(weightDecay)")]
      + (maxSquaredNorm.map { [("maxSquaredNorm", "\($0)")] } ?? [])
  }
}
