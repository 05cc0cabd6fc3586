public import DistillData
public import Foundation

/// What can go wrong with recordings and their features.
///
/// Every case says where, what was expected and what was found; ``description`` puts that in one
/// sentence that ends with what mends it. Text that came out of a file is quoted and cut short.
public enum AudioError: Error, Equatable, Sendable {
  /// The system refused to read or write the file.
  case file(FileError)
  /// `path` is not a sound file of a kind that is read; `found` is the reason.
  case notSound(path: String, found: String)
  /// `path` promises more than it holds, counted in `unit`.
  case truncated(path: String, unit: String, expected: Int, found: Int)
  /// The sound in `path` does not decode after `position` samples; `found` is the decoder's reason.
  case damaged(path: String, position: Int, found: String)
  /// `path` holds no samples.
  case empty(path: String)
  /// Sample `position` of `path` is NaN or infinite, or too large for the scale of 16 bits.
  case notFinite(path: String, position: Int)
  /// A rate of `found` samples per second, outside ``Recording/sampleRates``.
  case impossibleRate(path: String, found: Int)
  /// A recording has another sample rate than the one its features are defined for.
  case wrongRate(expected: Int, found: Int)
  /// A filterbank cannot be built: `what` should be `expected`, and is `found`.
  case impossibleFilterbank(what: String, expected: String, found: String)
  /// A recording has more samples than the file format counts.
  case tooLong(path: String, samples: Int, limit: Int)
}

extension AudioError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence for people.
  public var description: String {
    switch self {
    case .file(let error):
      error.description
    case .notSound(let path, let found):
      "\(path) is not a sound file that can be read: \(found); convert it to WAV or FLAC."
    case .truncated(let path, let unit, let expected, let found):
      "\(path) promises \(expected) \(unit) of sound and holds \(found); "
        + "it was cut off, make or fetch it again."
    case .damaged(let path, let position, let found):
      "\(path) does not decode after sample \(position): \(found); make or fetch it again."
    case .empty(let path):
      "\(path) holds no samples where at least one was expected; "
        + "record it again or leave it out."
    case .notFinite(let path, let position):
      "\(path), sample \(position): expected a number within ±1000 of full scale, found NaN, infinity "
        + "or a larger one; convert it again, with floating-point samples from −1 to 1."
    case .impossibleRate(let path, let found):
      "\(path) has \(found) samples per second where \(Recording.sampleRates.lowerBound) to "
        + "\(Recording.sampleRates.upperBound) were expected; mend its header or convert it again."
    case .wrongRate(let expected, let found):
      "The filterbank expects \(expected) samples per second and the recording has \(found); "
        + "resample it with resampled(to: \(expected)) or choose a filterbank for \(found)."
    case .impossibleFilterbank(let what, let expected, let found):
      "A filterbank's \(what): expected \(expected), found \(found); change the options."
    case .tooLong(let path, let samples, let limit):
      "\(path) would hold \(samples) samples where a WAV file has room for \(limit); "
        + "cut the recording into parts."
    }
  }

  /// The same sentence, for callers that only know `Error`.
  public var errorDescription: String? { description }
}
