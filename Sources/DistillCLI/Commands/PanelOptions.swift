import ArgumentParser
import Distill

/// How a panel decides, for commands that take one among other models.
struct PanelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of a panel: ask the specialists for this many of the generalist's most probable classes."))
  var probable = 1

  @Option(
    help: ArgumentHelp(
      "Of a panel: the divergence of what is said, p, and concluded, q, that is made small: "
        + "forward, KL(p, q), or reverse, KL(q, p)."))
  var divergence = Divergence.forward

  @Flag(
    help: "Of a panel: go on without specialists that are missing, unfinished or damaged.")
  var allowMissing = false

  func validate() throws {
    guard probable > 0 else {
      throw ValidationError("--probable is \(probable); expected a number from 1.")
    }
  }

  /// Reads the model at a path, of any kind. What is missing of a panel is said on standard error.
  var load: @Sendable (_ path: String) throws -> Model {
    let (probable, divergence, allowMissing) = (probable, divergence, allowMissing)
    return { path in
      let model = try Model(
        contentsOf: path, probable: probable, divergence: divergence,
        allowingMissing: allowMissing)
      Console.show(Safetensors.notices(at: path))
      if case .panel(let panel) = model {
        for sentence in panel.missing { Progress.say("Going on without a specialist: \(sentence)") }
      }
      return model
    }
  }
}
