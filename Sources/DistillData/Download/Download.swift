public import Foundation

/// Files to fetch from public mirrors, verified by digest and resumed after a break.
///
/// What arrives goes to `NAME.part`; a later call asks only for the rest. A file is renamed to
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
    /// Bytes of the content, after unzipping; no mirror is listened to for much longer than that.
    public let contentSize: Int

    /// A file by name, digest and size of its unzipped content.
    public init(name: String, contentDigest: String, contentSize: Int) {
      self.name = name
      self.contentDigest = contentDigest
      self.contentSize = contentSize
    }
  }

  /// How far a download is.
  public struct Progress: Sendable {
    /// The file that is on its way.
    public let file: String
    /// Bytes of it on disk.
    public let receivedBytes: Int
    /// Bytes of the whole, where the mirror says.
    public let totalBytes: Int?
  }

  /// The files.
  public let files: [File]
  /// Folders that hold them all, in the order in which they are tried.
  public let mirrors: [URL]
  /// Seconds without a byte after which a mirror counts as silent.
  public let patience: Double

  /// A download of `files` from any of `mirrors`, each of which counts as silent after `patience`
  /// seconds without a byte.
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
          contentSize: 47_040_016),
        File(
          name: "train-labels-idx1-ubyte.gz",
          contentDigest: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          contentSize: 60_008),
        File(
          name: "t10k-images-idx3-ubyte.gz",
          contentDigest: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          contentSize: 7_840_016),
        File(
          name: "t10k-labels-idx1-ubyte.gz",
          contentDigest: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
          contentSize: 10_008),
      ],
      mirrors: [
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
      ].compactMap(URL.init(string:)))
  }

  /// Fetches every file that is not in `folder` yet, one after another, blocking the caller.
  ///
  /// A mirror whose connection breaks is asked again as long as it comes further each time; then
  /// the next one is.
  ///
  /// - Parameters:
  ///   - folder: Where the files go; made where it is missing.
  ///   - progress: Told now and then how far it is, on a thread of the network's; returns whether to go
  ///     on.
  /// - Returns: The names of the files that were fetched; those already there and right are not.
  /// - Throws: ``DataError`` where a file with another content is in the way, no mirror delivers, the
  ///   disk is full, or `progress` said stop. What arrived stays in `NAME.part`.
  @discardableResult
  public func fetch(
    into folder: String, progress: @escaping @Sendable (Progress) -> Bool = { _ in true }
  ) throws(DataError) -> [String] {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: "the folder cannot be made")
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
    var reasons: [String] = []
    for mirror in mirrors {
      var mayGoOn = true
      var furthest = 0
      while mayGoOn {
        let transfer = Transfer(
          of: file, from: mirror.appendingPathComponent(file.name), to: path + ".part",
          progress: progress)
        let reason: String
        switch transfer.run(patience: patience) {
        case .complete:
          do throws(DataError) {
            try file.verify(path + ".part")
            guard rename(path + ".part", path) == 0 else {
              throw .unwritable(path: path, reason: String(cString: strerror(errno)).lowercased())
            }
            return
          } catch {
            if case .unwritable = error { throw error }
            reason = "wrong content: \(error)"
          }
          // What came from a mirror must not be continued, but what was continued deserves a whole
          // try.
          unlink(path + ".part")
          mayGoOn = transfer.resumedAt > 0
        case .stopped:
          throw .downloadStopped(file: file.name)
        case .diskFailed(let why):
          throw .unwritable(path: path + ".part", reason: why)
        case .broken(let why):
          reason = why
          // Further than ever, not just some bytes: a mirror that cannot resume and always breaks
          // off would be asked forever.
          mayGoOn = transfer.size > furthest
          furthest = max(furthest, transfer.size)
        case .refused(let why):
          reason = why
          mayGoOn = false
        }
        reasons.append("\(mirror.host ?? mirror.absoluteString): \(reason)")
      }
    }
    throw .downloadFailed(file: file.name, reasons: reasons)
  }
}
