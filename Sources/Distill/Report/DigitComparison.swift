/// One image, and the probabilities of teacher and student at several temperatures.
public struct DigitComparison: Sendable, Equatable {
  /// The probabilities of both models at one temperature.
  public struct View: Sendable, Equatable {
    /// The temperature T of the softmax.
    public var temperature: Double

    /// The teacher's probability of each class at T.
    public var teacher: [Float]

    /// The student's probability of each class at T.
    public var student: [Float]

    /// Both models' probabilities at `temperature`, one for each class.
    ///
    /// - Precondition: the models have equally many classes, at least one.
    public init(temperature: Double, teacher: [Float], student: [Float]) {
      precondition(
        teacher.count == student.count && !teacher.isEmpty,
        "teacher and student have \(teacher.count) and \(student.count) probabilities")
      self.temperature = temperature
      self.teacher = teacher
      self.student = student
    }
  }

  /// The grey values of the image, 0 black to 255 white, row by row from the top.
  public let pixels: [UInt8]

  /// The width of the image in pixels.
  public let width: Int

  /// The height of the image in pixels.
  public let height: Int

  /// The true class; nil where it is unknown.
  public var label: Int?

  /// The probabilities at each temperature, in the order in which they are shown.
  public var views: [View]

  /// An image with the probabilities of both models.
  ///
  /// - Precondition: `pixels.count == width * height`, and the image is not empty.
  public init(pixels: [UInt8], width: Int, height: Int, label: Int?, views: [View]) {
    precondition(
      width > 0 && height > 0 && pixels.count == width * height,
      "\(pixels.count) pixels are not an image of \(width) × \(height)")
    self.pixels = pixels
    self.width = width
    self.height = height
    self.label = label
    self.views = views
  }
}
