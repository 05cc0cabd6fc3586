import ArgumentParser
import Distill
import DistillStudies

/// What `bench --consensus` measures.
struct ConsensusOptions: ParsableArguments {
  @Option(help: "Classes of the generalist.")
  var classes = 1623

  @Option(help: "Specialists.")
  var specialists = 61

  @Option(help: "Classes of each specialist.")
  var classesPerSpecialist = 53

  @Option(help: "Specialists that are active for each example.")
  var active = 3

  @Option(help: "Examples.")
  var examples = 256

  @Option(help: "KL(p, q), forward, or KL(q, p), reverse.")
  var divergence = Divergence.forward

  @Option(help: "What the slope at the consensus is to be at most.")
  var tolerance = 1e-6

  @Option(help: "Write problems and results to this safetensors file.")
  var save: String?

  var size: ConsensusProblems.Size {
    .init(
      classes: classes, specialists: specialists, classesPerSpecialist: classesPerSpecialist,
      active: active, examples: examples)
  }

  func validate() throws {
    for (name, value, range) in [
      ("classes", classes, 2...1_000_000), ("specialists", specialists, 1...10_000),
      ("classes-per-specialist", classesPerSpecialist, 1...1_000_000),
      ("active", active, 1...64), ("examples", examples, 1...100_000),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) is \(value); expected a number from \(range.lowerBound) to \(range.upperBound).")
    }
    guard active <= specialists, active <= classesPerSpecialist else {
      throw ValidationError(
        "--active is \(active); expected at most \(min(specialists, classesPerSpecialist)), the "
          + "specialists or the classes of each.")
    }
    guard size.classesPerFamily <= classes else {
      throw ValidationError(
        "--classes is \(classes); expected at least \(size.classesPerFamily), which \(active) active "
          + "specialists of \(classesPerSpecialist) classes cover.")
    }
    guard tolerance > 0, tolerance < 1 else {
      throw ValidationError("--tolerance is \(tolerance); expected a number between 0 and 1.")
    }
  }
}
