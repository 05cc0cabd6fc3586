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
    var others = layers.layers.filter { !($0 is Dropout<Float>) }[...]
    let all = architecture.layers.compactMap { layer -> (any Layer<Float>)? in
      if case .dropout(let rate) = layer { return Dropout<Float>(rate: rate) }
      return others.popFirst()
    }
    return Network(architecture, layers: LayerStack(all), classNames: classNames)
  }
}
