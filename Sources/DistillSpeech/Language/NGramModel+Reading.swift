public import DistillData
import Foundation

extension NGramModel {
  /// Reads the model of `path` in the ARPA format, of any order up to 5.
  ///
  /// What stands before `\data\` and after `\end\` is passed over, and fields may be separated by any
  /// spaces and tabs. Histories may be lacking where no n-gram needs them, as in pruned models. Whether
  /// probabilities sum to one is the file's affair.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - vocabulary: The words that can be recognised, by id. n-grams with other words are passed over,
  ///     and what they were given is then lost. `nil` takes the file's own, in the order of their UTF-8
  ///     bytes, without `<unk>` and `<UNK>`.
  /// - Throws: `FileError` with the number of the line that breaks the format, and for a word of the
  ///   vocabulary without a 1-gram.
  public init(arpa path: String, vocabulary: [String]?) throws(FileError) {
    let reader = try ARPAReader(path: path)
    let words = vocabulary ?? reader.words
    var ids: [String: Int32] = [:]
    for (id, word) in words.enumerated() {
      precondition(
        word != Self.beginMark && word != Self.endMark
          && ids.updateValue(Int32(id), forKey: word) == nil,
        "“\(word)” is a mark, or twice in the vocabulary")
    }
    self.init(
      order: reader.order, vocabulary: words, table: try reader.table(ids: ids))
  }
}
