import DistillData
import Foundation

extension Recording {
  /// Writes the recording as a WAV file of 16-bit samples, completely or not at all.
  ///
  /// Samples are rounded to the nearest integer, halves away from zero, and those beyond −32768 … 32767
  /// are clipped. A file of that name is replaced.
  ///
  /// - Throws: ``AudioError/file(_:)`` when the file cannot be written, and
  ///   ``AudioError/tooLong(path:samples:limit:)`` beyond the format's limit of 4 GiB.
  public func write(to path: String) throws(AudioError) {
    let limit = (Int(UInt32.max) - 36) / 2
    guard samples.count <= limit else {
      throw .tooLong(path: path, samples: samples.count, limit: limit)
    }
    do {
      try AtomicFile.write(waveFile, to: path)
    } catch {
      throw .file(error)
    }
  }

  private var waveFile: Data {
    var file = Data(capacity: 44 + 2 * samples.count)
    func append(_ value: Int, bytes: Int) {
      for byte in 0..<bytes { file.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    let dataSize = 2 * samples.count
    file.append(contentsOf: "RIFF".utf8)
    append(36 + dataSize, bytes: 4)
    file.append(contentsOf: "WAVEfmt ".utf8)
    append(16, bytes: 4)
    append(1, bytes: 2)  // integers
    append(1, bytes: 2)  // channels
    append(sampleRate, bytes: 4)
    append(2 * sampleRate, bytes: 4)
    append(2, bytes: 2)  // bytes of a sample of all channels
    append(16, bytes: 2)
    file.append(contentsOf: "data".utf8)
    append(dataSize, bytes: 4)
    for sample in samples {
      append(Int(min(max(sample.rounded(), -32768), 32767)), bytes: 2)
    }
    return file
  }
}
