/// A row-major array of numbers with a shape; a value: copies share memory until one is changed.
///
/// Products and kernels see a tensor as a matrix whose rows are its first dimension and whose columns
/// are all the others together.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  /// The sizes of the dimensions, outermost first.
  public let shape: [Int]
  var storage: TensorStorage<Scalar>

  /// The size of the first dimension; 1 for a scalar.
  public var rows: Int { shape.first ?? 1 }
  /// The number of elements per row.
  public var columns: Int { rows == 0 ? shape.dropFirst().reduce(1, *) : count / rows }
  /// The number of elements.
  public var count: Int { storage.count }

  init(uninitialized shape: [Int], recycler: BufferRecycler?) {
    self.shape = shape
    self.storage = TensorStorage(count: shape.reduce(1, *), recycler: recycler)
  }

  /// The tensor of `shape` that holds `values` in row-major order; their number must be the product of
  /// the sizes.
  public init(_ values: [Scalar], shape: [Int]) {
    precondition(
      values.count == shape.reduce(1, *),
      "a tensor of shape \(shape) holds \(shape.reduce(1, *)) values, not \(values.count)")
    self.init(uninitialized: shape, recycler: nil)
    unsafe values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress, !source.isEmpty {
        unsafe storage.base.update(from: base, count: source.count)
      }
    }
  }

  /// The tensor of `shape` whose elements are all `value`.
  public init(repeating value: Scalar, shape: [Int]) {
    self.init(uninitialized: shape, recycler: nil)
    unsafe storage.base.initialize(repeating: value, count: count)
  }

  /// The elements in row-major order. Cost: one copy.
  public var values: [Scalar] {
    unsafe Array(UnsafeBufferPointer(start: storage.base, count: count))
  }

  /// The element at `row` and `column` of the tensor as a matrix.
  public subscript(row: Int, column: Int) -> Scalar {
    precondition(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "element (\(row), \(column)) of a tensor of shape \(shape)")
    return unsafe storage.base[row * columns + column]
  }

  /// The same elements under another shape of the same count.
  public func reshaped(to shape: [Int]) -> Tensor {
    precondition(
      shape.reduce(1, *) == count, "a tensor of shape \(self.shape) cannot become \(shape)")
    return Tensor(shape: shape, storage: storage)
  }

  private init(shape: [Int], storage: TensorStorage<Scalar>) {
    self.shape = shape
    self.storage = storage
  }

  /// Whether the two are copies that still share their memory.
  public func sharesStorage(with other: Tensor) -> Bool {
    storage === other.storage
  }

  /// Calls `body` with the elements and the rounded images that exist, which `body` must keep in step.
  mutating func mutate(_ body: (UnsafeMutablePointer<Scalar>, RoundedImages) -> Void) {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = TensorStorage<Scalar>(count: count, recycler: nil)
      unsafe copy.base.update(from: storage.base, count: count)
      storage = copy
    }
    unsafe body(storage.base, storage.existingImages)
  }

  /// The tensor whose elements are `transform` of this one's.
  public func map(_ transform: (Scalar) -> Scalar) -> Tensor {
    Tensor(values.map(transform), shape: shape)
  }

  /// Replaces the elements by `values`, in row-major order; their number must be `count`.
  public mutating func assign(_ values: [Scalar]) {
    precondition(
      values.count == count, "a tensor of \(count) elements cannot take \(values.count) values")
    unsafe mutate { base, _ in
      unsafe values.withUnsafeBufferPointer { source in
        if let start = source.baseAddress { unsafe base.update(from: start, count: values.count) }
      }
    }
    storage.dropImages()
  }
}
