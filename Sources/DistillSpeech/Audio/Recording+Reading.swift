import DistillData

extension Recording {
  /// The largest file that is read, in bytes: 4 GiB, some 37 hours at 16 kHz.
  public static let fileLimit = 4 << 30

  /// Reads the sound file at `path`: WAV of 8, 16, 24 or 32 bits or floating point, FLAC, NIST SPHERE,
  /// AIFF, AU, Ogg and MPEG, through libsndfile.
  ///
  /// Full scale becomes 32768; more than one channel becomes the mean of all. The sample rate is the
  /// file's (see ``resampled(to:)``). Sizes of 0, 0x7FFFF000 and 0xFFFFFFFF, which programs write that
  /// cannot know better yet, mean everything to the end of the file. Ogg and MPEG promise no length, so
  /// that one cut off between two of its packets is read as far as it goes.
  ///
  /// The file is read whole: memory is its size and four bytes a sample.
  ///
  /// - Throws: ``AudioError`` when there is no such file, it is not a sound file, holds less than its
  ///   header promises or no samples, does not decode, or has samples that are not finite or a rate
  ///   outside ``sampleRates``.
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
    let file = try SoundFile(SoundHeader.checked(bytes, path: name), path: name)
    guard Self.sampleRates.contains(file.sampleRate) else {
      throw .impossibleRate(path: name, found: file.sampleRate)
    }
    var samples: [Float] = []
    while true {
      // By pieces, because the length that a header gives is not to be believed.
      let piece = try file.next(max(1, 1 << 16 / file.channels), position: samples.count)
      if piece.isEmpty { break }
      for sample in file.channels == 1 ? piece : Self.mixed(piece, channels: file.channels) {
        let sample = Float(sample * 32768)
        guard abs(sample) <= Self.largestMagnitude else {
          throw .notFinite(path: name, position: samples.count)
        }
        samples.append(sample)
      }
    }
    if let promised = file.promised, samples.count < promised {
      throw .truncated(
        path: name, unit: "samples", expected: promised, found: samples.count)
    }
    guard !samples.isEmpty else { throw .empty(path: name) }
    self.init(samples: samples, sampleRate: file.sampleRate)
  }

  /// The mean of `channels` interleaved channels.
  private static func mixed(_ samples: [Double], channels: Int) -> [Double] {
    stride(from: 0, to: samples.count, by: channels).map { start in
      samples[start..<start + channels].reduce(0, +) / Double(channels)
    }
  }
}
