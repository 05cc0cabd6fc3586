public import Distill
import Foundation

/// The folder of a study, read through the handles of its plan.
public struct Workspace: Sendable {
  /// The study's folder.
  public let folder: String

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// The network that `run` trained.
  ///
  /// - Throws: ``StudyError/diverged(run:)`` where it has none.
  public func network(_ run: TrainedRun) throws -> Network {
    guard try result(run).evaluation != nil else {
      throw StudyError.diverged(run: path(run.name))
    }
    return try Network(contentsOf: path("\(run.name)/model.safetensors"))
  }

  /// The panel that `panel` trained, with the paper's consensus.
  ///
  /// - Throws: ``StudyError/diverged(run:)`` where one of its specialists diverged.
  public func panel(_ panel: TrainedPanel) throws -> Panel {
    guard try result(TrainedRun(name: panel.name, parameters: 0)).evaluation != nil else {
      throw StudyError.diverged(run: path(panel.name))
    }
    return try Panel(
      contentsOf: path(panel.name), topK: 1, divergence: .forward, allowingMissing: false)
  }

  /// The result of `run`.
  public func result(_ run: TrainedRun) throws -> RunResult {
    try read(RunResult.self, at: path(run.name) + "/" + RunResult.fileName)
  }

  /// The test errors of `runs`, as a sample over their seeds.
  public func errors(_ name: String, of runs: [TrainedRun]) throws -> Sample {
    Sample(name, try runs.map { Double(try result($0).errors) })
  }

  /// The learning curve of `run`.
  public func curve(of run: TrainedRun) -> LearningCurve? {
    LearningCurve(name: run.name, ofRunIn: path(run.name))
  }

  /// The soft targets of a labelling stage, or those from outside.
  public func store(_ targets: LabelledSet) throws -> SoftTargetStore {
    try targets.given ?? LabellingJob.store(in: path(targets.name))
  }

  /// The value of a measuring stage.
  public func value<Value>(_ measured: Measured<Value>) throws -> Value {
    try read(Value.self, at: path(measured.name))
  }

  func read<Value: Decodable>(_ type: Value.Type, at path: String) throws -> Value {
    let bytes: [UInt8]
    do {
      bytes = try OpenFile(path, for: .reading).contents(limit: 1 << 30)
    } catch FileError.missing {
      throw FileError.missing(path: path, remedy: "run the study's command again")
    }
    do {
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      return try decoder.decode(type, from: Data(bytes))
    } catch {
      throw FileError.malformed(
        path: path, at: "its content", expected: "what this study writes", found: "something else",
        remedy: "delete it and run the study's command again")
    }
  }

  func write(_ value: some Encodable, at path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    try AtomicFile.write(try encoder.encode(value), to: path)
  }
}
