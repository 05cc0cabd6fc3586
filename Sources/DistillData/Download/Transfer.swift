import Dispatch
import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One request for a file, or for the rest of it, streamed to disk.
final class Transfer: NSObject, URLSessionDataDelegate {
  /// How a transfer ends.
  enum Outcome: Sendable {
    /// The answer ended as announced.
    case complete
    /// The connection broke or timed out; the bytes received are on disk.
    case broken(String)
    /// The mirror does not have the file, sends something else, or sends it too slowly.
    case refused(String)
    /// The caller stopped it.
    case stopped
    /// The bytes could not be written.
    case diskFailed(String)
  }

  private struct State {
    var descriptor: Int32
    var size: Int
    var total: Int?
    /// Bytes of this answer.
    var received = 0
    /// Whether the file begins as gzip data do; nil before two bytes are known.
    var isGzip: Bool?
    var outcome: Outcome?
  }

  /// Bytes that were on disk already when this transfer began.
  let resumedAt: Int
  /// Bytes that are on disk.
  var size: Int { state.withLock { $0.size } }

  private let file: Download.File
  private let url: URL
  private let path: String
  private let progress: @Sendable (Download.Progress) -> Bool
  private let state: Mutex<State>
  private let ended = DispatchSemaphore(value: 0)

  init(
    of file: Download.File, from url: URL, to path: String,
    progress: @escaping @Sendable (Download.Progress) -> Bool
  ) {
    self.file = file
    self.url = url
    self.path = path
    self.progress = progress
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    let size = descriptor < 0 ? 0 : max(0, Int(lseek(descriptor, 0, SEEK_END)))
    resumedAt = size
    state = Mutex(State(descriptor: descriptor, size: size))
    if descriptor < 0 { state.withLock { $0.outcome = .diskFailed(Self.systemReason()) } }
  }

  /// Sends the request and waits for its end.
  func run(patience: Double) -> Outcome {
    if let outcome = state.withLock({ $0.outcome }) { return outcome }
    var request = URLRequest(
      url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: patience)
    // A transparently unzipped answer could not be resumed by byte.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if resumedAt > 0 { request.setValue("bytes=\(resumedAt)-", forHTTPHeaderField: "Range") }
    let session = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: nil)
    let task = session.dataTask(with: request)
    task.resume()
    wait(for: task, patience: patience)
    session.invalidateAndCancel()
    return state.withLock { state in
      if case .complete? = state.outcome, state.size == 0 {
        state.outcome = .refused("an empty answer")
      }
      if fsync(state.descriptor) != 0 { state.outcome = .diskFailed(Self.systemReason()) }
      close(state.descriptor)
      state.descriptor = -1
      if state.size == 0 { unlink(path) }
      return state.outcome ?? .broken("no answer")
    }
  }

  /// Returns when the task has ended, or has been cancelled because the mirror is too slow.
  ///
  /// The timeout of a request counts from the last byte, and of an answer's head not even that, so a byte
  /// now and then would hold it for ever.
  private func wait(for task: URLSessionTask, patience: Double) {
    let expected = Int(Download.slowest * patience)
    var seen = 0
    while ended.wait(timeout: .now() + patience) == .timedOut {
      let isSlow = state.withLock { state in
        guard state.outcome == nil else { return false }
        defer { seen = state.received }
        guard state.received - seen < expected else { return false }
        state.outcome = .refused(
          "\(state.received - seen) bytes in \(patience) seconds, expected at least \(expected)")
        return true
      }
      guard isSlow else { continue }
      task.cancel()
      // The outcome is decided, and nothing is written any more, whether or not the task ends in time.
      _ = ended.wait(timeout: .now() + 1)
      return
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    let goesOn = state.withLock { state in
      guard let response = response as? HTTPURLResponse else {
        state.outcome = .refused("the answer is not HTTP")
        return false
      }
      guard state.outcome == nil else { return false }
      let length = Int(response.value(forHTTPHeaderField: "Content-Length") ?? "")
      switch response.statusCode {
      case 206:
        let range = response.value(forHTTPHeaderField: "Content-Range") ?? ""
        guard range.hasPrefix("bytes \(resumedAt)-") else {
          state.outcome = .refused("answered with “\(range)” to a request from byte \(resumedAt)")
          return false
        }
        state.total = length.map { $0 + resumedAt }
      case 200:
        // The mirror does not resume: it sends the file from its beginning.
        guard ftruncate(state.descriptor, 0) == 0, lseek(state.descriptor, 0, SEEK_SET) == 0 else {
          state.outcome = .diskFailed(Self.systemReason())
          return false
        }
        state.size = 0
        state.isGzip = nil
        state.total = length
      case 416:
        // Nothing is left to send; the digest decides whether that is right.
        state.outcome = .complete
        return false
      default:
        state.outcome = .refused("HTTP status \(response.statusCode)")
        return false
      }
      // No form of the file is larger; what it begins with is not known yet.
      let limit = max(file.sizeLimit(isGzip: true), file.sizeLimit(isGzip: false))
      if let total = state.total, total > limit {
        state.outcome = .refused("the answer has \(total) bytes, expected at most \(limit)")
        return false
      }
      return true
    }
    completionHandler(goesOn ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let report = state.withLock { state -> Download.Progress? in
      guard state.outcome == nil else { return nil }
      if state.isGzip == nil { state.isGzip = isGzip(data, at: state.size) }
      let limit = file.sizeLimit(isGzip: state.isGzip ?? true)
      guard state.size + data.count <= limit else {
        state.outcome = .refused("the answer has more than \(limit) bytes, the most expected")
        return nil
      }
      for region in data.regions {
        guard Self.writeAll(region, to: state.descriptor) else {
          state.outcome = .diskFailed(Self.systemReason())
          return nil
        }
      }
      state.size += data.count
      state.received += data.count
      return .init(file: file.name, receivedBytes: state.size, totalBytes: state.total)
    }
    guard let report else { return dataTask.cancel() }
    if !progress(report) {
      state.withLock { $0.outcome = .stopped }
      dataTask.cancel()
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    state.withLock { state in
      if state.outcome == nil {
        if let error {
          state.outcome = .broken(error.localizedDescription)
        } else if let total = state.total, state.size < total {
          state.outcome = .broken("the answer ended after \(state.size) of \(total) bytes")
        } else {
          state.outcome = .complete
        }
      }
    }
    ended.signal()
  }

  /// Whether the file begins as gzip data do, of which `data` come at `offset`; nil where that is not known.
  private func isGzip(_ data: Data, at offset: Int) -> Bool? {
    let head: [UInt8]
    if offset == 0 {
      head = Array(data.prefix(2))
    } else {
      guard let file = try? OpenFile(path, for: .reading) else { return nil }
      var bytes = [UInt8](repeating: 0, count: min(2, offset))
      let isRead = bytes.withUnsafeMutableBytes { (try? file.read(into: $0, at: 0)) != nil }
      guard isRead else { return nil }
      head = bytes + data.prefix(2 - bytes.count)
    }
    return head.count == 2 ? head == [0x1F, 0x8B] : nil
  }

  private static func writeAll(_ data: some ContiguousBytes, to descriptor: Int32) -> Bool {
    data.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count, let start = bytes.baseAddress {
        let count = write(descriptor, start.advanced(by: written), bytes.count - written)
        if count > 0 { written += count } else if errno != EINTR { return false }
      }
      return true
    }
  }

  private static func systemReason() -> String {
    String(cString: strerror(errno)).lowercased()
  }
}
