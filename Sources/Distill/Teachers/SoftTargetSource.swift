import DistillData
import DistillNetworks
import DistillTensors

/// Where the soft targets of a training run come from.
public enum SoftTargetSource: Sendable {
  /// What a teacher said about every example before, which serves every epoch and every student.
  case store(SoftTargetStore)
  /// A teacher that is asked in every step; `mean` says how its members are averaged, nil for its own
  /// way. See ``OnTheFlyTargets``.
  case teacher(any Teacher, mean: EnsembleMean?)

  /// What the teacher's logits stand for.
  var classNames: [String] {
    switch self {
    case .store(let store): store.classNames
    case .teacher(let teacher, _): teacher.classNames
    }
  }

  /// What makes one source another than the next, by role, for the record of a run.
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

  /// The targets of `dataset` for `objective`; errors call a store `path`.
  func targets(
    for dataset: Dataset, objective: Objective, on engine: Engine, path: String
  ) throws(TeacherError) -> any BatchTargets {
    switch self {
    case .store(let store):
      try SoftTargets(store, for: dataset, objective: objective, on: engine, path: path)
    case .teacher(let teacher, let mean):
      try OnTheFlyTargets(of: teacher, mean: mean, for: dataset, objective: objective)
    }
  }
}
