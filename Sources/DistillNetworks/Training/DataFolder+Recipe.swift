public import DistillData

extension DataFolder {
  /// The folder's own validation examples; nil where it has none, or `recipe` holds out some of the
  /// training examples instead.
  ///
  /// - Throws: As ``DataFolder/validation()``.
  public func validation(for recipe: Recipe) throws -> Dataset? {
    recipe.validation > 0 ? nil : try validation()
  }
}
