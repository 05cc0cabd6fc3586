import Distill

/// The reasons why experiments on digits do not apply to other data; nil where they do.
extension StudyContext {
  var lackOfImages: String? {
    !train.isOfImages ? "its examples are not images, which could be augmented" : nil
  }

  var lackOfClassesToOmit: String? {
    let count = train.classNames.count
    return count < 4 ? "leaving classes out needs at least four, and there are \(count)" : nil
  }

  var lackOfWrongClasses: String? {
    train.classNames.count < 2 ? "there is only one class to label" : nil
  }
}
