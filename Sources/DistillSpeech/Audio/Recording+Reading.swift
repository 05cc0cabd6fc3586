import DistillData

extension Recording {
  /// The largest file that is read, in bytes: 4 GiB, some 37 hours at 16 kHz.
  public static let fileLimit = 4 << 30

  /// The most samples of a file that decodes to more than four for each of its bytes: some four and a
  /// half hours at 16 kHz.
  ///
  /// Compression has no limit of its own: a FLAC file of 5 MB can hold a day of silence.
  public static let compressedLimit = 1 << 28

  /// Reads the sound file at `path`: WAV (also W64 and RF64) of 8, 16, 24 or 32 bits or floating point,
  /// FLAC, NIST SPHERE, AIFF, AU, CAF, Ogg and MPEG, through libsndfile.
  ///
  /// Full scale becomes 32768. More than one channel becomes the mean of all; where the channels cancel
  /// each other in it, such as a stereo file with one channel inverted, the loudest channel is taken
  /// instead, and ``selectedChannel`` is its number. The sample rate is the file's (see
  /// ``resampled(to:)``).
  ///
  /// Programs that write to a pipe write the header before the size of the sound is known. Such sizes mean
  /// everything to the end of the file; see `SoundHeader`. Ogg and MPEG
  /// announce no length, so a file cut off between two of its packets is read as far as it goes.
  ///
  /// The file is read whole: memory is its size and four bytes a sample.
  ///
  /// - Throws: ``AudioError`` when there is no such file, it is not a sound file, holds less than its
  ///   header announces or no samples, does not decode, decodes to too many samples, or has samples that
  ///   are not finite or a rate outside ``sampleRates``.
  public init(contentsOf path: String) throws(AudioError) {
    let bytes: [UInt8]
    do {
      bytes = try OpenFile(path, for: .reading).contents(limit: Self.fileLimit)
    } catch {
      throw .file(error)
    }
    try self.init(bytes, named: path)
  }

  /// Decodes `bytes`, the content of a sound file that errors call `name`.
  ///
  /// - Throws: As ``init(contentsOf:)``.
  public init(_ bytes: [UInt8], named name: String = "sound data") throws(AudioError) {
    guard !bytes.isEmpty else { throw .notSound(path: name, found: "it is empty") }
    let bytes = try SoundHeader.checked(bytes, path: name)
    let file = try SoundFile(bytes, path: name)
    guard Self.sampleRates.contains(file.sampleRate) else {
      throw .impossibleRate(path: name, found: file.sampleRate)
    }
    let limit = max(Self.compressedLimit, 4 * bytes.count)
    let (mean, power) = try Self.decoded(file, channel: nil, limit: limit, path: name)
    if let channel = power.cancelledFor {
      let again = try SoundFile(bytes, path: name)
      self.init(
        samples: try Self.decoded(again, channel: channel, limit: limit, path: name).samples,
        sampleRate: file.sampleRate, selectedChannel: channel)
    } else {
      self.init(samples: mean, sampleRate: file.sampleRate)
    }
  }

  /// The samples of one `channel` of `file`, or the mean of all where that is nil, and the power of
  /// both.
  private static func decoded(
    _ file: SoundFile, channel: Int?, limit: Int, path: String
  ) throws(AudioError) -> (samples: [Float], power: ChannelPower) {
    func tooMany(_ count: Int) -> AudioError {
      .tooManySamples(path: path, samples: count, limit: limit, sampleRate: file.sampleRate)
    }
    if let announced = file.announced, announced > limit { throw tooMany(announced) }
    var samples: [Float] = []
    var power = ChannelPower(channels: file.channels)
    let channels = file.channels
    while true {
      // By pieces, because the length in a header may be wrong.
      let piece = try file.next(max(1, 1 << 16 / channels), position: samples.count)
      if piece.isEmpty { break }
      guard samples.count + piece.count / channels <= limit else {
        throw tooMany(samples.count + piece.count / channels)
      }
      for start in stride(from: 0, to: piece.count, by: channels) {
        var sum = 0.0
        for place in 0..<channels { sum += piece[start + place] }
        let value = channel.map { piece[start + $0] } ?? sum / Double(channels)
        let sample = Float(value * 32768)
        guard abs(sample) <= Self.largestMagnitude else {
          throw .notFinite(path: path, position: samples.count)
        }
        samples.append(sample)
        if channels > 1, channel == nil { power.add(piece[start..<start + channels], mean: value) }
      }
    }
    if let announced = file.announced, samples.count < announced {
      throw .truncated(path: path, unit: "samples", expected: announced, found: samples.count)
    }
    guard !samples.isEmpty else { throw .empty(path: path) }
    return (samples, power)
  }
}

/// The power of each channel and of their mean, without their constant parts.
private struct ChannelPower {
  private var count = 0.0
  private var sums: [Double]
  private var squares: [Double]

  /// For `channels` channels; the mean is the last entry.
  init(channels: Int) {
    sums = [Double](repeating: 0, count: channels + 1)
    squares = sums
  }

  mutating func add(_ values: ArraySlice<Double>, mean: Double) {
    count += 1
    for (place, value) in values.enumerated() {
      sums[place] += value
      squares[place] += value * value
    }
    sums[sums.count - 1] += mean
    squares[squares.count - 1] += mean * mean
  }

  /// The loudest channel where the mean has lost its sound; nil otherwise.
  ///
  /// Of N channels of which one has sound, the mean has 1/N² of its power. Less than a tenth of that is
  /// left only where channels cancel each other.
  var cancelledFor: Int? {
    let channels = sums.count - 1
    guard channels > 1, count > 0 else { return nil }
    let powers = zip(sums, squares).map { sum, square in
      max(0, square / count - (sum / count) * (sum / count))
    }
    guard let loudest = powers.indices.dropLast().max(by: { powers[$0] < powers[$1] }) else {
      return nil
    }
    // A channel within a step of 16 bits has no sound to lose.
    guard powers[loudest] > 1 / (32768.0 * 32768) else { return nil }
    let least = powers[loudest] / Double(10 * channels * channels)
    return powers[channels] < least ? loudest : nil
  }
}
