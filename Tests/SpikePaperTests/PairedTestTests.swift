import Testing

@testable import SpikePaper

@Suite struct PairedTestTests {
  /// Made with scipy.stats.ttest_1samp of scipy 1.17.1.
  @Test(arguments: [
    ([1.0, 1.1, 0.9, 1.05, 0.95], 9.29738463666688e-06),
    ([0.3, -0.1, 0.2], 0.38278660015163235),
    ([1.0, 2.0], 0.20483276469913345),
    ([0.01, -0.02, 0.03, 0.015, -0.005, 0.02, 0.01, 0.0], 0.2156349254021439),
    ([10.0, 10.1, 10.05], 8.250518751506839e-06),
    (
      [
        -0.7, -0.6, -0.5, -0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9,
        1.0, 1.1, 1.2,
      ], 0.07413785192440457
    ),
  ])
  func asScipyHasIt(_ differences: [Double], _ probability: Double) throws {
    let test = try #require(PairedTest(differences))
    #expect(abs(test.probability / probability - 1) < 1e-10, "\(test.probability)")
    #expect(test.count == differences.count)
  }

  @Test func nothingToTest() {
    #expect(PairedTest([]) == nil)
    #expect(PairedTest([1]) == nil)
    #expect(PairedTest([0.5, 0.5, 0.5]) == nil)
    // The same nine images of 2000 more, by other accuracies.
    let ninePairs = [(1897, 1888), (1724, 1715), (1333, 1324)]
    let differences = ninePairs.map { (Double($0) / 2000 - Double($1) / 2000) * 100 }
    #expect(Set(differences).count > 1 && PairedTest(differences) == nil)
  }

  @Test func severalTestsTogether() {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.9), "holm")
    #expect(
      zip(PairedTest.holm([0.01, 0.04, 0.03, 0.9]), [0.04, 0.09, 0.09, 0.9]).allSatisfy {
        abs($0 - $1) < 1e-12
      })
    #expect(PairedTest.holm([0.5, 0.6]) == [1, 1] && PairedTest.holm([]).isEmpty)
  }

  @Test func noDifferenceIsCertain() throws {
    #expect(try #require(PairedTest([-1, 1])).probability == 1)
  }

  @Test func ranksGoTogetherOrApart() throws {
    #expect(rankCorrelation([1, 2, 3], [10, 100, 1000]) == 1)
    #expect(rankCorrelation([1, 2, 3], [3, 2, 1]) == -1)
    // scipy.stats.spearmanr([1, 2, 2, 4], [1, 3, 2, 4])
    let tied = try #require(rankCorrelation([1, 2, 2, 4], [1, 3, 2, 4]))
    #expect(abs(tied - 0.9486832980505138) < 1e-12)
    #expect(rankCorrelation([1, 1], [1, 2]) == nil)
    #expect(rankCorrelation([], []) == nil)
  }
}
