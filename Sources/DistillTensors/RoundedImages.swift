import CKernels

/// How a factor that was rounded to bfloat16 is stored.
enum RoundedFormat: Int, CaseIterable {
  /// As 16 bits, which processors with bfloat16 products read.
  case narrow
  /// As `Float`: the same numbers for processors whose fastest product is that of float32.
  case wide

  /// The bytes of one element.
  var byteCount: Int { self == .narrow ? 2 : 4 }
}

/// The rounded images of a tensor that an update keeps in step with the elements.
@safe struct RoundedImages: @unchecked Sendable {
  private let narrow: UnsafeMutablePointer<UInt16>?
  private let wide: UnsafeMutablePointer<Float>?

  /// The images at these addresses; 0 for none.
  init(narrow: UInt, wide: UInt) {
    unsafe self.narrow = UnsafeMutablePointer(bitPattern: narrow)
    unsafe self.wide = UnsafeMutablePointer(bitPattern: wide)
  }

  /// The images from element `first` on, as the kernels take them.
  func from(_ first: Int) -> ck_images {
    unsafe ck_images(narrow: narrow.map { unsafe $0 + first }, wide: wide.map { unsafe $0 + first })
  }
}
