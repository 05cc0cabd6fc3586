import Distill

extension FuzzedParser {
  /// Files of run folders.
  static let runs = [
    FuzzedParser("run-record", "run", "run.json") { folder in
      _ = try RunFolder.state(of: folder)
      _ = Model.precision(in: folder)
      let record = try RunFolder.Record(ofRunIn: folder)
      _ = try? RunFolder.isFinished(folder, as: record)
      try use(try Model(contentsOf: folder))
    },
    FuzzedParser("ensemble-record", "ensemble", "run.json") { folder in
      try use(try Model(contentsOf: folder))
    },
    FuzzedParser("targets-record", "targets", "run.json") { folder in
      _ = try LabellingJob.store(in: folder)
    },
    FuzzedParser("panel-record", "panel", "run.json", read: readPanel),
    FuzzedParser("panel", "panel", "panel.json", read: readPanel),
    FuzzedParser("specialist", "panel", "specialist-1/model.safetensors", read: readPanel),
    FuzzedParser("metrics", "run", "metrics.jsonl") { folder in
      guard let curve = LearningCurve(name: "run", ofRunIn: folder) else { return }
      _ = Report(title: "run", curves: [curve, curve]).html()
    },
    FuzzedParser("groups") { folder in
      _ = try ClassClusters(
        contentsOf: "\(folder)/input", among: ["circle", "square", "triangle"])
    },
  ]

  @Sendable private static func readPanel(_ folder: String) throws {
    try use(try Model(contentsOf: folder, topK: 2, allowingMissing: true))
    _ = try Model(contentsOf: folder)
  }
}
