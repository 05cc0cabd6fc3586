import ArgumentParser
import Distill

/// How a panel decides, for commands that accept panels and other models.
struct PanelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use the specialists for this many of the generalist's most probable classes."))
  var probable = 1

  @Option(
    help: ArgumentHelp(
      "The divergence between a member's distribution p and the panel's distribution q that is "
        + "minimised: forward, KL(p, q), or reverse, KL(q, p)."))
  var divergence = Divergence.forward

  @Flag(
    help: "Leave out specialists that are missing, unfinished or damaged.")
  var allowMissing = false

  func validate() throws {
    guard probable > 0 else {
      throw ValidationError("--probable is \(probable); expected a number from 1.")
    }
  }

  /// Reads the model at a path, of any kind. Missing specialists of a panel become notices on standard
  /// error.
  var load: @Sendable (_ path: String) throws -> Model {
    let (probable, divergence, allowMissing) = (probable, divergence, allowMissing)
    return { path in
      let model = try Model(
        contentsOf: path, probable: probable, divergence: divergence,
        allowingMissing: allowMissing)
      if case .panel(let panel) = model {
        Console.show(panel.missing.map { Notice("A specialist is left out: \($0)") })
      }
      return model
    }
  }
}
