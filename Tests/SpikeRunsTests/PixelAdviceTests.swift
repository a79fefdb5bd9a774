import SpikeData
import Testing

@testable import SpikeRuns
@testable import SpikeTraining

@Suite struct PixelAdviceTests {
  /// What a run that met an infinite weight says to do.
  private static func message(_ pixels: PixelScale) -> String {
    TrainingDiverged(
      number: NonFiniteNumber(
        place: .objective(name: "loss", image: nil), epoch: 1, batch: 1, step: 1),
      optimizer: .sgd(learningRate: 0.1, momentum: 0), pixels: pixels, checkpoint: nil
    ).message
  }

  @Test func `values that are too large are told by the key that made them`() {
    #expect(
      Self.message(.range(low: 0, high: 3e38)).contains("narrow data.pixels (now [0.0, 3e+38])"))
    // Black is −500 000 and white 500 000.
    #expect(
      Self.message(.normalized(mean: [0.5, 0.5], deviation: [0.25, 1e-6]))
        .contains("raise data.normalization.deviation (now [0.25, 1e-06])"))
    for usual in [
      PixelScale.range(low: -1, high: 1), .normalized(mean: [0.5], deviation: [0.25]),
    ] {
      #expect(Self.message(usual).contains("lower training.optimizer.sgd.learningRate"))
      #expect(!Self.message(usual).contains("data."))
    }
  }
}
