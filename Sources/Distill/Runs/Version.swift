/// The version of this package.
public enum Version {
  /// As in the change log.
  public static let current = "0.1.0"
}
