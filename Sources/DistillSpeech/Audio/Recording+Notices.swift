package import DistillData

extension Recording {
  /// What the user should know about this recording, read from `path`, before features for `rate`
  /// samples per second are computed from it: a missing sound, channels that cancel, a lower rate.
  package func notices(path: String, rate: Int) -> [Notice] {
    var notices: [Notice] = []
    if let selectedChannel {
      notices.append(
        Notice(
          "\(path): its channels cancel each other in their mean; channel \(selectedChannel + 1) alone "
            + "was used."))
    }
    if isSilent {
      notices.append(Notice("\(path) is silent: its samples are all the same; it has no words."))
    }
    if sampleRate < rate {
      notices.append(
        Notice(
          "\(path) has \(sampleRate) samples per second and was resampled to \(rate): its filterbank "
            + "bins above \(sampleRate / 2) Hz are empty."))
    }
    return notices
  }
}
