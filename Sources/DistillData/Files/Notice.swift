/// Something about the input that its user should know although the work goes on: examples left out, a
/// class without examples, mixed sampling rates.
///
/// Functions that read input return notices beside their result; the command prints them on standard
/// error. ``description`` is a sentence that names the file or the option, what was found, and what
/// was done.
public struct Notice: Hashable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// The notice with this sentence.
  public init(_ description: String) {
    self.description = description
  }
}
