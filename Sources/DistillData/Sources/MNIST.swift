/// Handwritten digits: 28 × 28 grey pixels, ten classes.
///
/// MNIST itself has 60,000 training and 10,000 test examples; any data of that shape in a folder
/// with the usual names will do. To read one part only, or other shapes, use ``DataFolder``.
///
/// Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner (1998), Gradient-based learning applied to
/// document recognition, section III.
public struct MNIST: Sendable {
  /// The training examples.
  public let train: Dataset
  /// The test examples.
  public let test: Dataset

  /// Reads both parts from `directory`.
  ///
  /// Throws: ``DataError`` where a file is missing or damaged, or holds other than ten classes of
  /// 28 × 28 pixels.
  public init(directory: String) throws(DataError) {
    let folder = try DataFolder(directory)
    let classes = folder.classNames.count
    guard classes == 10 else {
      throw .wrongShape(
        what: "Number of classes in \(directory)", expected: [10], found: [classes])
    }
    train = try folder.training()
    test = try folder.test()
    for part in [train, test] where part.shape != [28, 28] {
      throw .wrongShape(
        what: "Shape of the images in \(directory)", expected: [28, 28], found: part.shape)
    }
  }
}
