import Distill
import DistillStudies
import Foundation
import Testing

@Suite("Study report")
struct StudyReportTests {
  /// Everything that comes from outside carries markup.
  private static let hostile = "<script>alert(\"a&b\")</script>'"

  private static func curve(
    _ name: String, _ values: [Double], reach: Double? = nil,
    style: CurvesFigure.Series.Style = .solid
  ) -> CurvesFigure.Series {
    CurvesFigure.Series(
      name: name,
      points: zip([1.0, 2, 5, 10, 20], values).map { x, y in
        CurvesFigure.Point(x: x, y: y, low: reach.map { y - $0 }, high: reach.map { y + $0 })
      }, style: style)
  }

  private static func figure(
    _ series: [CurvesFigure.Series], horizontal: Bool = false, vertical: Bool = false
  ) -> Figure {
    .curves(
      CurvesFigure(
        title: "Errors by temperature",
        horizontal: Scale(title: "temperature", isLogarithmic: horizontal),
        vertical: Scale(title: "test errors", isLogarithmic: vertical), series: series))
  }

  private static func page(_ figures: Figure...) -> String {
    StudyReport(
      title: "x",
      findings: [Finding(name: "x", title: "x", sentence: "x", figures: figures)]
    ).html()
  }

  private static let study: StudyReport = {
    let soft = Sample("soft targets", [141, 150, 139, 144, 147])
    let labels = Sample("labels only", [198, 205, 201, 190, 211])
    let first = Finding(
      name: "temperature-by-width", title: "Temperature by width",
      sentence: "Narrow students want lower temperatures.", paper: "T of 2.5 to 4 for 30 units.",
      samples: [soft, labels],
      comparisons: [
        Comparison(soft, against: labels, betterIs: .lower),
        Comparison(labels, against: labels, betterIs: .lower),
      ],
      claims: [
        Claim(
          "Soft targets are better", paper: "91 %", ours: "144 ± 5",
          tested: [Comparison(soft, against: labels, betterIs: .lower)]),
        Claim("Errors on labels", ours: "201 ± 10"),
      ],
      tables: [
        ResultTable(
          caption: "Test errors", columns: ["units", "T = 1", "T = 4"],
          rows: [["30", "198", "144 | 145"], ["300"]])
      ],
      figures: [
        figure(
          [
            curve("30 units", [198, 170, 144, 149, 160], reach: 6),
            curve("labels only", [201, 201, 201, 201, 201], style: .dashed),
          ], horizontal: true)
      ], notes: ["One set of test examples."])
    let second = Finding(
      name: "temperature-by-width", title: hostile, sentence: hostile, paper: hostile,
      tables: [ResultTable(caption: hostile, columns: [hostile], rows: [[hostile]])],
      figures: [
        .bars(
          BarsFigure(
            title: hostile, vertical: Scale(title: hostile),
            groups: (0..<10).map { "\($0)" } + [hostile],
            series: [
              .init(name: hostile, values: [3, nil, .nan, 1], low: [2], high: [4]),
              .init(name: "b", values: [1]),
            ])),
        figure([curve(hostile, [1, .nan, 3])]),
        .map(
          MapFigure(
            title: hostile, rows: [hostile, "2"], columns: ["a", hostile, "c"],
            values: [[1, 4, 0], [-1, .nan, .infinity]])),
      ], notes: [hostile])
    return StudyReport(
      title: hostile, facts: [.init(label: hostile, value: hostile)], findings: [first, second])
  }()

  /// The values of `attribute` wherever it occurs.
  private func values(of attribute: String, in html: String) -> [Substring] {
    html.components(separatedBy: " \(attribute)=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
  }

  @Test("Names are text, never markup, and nothing refers outside the page")
  func escaping() {
    let html = Self.study.html()
    for forbidden in ["<script", "a&b", "http", "//", "url(", "@import", "<link", "src="] {
      #expect(!html.contains(forbidden), "\(forbidden)")
    }
    #expect(values(of: "href", in: html).allSatisfy { $0.hasPrefix("#") })
    let markdown = Self.study.markdown()
    #expect(!markdown.replacing("\\<", with: "").contains("<"))
    #expect(markdown.contains("144 \\| 145"))
  }

  @Test("Every finding has a section, its figures, and an entry that leads there")
  func sections() {
    let html = Self.study.html()
    let targets = values(of: "href", in: html).map { $0.dropFirst() }
    #expect(targets == ["temperature-by-width", "temperature-by-width-2"])
    // The claims come first, in a section of their own.
    let sections = html.components(separatedBy: "<section").dropFirst(2)
    #expect(sections.count == 2)
    for (section, (target, figures)) in zip(sections, zip(targets, [1, 3])) {
      #expect(section.hasPrefix(" id=\"\(target)\">"))
      #expect(section.components(separatedBy: "<svg").count - 1 == figures)
      #expect(section.components(separatedBy: "<desc>").count - 1 == figures)
      #expect(section.contains("<b>The paper:</b>") && section.contains("<ul class=\"notes\">"))
    }
    #expect(!StudyReport(title: "x", findings: [Self.study.findings[0]]).html().contains("<nav"))
  }

  @Test("Every element that opens closes, in order")
  func balanced() {
    #expect(Markup.isBalanced(Self.study.html()))
  }

  @Test("Tests are a table, corrected where there are several")
  func comparisons() {
    let html = Self.study.html()
    #expect(html.contains("<th scope=\"row\">soft targets against labels only</th>"))
    #expect(html.contains("<td>better</td>") && html.contains("<td>undecided</td>"))
    #expect(html.contains(">p, Holm</th>"))
    var finding = Self.study.findings[0]
    finding.comparisons.removeLast()
    #expect(!StudyReport(title: "x", findings: [finding]).html().contains("p, Holm"))
  }

  @Test("The study survives JSON, with values that JSON has no numbers for")
  func coding() throws {
    let json = try Self.study.json()
    // NaN is not equal to itself: what was read is compared as it is written.
    #expect(try StudyReport(json: json).json() == json)
    #expect(json.contains("\"p\" :") && json.contains("\"NaN\""))
    var plain = Self.study
    plain.findings.removeLast()
    #expect(try StudyReport(json: plain.json()) == plain)
    #expect(throws: DecodingError.self) { try StudyReport(json: "{}") }
  }

  @Test("Equal studies are equal files, however they were made, and different ones are not")
  func deterministic() throws {
    var plain = Self.study
    plain.findings.removeLast()
    let read = try StudyReport(json: plain.json())
    func files(_ study: StudyReport) throws -> [String] {
      [study.html(), try study.json(), study.markdown()]
    }
    let expected = try files(plain)
    #expect(try files(read) == expected)
    let changes: [(inout StudyReport) -> Void] = [
      { $0.title += "x" }, { $0.facts[0].value += "x" }, { $0.findings[0].sentence += "x" },
      { $0.findings[0].paper = nil }, { $0.findings[0].notes = [] },
      { $0.findings[0].tables[0].rows[0][1] = "x" }, { $0.findings[0].claims[0].ours = "x" },
      { $0.findings[0].comparisons.removeLast() },
    ]
    for change in changes {
      var other = read
      change(&other)
      #expect(zip(try files(other), expected).allSatisfy { $0 != $1 })
    }
    // Times are in the page alone.
    #expect(plain.html(timing: [.init(label: "Wall time", value: "3 min")]) != expected[0])
  }

  @Test("As Markdown a finding is its heading, sentences, tables, tests and notes")
  func markdown() {
    let study = StudyReport(
      title: "Study", facts: [.init(label: "seeds", value: "5")],
      findings: [Self.study.findings[0]])
    #expect(
      study.markdown() == """
        # Study

        - seeds: 5

        The figures are in `report.html`.

        ## Claims

        The claims of the study; p values are Holm-corrected within each experiment:

        | claim | the paper | here, with 95 % interval | verdict | experiment |
        | :-- | --: | --: | --: | --: |
        | Soft targets are better | 91 % | 144 ± 5 | confirmed, p \\< 0.001 | temperature-by-width |
        | Errors on labels | – | 201 ± 10 | measured | temperature-by-width |

        ## Temperature by width

        Narrow students want lower temperatures.

        The paper: T of 2.5 to 4 for 30 units.

        Test errors:

        | units | T = 1 | T = 4 |
        | :-- | --: | --: |
        | 30 | 198 | 144 \\| 145 |
        | 300 |  |  |

        Comparisons, paired by seed:

        | comparison | difference | 95 % interval | p | p, Holm | seeds | verdict |
        | :-- | --: | --: | --: | --: | --: | --: |
        | soft targets against labels only | −56.8 | −65.6 to −48.0 | \\< 0.001 | \\< 0.001 | 5 | better |
        | labels only against labels only | 0 | 0 to 0 | 1.000 | 1.000 | 5 | undecided |

        - One set of test examples.

        """)
  }

  /// Every finite number a figure may be given, and those that are none.
  private static let extremes: [[Double]] = [
    [], [3], [0, 0, 0], [7, 7, 7], [.nan, .nan], [.nan, 1, .infinity, 2], [-5, -3],
    [.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude],
    [1e-300, 1e300],
    [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
    [1e15, 1e15 + 1], [-1, 0, 1],
  ]

  @Test("Whatever the values, figures hold finite numbers", arguments: extremes)
  func hostileValues(values: [Double]) {
    for (horizontal, vertical) in [(false, false), (true, true)] {
      let curves = CurvesFigure.Series(
        name: "a",
        points: values.map { .init(x: $0, y: $0, low: $0 - 1, high: $0 * 2) }
          + values.reversed().map { .init(x: 1, y: $0, low: .nan, high: $0) })
      let bars = BarsFigure(
        title: "b", vertical: Scale(title: "", isLogarithmic: vertical), groups: ["x", "y", ""],
        series: [.init(name: "a", values: values, low: values, high: values.reversed())])
      let html = Self.page(
        Self.figure([curves], horizontal: horizontal, vertical: vertical), .bars(bars))
      for attribute in ["x", "y", "cx", "cy", "r", "width", "height", "viewBox"] {
        #expect(
          self.values(of: attribute, in: html).allSatisfy {
            $0.split(separator: " ").allSatisfy { Double($0)?.isFinite == true }
          }, "\(attribute)")
      }
      let paths = self.values(of: "d", in: html)
      #expect(paths.allSatisfy { $0.allSatisfy { "MLHhv0123456789.- ".contains($0) } })
    }
  }

  @Test("A map has a cell for every number, as dark as the root of its share of the largest")
  func map() {
    let html = Self.page(
      .map(
        MapFigure(
          title: "m", rows: ["1", "2"], columns: ["a", "b", "c"],
          values: [[4, 1, 0], [-3, .nan, 16]])))
    #expect(values(of: "fill-opacity", in: html) == ["0.55", "0.33", "1"])
    #expect(html.components(separatedBy: "<rect class=\"none\"").count == 4)
    #expect(html.contains("2 rows and 3 columns; the darkest cell is 16."))
  }

  @Test("Figures without series or groups are empty figures")
  func nothing() {
    let html = Self.page(
      Self.figure([]),
      .bars(BarsFigure(title: "b", vertical: Scale(title: "v"), groups: [], series: [])))
    #expect(html.components(separatedBy: "<desc>No values.</desc>").count == 3)
  }

  /// The y coordinates of the paths of `style`.
  private func heights(_ style: String, in html: String) -> [Double] {
    let paths = html.components(separatedBy: "<path class=\"\(style) ").dropFirst()
    return paths.flatMap { path -> [Double] in
      values(of: "d", in: " " + path).first.map { data in
        data.split { "ML".contains($0) }.compactMap {
          $0.split(separator: " ").last.flatMap { Double($0) }
        }
      } ?? []
    }
  }

  @Test("A band lies on both sides of its curve, as far as its bounds")
  func band() {
    let html = Self.page(Self.figure([Self.curve("a", [10, 20, 15, 12, 18], reach: 3)]))
    let line = heights("line", in: html)
    let band = heights("band", in: html)
    #expect(line.count == 5 && band.count == 10)
    for (middle, (upper, lower)) in zip(line, zip(band.prefix(5), band.suffix(5).reversed())) {
      #expect(upper < middle && abs(middle - upper - (lower - middle)) < 0.03)
    }
    // A single place has no area.
    #expect(
      heights("reach", in: Self.page(Self.figure([Self.curve("a", [1], reach: 1)]))).count == 2)
  }

  @Test("On a logarithmic axis equal ratios are equal distances")
  func logarithmic() {
    let found = heights(
      "line", in: Self.page(Self.figure([Self.curve("a", [1, 4, 16])], vertical: true)))
    #expect(found.count == 3)
    #expect(abs(found[0] - found[1] - (found[1] - found[2])) < 0.03)
  }

  @Test("Bars stand on 0, as high as their values")
  func bars() {
    let html = Self.page(
      .bars(
        BarsFigure(
          title: "b", vertical: Scale(title: "v"), groups: ["x", "y", "z"],
          series: [.init(name: "a", values: [2, nil, -1])])))
    let bars = html.components(separatedBy: "<rect class=\"bar").dropFirst().map { bar in
      ["y", "height"].map { Double(values(of: $0, in: bar).first ?? "") ?? .nan }
    }
    #expect(bars.count == 2)
    #expect(abs(bars[0][0] + bars[0][1] - bars[1][0]) < 0.02)
    #expect(abs(bars[0][1] - 2 * bars[1][1]) < 0.02)
  }

  @Test("A dashed curve goes by the label of the solid one that has its name")
  func labels() {
    let both = Self.page(
      Self.figure([Self.curve("a", [1, 2]), Self.curve("a", [3, 4], style: .dashed)]))
    #expect(both.components(separatedBy: "class=\"name c0\"").count == 2)
    let alone = Self.page(
      Self.figure([Self.curve("a", [1, 2]), Self.curve("b", [3, 4], style: .dashed)]))
    #expect(alone.contains("class=\"name c1\""))
  }
}
