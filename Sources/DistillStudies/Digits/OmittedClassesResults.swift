package import Distill

/// One student before and after the correction of its biases.
package struct OmissionOutcome: Codable, Sendable {
  /// The student with one set of biases.
  package struct Part: Codable, Sendable {
    let errors: Int
    /// The share of each class that is right, in percent; nil without examples of it.
    let right: [Double?]
    /// The value that is added to the biases of the corrected classes.
    let offset: Double

    package init(errors: Int, right: [Double?], offset: Double) {
      self.errors = errors
      self.right = right
      self.offset = offset
    }
  }

  package let before: Part
  package let fitted: Part
  package let oracle: Part
  let testExamples: Int

  package init(before: Part, fitted: Part, oracle: Part, testExamples: Int) {
    self.before = before
    self.fitted = fitted
    self.oracle = oracle
    self.testExamples = testExamples
  }
}

/// Students of incomplete transfer sets, before and after correction.
package struct OmittedClassesResults {
  /// The paper's figures for one transfer set, as text.
  package struct Paper: Sendable {
    let errors: String
    let offset: String

    package init(errors: String, offset: String) {
      self.errors = errors
      self.offset = offset
    }
  }

  /// The students of one transfer set.
  package struct Case {
    let title: String
    let corrected: [Int]
    let outcomes: [OmissionOutcome]
    let paper: Paper?

    /// Outcomes by seed, and the classes whose biases are corrected.
    package init(
      title: String, corrected: [Int], outcomes: [OmissionOutcome], paper: Paper? = nil
    ) {
      precondition(!outcomes.isEmpty, "no student was measured")
      self.title = title
      self.corrected = corrected
      self.outcomes = outcomes
      self.paper = paper
    }

    /// Test errors by seed.
    package func errors(_ part: KeyPath<OmissionOutcome, OmissionOutcome.Part>) -> Sample {
      let name =
        switch part {
        case \.before: "as trained"
        case \.fitted: "fitted to the prior"
        default: "oracle"
        }
      return Sample("\(title), \(name)", outcomes.map { Double($0[keyPath: part].errors) })
    }

    /// The mean test error rate, in percent.
    package func rate(_ part: KeyPath<OmissionOutcome, OmissionOutcome.Part>) -> Double {
      100 * errors(part).mean / Double(outcomes[0].testExamples)
    }

    /// By seed, the share of right answers in percent, the mean over the corrected classes of which there
    /// are examples.
    package func correctedRight(
      _ part: KeyPath<OmissionOutcome, OmissionOutcome.Part>
    ) -> Sample {
      Sample(
        "",
        outcomes.map { outcome in
          let shares = corrected.compactMap { outcome[keyPath: part].right[$0] }
          return shares.reduce(0, +) / Double(max(shares.count, 1))
        })
    }

    /// By class, the share of right answers in percent, the mean over seeds; nil without examples of it.
    package func right(
      _ part: KeyPath<OmissionOutcome, OmissionOutcome.Part>, classes: Int
    ) -> [Double?] {
      (0..<classes).map { place in
        let shares = outcomes.compactMap { $0[keyPath: part].right[place] }
        return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
      }
    }

    fileprivate func row(_ part: KeyPath<OmissionOutcome, OmissionOutcome.Part>) -> [String] {
      let offsets = Sample("", outcomes.map { $0[keyPath: part].offset })
      return [
        errors(part).name, errors(part).text(), Numeral.fixed(rate(part), decimals: 2) + " %",
        part == \.before ? "" : offsets.text(), correctedRight(part).text() + " %",
      ]
    }
  }

  private static let parts: [any KeyPath<OmissionOutcome, OmissionOutcome.Part> & Sendable] = [
    \.before, \.fitted, \.oracle,
  ]

  let cases: [Case]
  let classNames: [String]

  package init(cases: [Case], classNames: [String]) {
    self.cases = cases
    self.classNames = classNames
  }

  private func figure(_ omission: Case) -> Figure {
    .bars(
      BarsFigure(
        title: "Right answers by class: \(omission.title)", vertical: Scale(title: "% right"),
        groups: classNames,
        series: Self.parts.map { part in
          .init(
            name: String(omission.errors(part).name.dropFirst(omission.title.count + 2)),
            values: omission.right(part, classes: classNames.count))
        }))
  }

  private func claims(_ comparisons: [Comparison]) -> [Claim] {
    zip(cases, comparisons).flatMap { omission, comparison in
      let offsets = Sample("", omission.outcomes.map(\.oracle.offset))
      return [
        Claim(
          "\(omission.title): corrected biases reduce the errors", paper: omission.paper?.errors,
          ours: "\(omission.errors(\.before).text()) → \(omission.errors(\.fitted).text()) "
            + "(\(Numeral.fixed(omission.rate(\.fitted), decimals: 2)) %)", tested: [comparison]),
        Claim(
          "\(omission.title): offset that is best on the test set", paper: omission.paper?.offset,
          ours: offsets.text()),
      ]
    }
  }

  package var finding: Finding {
    let comparisons = Comparison.family(
      cases.map {
        Comparison($0.errors(\.fitted), against: $0.errors(\.before), betterIs: .lower)
      })
    return Finding(
      sentence: comparisons.map { $0.sentence(unit: "errors") }.joined(separator: "; ") + ".",
      paper:
        "No 3s: 206 errors, 109 once the bias of class 3 is raised by 3.5; only 7s and 8s: 47.3 %, "
        + "13.2 % once the biases of 7 and 8 are lowered by 7.6. Both biases are the best on the test set.",
      samples: cases.flatMap { omission in Self.parts.map { omission.errors($0) } },
      comparisons: comparisons, claims: claims(comparisons),
      tables: [
        ResultTable(
          caption: "Test errors before and after correction",
          columns: ["800-800", "errors", "rate", "offset", "corrected classes right"],
          rows: cases.flatMap { omission in Self.parts.map { omission.row($0) } })
      ],
      figures: cases.map(figure),
      notes: [
        "Fitted: the mean probability of the corrected classes over the training images, whose labels are ignored, is made equal to their share of the training set, a known prior. The test set has no part in it.",
        "Oracle: the offset with the fewest errors on the test set itself, as in the paper.",
      ])
  }
}
