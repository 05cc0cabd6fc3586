import DistillData
import DistillSpeech
import Foundation
import Testing

@Suite("Kaldi archives")
struct KaldiArchiveTests {
  private struct Case: Decodable {
    let name: String
    let values: [Double]
  }

  private let matrix = Frames(values: Noise.samples(21).map { $0 / 1024 }, width: 3)
  private let integers: [Int32] = [3, -1, 0, .max, .min]

  @Test("Archives of another program are read, compressed ones too")
  func goldens() throws {
    let archive = try KaldiArchive(path: try golden("archive.ark"))
    let cases: [Case] = try Goldens<Case>.load("archive")
    #expect(archive.names == ["fm", "dm", "ali", "cm", "cm2", "cm3"])
    #expect(archive.names == cases.map(\.name))
    for wanted in cases {
      if wanted.name == "ali" {
        #expect(try archive.integers(named: "ali") == wanted.values.map { Int32($0) })
        continue
      }
      let frames = try archive.frames(named: wanted.name)
      #expect(frames.width == 3)
      #expect(frames.count == 7)
      let worst = zip(frames.values, wanted.values).map { abs(Double($0) - $1) }.max() ?? 1
      #expect(worst < 2e-6, "\(wanted.name)")
    }
    #expect(try archive.frames(named: "fm") == matrix)
    #expect(try archive.frames(named: "dm") == matrix)
    let text = try KaldiArchive(path: try golden("archive.txt"))
    #expect(try text.frames(named: "fm") == matrix)
    #expect(try text.integers(named: "ali") == integers)
  }

  @Test("What is written binary is what the other program wrote")
  func writesGolden() throws {
    let folder = try TemporaryFolder()
    var archive = try KaldiArchiveWriter(
      archive: "\(folder.path)/a.ark", script: nil, as: .binary)
    try archive.append(matrix, named: "fm")
    try archive.append(integers, named: "ali")
    try archive.commit()
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: golden("archive.ark"))))
    #expect(try folder.bytes("a.ark") == Array(bytes[..<0x66] + bytes[0x120..<0x144]))
  }

  @Test("Text is written as Kaldi writes it")
  func writesText() throws {
    let folder = try TemporaryFolder()
    var archive = try KaldiArchiveWriter(
      archive: "\(folder.path)/a.ark", script: nil, as: .text)
    try archive.append(Frames(values: [1, -2.5, 1e-30, 4], width: 2), named: "a")
    try archive.append([1, -2], named: "b")
    try archive.append(Frames(values: [], width: 2), named: "c")
    try archive.append([], named: "d")
    try archive.commit()
    #expect(
      String(decoding: try folder.bytes("a.ark"), as: UTF8.self)
        == "a  [\n  1.0 -2.5 \n  1e-30 4.0 ]\nb 1 -2 \nc  [ ]\nd \n")
  }

  @Test(
    "What is written is read, from the archive and through the script",
    arguments: [KaldiArchiveWriter.Format.binary, .text])
  func roundTrip(format: KaldiArchiveWriter.Format) throws {
    let folder = try TemporaryFolder()
    let (path, script) = ("\(folder.path)/with space.ark", "\(folder.path)/a.scp")
    var writer = try KaldiArchiveWriter(archive: path, script: script, as: format)
    let none = Frames(values: [], width: 0)
    try writer.append(matrix, named: "ä-1")
    try writer.append(integers, named: "b")
    try writer.append(none, named: "c")
    try writer.append([], named: "d")
    let large = Frames(values: Noise.samples(40_000), width: 40)
    try writer.append(large, named: "e")
    try writer.append(matrix, named: "f")
    try writer.commit()

    let archive = try KaldiArchive(path: path)
    let table = try KaldiScript(path: script)
    #expect(archive.names == ["ä-1", "b", "c", "d", "e", "f"])
    #expect(table.names == archive.names)
    for (name, wanted) in [("ä-1", matrix), ("c", none), ("e", large), ("f", matrix)] {
      #expect(try archive.frames(named: name) == wanted)
      #expect(try table.frames(named: name) == wanted)
    }
    for (name, wanted) in [("b", integers), ("d", [])] {
      #expect(try archive.integers(named: name) == wanted)
      #expect(try table.integers(named: name) == wanted)
    }
  }

  @Test("Offsets in a script are those of the objects")
  func offsets() throws {
    let folder = try TemporaryFolder()
    var writer = try KaldiArchiveWriter(
      archive: "\(folder.path)/a.ark", script: "\(folder.path)/a.scp", as: .binary)
    try writer.append(matrix, named: "one")
    try writer.append(matrix, named: "second")
    try writer.commit()
    // "one ", 15 bytes before the numbers, 84 of numbers, "second ".
    #expect(
      String(decoding: try folder.bytes("a.scp"), as: UTF8.self)
        == "one \(folder.path)/a.ark:4\nsecond \(folder.path)/a.ark:110\n")
    let bytes = try folder.bytes("a.ark")
    #expect(bytes[4] == 0 && bytes[110] == 0)
  }

  @Test("Ranges pick rows and columns, both ends included")
  func ranges() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a [1].ark"
    var writer = try KaldiArchiveWriter(archive: path, script: nil, as: .binary)
    try writer.append(matrix, named: "a")
    try writer.append(integers, named: "b")
    try writer.commit()
    let lines = [
      "rows \(path):2[1:3]", "\tboth  \(path):2[0:0,1:2]\r", "", "columns \(path):2[:,2:2]",
      "all \(path):2[:]", "list \(path):103[1:2]", "beyond \(path):2[5:7]",
      "wide \(path):2[:,0:3]", "gone \(folder.path)/none.ark:2",
    ]
    let script = try KaldiScript(
      path: try folder.file("a.scp", Array(lines.joined(separator: "\n").utf8)))
    #expect(try script.frames(named: "rows") == matrix[1..<4])
    #expect(
      try script.frames(named: "both") == Frames(values: Array(matrix.values[1...2]), width: 2))
    #expect(
      try script.frames(named: "columns").values
        == (0..<7).map { matrix.values[3 * $0 + 2] })
    #expect(try script.frames(named: "all") == matrix)
    #expect(try script.integers(named: "list") == [-1, 0])
    for (name, part) in [
      ("beyond", "expected rows to 7"), ("wide", "columns to 3"), ("gone", "does not exist"),
      ("other", "expected one named \"other\""), ("list", "expected a matrix, found integers"),
    ] {
      let error = #expect(throws: FileError.self) { try script.frames(named: name) }
      #expect(error?.description.contains(part) == true, "\(name)")
    }
  }

  @Test("A matrix in a file of its own has no name before it")
  func aloneInFile() throws {
    let folder = try TemporaryFolder()
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: golden("archive.ark"))))
    let path = try folder.file("a.mat", Array(bytes[3..<0x66]))
    let script = try KaldiScript(path: try folder.file("a.scp", Array("a \(path)\n".utf8)))
    #expect(try script.frames(named: "a") == matrix)
  }

  @Test("Nothing appears without commit, nor when the script's folder is missing")
  func uncommitted() throws {
    let folder = try TemporaryFolder()
    do {
      var writer = try KaldiArchiveWriter(
        archive: "\(folder.path)/a.ark", script: nil, as: .binary)
      try writer.append(matrix, named: "a")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    #expect(throws: FileError.self) {
      _ = try KaldiArchiveWriter(
        archive: "\(folder.path)/a.ark", script: "\(folder.path)/none/a.scp", as: .binary)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}
