import ArgumentParser
import Distill
import Foundation

struct DrawCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Draw synthetic digits into a data folder.",
    discussion: """
      Digits of 28 × 28 pixels drawn from strokes, for trying things out without data, and as an \
      unlabelled transfer set of any size. The same seed gives the same digits.
      """)

  @Argument(help: "The folder to write, in MNIST's format.")
  var folder: String

  @Option(help: "Training examples.")
  var train: Int

  @Option(help: "Test examples.")
  var test: Int

  @Option(help: "The seed.")
  var seed: UInt64

  func validate() throws {
    guard 1...10_000_000 ~= train, 1...10_000_000 ~= test else {
      throw ValidationError("--train and --test are numbers from 1 to 10000000.")
    }
  }

  func run() throws {
    try Failure.reported {
      let digits = SyntheticDigits(seed: seed)
      try DataFolder.write(
        training: digits.dataset(count: train),
        test: digits.dataset(count: test, firstIndex: train),
        to: folder)
    }
  }
}
