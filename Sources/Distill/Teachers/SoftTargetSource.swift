import DistillData
import DistillNetworks
import DistillTensors

/// The source of the soft targets of a training run.
public enum SoftTargetSource: Sendable {
  /// Targets that were computed before, for every epoch and every student.
  case store(SoftTargetStore)
  /// A teacher that is evaluated in every step; `mean` is how its members are averaged, nil for its own
  /// mean. See ``OnTheFlyTargets``.
  case teacher(any Teacher, mean: EnsembleMean?)

  /// The classes of the teacher's logits.
  var classNames: [String] {
    switch self {
    case .store(let store): store.classNames
    case .teacher(let teacher, _): teacher.classNames
    }
  }

  /// The identity of the source, by role, for the record of a run.
  var digests: [String: String] {
    switch self {
    case .store(let store): ["teacher": store.teacherDigest, "mean": store.mean.rawValue]
    case .teacher(let teacher, let mean):
      [
        "teacher": teacher.digest, "mean": (mean ?? teacher.mean).rawValue,
        "targets": "on the fly",
      ]
    }
  }

  /// The targets of `dataset` for `objective`; `path` is the name of a store in errors.
  func targets(
    for dataset: Dataset, objective: Objective, on engine: Engine, path: String
  ) throws(TeacherError) -> any TargetSource {
    switch self {
    case .store(let store):
      try SoftTargets(store, for: dataset, objective: objective, on: engine, path: path)
    case .teacher(let teacher, let mean):
      try OnTheFlyTargets(of: teacher, mean: mean, for: dataset, objective: objective)
    }
  }
}
