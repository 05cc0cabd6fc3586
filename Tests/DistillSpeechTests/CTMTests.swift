import DistillData
import DistillSpeech
import Testing

@Suite("CTM files")
struct CTMTests {
  private func line(
    _ recording: String, _ word: String, _ start: Double, confidence: Double? = nil,
    channel: String = "1"
  ) -> CTM.Line {
    CTM.Line(
      recording: recording, channel: channel,
      word: TimedWord(word: word, start: start, duration: 0.25, confidence: confidence))
  }

  @Test("Words are written in order and read again")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let ctm = CTM([
      line("b", "TWO", 0.5), line("b", "ONE", 0, confidence: 0.875),
      line("a", "ZWÖLF", 10, channel: "B"), line("a", "it's", 11, channel: "A"),
      line("a", "X", 11, channel: "A"),
    ])
    try ctm.write(to: folder.path + "/a.ctm")
    #expect(
      try folder.text("a.ctm") == """
        a A 11.000 0.250 it's
        a A 11.000 0.250 X
        a B 10.000 0.250 ZWÖLF
        b 1 0.000 0.250 ONE 0.8750
        b 1 0.500 0.250 TWO

        """)
    #expect(try CTM(path: folder.path + "/a.ctm") == ctm)
  }

  @Test("Comments, missing confidences, any order and any line end are read")
  func tolerant() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.ctm", ";; by hand\r\nb\t1 0.5  0.25 TWO NA\r\n\r\na 1 1e-1 .25 ONE 1")
    let read = try CTM(path: path)
    #expect(read.lines == [line("a", "ONE", 0.1, confidence: 1), line("b", "TWO", 0.5)])
    #expect(try CTM(path: folder.file("empty.ctm", "")).lines.isEmpty)
  }

  @Test(
    "Lines that break the format are refused by number",
    arguments: [
      ("a 1 0 1", "line 1: expected recording, channel, start, duration, word"),
      ("a 1 0 1 W 1 1", "line 1: expected recording, channel"),
      ("a 1 0 1 W\na 1 0 1 <s>", "line 2: expected recording, channel"),
      ("a 1 x 1 W", #"expected a start in seconds, not negative, found "x""#),
      ("a 1 -0.1 1 W", "expected a start in seconds"),
      ("a 1 nan 1 W", "expected a start in seconds"),
      ("a 1 inf 1 W", "expected a start in seconds"),
      ("a 1 0 -1 W", "expected a duration in seconds"),
      ("a 1 0 1 W 1.5", #"expected a confidence from 0 to 1, found "1.5""#),
      ("a 1 0 1 W nan", "expected a confidence from 0 to 1"),
    ])
  func malformed(text: String, sentence: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.ctm", text)
    let error = #expect(throws: FileError.self) { try CTM(path: path) }
    #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
  }
}
