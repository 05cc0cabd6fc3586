extension Dataset {
  /// SHA-256 of the ids, the labels and the class names of this view, as hexadecimal digits: with
  /// ``digest``, which covers the features, everything that training receives.
  package var viewDigest: String {
    var digest = Digest()
    digest.update(ids)
    digest.update(labels)
    for name in classNames { digest.update(name + "\0") }
    return digest.hexadecimal()
  }
}
