public import Distill

extension SpeechFolder {
  /// The content of an archive, for each frame.
  public enum ArchiveContent: Sendable {
    /// The frame itself, normalised as in the input of networks: [frames, bins].
    case frames
    /// ln p(class | frame) by a model that was trained on the folder: [frames, classes].
    case logPosteriors(any Teacher, Precision)
    /// ln p(class | frame) − ln p(class), the input of decoders of hidden Markov models:
    /// [frames, classes]. Classes without training frames have values near −10¹⁰, see ``LogPriors``.
    case logLikelihoods(any Teacher, Precision)
    /// The number of the class, −1 where there is none.
    case classes
  }

  /// Writes `content` of a part's utterances as a Kaldi archive, `name`.ark, with its script, `name`.scp,
  /// sorted by the utterances' ids as Kaldi's programs require. Classes are numbered as in `classes.txt`,
  /// from 0.
  ///
  /// Cost: a forward pass where a model is evaluated. Memory: the part's frames up to 4 GiB, and the rows of as
  /// many utterances as there are threads.
  ///
  /// - Parameters:
  ///   - part: The utterances.
  ///   - content: The content.
  ///   - name: The path of both files without their extensions; they appear complete or not at all.
  ///   - format: The format of numbers.
  ///   - threads: Utterances that a model evaluates concurrently.
  ///   - progress: Called with the share that is done.
  /// - Returns: The number of utterances.
  /// - Throws: ``SpeechError`` where the model does not match or the folder does not have the content,
  ///   `FileError` where the files cannot be written.
  @discardableResult
  public func archive(
    _ part: DataFolder.Part, _ content: ArchiveContent, as name: String,
    format: KaldiArchiveWriter.Format, threads: Int, progress: (Double) -> Void = { _ in }
  ) throws -> Int {
    precondition(threads > 0, "an archive is written by at least one thread, not \(threads)")
    let entries = try entries(part)
    var ranges: [Range<Int>] = []
    for entry in entries {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + entry.frames)
    }
    let order = entries.indices.sorted {
      entries[$0].id.utf8.lexicographicallyPrecedes(entries[$1].id.utf8)
    }
    let rows = try rows(of: content, part)
    var writer = try KaldiArchiveWriter(
      archive: "\(name).ark", script: "\(name).scp", as: format)
    for start in stride(from: 0, to: order.count, by: threads) {
      let places = Array(order[start..<min(start + threads, order.count)])
      switch rows {
      case .matrices(let matrix):
        let own = places.map { ranges[$0] }
        let matrices = try concurrentMap(places.count, threads: threads) { place in
          try matrix(own[place])
        }.map { try $0.get() }
        for (place, matrix) in zip(places, matrices) {
          try writer.append(matrix, named: entries[place].id)
        }
      case .numbers(let numbers):
        for place in places {
          try writer.append(Array(numbers[ranges[place]]), named: entries[place].id)
        }
      }
      progress(Double(start + places.count) / Double(order.count))
    }
    try writer.commit()
    return order.count
  }

  /// How the rows of an archive are obtained.
  private enum Rows {
    case matrices(@Sendable (Range<Int>) throws -> Frames)
    case numbers([Int32])
  }

  private func rows(of content: ArchiveContent, _ part: DataFolder.Part) throws -> Rows {
    switch content {
    case .frames:
      let sequences = try sequences(part)
      let frames = try Dataset(
        sequences, context: FrameContext(before: 0, after: 0), classNames: [])
      return .matrices { range in
        var values: [Float] = []
        frames.gather(Array(range), into: &values)
        return Frames(values: values, width: sequences.width)
      }
    case .logPosteriors(let model, let precision):
      return try scores(by: model, precision, of: part, priors: nil)
    case .logLikelihoods(let model, let precision):
      return try scores(by: model, precision, of: part, priors: priors(tying()))
    case .classes:
      _ = try tying()
      return .numbers(try DataFolder(path).dataset(part).labels)
    }
  }

  private func scores(
    by model: any Teacher, _ precision: Precision, of part: DataFolder.Part, priors: LogPriors?
  ) throws -> Rows {
    try check(model, tying())
    let dataset = try Dataset(
      try sequences(part), context: settings.context, classNames: model.classNames)
    return .matrices { range in
      let scores = try AcousticScores(
        by: model, of: range, in: dataset, priors: priors, scale: 1, precision: precision)
      return Frames(values: scores.values, width: scores.classCount)
    }
  }
}
