import ArgumentParser
import Distill

/// How a panel decides, for commands that accept panels and other models.
struct PanelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use the specialists for this many of the generalist's most probable classes (default: 1)."))
  var topK: Int?

  @Option(help: .hidden)
  var probable: Int?

  @Option(
    help: ArgumentHelp(
      "The divergence between a member's distribution p and the panel's distribution q that is "
        + "minimised: forward, KL(p, q), or reverse, KL(q, p)."))
  var divergence = Divergence.forward

  @Flag(
    help: "Leave out specialists that are missing, unfinished or damaged.")
  var allowMissing = false

  private var renamed: RenamedOption<Int> {
    RenamedOption("--top-k", topK, formerly: "--probable", probable)
  }

  func validate() throws {
    if let (name, value) = try renamed.given(), value < 1 {
      throw ValidationError("\(name) is \(value); expected a number from 1.")
    }
  }

  /// What the command prints before it begins: options that are deprecated.
  var notices: [Notice] { renamed.notices }

  /// Reads the model at a path, of any kind. Missing specialists of a panel become notices on standard
  /// error.
  var load: @Sendable (_ path: String) throws -> Model {
    let (count, divergence, allowMissing) = (topK ?? probable ?? 1, divergence, allowMissing)
    return { path in
      let model = try Model(
        contentsOf: path, topK: count, divergence: divergence, allowingMissing: allowMissing)
      Console.show(Safetensors.notices(at: path))
      if case .panel(let panel) = model {
        Console.show(panel.missing.map { Notice("A specialist is left out: \($0)") })
      }
      return model
    }
  }
}
