public import DistillData
import DistillTensors

extension TrainingState {
  /// Writes the state to a safetensors file with a checksum, wholly or not at all.
  ///
  /// Memory: one parameter is copied at a time.
  public func write(to path: String) throws(FileError) {
    var tensors = network.tensors
    for (name, slots) in zip(network.parameterNames, optimizerState.slots) {
      for (place, slot) in slots.enumerated() {
        tensors.append(
          .init("optimizer.\(name).\(place)", shape: slot.shape, float32: { slot.values }))
      }
    }
    var metadata = network.metadata
    if let best {
      tensors += zip(best.network.parameterNames, best.network.layers.parameters).map {
        name, parameter in
        let tensor = parameter.tensor
        return .init("best.\(name)", shape: tensor.shape, float32: { tensor.values })
      }
      metadata["best"] = "\(best.errorRate.bitPattern) \(best.epoch)"
    }
    metadata["distill"] = "checkpoint 1"
    metadata["step"] = "\(step)"
    metadata["updates"] = "\(optimizerState.updates)"
    metadata["tally"] =
      "\(tally.soft.bitPattern) \(tally.softExamples) \(tally.hard.bitPattern) "
      + "\(tally.labelled) \(tally.errors)"
    try Safetensors.write(tensors, metadata: metadata, to: path)
  }

  /// Reads a state that ``write(to:)`` wrote. The checksum, where the file has one, every shape, and that
  /// every weight is finite are checked.
  ///
  /// - Throws: ``FileError`` where the file is missing or damaged, or belongs to a run of another
  ///   optimiser than `optimizer`.
  public init(contentsOf path: String, optimizer: Optimizer) throws(FileError) {
    let file = try Safetensors(path: path)
    let network = try Network(from: file, path: path)
    let tally = (file.metadata["tally"] ?? "").split(separator: " ").compactMap { UInt64($0) }
    guard let step = file.metadata["step"].flatMap({ Int($0) }), step >= 0,
      let updates = file.metadata["updates"].flatMap({ Int($0) }), updates >= 0, tally.count == 5,
      let softExamples = Int(exactly: tally[1]), let labelled = Int(exactly: tally[3]),
      let errors = Int(exactly: tally[4])
    else {
      throw .malformed(
        path: path, at: "metadata", expected: "the keys “step”, “updates” and “tally”",
        found: file.metadata["distill"] ?? "none", remedy: Self.remedy)
    }
    let stored = file.names.count { $0.hasPrefix("optimizer.") }
    let needed = optimizer.slotsPerParameter * network.parameterNames.count
    guard stored == needed else {
      throw .malformed(
        path: path, at: "its header", expected: "\(needed) tensors of the recipe's optimizer",
        found: "\(stored)", remedy: "continue with the recipe that the run was started with")
    }
    var slots: [[Tensor<Float>]] = []
    for (name, parameter) in zip(network.parameterNames, network.layers.parameters) {
      var tensors: [Tensor<Float>] = []
      for place in 0..<optimizer.slotsPerParameter {
        // Not checked to be finite: a squared gradient may overflow in a run that does not diverge.
        let shape = parameter.tensor.shape
        tensors.append(
          Tensor(try file.floats(named: "optimizer.\(name).\(place)", shape: shape), shape: shape))
      }
      slots.append(tensors)
    }
    let best = try Self.best(in: file, like: network, path: path)
    self.init(
      network: network, optimizerState: Optimizer.State(slots: slots, updates: updates),
      step: step,
      tally: Tally(
        soft: Double(bitPattern: tally[0]), softExamples: softExamples,
        hard: Double(bitPattern: tally[2]), labelled: labelled, errors: errors), best: best)
  }

  private static func best(
    in file: Safetensors, like network: Network, path: String
  ) throws(FileError) -> Best? {
    guard let text = file.metadata["best"] else { return nil }
    let words = text.split(separator: " ")
    guard words.count == 2, let bits = UInt64(words[0]), let epoch = Int(words[1]), epoch >= 0
    else {
      throw .malformed(
        path: path, at: "metadata", expected: "an error rate and an epoch as “best”",
        found: FileError.quoted(text), remedy: Self.remedy)
    }
    var tensors: [Tensor<Float>] = []
    for (name, parameter) in zip(network.parameterNames, network.layers.parameters) {
      tensors.append(
        try file.finiteTensor(
          "best.\(name)", shape: parameter.tensor.shape, path: path, remedy: Self.remedy))
    }
    var best = network
    var place = 0
    best.layers.forEachParameter { _, parameter in
      parameter = tensors[place]
      place += 1
    }
    return Best(network: best, errorRate: Double(bitPattern: bits), epoch: epoch)
  }

  private static var remedy: String { "delete it, and the run starts again from its first step" }
}
