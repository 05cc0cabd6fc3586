public import DistillData
import Foundation

extension NGramModel {
  /// Reads the model of `path` in the ARPA format, of any order up to 5.
  ///
  /// Text before `\data\` and after `\end\` is skipped, and fields may be separated by any spaces and
  /// tabs. Histories may be missing where no n-gram needs them, as in pruned models. n-grams that no
  /// sentence can reach, such as those with words after `</s>`, are skipped. Probabilities are not
  /// checked to sum to one.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - vocabulary: The words that can be recognised, by id. n-grams with other words are skipped, and
  ///     their probability is lost. Words without a 1-gram get the probability of `<unk>` or `<UNK>`.
  ///     `nil` takes the file's own words, in the order of their UTF-8 bytes, without those two.
  /// - Throws: `FileError` with the number of the line that breaks the format, and for words of the
  ///   vocabulary without a 1-gram in a model without `<unk>`.
  public init(arpa path: String, vocabulary: [String]?) throws(FileError) {
    self = try Self.read(arpa: path, vocabulary: vocabulary).model
  }

  /// Reads a model as ``init(arpa:vocabulary:)`` does, with notices about what was skipped or replaced.
  public static func read(
    arpa path: String, vocabulary: [String]?
  ) throws(FileError) -> (model: NGramModel, notices: [Notice]) {
    let reader = try ARPAReader(path: path)
    let words = vocabulary?.map(TextLines.normalized) ?? reader.words
    var ids: [String: Int32] = [:]
    for (id, word) in words.enumerated() {
      precondition(
        word != Self.beginMark && word != Self.endMark
          && ids.updateValue(Int32(id), forKey: word) == nil,
        "“\(word)” is a mark, or twice in the vocabulary")
    }
    let (table, notices) = try reader.table(ids: ids)
    return (NGramModel(order: reader.order, vocabulary: words, table: table), notices)
  }
}
