/// The templates of each digit, as the paths of a pen.
///
/// A path is a flat list of x, y in hundredths of the digit's height from its middle, x to the
/// right and y down. A curve goes through the points smoothly; a corner is where one path ends and
/// the next begins.
enum DigitShape {
  static func shapes(of digit: Int) -> [[[Float]]] {
    switch digit {
    case 0: zero
    case 1: one
    case 2: two
    case 3: three
    case 4: four
    case 5: five
    case 6: six
    case 7: seven
    case 8: eight
    default: nine
    }
  }

  private static let zero: [[[Float]]] = [
    // A closed oval; one that overlaps at the top.
    [[0, -50, -28, -30, -33, 5, -24, 38, 0, 50, 25, 36, 33, 0, 26, -33, 0, -50]],
    [[12, -42, -15, -42, -32, -5, -20, 40, 8, 47, 31, 15, 27, -25, 8, -48, -8, -38]],
  ]

  private static let one: [[[Float]]] = [
    // A bare stem; with a flag; with flag and foot.
    [[2, -50, 0, 0, -2, 50]],
    [[-18, -30, 2, -50], [2, -50, 0, 0, 0, 50]],
    [[-16, -32, 0, -50], [0, -50, 0, 50], [-20, 50, 20, 50]],
  ]

  private static let two: [[[Float]]] = [
    // An angle at the foot; a loop.
    [[-27, -28, -15, -47, 8, -50, 26, -34, 20, -8, -5, 20, -30, 50], [-30, 50, 0, 48, 32, 50]],
    [
      [
        -25, -32, -8, -50, 20, -42, 22, -12, 0, 22, -22, 46, -32, 38, -20, 28, 0, 40, 20, 48, 33,
        40,
      ]
    ],
  ]

  private static let three: [[[Float]]] = [
    // Two bows; a flat top.
    [
      [-25, -38, -5, -50, 20, -42, 20, -18, -4, -4],
      [-4, -4, 22, 6, 28, 28, 12, 47, -12, 50, -29, 38],
    ],
    [
      [-26, -48, 22, -48], [22, -48, -4, -10],
      [-4, -10, 22, 0, 28, 26, 10, 48, -14, 49, -28, 38],
    ],
  ]

  private static let four: [[[Float]]] = [
    // Open with a corner; closed; open and round.
    [[-20, -48, -30, 8], [-30, 8, 32, 8], [16, -32, 14, 50]],
    [[10, -50, -32, 15], [-32, 15, 34, 15], [10, -50, 10, 50]],
    [[-24, -46, -28, -10, -12, 4, 10, 0, 24, -12], [25, -46, 20, 0, 14, 50]],
  ]

  private static let five: [[[Float]]] = [
    // With corners; in one curve.
    [
      [24, -50, -20, -48], [-20, -48, -24, -8], [-24, -8, 4, -16, 27, 6, 24, 34, 0, 50, -28, 40],
    ],
    [[28, -48, 0, -48, -20, -40, -16, -14, 8, -4, 26, 14, 18, 42, -8, 50, -28, 40]],
  ]

  private static let six: [[[Float]]] = [
    // A bent stem; a straight one.
    [[18, -50, -10, -25, -27, 10, -20, 42, 4, 50, 26, 34, 22, 8, -2, 2, -24, 20]],
    [[-8, -50, -22, -10, -26, 25, -8, 50, 18, 44, 24, 20, 4, 6, -24, 26]],
  ]

  private static let seven: [[[Float]]] = [
    // Plain; with a bar; with a serif and a bent stem.
    [[-28, -46, 28, -48], [28, -48, 6, 0, -8, 50]],
    [[-28, -46, 28, -48], [28, -48, 6, 0, -8, 50], [-14, 2, 24, -2]],
    [[-28, -32, -26, -47], [-26, -47, 28, -47], [28, -47, 2, 0, -4, 50]],
  ]

  private static let eight: [[[Float]]] = [
    // One crossing line; two loops.
    [
      [
        18, -38, -4, -50, -24, -34, -8, -10, 18, 10, 26, 32, 2, 50, -26, 34, -14, 10, 12, -12, 24,
        -32, 14, -44,
      ]
    ],
    [
      [0, -50, -20, -38, -18, -14, 0, -4, 18, -14, 20, -38, 0, -50],
      [0, -4, -26, 14, -24, 40, 0, 50, 24, 40, 26, 14, 0, -4],
    ],
  ]

  private static let nine: [[[Float]]] = [
    // A straight stem; a bent tail; a stem that leans.
    [[24, -36, 4, -50, -22, -38, -22, -12, -2, -2, 20, -16, 24, -40], [24, -40, 22, 0, 16, 50]],
    [
      [24, -36, 4, -50, -22, -38, -22, -12, -2, -2, 20, -16, 24, -40],
      [24, -40, 26, 5, 14, 42, -10, 50, -24, 38],
    ],
    [[22, -42, 0, -50, -24, -32, -14, -8, 8, -8, 22, -28, 22, -42], [22, -42, 4, 50]],
  ]
}
