extension IDX {
  /// The elements as features, in 32-bit numbers; `width` of them make an example, and errors call the file
  /// `path`.
  ///
  /// - Throws: ``DataError`` where an element is not finite, is beyond the range of 32-bit numbers, or all
  ///   are so small that they become 0.
  func features(perExample width: Int, path: String) throws(DataError) -> [Float] {
    switch elements {
    case .uint8(let values): return values.map(Float.init)
    case .int8(let values): return values.map(Float.init)
    case .int16(let values): return values.map(Float.init)
    case .int32(let values): return values.map { Float($0) }
    case .float32(let values):
      if let bad = values.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(value: values[bad], position: bad / width, path: path)
      }
      return values
    case .float64(let values):
      let features = values.map { Float($0) }
      if let bad = features.firstIndex(where: { !$0.isFinite }) {
        guard values[bad].isFinite else {
          throw .notFinite(value: features[bad], position: bad / width, path: path)
        }
        throw .outOfRange(value: values[bad], position: bad / width, path: path)
      }
      if let tiny = values.firstIndex(where: { $0 != 0 }), features.allSatisfy({ $0 == 0 }) {
        throw .outOfRange(value: values[tiny], position: tiny / width, path: path)
      }
      return features
    }
  }
}
