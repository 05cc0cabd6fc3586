/// One of the three states of a phone's hidden Markov model, in its context.
///
/// Every phone is three states in a row, each with a way to itself and one to the next, and no way
/// around: an acoustic model classifies their frames. The context is of the word only: at a word's
/// edge it is silence for any neighbouring word, so that a decoder does not need words before it
/// has decided on them.
public struct HMMState: Sendable, Hashable {
  /// States in a row for each phone.
  public static let perPhone = 3

  /// The phone.
  public let phone: Int
  /// Which of the phone's states, from 0.
  public let position: Int
  /// The phone before it in the word; silence at the word's beginning.
  public let left: Int
  /// The phone after it in the word; silence at the word's end.
  public let right: Int

  /// The state `position` of `phone` between `left` and `right`.
  public init(phone: Int, position: Int, left: Int, right: Int) {
    precondition(
      (0..<Self.perPhone).contains(position), "a phone has no state \(position)")
    self.phone = phone
    self.position = position
    self.left = left
    self.right = right
  }

  /// The states of a word with this pronunciation, in order.
  public static func states(of pronunciation: [Int], in phones: PhoneSet) -> [HMMState] {
    pronunciation.indices.flatMap { place in
      (0..<perPhone).map { position in
        HMMState(
          phone: pronunciation[place], position: position,
          left: place == 0 ? phones.silence : pronunciation[place - 1],
          right: place == pronunciation.count - 1 ? phones.silence : pronunciation[place + 1])
      }
    }
  }

  /// The states of silence, in order.
  public static func silence(in phones: PhoneSet) -> [HMMState] {
    states(of: [phones.silence], in: phones)
  }
}
