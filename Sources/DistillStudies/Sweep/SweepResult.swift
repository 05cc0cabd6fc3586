package import Distill

/// The errors of the students of a sweep, and the best choice.
package struct SweepResult {
  /// The students of one choice.
  package struct Cell {
    package let choice: Sweep.Choice
    package let errors: Sample
    /// The mean over seeds, in nats; infinite where a run diverged.
    package let crossEntropy: Double

    package init(choice: Sweep.Choice, errors: [Double], crossEntropy: Double) {
      self.choice = choice
      self.errors = Sample(choice.name, errors)
      self.crossEntropy = crossEntropy
    }
  }

  /// By temperature, then by hard weight.
  let cells: [Cell]
  /// The same network on labels alone.
  let labelsOnly: Sample
  let diverged: Int

  /// Validation errors by seed, of at least one choice; `diverged` runs are among them.
  package init(cells: [Cell], labelsOnly: [Double], diverged: Int) {
    precondition(!cells.isEmpty, "a sweep has choices")
    self.cells = cells
    self.labelsOnly = Sample("labels only", labelsOnly)
    self.diverged = diverged
  }

  init(of runs: SweepRuns, in workspace: Workspace) throws {
    var diverged = 0
    let cells = try runs.students.map { choice, runs in
      let results = try runs.map(workspace.result)
      diverged += results.count { $0.evaluation == nil }
      let losses = results.map { $0.evaluation?.crossEntropy ?? .infinity }
      return Cell(
        choice: choice, errors: results.map { Double($0.errors) },
        crossEntropy: losses.reduce(0, +) / Double(losses.count))
    }
    self.init(
      cells: cells, labelsOnly: try workspace.errors("", of: runs.controls).values,
      diverged: diverged)
  }

  /// The cell with the fewest mean errors and, among equals, the lowest cross-entropy.
  package var best: Cell {
    cells.min {
      ($0.errors.mean, $0.crossEntropy) < ($1.errors.mean, $1.crossEntropy)
    } ?? cells[0]
  }

  /// The cells other than the best.
  var others: [Cell] {
    let best = best.choice
    return cells.filter { $0.choice != best }
  }

  /// The best against the same network on labels, and against every other cell.
  package var comparisons: [Comparison] {
    let best = best
    return Comparison.family(
      [Comparison(best.errors, against: labelsOnly, betterIs: .lower)]
        + others.map { Comparison(best.errors, against: $0.errors, betterIs: .lower) })
  }

  /// The choices that are worse than the best by the verdict of ``comparisons``; nil where one seed allows
  /// no test.
  package var worse: [Sweep.Choice]? {
    let comparisons = comparisons
    guard comparisons.allSatisfy({ $0.p != nil }) else { return nil }
    return zip(others, comparisons.dropFirst()).filter { $1.verdict == .better }.map(\.0.choice)
  }
}

extension Sweep.Choice {
  /// “T = 4, w = 0.1”.
  var name: String { "T = \(Numeral.short(temperature)), w = \(Numeral.short(hardWeight))" }
}
