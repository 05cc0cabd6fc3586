import Foundation
import Testing

/// What follows an option is its value, also where it begins with a minus sign.
@Suite("Negative values of options")
struct NegativeValueTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
  }

  @Test(
    "A negative number is refused as a number, in any command and with or without “=”",
    arguments: [
      (["train", "r", "d", "t"], "--epochs", "-1"), (["train", "r", "d", "t"], "--threads", "-2"),
      (["speech", "prepare", "c", "d"], "--dither", "-.5"),
      (["speech", "prepare", "c", "d"], "--hold-out", "-1"),
      (["speech", "align", "d"], "--rounds", "-1"),
      (["speech", "decode", "d", "t"], "--beam", "-inf"),
      (["speech", "decode", "d", "t"], "--word-beam", "-nan"),
      (["speech", "score", "t"], "--resamples", "-1"),
      (["speech", "synthesize", "c"], "--hours", "-0.5"),
      (["transcribe", "t", "x.wav"], "--threads", "-1"),
    ])
  func refused(command: [String], option: String, value: String) throws {
    let joined = try Command(command + ["\(option)=\(value)"], in: workshop.folder.path).result()
    let apart = try Command(command + [option, value], in: workshop.folder.path).result()
    #expect(joined.code == 64 && apart.code == 64, "\(apart)")
    #expect(apart.errors == joined.errors)
    #expect(apart.errors.contains(option) && !apart.errors.contains("Missing value"), "\(apart)")
  }

  @Test(
    "Values that cannot be computed with are refused before any work",
    arguments: [
      ["decode", "d", "t", "--beam", "inf"], ["decode", "d", "t", "--word-beam", "inf"],
      ["decode", "d", "t", "--acoustic-scale", "inf", "--word-penalty", "0"],
      ["decode", "d", "t", "--acoustic-scale", "1e-320", "--word-penalty", "0"],
      ["decode", "d", "t", "--acoustic-scale", "1", "--word-penalty", "inf"],
      ["decode", "d", "t", "--acoustic-scale", "1", "--word-penalty", "-inf"],
      ["decode", "d", "t", "--acoustic-scale", "1", "--word-penalty", "nan"],
      ["prepare", "c", "d", "--dither", "inf"], ["prepare", "c", "d", "--dither", "nan"],
      ["synthesize", "c", "--hours", "inf"], ["synthesize", "c", "--hours", "nan"],
      ["synthesize", "c", "--hours", "1", "--min-snr", "-inf"],
      ["synthesize", "c", "--hours", "1", "--max-snr", "inf"],
      ["prepare", "c", "d", "--silence", "A B"], ["prepare", "c", "d", "--silence", "<s>"],
    ])
  func infinite(command: [String]) throws {
    try workshop.expectRefusal(["speech"] + command, code: 64, saying: ["expected"])
  }

  @Test("After “--” nothing is joined, and a file may have such a name")
  func names() throws {
    try workshop.expectRefusal(
      ["speech", "prepare", "--", "-1", "-2"], code: 65, saying: ["-1 is no corpus"])
  }
}
