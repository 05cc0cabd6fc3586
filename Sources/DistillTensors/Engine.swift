import CKernels
import COneDNN
import Foundation
import Synchronization

/// What computes: a number of threads, a precision and a library for matrix products.
///
/// Operations take tensors and return tensors; an engine has no state that a result depends on. Its
/// threads, its memory for intermediate results and its prepared matrix products live as long as it
/// does. One operation runs at a time: calls from several threads wait for each other, so models that
/// train side by side have an engine each.
///
/// The same operations on the same machine with the same number of threads give the same bits.
///
/// **Signals.** A signal handler must not run on a thread that is inside a product of oneDNN 2.6: its
/// float32 kernels use the stack pointer for other purposes, and the handler's stack frame overwrites
/// memory. The engine's own threads therefore block all signals but those of faults, and the calling
/// thread blocks them during each product. Signals arrive afterwards, or on the program's other threads.
/// A profiler that samples by signals (SIGPROF) sees no time inside products; one that uses the
/// processor's counters, such as perf, does.
public final class Engine: Sendable {
  /// What computes the matrix products.
  public enum Backend: String, Sendable, Codable, CaseIterable {
    /// oneDNN, where this build has it and it has an implementation for the shape; portable otherwise.
    case oneDNN
    /// The portable kernels alone: slower, and the reference in tests.
    case portable

    /// oneDNN, unless the environment variable DISTILL_BACKEND is `portable`: to find out whether a
    /// result depends on oneDNN, without another build.
    public static let preferred: Backend =
      ProcessInfo.processInfo.environment["DISTILL_BACKEND"] == "portable" ? .portable : .oneDNN
  }

  /// How many threads compute, the caller's included.
  public let threads: Int
  /// The format in which products of `Float` tensors read their factors.
  public let precision: Precision
  /// What computes the matrix products.
  public let backend: Backend

  /// How factors are stored that were rounded to bfloat16; nil where they are not rounded.
  let roundedFormat: RoundedFormat?
  let recycler = BufferRecycler()
  let pool: ThreadPool
  let turn = Mutex<Void>(())
  private let contexts: ProductContexts

  /// An engine of `threads` threads (at least one).
  public convenience init(threads: Int, precision: Precision, backend: Backend = .preferred) {
    // The portable kernels read 16 bits everywhere, and so stay the reference of both formats.
    self.init(
      threads: threads, precision: precision, backend: backend,
      multipliesBFloat16: backend == .portable || conednn_has_bfloat16_products())
  }

  /// An engine that reads factors rounded to bfloat16 as 16 bits if it `multipliesBFloat16`, and as
  /// `Float` otherwise, whatever suits this processor.
  package init(threads: Int, precision: Precision, backend: Backend, multipliesBFloat16: Bool) {
    precondition(threads >= 1, "an engine has at least one thread, not \(threads)")
    self.threads = threads
    self.precision = precision
    self.backend = backend
    roundedFormat =
      switch precision {
      case .float32: nil
      case .bfloat16: multipliesBFloat16 ? .narrow : .wide
      }
    pool = ThreadPool(threads: threads)
    contexts = ProductContexts(threads: threads)
  }

  /// The version of oneDNN in this build, or nil where it has none.
  public static var oneDNNVersion: String? {
    let version = unsafe String(cString: conednn_version())
    return version.isEmpty ? nil : version
  }

  /// The instruction set that products use, such as "AVX2" or "AVX-512 with bfloat16": speeds are only
  /// comparable where it is equal. ONEDNN_MAX_CPU_ISA in the environment limits it.
  public static var instructionSet: String {
    let products = unsafe String(cString: conednn_instruction_set())
    return products.isEmpty ? unsafe String(cString: ck_instruction_set()) : products
  }

  /// The products and convolutions that oneDNN has computed, in pieces: in tests, what was not left to the portable
  /// kernels.
  package var oneDNNProducts: Int {
    turn.withLock { _ in contexts.products }
  }

  /// The number of processors that this process may use.
  public static var availableThreads: Int {
    max(1, ProcessInfo.processInfo.activeProcessorCount)
  }

  func context(of thread: Int) -> OpaquePointer? {
    unsafe backend == .oneDNN ? contexts[thread] : nil
  }

  @specialized(where Scalar == Float)
  func make<Scalar>(_ shape: [Int]) -> Tensor<Scalar> {
    Tensor(uninitialized: shape, recycler: recycler)
  }

  /// The tensor of `shape` that holds `values`, in memory that the engine takes back when it is gone:
  /// for the many inputs of a run. See ``Tensor/init(_:shape:)``.
  @specialized(where Scalar == Float)
  public func tensor<Scalar>(_ values: [Scalar], shape: [Int]) -> Tensor<Scalar> {
    precondition(
      values.count == shape.reduce(1, *),
      "a tensor of shape \(shape) does not hold \(values.count) values")
    let tensor: Tensor<Scalar> = make(shape)
    unsafe values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress, !source.isEmpty {
        unsafe tensor.storage.base.update(from: base, count: source.count)
      }
    }
    return tensor
  }

  /// How many pieces a job is worth: `work` in units of about 10 µs, at most two per thread, so that
  /// there is something left to share out when a thread is held up.
  func pieces(work: Double, atMost limit: Int) -> Int {
    max(1, min(threads == 1 ? 1 : 2 * threads, limit, Int(work)))
  }

  /// Calls `body` for consecutive ranges that make up 0 ..< `count`, borders at multiples of
  /// `multiple`, on all threads. `work` as for `pieces(work:atMost:)`.
  func run(
    over count: Int, inMultiplesOf multiple: Int, work: Double,
    _ body: @escaping @Sendable (_ range: Range<Int>, _ thread: Int) -> Void
  ) {
    let blocks = (count + multiple - 1) / multiple
    let pieces = pieces(work: work, atMost: blocks)
    turn.withLock { _ in
      pool.run(pieces: pieces) { piece, thread in
        let first = blocks * piece / pieces * multiple
        let last = min(count, blocks * (piece + 1) / pieces * multiple)
        body(first..<last, thread)
      }
    }
  }
}

/// oneDNN's context of each thread, made by that thread when it first needs it.
@safe private final class ProductContexts: @unchecked Sendable {
  private let contexts: UnsafeMutablePointer<OpaquePointer?>
  private let threads: Int

  init(threads: Int) {
    self.threads = threads
    unsafe contexts = .allocate(capacity: threads)
    unsafe contexts.initialize(repeating: nil, count: threads)
  }

  subscript(thread: Int) -> OpaquePointer? {
    if let context = unsafe contexts[thread] { return unsafe context }
    // The pool's own threads block signals; thread 0 is the caller's.
    let context = unsafe conednn_context_create(thread == 0)
    unsafe contexts[thread] = context
    return unsafe context
  }

  var products: Int {
    (0..<threads).reduce(0) { $0 + Int(unsafe conednn_context_products(contexts[$1])) }
  }

  deinit {
    for thread in 0..<threads { unsafe conednn_context_destroy(contexts[thread]) }
    unsafe contexts.deallocate()
  }
}
