public import DistillData
public import Foundation

/// What can go wrong with recordings and their features.
///
/// Every case has the place, what was expected and what was found; ``description`` is one sentence with
/// them that ends with the remedy. Text from a file is quoted and cut short.
public enum AudioError: Error, Equatable, Sendable {
  /// The file cannot be read or written.
  case file(FileError)
  /// `path` is not a sound file of a kind that is read; `found` is the reason.
  case notSound(path: String, found: String)
  /// `path` announces more than it holds, counted in `unit`.
  case truncated(path: String, unit: String, expected: Int, found: Int)
  /// The sound in `path` does not decode after `position` samples; `found` is the decoder's reason.
  case damaged(path: String, position: Int, found: String)
  /// `path` is compressed by `coding`, which is not decoded; `remedy` names a program that does.
  case compressed(path: String, coding: String, remedy: String)
  /// `path` decodes to `samples` samples or more, beyond the `limit` for its size.
  case tooManySamples(path: String, samples: Int, limit: Int, sampleRate: Int)
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
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .file(let error):
      error.description
    case .notSound(let path, let found):
      "\(path) is not a sound file that can be read: \(found); convert it to WAV or FLAC."
    case .truncated(let path, let unit, let expected, let found):
      "\(path): expected \(expected) \(unit) of sound, as its header announces, found \(found): "
        + "it was cut off; create or fetch it again."
    case .compressed(let path, let coding, let remedy):
      "\(path) is compressed with \(coding), which is not decoded here; \(remedy)."
    case .tooManySamples(let path, let samples, let limit, let sampleRate):
      "\(path) decodes to at least \(samples) samples "
        + "(\((Double(samples) / Double(sampleRate) / 360).rounded() / 10) h) where at most \(limit) are "
        + "read from a file of its size; cut it into utterances."
    case .damaged(let path, let position, let found):
      "\(path) does not decode after sample \(position): \(found); create or fetch it again."
    case .empty(let path):
      "\(path) holds no samples where at least one was expected; "
        + "record it again or leave it out."
    case .notFinite(let path, let position):
      "\(path), sample \(position): expected a number within ±1000 of full scale, found NaN, infinity "
        + "or a larger one; convert it again, with floating-point samples from −1 to 1."
    case .impossibleRate(let path, let found):
      "\(path) has \(found) samples per second where \(Recording.sampleRates.lowerBound) to "
        + "\(Recording.sampleRates.upperBound) were expected; correct its header or convert it again."
    case .wrongRate(let expected, let found):
      "The filterbank expects \(expected) samples per second and the recording has \(found); "
        + "resample it with resampled(to: \(expected)) or choose a filterbank for \(found)."
    case .impossibleFilterbank(let what, let expected, let found):
      "A filterbank's \(what): expected \(expected), found \(found); change the options."
    case .tooLong(let path, let samples, let limit):
      "\(path) would hold \(samples) samples where a WAV file holds at most \(limit); "
        + "cut the recording into parts."
    }
  }

  /// The same sentence, for callers that only have an `Error`.
  public var errorDescription: String? { description }
}

extension AudioError: InputFault {}
