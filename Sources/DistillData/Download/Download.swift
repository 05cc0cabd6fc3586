public import Foundation

/// Files to fetch from public mirrors, verified by digest and resumed after a break.
///
/// Bytes received go to `NAME.part`; a later call requests only the rest. A file is renamed to
/// `NAME` when its unzipped content has the expected digest, so a file under its own name is
/// complete.
public struct Download: Sendable {
  /// One file.
  public struct File: Sendable {
    /// The name, on the mirrors and on disk.
    public let name: String
    /// SHA-256 of the content, hexadecimal; after unzipping, because gzip headers differ between
    /// mirrors.
    public let contentDigest: String
    /// Bytes of the content, after unzipping.
    public let contentSize: Int
    /// Bytes of the gzipped file, about: other compression levels give other sizes. Nil where it is not
    /// known.
    public let gzipSize: Int?

    /// A file by name, and digest and size of its unzipped content.
    public init(name: String, contentDigest: String, contentSize: Int, gzipSize: Int? = nil) {
      self.name = name
      self.contentDigest = contentDigest
      self.contentSize = contentSize
      self.gzipSize = gzipSize
    }

    /// The most bytes that a mirror may send: the content as it is, or gzipped at whatever level.
    func sizeLimit(isGzip: Bool) -> Int {
      guard isGzip else { return contentSize }
      // The fastest level makes digits about a fifth larger than the best one; gzip adds little to what
      // it cannot shrink.
      return gzipSize.map { $0 + $0 / 4 + 4096 } ?? contentSize + contentSize / 100 + 4096
    }
  }

  /// The state of a download.
  public struct Progress: Sendable {
    /// The file being downloaded.
    public let file: String
    /// Bytes of it on disk.
    public let receivedBytes: Int
    /// Bytes of the whole, where the mirror's answer has the size.
    public let totalBytes: Int?
  }

  /// The files.
  public let files: [File]
  /// Folders that hold all files, in the order in which they are tried.
  public let mirrors: [URL]
  /// Seconds after which a mirror is given up that has sent fewer than 1,000 bytes a second in them.
  public let patience: Double
  /// Bytes a second below which a mirror is given up: a fifth of what an analogue modem delivers. The
  /// 9.9 MB of the largest file of MNIST so take three hours at most, and 20 s at a megabyte a second.
  static let slowest = 1000.0

  /// A download of `files` from any of `mirrors`, each of which is given up when it sends less than
  /// 1,000 bytes a second over `patience` seconds.
  public init(files: [File], mirrors: [URL], patience: Double = 30) {
    self.files = files
    self.mirrors = mirrors
    self.patience = patience
  }

  /// The MNIST database: 60,000 training and 10,000 test digits in four files, 12 MB.
  public static var mnist: Download {
    Download(
      files: [
        File(
          name: "train-images-idx3-ubyte.gz",
          contentDigest: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          contentSize: 47_040_016, gzipSize: 9_912_422),
        File(
          name: "train-labels-idx1-ubyte.gz",
          contentDigest: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          contentSize: 60_008, gzipSize: 28_881),
        File(
          name: "t10k-images-idx3-ubyte.gz",
          contentDigest: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          contentSize: 7_840_016, gzipSize: 1_648_877),
        File(
          name: "t10k-labels-idx1-ubyte.gz",
          contentDigest: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
          contentSize: 10_008, gzipSize: 4_542),
      ],
      mirrors: [
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
      ].compactMap(URL.init(string:)))
  }

  /// Fetches every file that is not in `folder` yet, one after another, blocking the caller.
  ///
  /// A mirror whose connection breaks is tried again as long as more bytes are received each time; then
  /// the next mirror is.
  ///
  /// - Parameters:
  ///   - folder: Where the files go; created where it is missing.
  ///   - progress: Called now and then with the state, on a thread of the network's; returns whether to
  ///     continue.
  /// - Returns: The names of the files that were fetched; those that were there already and are right are
  ///   not among them.
  /// - Throws: ``DataError`` where a file with another content exists, no mirror delivers, the disk is
  ///   full, or `progress` returned false. Bytes received stay in `NAME.part`, unless they are wrong.
  @discardableResult
  public func fetch(
    into folder: String, progress: @escaping @Sendable (Progress) -> Bool = { _ in true }
  ) throws(DataError) -> [String] {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: "the folder cannot be created")
    }
    var fetched: [String] = []
    for file in files {
      let path = "\(folder)/\(file.name)"
      if FileManager.default.fileExists(atPath: path) {
        try file.verify(path)
      } else {
        try fetch(file, to: path, progress)
        fetched.append(file.name)
      }
    }
    return fetched
  }

  private func fetch(
    _ file: File, to path: String, _ progress: @escaping @Sendable (Progress) -> Bool
  ) throws(DataError) {
    let part = path + ".part"
    var reasons: [String] = []
    for mirror in mirrors {
      var isTriedAgain = true
      var furthest = 0
      var attempts = 0
      var reason = ""
      while isTriedAgain {
        attempts += 1
        let transfer = Transfer(
          of: file, from: mirror.appendingPathComponent(file.name), to: part, progress: progress)
        switch transfer.run(patience: patience) {
        case .complete:
          do throws(DataError) {
            try file.verify(part)
            guard rename(part, path) == 0 else {
              throw .unwritable(path: path, reason: String(cString: strerror(errno)).lowercased())
            }
            return
          } catch {
            if case .unwritable = error { throw error }
            reason = "wrong content: \(error)"
          }
          // What this mirror sent must not be continued; where it was added to earlier bytes, those may be
          // the wrong ones, and the mirror is tried for the whole file.
          unlink(part)
          isTriedAgain = transfer.resumedAt > 0
        case .stopped:
          throw .downloadStopped(file: file.name)
        case .diskFailed(let why):
          throw .unwritable(path: part, reason: why)
        case .broken(let why):
          reason = why
          // More than ever, not just some bytes: a mirror that cannot resume and always breaks off would
          // be tried forever.
          isTriedAgain = transfer.size > furthest
          furthest = max(furthest, transfer.size)
        case .refused(let why):
          reason = why
          isTriedAgain = false
        }
      }
      reasons.append(
        "\(mirror.host ?? mirror.absoluteString): \(Self.clause(reason))"
          + (attempts > 1 ? " (attempt \(attempts))" : ""))
    }
    var status = stat()
    let kept = stat(part, &status) == 0 ? Int(status.st_size) : 0
    throw .downloadFailed(file: file.name, reasons: reasons, keptBytes: kept)
  }

  /// `reason` without the full stop that many of the system's sentences have, to be part of another.
  private static func clause(_ reason: String) -> String {
    var reason = reason.trimmingCharacters(in: .whitespacesAndNewlines)
    while reason.hasSuffix(".") { reason.removeLast() }
    return reason
  }
}
