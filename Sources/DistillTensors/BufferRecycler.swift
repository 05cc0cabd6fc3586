import Synchronization

/// Keeps the memory of tensors that are gone for the next ones of the same size.
///
/// A training step makes the same tensors as the step before. Taking megabytes from the system
/// each time would cost a page fault for every 4 KiB, more than the arithmetic on them.
final class BufferRecycler: Sendable {
  /// The addresses of free memory by size.
  private let shelves = Mutex<[Int: [UInt]]>([:])

  /// Uninitialised memory for `byteCount` bytes, aligned to a cache line.
  func take(byteCount: Int) -> UnsafeMutableRawPointer {
    let size = Self.rounded(byteCount)
    let address = shelves.withLock { $0[size]?.popLast() }
    if let address, let kept = unsafe UnsafeMutableRawPointer(bitPattern: address) {
      return unsafe kept
    }
    return UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
  }

  /// Takes back memory that was taken for `byteCount` bytes.
  func giveBack(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
    let address = UInt(bitPattern: memory)
    shelves.withLock { $0[Self.rounded(byteCount), default: []].append(address) }
  }

  private static func rounded(_ byteCount: Int) -> Int {
    max(64, (byteCount + 63) & ~63)
  }

  deinit {
    let addresses = shelves.withLock { $0.values.flatMap { $0 } }
    for address in addresses {
      unsafe UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
    }
  }
}
