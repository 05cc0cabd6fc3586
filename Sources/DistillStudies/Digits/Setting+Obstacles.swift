import Distill

/// Why an experiment on digits does not apply to other data; nil where it does.
extension Setting {
  var lackOfImages: String? {
    !train.isOfImages ? "its examples are not images, which could be moved" : nil
  }

  var lackOfClassesToOmit: String? {
    let count = train.classNames.count
    return count < 4 ? "leaving classes out needs at least four, and there are \(count)" : nil
  }

  var lackOfWrongClasses: String? {
    train.classNames.count < 2 ? "there is only one class to label" : nil
  }
}
