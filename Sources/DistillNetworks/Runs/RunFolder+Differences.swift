import DistillData
import DistillTensors

extension RunFolder.Record {
  /// Refuses to resume the `stored` run when it would not end as it would have uninterrupted.
  ///
  /// - Throws: ``FileError/otherRun(path:differences:remedy:)``.
  func checkResuming(_ stored: Self, in path: String) throws(FileError) {
    let differences = stored.differences(from: self)
    guard !differences.isEmpty else { return }
    let options = differences.compactMap(\.option)
    throw .otherRun(
      path: path, differences: differences.map(\.text),
      remedy: options.count == differences.count
        ? "give \(options.joined(separator: " ")) to resume that run, or choose another folder"
        : "give what that run began with, or choose another folder")
  }

  /// One difference between two runs.
  private struct Difference {
    /// A clause.
    var text: String
    /// The option of the command that removes the difference, where there is one.
    var option: String?
  }

  /// What decides a run's bits, besides the machine, and is not the same in `other`, which would continue
  /// with this run.
  private func differences(from other: Self) -> [Difference] {
    func changed(_ what: String, _ before: String, _ now: String) -> String {
      "\(what) was \(before) when the run began and is \(now) now"
    }
    var differences: [Difference] = []
    if kind != other.kind {
      differences.append(
        Difference(
          text: "it is a run of kind “\(kind)”, and this command makes one of kind “\(other.kind)”")
      )
    }
    if let mine = recipe.recipeFile, let theirs = other.recipe.recipeFile {
      differences += Self.differences(mine, theirs)
    } else {
      if let found = recipe.difference(from: other.recipe, at: "") {
        let name = found.place.isEmpty ? "its recipe" : "the recipe's `\(found.place)`"
        differences.append(Difference(text: changed(name, found.expected, found.found)))
      }
      if seed != other.seed {
        differences.append(
          Difference(
            text: changed("the seed", "\(seed)", "\(other.seed)"), option: "--seed \(seed)"))
      }
      if precision != other.precision {
        differences.append(
          Difference(
            text: changed("the precision", precision, other.precision),
            option: "--precision \(precision)"))
      }
    }
    return differences + digestDifferences(from: other).map { Difference(text: $0) }
  }

  private static func differences(_ before: TrainingPlan, _ now: TrainingPlan) -> [Difference] {
    var now = now
    var differences: [Difference] = []
    /// Notes a difference that an option of the command removes, and removes it.
    func compare<Value: Equatable>(
      _ path: WritableKeyPath<Recipe, Value>, _ name: String, _ option: String,
      _ text: (Value) -> String?
    ) {
      let (old, new) = (before.recipe[keyPath: path], now.recipe[keyPath: path])
      guard old != new else { return }
      let (was, isNow) = (text(old), text(new))
      differences.append(
        Difference(
          text:
            "\(name) was \(was ?? "not given") when the run began and is \(isNow ?? "not given") now",
          option: was.map { "\(option) \($0)" }))
      now.recipe[keyPath: path] = old
    }
    compare(\.threads, "the number of threads", "--threads") { $0.map { "\($0)" } }
    compare(\.seed, "the seed", "--seed") { "\($0)" }
    compare(\.epochs, "the number of epochs", "--epochs") { "\($0)" }
    compare(\.precision, "the precision", "--precision") { $0.rawValue }
    return differences + before.differences(from: now).map { Difference(text: $0) }
  }

  /// What a digest is of, by its role, for a sentence.
  private static let inputs = [
    "validation": "validation examples", "teacher": "teacher", "beginning": "initial weights",
    "generalist": "generalist", "clusters": "clusters of classes",
  ]
  /// The names of what is recorded as it is, by its role.
  private static let values = [
    "mean": "the mean of the teacher's members", "kind": "the kind of the specialists",
    "special": "the share of examples of a specialist's own classes",
    "rounds": "the number of repetitions of these examples", "members": "the number of members",
  ]

  private func digestDifferences(from other: Self) -> [String] {
    var found: [String] = []
    let isOtherData = ["data", "examples"].contains { digests[$0] != other.digests[$0] }
    if isOtherData { found.append("the training examples are others") }
    for role in Set(digests.keys).union(other.digests.keys).sorted()
    where role != "data" && role != "examples" {
      let (before, now) = (digests[role], other.digests[role])
      guard before != now else { continue }
      if role == "targets" {
        found.append(
          before == nil
            ? "its soft targets were read from a file, and now come from a teacher"
            : "its soft targets came from a teacher, and are now read from a file")
      } else if let name = Self.values[role], let before, let now {
        found.append("\(name) was \(before) when the run began and is \(now) now")
      } else {
        let name = Self.values[role] ?? "the \(Self.inputs[role] ?? role)"
        let isPlural = Self.inputs[role]?.hasSuffix("s") == true
        switch (before, now) {
        case (nil, _):
          found.append(
            "\(name) \(isPlural ? "were" : "was") not given when the run began and \(isPlural ? "are" : "is") now"
          )
        case (_, nil):
          found.append(
            "\(name) \(isPlural ? "were" : "was") given when the run began and \(isPlural ? "are" : "is") not now"
          )
        default: found.append(isPlural ? "\(name) are others" : "\(name) is another")
        }
      }
    }
    return found
  }
}

extension RunFolder.Value {
  /// The lines of `recipe` as YAML, which its runs' records keep; compared by value, not by line.
  package init(_ recipe: TrainingPlan) {
    self = .array(recipe.yaml.split(separator: "\n").map { .string(String($0)) })
  }

  /// The recipe that this is, where it is the lines of one.
  var recipeFile: TrainingPlan? {
    guard case .array(let values) = self else { return nil }
    var lines: [String] = []
    for value in values {
      guard case .string(let line) = value else { return nil }
      lines.append(line)
    }
    return try? TrainingPlan(yaml: lines.joined(separator: "\n"), source: "run.json")
  }
}
