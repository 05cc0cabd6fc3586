import Distill

/// What the runs of a sweep came to, and which choice is the best.
struct SweepResult {
  struct Cell {
    let choice: Sweep.Choice
    let errors: Sample
    /// The mean over seeds, in nats; infinite where a run diverged.
    let crossEntropy: Double
  }

  /// By temperature, then by hard weight.
  let cells: [Cell]
  let twins: Sample
  let best: Cell
  let diverged: Int

  init(of runs: SweepRuns, in workspace: Workspace) throws {
    var diverged = 0
    cells = try runs.students.map { choice, runs in
      let results = try runs.map(workspace.result)
      diverged += results.count { $0.evaluation == nil }
      let losses = results.map { $0.evaluation?.crossEntropy ?? .infinity }
      return Cell(
        choice: choice, errors: Sample(choice.name, results.map { Double($0.errors) }),
        crossEntropy: losses.reduce(0, +) / Double(losses.count))
    }
    twins = try workspace.errors("labels only", of: runs.twins)
    best =
      cells.min {
        ($0.errors.mean, $0.crossEntropy) < ($1.errors.mean, $1.crossEntropy)
      } ?? cells[0]
    self.diverged = diverged
  }

  /// The cells other than the best.
  var others: [Cell] { cells.filter { $0.choice != best.choice } }

  /// The best beside its twin, and beside every other cell.
  var comparisons: [Comparison] {
    [Comparison(best.errors, against: twins, betterIs: .lower)]
      + others.map { Comparison(best.errors, against: $0.errors, betterIs: .lower) }
  }

  /// The choices that are worse than the best with p below 0.05, by Holm's correction over all
  /// comparisons; nil where one seed allows no test.
  var worse: [Sweep.Choice]? {
    let p = comparisons.compactMap(\.p)
    guard p.count == comparisons.count else { return nil }
    return zip(others, Comparison.holm(p).dropFirst()).filter { $1 < 0.05 }.map(\.0.choice)
  }
}

extension Sweep.Choice {
  /// “T = 4, w = 0.1”.
  var name: String { "T = \(Numeral.short(temperature)), w = \(Numeral.short(hardWeight))" }
}
