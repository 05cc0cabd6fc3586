import Distill
import DistillStudies
import Foundation
import Testing

@Suite("Outline of a study")
struct StudyOutlineTests {
  /// The outline's counts do not depend on the speed.
  private static let speed = Result { try StudyRun.Speed.measured(.float32) }

  @Test("It counts stages once, and changes nothing")
  func counts() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/s"
      let before = try Tiny.run(in: path).outline(speed: Self.speed.get())
      #expect(!FileManager.default.fileExists(atPath: path))
      #expect(before.rows.map(\.name) == ["students", "controls"])
      // The second experiment shares a teacher with the first.
      #expect(before.rows.map(\.stages) == [5, 2])
      #expect(before.rows.map(\.finished) == [0, 0])
      #expect(before.rows.allSatisfy { $0.seconds > 0 && $0.bytes > 0 })
      #expect(before.seconds > 0)
      // Stages that need one another take their sum, however many threads there are.
      let wide = try Tiny.run(in: path, threads: 100).outline(speed: Self.speed.get())
      let sum = wide.rows.reduce(0) { $0 + $1.seconds }
      #expect(wide.seconds == wide.longestChain && wide.longestChain > sum / 100)
      #expect(wide.longestChain < sum)

      _ = try Tiny.run(only: ["controls"], in: path).run { _ in .proceed }
      let names = try FileManager.default.subpathsOfDirectory(atPath: path)
      let middle = try Tiny.run(in: path).outline(speed: Self.speed.get())
      #expect(middle.rows.map(\.finished) == [1, 2])
      #expect(middle.rows[0].seconds < before.rows[0].seconds)
      #expect(middle.rows[1].seconds == 0 && middle.rows[1].bytes == 0)
      let chosen = try Tiny.run(only: ["controls"], in: path).outline(speed: Self.speed.get())
      #expect(chosen.rows.map(\.stages) == [3] && chosen.rows.map(\.finished) == [3])
      #expect(try FileManager.default.subpathsOfDirectory(atPath: path) == names)

      _ = try Tiny.run(in: path).run { _ in .proceed }
      #expect(try Tiny.run(in: path).outline(speed: Self.speed.get()).seconds == 0)
    }
  }

  @Test("Its text has a line for each experiment, what does not apply, and the sum")
  func text() throws {
    let study = Tiny.study([
      Tiny.controls, Tiny.experiment("barred", obstacle: "the sky is green") { _ in [] },
    ])
    let outline = try Tiny.run(study, in: "nowhere", threads: 2).outline(speed: Self.speed.get())
    let lines = outline.description.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("controls     3 stages,    0 finished"))
    #expect(lines[1] == "barred does not apply: the sky is green.")
    #expect(lines[2].hasPrefix("In all about ") && lines[2].contains("on 2 threads"))
  }
}
