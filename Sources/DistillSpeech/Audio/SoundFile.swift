import CSndfile

/// Sound in memory, decoded by libsndfile.
///
/// In memory, because libsndfile then has no file name, from whose extension it would guess formats
/// without a header, and because sizes that a header leaves open can be filled in first.
final class SoundFile {
  /// The formats that are read. libsndfile supports more: some hold instruments, matrices or samples
  /// without a header, which would be misread, and the sizes of others are not checked here.
  private static let kinds: Set<Int> = [
    SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_RF64, SF_FORMAT_FLAC, SF_FORMAT_NIST,
    SF_FORMAT_AIFF, SF_FORMAT_AU, SF_FORMAT_CAF, SF_FORMAT_W64, SF_FORMAT_OGG, SF_FORMAT_MPEG,
  ]

  /// The number of interleaved channels.
  let channels: Int
  /// Samples per second.
  let sampleRate: Int
  /// The samples per channel that the header announces; nil where it leaves that open.
  let announced: Int?

  private let path: String
  private let input: Input
  private let handle: OpaquePointer

  /// The bytes that libsndfile reads, and its position in them.
  private final class Input {
    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
    }
  }

  /// Opens `bytes`, which errors call `path`.
  init(_ bytes: [UInt8], path: String) throws(AudioError) {
    let input = Input(bytes)
    var calls = Self.calls
    var info = SF_INFO()
    let opened = withExtendedLifetime(input) {
      sf_open_virtual(&calls, Int32(SFM_READ), &info, Unmanaged.passUnretained(input).toOpaque())
    }
    guard let opened else {
      throw .notSound(path: path, found: String(cString: sf_strerror(nil)))
    }
    let kind = Int(info.format) & Int(SF_FORMAT_TYPEMASK)
    guard Self.kinds.contains(kind), info.channels > 0 else {
      _ = withExtendedLifetime(input) { sf_close(opened) }
      throw .notSound(
        path: path,
        found: "its format is not one of WAV, W64, RF64, FLAC, SPHERE, AIFF, AU, CAF, Ogg and MPEG")
    }
    self.path = path
    self.input = input
    handle = opened
    channels = Int(info.channels)
    sampleRate = Int(info.samplerate)
    announced = info.frames < sf_count_t.max ? Int(info.frames) : nil
  }

  deinit {
    sf_close(handle)
  }

  /// The next samples of each channel, interleaved, full scale being 1; at most `count` of each, and
  /// none at the end.
  ///
  /// - Parameter position: The number of samples read before, for the error.
  func next(_ count: Int, position: Int) throws(AudioError) -> [Double] {
    var read = 0
    let samples = [Double](unsafeUninitializedCapacity: count * channels) { buffer, filled in
      read = Int(sf_readf_double(handle, buffer.baseAddress, sf_count_t(count)))
      filled = max(0, read) * channels
    }
    guard sf_error(handle) == Int32(SF_ERR_NO_ERROR) else {
      throw .damaged(path: path, position: position, found: String(cString: sf_strerror(handle)))
    }
    return samples
  }

  private static let calls = SF_VIRTUAL_IO(
    get_filelen: { user in sf_count_t(input(user).bytes.count) },
    seek: { offset, whence, user in
      let input = input(user)
      let base =
        switch whence {
        case SEEK_CUR: input.position
        case SEEK_END: input.bytes.count
        default: 0
        }
      let (target, overflow) = base.addingReportingOverflow(Int(offset))
      guard !overflow, target >= 0 else { return -1 }
      input.position = target
      return sf_count_t(target)
    },
    read: { destination, count, user in
      let input = input(user)
      guard let destination, count > 0, input.position < input.bytes.count else { return 0 }
      let end = min(input.bytes.count, input.position + min(Int(count), input.bytes.count))
      input.bytes.withUnsafeBytes { bytes in
        destination.copyMemory(
          from: bytes.baseAddress! + input.position, byteCount: end - input.position)
      }
      defer { input.position = end }
      return sf_count_t(end - input.position)
    },
    write: { _, _, _ in 0 },
    tell: { user in sf_count_t(input(user).position) })

  private static func input(_ user: UnsafeMutableRawPointer?) -> Input {
    Unmanaged<Input>.fromOpaque(user!).takeUnretainedValue()
  }
}
