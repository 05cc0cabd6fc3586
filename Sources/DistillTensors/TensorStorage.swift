import Synchronization

/// The memory of a tensor, shared by its copies until one of them is changed.
@safe final class TensorStorage<Scalar: TensorScalar>: @unchecked Sendable {
  let count: Int
  let base: UnsafeMutablePointer<Scalar>
  private let recycler: BufferRecycler?
  /// The elements rounded to bfloat16 in each format, made when a product first needs them and dropped
  /// or kept in step when the elements change; addresses, 0 for none.
  private let images = Mutex<[UInt]>([0, 0])

  init(count: Int, recycler: BufferRecycler?) {
    self.count = count
    self.recycler = recycler
    let byteCount = count * MemoryLayout<Scalar>.stride
    let memory = unsafe Self.take(byteCount: byteCount, from: recycler)
    unsafe base = memory.bindMemory(to: Scalar.self, capacity: count)
  }

  var existingImages: RoundedImages {
    images.withLock { addresses in
      RoundedImages(
        narrow: addresses[RoundedFormat.narrow.rawValue],
        wide: addresses[RoundedFormat.wide.rawValue])
    }
  }

  /// The image in `format`, filled by `fill` if there is none yet.
  func image(
    in format: RoundedFormat, filledBy fill: (UnsafeMutableRawPointer) -> Void
  ) -> UnsafeMutableRawPointer {
    let address = images.withLock { addresses in
      if addresses[format.rawValue] == 0 {
        let memory = unsafe Self.take(byteCount: count * format.byteCount, from: recycler)
        unsafe fill(memory)
        addresses[format.rawValue] = UInt(bitPattern: memory)
      }
      return addresses[format.rawValue]
    }
    guard let pointer = unsafe UnsafeMutableRawPointer(bitPattern: address) else {
      preconditionFailure("a bfloat16 image of \(count) elements has no memory")
    }
    return unsafe pointer
  }

  func dropImages() {
    images.withLock { addresses in
      for format in RoundedFormat.allCases {
        if let memory = unsafe UnsafeMutableRawPointer(bitPattern: addresses[format.rawValue]) {
          unsafe release(memory, byteCount: count * format.byteCount)
        }
        addresses[format.rawValue] = 0
      }
    }
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
    dropImages()
    unsafe release(base, byteCount: count * MemoryLayout<Scalar>.stride)
  }
}
