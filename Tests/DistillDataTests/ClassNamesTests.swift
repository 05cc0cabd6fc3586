import DistillData
import Foundation
import Testing

@Suite("Names of classes")
struct ClassNamesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try IDX(sizes: [3, 1, 1], elements: .uint8([1, 2, 3]))
      .write(to: folder.path + "/train-images-idx3-ubyte")
    try IDX(sizes: [3], elements: .uint8([0, 1, 2]))
      .write(to: folder.path + "/train-labels-idx1-ubyte")
  }

  private func open(_ bytes: [UInt8]) throws -> DataFolder {
    _ = try folder.file("classes.txt", bytes)
    return try DataFolder(folder.path)
  }

  private func refusal(_ bytes: [UInt8]) throws -> String {
    let error = #expect(throws: DataError.self) { try open(bytes) }
    let sentence = error?.description ?? ""
    #expect(sentence.contains(folder.path + "/classes.txt"))
    #expect(sentence.hasSuffix(".") && !sentence.hasSuffix(".."))
    return sentence
  }

  @Test(
    "Lines end in each of the usual ways, and a byte order mark is no part of a name",
    arguments: ["a\nb, c\nd\n", "a\r\nb, c\r\nd", "a\rb, c\rd\r", "\u{FEFF}a\n\tb, c \nd\n\n\n"])
  func lines(text: String) throws {
    let opened = try open(Array(text.utf8))
    #expect(opened.classNames == ["a", "b, c", "d"] && opened.notices.isEmpty)
  }

  @Test("An empty line before a name is in a notice, with the label that follows")
  func emptyLine() throws {
    let opened = try open(Array("a\n\n\nb\nc\n".utf8))
    #expect(opened.classNames == ["a", "b", "c"])
    let notice = try #require(opened.notices.first)
    #expect(opened.notices.count == 1)
    #expect(notice.description.contains("2 empty lines, the first of them line 2"))
    #expect(notice.description.contains("label 1 is “b”, of line 4"))
  }

  @Test("Two equal names are refused with both lines, and with the difference of their bytes")
  func twice() throws {
    let same = try refusal(Array("a\n\ncrane\nb\ncrane\n".utf8))
    #expect(same.contains("lines 3 and 5") && same.contains("“crane”") && !same.contains("bytes"))
    let composed = try refusal(Array("a\ncaf\u{E9}\ncafe\u{301}\n".utf8))
    #expect(composed.contains("lines 2 and 3") && composed.contains("differ in their bytes only"))
  }

  @Test("Text that is not UTF-8 is refused with the line and the conversion")
  func encodings() throws {
    let latin1 = try refusal(Array("a\nb\ncaf".utf8) + [0xE9, 0x0A])
    #expect(latin1.contains("line 3") && latin1.contains("0xE9"))
    #expect(latin1.contains("iconv -f LATIN1 -t UTF-8"))
    for mark: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF]] {
      let utf16 = try refusal(mark + [0x61, 0, 0x0A, 0])
      #expect(utf16.contains("UTF-16") && utf16.contains("iconv"))
    }
  }

  @Test(
    "Control characters and line separators are refused with the line and the character",
    arguments: [
      ("\u{1B}[31mred", "U+001B"), ("bell\u{7}", "U+0007"), ("a\tb", "U+0009"), ("a\0", "U+0000"),
      ("c\u{9B}", "U+009B"), ("next\u{85}line", "U+0085"), ("two\u{2028}lines", "U+2028"),
    ])
  func controls(name: String, character: String) throws {
    let sentence = try refusal(Array("a\n\(name)\nc\n".utf8))
    #expect(sentence.contains("line 2") && sentence.contains(character))
    #expect(sentence.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }

  @Test(
    "Names that could not be read back are not written", arguments: ["a\nb", " a", "", "\u{1B}[1m"])
  func unwritable(name: String) throws {
    let data = try Dataset(pixels: [1], shape: [1], labels: [0], classNames: [name])
    #expect(throws: (any Error).self) { try data.write(to: folder.path + "/new") }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
  }

  @Test(
    "A list names classes whose names have commas",
    arguments: [
      ("tench, Tinca tinca", [1]), ("crane", [0]), ("crane,tench, Tinca tinca", [0, 1]),
      ("tench, Tinca tinca , crane", [0, 1]), ("a, b", [4]), ("a,b", [2, 3]),
      (" crane , b ", [0, 3]), ("crane, a, b", [0, 4]), ("b, a", [2, 3]), ("caf\u{E9}", [5]),
      (",", [6]),
    ] as [(String, Set<Int>)])
  func choices(text: String, expected: Set<Int>) {
    let names = ["crane", "tench, Tinca tinca", "a", "b", "a, b", "cafe\u{301}", ","]
    #expect(ClassNames.choice(text, among: names) == .classes(expected))
  }

  @Test(
    "A list with a part that is no name is refused with that part",
    arguments: [
      ("x", "x"), ("crane,x", "x"), ("tench", "tench"), ("Tinca tinca", "Tinca tinca"),
      (",,,", ""), ("", ""), (" ", ""), ("crane,", ""), (",crane", ""), ("crane,,crane", ""),
    ])
  func unknown(text: String, part: String) {
    #expect(ClassNames.choice(text, among: ["crane", "tench, Tinca tinca"]) == .unknown(part))
  }
}
