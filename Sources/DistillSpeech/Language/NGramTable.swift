/// The numbers of an n-gram model under construction, by history.
///
/// Words are ids, `</s>` is the vocabulary's size and `<s>` one more; histories begin with their oldest
/// word.
struct NGramTable {
  /// ln p(word | history), of words with a probability of their own.
  var arcs: [[Int32]: [Int32: Double]] = [:]

  /// ln β of histories where it is not 0.
  var backoffs: [[Int32]: Double] = [:]

  /// The histories with words or a back-off weight of their own, the empty one first, then by length and
  /// ids.
  ///
  /// One without words and with the back-off weight 1 predicts what its end does.
  var histories: [[Int32]] {
    var all = Set(arcs.keys).union(backoffs.keys)
    all.insert([])
    return all.sorted {
      $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count < $1.count
    }
  }
}
