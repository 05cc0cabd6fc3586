public import DistillData
public import DistillNetworks
public import DistillTensors

/// Networks of one architecture with different random initial weights and orders of the examples, whose
/// predictions are averaged.
public struct Ensemble: Sendable {
  /// The members, at least one, with the same classes.
  public private(set) var members: [Network]
  /// How the members' distributions are averaged.
  public var mean: EnsembleMean

  /// Untrained members, each with its own seed drawn from `seed`.
  public init(
    _ architecture: Architecture, members count: Int, seed: UInt64, mean: EnsembleMean = .arithmetic
  ) {
    precondition(count > 0, "an ensemble has at least one member, not \(count)")
    members = (0..<count).map {
      Network(architecture, seed: RandomStream.childSeed($0, of: seed))
    }
    self.mean = mean
  }

  /// The ensemble of trained `members`.
  ///
  /// - Throws: ``TeacherError/membersDiffer(what:expected:found:)`` where they differ in inputs or
  ///   classes.
  public init(_ members: [Network], mean: EnsembleMean = .arithmetic) throws(TeacherError) {
    precondition(!members.isEmpty, "an ensemble has at least one member")
    for member in members {
      guard member.architecture.inputs == members[0].architecture.inputs else {
        throw .membersDiffer(
          what: "inputs", expected: "\(members[0].architecture.inputs)",
          found: "\(member.architecture.inputs)")
      }
      guard member.classNames == members[0].classNames else {
        throw .membersDiffer(
          what: "classes", expected: members[0].classNames.joined(separator: ", "),
          found: member.classNames.joined(separator: ", "))
      }
    }
    self.members = members
    self.mean = mean
  }

  /// The members trained on the labels of `dataset`, side by side with one thread each, as many at a
  /// time as the recipe has threads. Member i shuffles with its own seed, drawn from the recipe's.
  public func trained(on dataset: Dataset, using recipe: Recipe) throws -> Ensemble {
    let results = concurrentMap(members.count, threads: recipe.threads) { place in
      var own = recipe
      own.seed = RandomStream.childSeed(place, of: recipe.seed)
      own.threads = 1
      return try members[place].trained(on: dataset, using: own)
    }
    var trained = self
    trained.members = try results.map { try $0.get() }
    return trained
  }
}

extension Ensemble: Teacher {
  /// The class of each logit, the same for all members.
  public var classNames: [String] { members[0].classNames }

  /// The number of features of one example.
  public var inputs: Int { members[0].architecture.inputs }

  /// The weights and biases of all members.
  public var parameterCount: Int { members.reduce(0) { $0 + $1.parameterCount } }

  /// The members' digests in order.
  public var digest: String { members.map(\.digest).joined(separator: "+") }

  /// The members' logits, in order.
  public func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
    members.map { $0.logits(for: features, on: engine) }
  }
}
