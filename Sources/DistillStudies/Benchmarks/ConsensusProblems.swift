public import Distill

/// Random problems for Eq. 5 of the paper: the outputs of a generalist and of the active specialists for some
/// examples.
///
/// Specialists come in families of `active`: the second covers the second part of the first's classes
/// and as many further ones, and so on, so that all of a family share some. An example's most probable
/// class is among those, which makes the whole family active, as in a panel. All outputs are the
/// softmax of normal logits of standard deviation 3, the most probable class's raised to about 12.
public struct ConsensusProblems: Sendable {
  /// The numbers of classes, specialists and so on.
  public struct Size: Sendable, Codable {
    /// The classes of the generalist.
    public var classes: Int
    /// The specialists.
    public var specialists: Int
    /// The classes of each specialist.
    public var classesPerSpecialist: Int
    /// The specialists active for each example.
    public var active: Int
    /// The examples.
    public var examples: Int

    /// Sizes: `active` at most `specialists`, and what one family covers at most `classes`.
    public init(
      classes: Int, specialists: Int, classesPerSpecialist: Int, active: Int, examples: Int
    ) {
      self.classes = classes
      self.specialists = specialists
      self.classesPerSpecialist = classesPerSpecialist
      self.active = active
      self.examples = examples
    }

    /// How far each specialist of a family is from the one before it.
    var step: Int { max(1, classesPerSpecialist / max(1, active)) }
    /// The classes that one family covers, at least one more than a specialist does.
    public var classesPerFamily: Int { classesPerSpecialist + (active - 1) * step }
  }

  /// The numbers of classes, specialists and so on.
  public let size: Size
  /// The classes of each specialist.
  public let supports: [[Int]]
  /// The specialists active for each example.
  public let active: [[Int]]
  /// The generalist's logits, row-major [examples, classes].
  public let logits: [Float]
  /// softmax of ``logits``.
  public let probabilities: [Float]
  /// The outputs of the active specialists for each example, in the order of ``active``.
  public let predictions: [[SpecialistOutput]]

  /// Problems of `size`, a pure function of it and `seed`.
  public init(_ size: Size, seed: UInt64, on engine: Engine) {
    precondition(
      size.active >= 1 && size.active <= size.specialists
        && size.classesPerSpecialist >= size.active
        && size.classesPerFamily <= size.classes && size.examples >= 1,
      "problems of impossible size: \(size)")
    self.size = size
    var random = RandomStream(seed: seed, purpose: .sampling)
    let order = random.permutation(of: size.classes)
    let families = size.specialists / size.active
    func first(_ specialist: Int) -> Int {
      let family = specialist / size.active
      return family * size.classes / (families + 1) + specialist % size.active * size.step
    }
    let supports = (0..<size.specialists).map { specialist in
      (0..<size.classesPerSpecialist).map { order[(first(specialist) + $0) % size.classes] }
        .sorted()
    }
    func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(3 * random.normal()) } }
    func softmax(_ logits: [Float]) -> [Float] {
      engine.softmax(Tensor(logits, shape: [1, logits.count]), temperature: 1).values
    }
    var (active, logits, probabilities) = ([[Int]](), [Float](), [Float]())
    var predictions: [[SpecialistOutput]] = []
    for example in 0..<size.examples {
      let family = example % families
      let members = Array(family * size.active..<(family + 1) * size.active)
      let shared = first(members[size.active - 1])..<first(members[0]) + size.classesPerSpecialist
      let top = order[(shared.lowerBound + random.integer(below: shared.count)) % size.classes]
      var own = draw(size.classes)
      own[top] = 12 + own[top] / 3
      logits += own
      probabilities += softmax(own)
      predictions.append(
        members.map { member in
          var logits = draw(size.classesPerSpecialist + 1)
          if let place = supports[member].firstIndex(of: top) {
            logits[place] = 12 + logits[place] / 3
          }
          let p = softmax(logits).map { Double($0) }
          return SpecialistOutput(probabilities: Array(p.dropLast()), dustbin: p[p.count - 1])
        })
      active.append(members)
    }
    self.supports = supports
    self.active = active
    self.logits = logits
    self.probabilities = probabilities
    self.predictions = predictions
  }

  /// The consensus of the example at `index`, as in a panel: from the coverage of the specialists
  /// to q.
  public func consensus(_ index: Int, _ divergence: Divergence, tolerance: Double) -> Consensus {
    Consensus(
      generalist: probabilities[row(index)], predictions: predictions[index],
      coverage: coverage(index),
      divergence: divergence, tolerance: tolerance)
  }

  /// The coverage of the active specialists of the example at `index`.
  func coverage(_ index: Int) -> Coverage {
    Coverage(active[index].map { supports[$0] }, classCount: size.classes)
  }

  /// Where the generalist's numbers of the example at `index` are.
  func row(_ index: Int) -> Range<Int> { index * size.classes..<(index + 1) * size.classes }

  /// Writes the problems, and q of each under `divergence`, as a safetensors file: `generalist`
  /// [examples, classes], `supports` [specialists, classes of each], `active` [examples, active],
  /// `predictions` [examples, active, classes of each + 1], the dustbin last, and `consensus`, q as
  /// [examples, classes].
  ///
  /// - Throws: ``FileError`` where the file cannot be written.
  public func write(
    to path: String, _ divergence: Divergence, tolerance: Double
  ) throws(FileError) {
    let q = (0..<size.examples).flatMap { index in
      consensus(index, divergence, tolerance: tolerance)
        .distribution(generalist: probabilities[row(index)])
    }
    let outputs = predictions.joined().flatMap { prediction in
      (prediction.probabilities + [prediction.dustbin]).map { Float($0) }
    }
    try Safetensors.write(
      [
        .init("generalist", shape: [size.examples, size.classes], .float32(probabilities)),
        .init(
          "supports", shape: [size.specialists, size.classesPerSpecialist],
          .int64(supports.joined().map { Int64($0) })),
        .init(
          "active", shape: [size.examples, size.active], .int64(active.joined().map { Int64($0) })),
        .init(
          "opinions", shape: [size.examples, size.active, size.classesPerSpecialist + 1],
          .float32(outputs)),
        .init("consensus", shape: [size.examples, size.classes], .float32(q)),
      ], to: path)
  }
}
