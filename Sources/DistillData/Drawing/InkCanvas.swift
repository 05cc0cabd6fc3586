/// A square sheet of grey pixels that takes strokes of a round pen, with smooth edges.
struct InkCanvas {
  let side: Int
  /// Darkness of each pixel from 0 to 1, row-major.
  private(set) var ink: [Float]

  init(side: Int) {
    self.side = side
    ink = [Float](repeating: 0, count: side * side)
  }

  /// Draws polylines in one pass, so that they are no darker where they overlap.
  ///
  /// A pixel's darkness falls linearly from full to none over `blur` pixels around the pen's
  /// `radius`, by the distance from the pixel's middle to the nearest point of any segment. Each
  /// segment touches the pixels of its own bounding box only. Coordinates are in pixels from the
  /// upper left corner.
  mutating func draw(_ polylines: [[SIMD2<Float>]], radius: Float, blur: Float, darkness: Float) {
    let reach = radius + blur / 2
    var squaredDistance = [Float](repeating: reach * reach, count: side * side)
    let side = side
    squaredDistance.withUnsafeMutableBufferPointer { squaredDistance in
      for polyline in polylines {
        for (a, b) in zip(polyline, polyline.dropFirst()) {
          let low = pointwiseMin(a, b) - reach - 0.5
          let high = pointwiseMax(a, b) + reach - 0.5
          let along = b - a
          let scale = 1 / max((along * along).sum(), 1e-6)
          let columns = Self.clip(low.x, high.x, side)
          for row in Self.clip(low.y, high.y, side) {
            for column in columns {
              let from = SIMD2(Float(column) + 0.5, Float(row) + 0.5) - a
              let position = min(max((from * along).sum() * scale, 0), 1)
              let gap = from - along * position
              let index = row * side + column
              squaredDistance[index] = min(squaredDistance[index], (gap * gap).sum())
            }
          }
        }
      }
    }
    for index in ink.indices where squaredDistance[index] < reach * reach {
      let cover = min(1, (reach - squaredDistance[index].squareRoot()) / blur)
      ink[index] = max(ink[index], cover * darkness)
    }
  }

  /// The pixels from `low` to `high`, as far as they are on the sheet.
  private static func clip(_ low: Float, _ high: Float, _ side: Int) -> Range<Int> {
    let first = max(0, Int(low.rounded(.up)))
    let end = min(side, Int(high.rounded(.down)) + 1)
    return first..<max(first, end)
  }
}
