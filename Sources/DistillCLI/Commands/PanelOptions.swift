import ArgumentParser
import Distill

/// How a panel decides, for commands that take one among other models.
struct PanelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of a panel: use the specialists for this many of the generalist's most probable classes "
        + "(default: 1)."))
  var topK: Int?

  @Option(help: .hidden)
  var probable: Int?

  @Option(
    help: ArgumentHelp(
      "Of a panel: the divergence of the specialists' outputs p from the combined distribution q that "
        + "is minimized: forward, KL(p, q), or reverse, KL(q, p)."))
  var divergence = Divergence.forward

  @Flag(
    help: "Of a panel: go on without specialists that are missing, unfinished or damaged.")
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

  /// Reads the model at a path, of any kind. What is missing of a panel is printed on standard error.
  var load: @Sendable (_ path: String) throws -> Model {
    let (count, divergence, allowMissing) = (topK ?? probable ?? 1, divergence, allowMissing)
    return { path in
      let model = try Model(
        contentsOf: path, probable: count, divergence: divergence, allowingMissing: allowMissing)
      if case .panel(let panel) = model {
        for sentence in panel.missing { Progress.say("Going on without a specialist: \(sentence)") }
      }
      return model
    }
  }
}
