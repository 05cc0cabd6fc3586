import ArgumentParser
import Distill
import Foundation

struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Generate synthetic digits or glyphs as a data folder.",
    discussion: """
      Images of 28 × 28 pixels, drawn from strokes: data for first experiments, and transfer sets of \
      any size. The same seed gives the same images.

      With --alphabets and --characters they are glyphs, characters of invented alphabets, \
      named “Alphabet 1/character 1” and so on; those of one alphabet are made of the same few \
      strokes and easily confused. --train and --test then count the examples of each character, \
      not all of them.
      """)

  @Argument(help: "The folder to write, in MNIST's format.")
  var folder: String

  @Option(help: "Training examples; for glyphs, of each character.")
  var train: Int

  @Option(help: "Test examples; for glyphs, of each character.")
  var test: Int

  @Option(help: "The seed.")
  var seed: UInt64

  @Option(help: "Generate glyphs of this many alphabets in place of digits.")
  var alphabets: Int?

  @Option(help: "Characters of each alphabet.")
  var characters: Int?

  @OptionGroup var output: OutputOptions

  /// What `--json` prints.
  private struct Summary: Encodable {
    let path: String
    let training: Int
    let test: Int
    let classes: Int
    let seed: UInt64
  }

  private static let mostExamples = 10_000_000
  /// Labels in data folders are at most 16-bit numbers.
  private static let mostClasses = 32_768

  func validate() throws {
    guard (alphabets == nil) == (characters == nil) else {
      throw ValidationError(
        "--alphabets and --characters must be given together; "
          + "\(alphabets == nil ? "--alphabets" : "--characters") is missing.")
    }
    if let alphabets, let characters {
      guard 1...Self.mostClasses ~= alphabets, 1...1000 ~= characters,
        alphabets * characters <= Self.mostClasses
      else {
        throw ValidationError(
          "--alphabets is \(alphabets) and --characters is \(characters); expected positive numbers, "
            + "at most 1000 characters, and at most \(Self.mostClasses) in all alphabets together.")
      }
    }
    let most = Self.mostExamples / ((alphabets ?? 1) * (characters ?? 1))
    guard 1...most ~= train, 1...most ~= test else {
      throw ValidationError(
        "--train is \(train) and --test is \(test); expected numbers from 1 to \(most).")
    }
  }

  func run() throws {
    try Failure.reported {
      let parts: (training: Dataset, test: Dataset)
      if let alphabets, let characters {
        let glyphs = SyntheticGlyphs(
          alphabets: alphabets, charactersPerAlphabet: characters, seed: seed)
        parts = (
          glyphs.dataset(perClass: train), glyphs.dataset(perClass: test, firstIndex: train)
        )
      } else {
        let digits = SyntheticDigits(seed: seed)
        parts = (digits.dataset(count: train), digits.dataset(count: test, firstIndex: train))
      }
      try DataFolder.write(training: parts.training, test: parts.test, to: folder)
      guard output.json else { return }
      try Console.output(
        json: Summary(
          path: folder, training: parts.training.count, test: parts.test.count,
          classes: parts.training.classNames.count, seed: seed))
    }
  }
}
