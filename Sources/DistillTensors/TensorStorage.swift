import Synchronization

/// The memory of a tensor, shared by its copies until one of them is changed.
@safe final class TensorStorage<Scalar: TensorScalar>: @unchecked Sendable {
  let count: Int
  let base: UnsafeMutablePointer<Scalar>
  private let recycler: BufferRecycler?
  /// The elements rounded to bfloat16, made when a product first asks for them and dropped or kept
  /// in step when the elements change.
  private let image = Mutex<UInt>(0)

  init(count: Int, recycler: BufferRecycler?) {
    self.count = count
    self.recycler = recycler
    let byteCount = count * MemoryLayout<Scalar>.stride
    let memory = unsafe Self.take(byteCount: byteCount, from: recycler)
    unsafe base = memory.bindMemory(to: Scalar.self, capacity: count)
  }

  var existingImage: UnsafeMutablePointer<UInt16>? {
    unsafe UnsafeMutablePointer(bitPattern: image.withLock { $0 })
  }

  /// The bfloat16 image, filled by `fill` if there is none yet.
  func image(
    filledBy fill: (UnsafeMutablePointer<UInt16>) -> Void
  ) -> UnsafeMutablePointer<UInt16> {
    let address = image.withLock { address in
      if address == 0 {
        let memory = unsafe allocateImage()
        unsafe fill(memory)
        address = UInt(bitPattern: memory)
      }
      return address
    }
    guard let pointer = unsafe UnsafeMutablePointer<UInt16>(bitPattern: address) else {
      preconditionFailure("a bfloat16 image of \(count) elements has no memory")
    }
    return unsafe pointer
  }

  func dropImage() {
    image.withLock { address in
      if let memory = unsafe UnsafeMutablePointer<UInt16>(bitPattern: address) {
        unsafe release(memory, byteCount: count * 2)
      }
      address = 0
    }
  }

  private func allocateImage() -> UnsafeMutablePointer<UInt16> {
    let memory = unsafe Self.take(byteCount: count * 2, from: recycler)
    return unsafe memory.bindMemory(to: UInt16.self, capacity: count)
  }

  private static func take(
    byteCount: Int, from recycler: BufferRecycler?
  ) -> UnsafeMutableRawPointer {
    if let recycler { return unsafe recycler.take(byteCount: byteCount) }
    return .allocate(byteCount: max(64, byteCount), alignment: 64)
  }

  private func release(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
    if let recycler {
      unsafe recycler.giveBack(memory, byteCount: byteCount)
    } else {
      unsafe memory.deallocate()
    }
  }

  deinit {
    dropImage()
    unsafe release(base, byteCount: count * MemoryLayout<Scalar>.stride)
  }
}
