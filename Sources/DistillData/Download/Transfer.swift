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
    /// The mirror sent all it meant to send.
    case complete
    /// The connection broke or fell silent; what arrived is on disk.
    case broken(String)
    /// The mirror does not give the file.
    case refused(String)
    /// The caller said stop.
    case stopped
    /// The disk did not take it.
    case diskFailed(String)
  }

  private struct State {
    var descriptor: Int32
    var size: Int
    var total: Int?
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
    session.dataTask(with: request).resume()
    ended.wait()
    session.invalidateAndCancel()
    return state.withLock { state in
      if fsync(state.descriptor) != 0 { state.outcome = .diskFailed(Self.systemReason()) }
      close(state.descriptor)
      if state.size == 0 { unlink(path) }
      return state.outcome ?? .broken("no answer")
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    let goesOn = state.withLock { state in
      guard let response = response as? HTTPURLResponse else {
        state.outcome = .refused("not an HTTP answer")
        return false
      }
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
        // The mirror does not resume: the file comes from its beginning.
        guard ftruncate(state.descriptor, 0) == 0, lseek(state.descriptor, 0, SEEK_SET) == 0 else {
          state.outcome = .diskFailed(Self.systemReason())
          return false
        }
        state.size = 0
        state.total = length
      case 416:
        // Nothing is left to send; the digest says whether that is right.
        state.outcome = .complete
        return false
      default:
        state.outcome = .refused("HTTP status \(response.statusCode)")
        return false
      }
      return true
    }
    completionHandler(goesOn ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let report = state.withLock { state -> Download.Progress? in
      guard state.outcome == nil else { return nil }
      // Gzip adds little to what it cannot shrink.
      guard state.size + data.count <= file.contentSize + file.contentSize / 100 + 4096 else {
        state.outcome = .refused("sends more than the file has")
        return nil
      }
      for region in data.regions {
        guard Self.writeAll(region, to: state.descriptor) else {
          state.outcome = .diskFailed(Self.systemReason())
          return nil
        }
      }
      state.size += data.count
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
