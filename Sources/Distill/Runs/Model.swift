import DistillData
public import DistillNetworks
public import DistillTensors
import Foundation

/// The result of a finished run: a network, an ensemble of networks or a panel.
public enum Model: Sendable {
  /// One network.
  case network(Network)
  /// Networks whose predictions are averaged.
  case ensemble(Ensemble)
  /// A generalist and its specialists.
  case panel(Panel)

  /// Reads the model of the finished run in the folder `path`, or the model file at `path`.
  ///
  /// - Parameters:
  ///   - path: The folder or file.
  ///   - topK: Of a panel: how many of the generalist's most probable classes make specialists
  ///     active; 1 in the paper.
  ///   - divergence: Of a panel: the direction of the divergence; forward in the paper.
  ///   - allowingMissing: Of a panel: whether to continue without specialists that are missing; see
  ///     ``Panel/init(contentsOf:topK:divergence:allowingMissing:)``.
  /// - Throws: ``FileError`` where there is none, it is damaged or unfinished; ``TeacherError`` or
  ///   ``PanelError`` where members do not fit together.
  public init(
    contentsOf path: String, topK: Int = 1, divergence: Divergence = .forward,
    allowingMissing: Bool = false
  ) throws {
    if path.hasSuffix(".safetensors") {
      self = .network(try Network(contentsOf: path))
      return
    }
    let record = try RunFolder.Record(ofRunIn: path)
    // A panel that is not finished may be one whose specialists are known.
    if record.kind == RunKind.panel.rawValue {
      self = .panel(
        try Panel(
          contentsOf: path, topK: topK, divergence: divergence,
          allowingMissing: allowingMissing))
      return
    }
    guard record.state == .finished else {
      throw FileError.malformed(
        path: path, at: "run.json", expected: "a finished run", found: "one that \(record.outcome)",
        remedy: record.state == .diverged
          ? "train with a lower learning rate in another folder, and delete this one"
          : "give the command that started it again to continue it")
    }
    switch record.kind {
    case RunKind.network.rawValue, RunKind.student.rawValue:
      self = .network(try Network(contentsOf: "\(path)/model.safetensors"))
    case RunKind.ensemble.rawValue:
      var members: [Network] = []
      for place in 0..<EnsembleJob.memberCount(in: record) {
        let member = EnsembleJob.memberPath(place, in: path)
        members.append(try Network(contentsOf: "\(member)/model.safetensors"))
      }
      guard !members.isEmpty else {
        throw FileError.malformed(
          path: path, at: "run.json", expected: "an ensemble with members", found: "none",
          remedy: "train it again in another folder")
      }
      self = .ensemble(try Ensemble(members))
    default:
      throw FileError.malformed(
        path: path, at: "run.json", expected: "a run that trained a model",
        found: "a run of kind “\(record.kind)”", remedy: "choose another folder")
    }
  }

  /// The precision that the run in the folder `path` was trained in; float32 for a model file.
  public static func precision(in path: String) -> Precision {
    (try? RunFolder.Record(ofRunIn: path)).flatMap { Precision(rawValue: $0.precision) } ?? .float32
  }

  /// The bytes of the model files in the run folder `path`, with those of its members and a panel's
  /// generalist, or of the model file at `path`; nil where there is none.
  public static func bytes(in path: String) -> Int? {
    func size(_ file: String) -> Int? {
      (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int
    }
    if path.hasSuffix(".safetensors") { return size(path) }
    if let bytes = size("\(path)/model.safetensors") { return bytes }
    let generalist = size(PanelFile.generalistPath(in: path)) ?? 0
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let sizes = folders.compactMap { size("\(path)/\($0)/model.safetensors") }
    return sizes.isEmpty ? nil : sizes.reduce(generalist, +)
  }

  private var teacher: any Teacher {
    switch self {
    case .network(let network): network
    case .ensemble(let ensemble): ensemble
    case .panel(let panel): panel
    }
  }
}

/// The kinds of run folders.
public enum RunKind: String, Sendable {
  /// A network trained on labels.
  case network
  /// A network trained on soft targets.
  case student
  /// Networks trained in parallel.
  case ensemble
  /// A generalist's specialists, trained in parallel.
  case panel
  /// A labelling pass.
  case targets
}

extension Model: Teacher {
  /// The class of each logit.
  public var classNames: [String] { teacher.classNames }
  /// The number of features of one example.
  public var inputs: Int { teacher.inputs }
  /// The number of weights and biases.
  public var parameterCount: Int { teacher.parameterCount }
  /// How the members' distributions are averaged.
  public var mean: EnsembleMean { teacher.mean }
  /// The digest of the network, or of the members in order.
  public var digest: String { teacher.digest }

  /// The logits of the network, or of each member.
  public func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
    teacher.memberLogits(for: features, on: engine)
  }
}
