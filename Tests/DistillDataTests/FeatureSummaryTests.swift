import DistillData
import Testing

@Suite("Summaries of features")
struct FeatureSummaryTests {
  @Test("Range, mean and standard deviation are those of the features as training receives them")
  func features() throws {
    let data = try Dataset(features: [1, 3, 5, 7, -100, 100], shape: [2], classNames: [])
    #expect(
      data.subset([0, 1]).featureSummary
        == FeatureSummary(minimum: 1, maximum: 7, mean: 4, standardDeviation: 5.0.squareRoot()))
    #expect(data.featureSummary.minimum == -100 && data.featureSummary.maximum == 100)

    let pixels = try Dataset(pixels: [0, 255, 0, 255], shape: [2, 2], classNames: [])
    let summary = pixels.featureSummary
    #expect(summary.minimum == 0 && summary.maximum == 1)
    #expect(abs(summary.mean - 0.5) < 1e-6 && abs(summary.standardDeviation - 0.5) < 1e-6)
  }

  @Test("A mean far from 0 costs no digits, and a constant feature has no spread")
  func offset() throws {
    let far = try Dataset(features: [1e7, 1e7 + 2], shape: [1], classNames: []).featureSummary
    #expect(far.mean == 1e7 + 1 && far.standardDeviation == 1)
    let constant = try Dataset(features: [0.1, 0.1, 0.1], shape: [1], classNames: [])
    #expect(constant.featureSummary.standardDeviation == 0)
    #expect(constant.subset([]).featureSummary.maximum == 0)
  }

  @Test("Of many examples some at equal distances are used")
  func many() throws {
    let values = (0..<100_000).map { Float($0 / 1000) }
    let summary = try Dataset(features: values, shape: [1], classNames: []).featureSummary
    #expect(summary.minimum == 0 && summary.maximum == 99)
    #expect(abs(summary.mean - 49.5) < 0.1 && abs(summary.standardDeviation - 28.866) < 0.1)
  }
}
