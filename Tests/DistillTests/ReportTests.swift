import Distill
import Foundation
import Testing

@Suite("Report")
struct ReportTests {
  /// Everything that comes from outside carries markup.
  private static let hostile = "<script>alert(\"a&b\")</script>'"

  private static func evaluation(_ name: String, classCount: Int = 3) throws -> Evaluation {
    // Every class is right twice, and once predicted as the next.
    let labels = (0..<classCount).flatMap { [Int32]([$0, $0, $0].map(Int32.init)) }
    var logits = [Float](repeating: 0, count: labels.count * classCount)
    for (row, label) in labels.enumerated() {
      let predicted = row % 3 == 2 ? (Int(label) + 1) % classCount : Int(label)
      logits[row * classCount + predicted] = 4
    }
    return try Evaluation(
      name: name, logits: logits, labels: labels, classCount: classCount, parameters: 1234)
  }

  private static func digit(classCount: Int = 3) -> DigitComparison {
    let rest = Float(1 - 0.571 - 3e-6) / Float(classCount - 2)
    let teacher = [0.571, 3e-6] + [Float](repeating: rest, count: classCount - 2)
    return DigitComparison(
      pixels: [0, 255, 7, 128, 1, 254], width: 3, height: 2, label: 0,
      views: [.init(temperature: 2.5, teacher: teacher, student: teacher.reversed())])
  }

  private static func curve(
    _ name: String, soft: [Double?] = [], hard: [Double?] = [], errors: [Double?] = []
  ) -> LearningCurve {
    let count = max(soft.count, hard.count, errors.count)
    return LearningCurve(
      name: name,
      points: (0..<count).map { index in
        LearningCurve.Point(
          epoch: index + 1, softLoss: soft.indices.contains(index) ? soft[index] : nil,
          hardLoss: hard.indices.contains(index) ? hard[index] : nil,
          validationErrorRate: errors.indices.contains(index) ? errors[index] : nil)
      })
  }

  /// Numbers that a damaged or foreign file may hold, of every order of magnitude.
  private static let extremes: [Double] = [
    0, .leastNonzeroMagnitude, .leastNonzeroMagnitude * 2000, 1e-308, 1e-300, 1e-291, 1e-289,
    1e-200, 1, 1e200, 1e299, 1e301,
    .greatestFiniteMagnitude, .infinity, -.infinity, .nan, -1, -.leastNonzeroMagnitude,
    -.greatestFiniteMagnitude,
  ]

  @Test(
    "No number in a run's measurements stops a report or leaves its figures", arguments: extremes)
  func extreme(number: Double) {
    for other in Self.extremes {
      let values = [number, other, 0.5]
      for curve in [
        Self.curve("a", soft: values, hard: [number], errors: [other]),
        Self.curve("a", soft: [number, other], errors: [number, number]),
      ] {
        var steps = curve
        for place in steps.points.indices {
          steps.points[place].step = [0, .max, .min][place]
          steps.points[place].epoch = [.max, 0, .min][place]
        }
        for curve in [curve, steps] {
          let html = Report(title: "t", evaluations: [], curves: [curve]).html()
          for attribute in ["d", "x", "y", "points", "cx", "cy"] {
            for value in self.values(of: attribute, in: html) {
              #expect(!value.contains("nan") && !value.contains("inf"), "\(values): \(value)")
            }
          }
        }
      }
    }
  }

  private static func full() throws -> Report {
    Report(
      title: hostile, facts: [(hostile, "see https://example.org/" + hostile)],
      evaluations: [try evaluation(hostile), try evaluation("plain")],
      curves: [
        curve(hostile, soft: [3, 1, 0.01], hard: [2, nil, 1], errors: [0.5, 0.1, 0]),
        curve(
          "diverged", hard: [2, .nan, .infinity, .greatestFiniteMagnitude, -1],
          errors: [.nan, 1, 1]),
        curve("nothing", hard: [.nan]),
      ],
      digits: [digit(), digit(classCount: 30)], classNames: [hostile, "b"])
  }

  /// The values of `attribute` wherever it occurs.
  private func values(of attribute: String, in html: String) -> [Substring] {
    html.components(separatedBy: " \(attribute)=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
  }

  @Test("Names are text, never markup")
  func escaping() throws {
    let html = try Self.full().html()
    #expect(!html.contains("<script"))
    #expect(!html.contains("a&b"))
    #expect(html.contains("<h1>&lt;script&gt;alert(&quot;a&amp;b&quot;)&lt;/script&gt;&#39;</h1>"))
    let nul = Report(title: "a\u{0}b\u{1b}c").html()
    #expect(nul.contains("<h1>a\u{fffd}b\u{fffd}c</h1>"))
  }

  @Test("The file refers to nothing outside itself")
  func selfContained() throws {
    var report = try Self.full()
    #expect(report.html().contains("https://example.org"))
    report.facts = []
    let html = report.html()
    for forbidden in ["http:", "https:", "//", "url(", "@import", "<link", "<script", "href="] {
      #expect(!html.contains(forbidden), "\(forbidden)")
    }
    let sources = values(of: "src", in: html)
    #expect(sources.count == 2)
    #expect(sources.allSatisfy { $0.hasPrefix("data:image/png;base64,") })
  }

  @Test("Every element that opens closes, in order")
  func balanced() throws {
    #expect(Markup.isBalanced(try Self.full().html()))
  }

  @Test("Figures hold numbers only, though losses diverge")
  func finite() throws {
    let html = try Self.full().html()
    let paths = values(of: "d", in: html)
    #expect(!paths.isEmpty)
    #expect(paths.allSatisfy { $0.allSatisfy { "MLHhv0123456789.- ".contains($0) } })
    for attribute in ["x", "y", "cx", "cy", "r", "width", "height", "viewBox", "fill-opacity"] {
      let found = values(of: attribute, in: html)
      #expect(!found.isEmpty, "\(attribute)")
      #expect(
        found.allSatisfy { $0.split(separator: " ").allSatisfy { Double($0)?.isFinite == true } },
        "\(attribute)")
    }
  }

  @Test("Figures and headings speak to screen readers")
  func accessible() throws {
    let html = try Self.full().html()
    let figures = html.components(separatedBy: "<svg").dropFirst()
    #expect(!figures.isEmpty)
    for figure in figures {
      #expect(figure.prefix { $0 != ">" }.contains("role=\"img\""))
      #expect(figure.contains("<title>"))
    }
    let headings = html.components(separatedBy: "<th ").count
    #expect(headings == html.components(separatedBy: "scope=\"").count)
    #expect(!html.contains("<th>"))
  }

  @Test("Without data there are no sections")
  func empty() throws {
    #expect(!Report(title: "empty").html().contains("<section>"))
    #expect(
      Report(title: "x", curves: [Self.curve("a", hard: [.nan])]).html().contains("<svg") == false)
    let unlabelled = try Evaluation(
      name: "unlabelled", logits: [0, 1], labels: [-1], classCount: 2, parameters: 1)
    let html = Report(title: "x", evaluations: [unlabelled]).html()
    #expect(html.contains("<h2>Models</h2>") && !html.contains("<h2>Confusions</h2>"))
  }

  @Test("Soft and hard loss have figures of their own")
  func apart() {
    let soft = Report(title: "x", curves: [Self.curve("a", soft: [1, 0.5])]).html()
    #expect(soft.contains("<h3>Soft loss</h3>") && !soft.contains("<h3>Hard loss"))
    let hard = Report(title: "x", curves: [Self.curve("a", hard: [1, 0.5])]).html()
    #expect(hard.contains("<h3>Hard loss</h3>") && !hard.contains("<h3>Soft loss"))
  }

  @Test(
    "An axis is logarithmic where values span more than a factor of 20",
    arguments: [
      ([1.0, 0.05], false), ([1.0, 0.049], true), ([1.0, 0], false), ([5.0, 5], false),
    ])
  func logarithmic(losses: [Double], expected: Bool) {
    let html = Report(title: "x", curves: [Self.curve("a", hard: losses)]).html()
    #expect(html.contains("log scale") == expected)
  }

  @Test("A line falls from the top tick to the bottom one, evenly in its scale")
  func line() {
    func heights(_ losses: [Double]) -> [Double] {
      let html = Report(title: "x", curves: [Self.curve("a", hard: losses)]).html()
      let path = values(of: "d", in: html).first { $0.contains("L") } ?? ""
      return path.split { "ML".contains($0) }.compactMap {
        $0.split(separator: " ").last.flatMap { Double($0) }
      }
    }
    for losses in [[2, 1, 0], [100, 1, 0.01]] {
      let found = heights(losses)
      #expect(found.count == 3)
      #expect(found[0] < found[1])
      #expect(abs(found[1] - found[0] - (found[2] - found[1])) < 0.02)
    }
  }

  @Test("Probabilities stand beside their bars, small ones as powers of ten")
  func darkKnowledge() {
    let html = Report(title: "x", digits: [Self.digit()]).html()
    #expect(html.contains("<i>T</i> = 2.5"))
    #expect(html.contains("<td>0.571</td>") && html.contains("<td>3·10⁻⁶</td>"))
    #expect(html.contains("<b>labelled 0</b><br>teacher: 0<br>student: 2"))
    let widths = html.components(separatedBy: "style=\"width:").dropFirst().map {
      $0.prefix { $0 != "%" }
    }
    // 0.429 is 75.13 % of the longest, 0.571; the student's are the teacher's in reverse.
    #expect(widths == ["100", "75.13", "0", "0", "75.13", "100"])
  }

  /// The picture as Python's zlib and struct write it.
  @Test("The picture is a PNG")
  func picture() {
    let html = Report(title: "x", digits: [Self.digit()]).html()
    #expect(
      values(of: "src", in: html) == [
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAE0lEQVR4AQEIAPf/AAD/BwCAAf4IpQKGzJKwngAAAABJRU5ErkJggg=="
      ])
  }

  @Test("Many classes are summed up: ten bars and the rest, confusions as pairs")
  func manyClasses() throws {
    let report = Report(
      title: "x", evaluations: [try Self.evaluation("many", classCount: 30)],
      digits: [Self.digit(classCount: 30)])
    let html = report.html()
    #expect(html.contains(">20 others</th>"))
    #expect(html.components(separatedBy: "rowspan=\"2\"").count - 1 == 11)
    #expect(!html.contains("class=\"matrix\""))
    #expect(html.contains("<tr><td>0</td><td>1</td><td>1</td><td>33.3</td></tr>"))
  }

  @Test("The confusion matrix shows every count, mistakes tinted")
  func confusion() throws {
    let html = Report(title: "x", evaluations: [try Self.evaluation("few")]).html()
    #expect(html.components(separatedBy: "<rect").count - 1 == 9)
    #expect(html.components(separatedBy: "class=\"heat\"").count - 1 == 3)
    #expect(html.components(separatedBy: "class=\"right\"").count - 1 == 3)
    #expect(html.contains("3 errors. Most often: 0 predicted as 1 (1)"))
  }

  @Test("A model keeps its colour from the table to the curves")
  func colors() throws {
    let report = Report(
      title: "x", evaluations: [try Self.evaluation("first"), try Self.evaluation("second")],
      curves: [Self.curve("second", hard: [1, 2])])
    let html = report.html()
    #expect(html.contains("<tr class=\"c1\"><th scope=\"row\"><i class=\"swatch\"></i>second</th>"))
    #expect(html.contains("<path class=\"line c1\""))
  }

  @Test("As text a report is its table")
  func text() throws {
    let report = try Self.full()
    #expect(report.description == EvaluationTable(report.evaluations).description)
  }
}
