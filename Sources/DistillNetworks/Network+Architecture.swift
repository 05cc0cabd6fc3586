extension Network {
  /// The network with this one's weights in the layers of `architecture`, which may differ from this one's
  /// in dropout only: so training can continue with more or less of it.
  ///
  /// The weights are shared with this network, not copied.
  ///
  /// - Throws: ``NetworkError/mismatch(what:expected:found:remedy:)`` where other layers differ.
  public func with(_ architecture: Architecture) throws(NetworkError) -> Network {
    if architecture == self.architecture { return self }
    guard architecture.withoutDropout == self.architecture.withoutDropout else {
      throw .mismatch(
        what: "initial weights",
        expected: "those of the architecture \(architecture.withoutDropout.text)",
        found: "those of \(self.architecture.withoutDropout.text)",
        remedy: "choose the same layers; only dropout may differ")
    }
    var others = zip(self.architecture.layers, layers.layers)
      .filter { !$0.0.spec.isForTrainingOnly }.map(\.1)[...]
    let all = architecture.layers.compactMap { layer in
      layer.spec.isForTrainingOnly ? layer.spec.makeLayer(with: []) : others.popFirst()
    }
    return Network(architecture, layers: LayerStack(all), classNames: classNames)
  }
}
