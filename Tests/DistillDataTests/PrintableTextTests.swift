import DistillData
import Testing

@Suite("Printable text")
struct PrintableTextTests {
  @Test(
    "Controls are escaped, everything else stays",
    arguments: [
      ("plain, süß, 字, 🙂, \\ and \"", "plain, süß, 字, 🙂, \\ and \""),
      ("\u{1B}[31m", #"\u{1B}[31m"#), ("\0\u{7}\u{8}", #"\u{0}\u{7}\u{8}"#),
      ("a\nb\tc\rd", #"a\nb\tc\rd"#), ("a\r\nb", #"a\r\nb"#),
      ("\u{7F}\u{80}\u{9B}\u{9F}\u{A0}", "\\u{7F}\\u{80}\\u{9B}\\u{9F}\u{A0}"),
      ("\u{202A}\u{202E}\u{2066}\u{2069}", #"\u{202A}\u{202E}\u{2066}\u{2069}"#),
      ("\u{61C}\u{200E}\u{200F}\u{2028}\u{2029}", #"\u{61C}\u{200E}\u{200F}\u{2028}\u{2029}"#),
      ("e\u{301}\u{200D}", "e\u{301}\u{200D}"),
    ])
  func escapes(text: String, expected: String) {
    #expect(text.printable() == expected)
    #expect(text.printable().printable() == expected)
  }

  @Test("Text of several lines keeps line feeds and tabs only")
  func lines() {
    #expect("a\n\tb\r\u{1B}".printable(keepingLines: true) == "a\n\tb\\r\\u{1B}")
  }

  @Test(
    "A shell reads its word as the text",
    arguments: [
      ("out/run-1.safetensors", "out/run-1.safetensors"), ("", "''"), ("a b", "'a b'"),
      ("it's", #"'it'\''s'"#), ("$(x)", "'$(x)'"), ("für", "für"), ("a\nb", "'a\nb'"),
    ])
  func words(text: String, expected: String) {
    #expect(text.shellWord == expected)
  }
}
