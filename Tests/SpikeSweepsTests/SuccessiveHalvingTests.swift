import TestSupport
import Testing

@testable import SpikeConfig
@testable import SpikeSweeps

@Suite struct SuccessiveHalvingTests {
  private let halving = SuccessiveHalving(["epochs": 1, "factor": 3])

  private func candidate(
    _ group: String, _ accuracies: [Double], isFailed: Bool = false
  ) -> SuccessiveHalving.Candidate {
    .init(group: group, accuracies: accuracies, isFailed: isFailed)
  }

  @Test func allTrainToTheFirstComparison() {
    let all = [candidate("a", []), candidate("b", [0.5]), candidate("c", [0.9])]
    #expect(
      halving.verdicts(all, total: 9)
        == [.train(until: 1), .train(until: 1), .train(until: 1)])
  }

  @Test func theBestThirdGoesOn() {
    let all = [
      candidate("a", [0.5]), candidate("b", [0.9]), candidate("c", [0.7]), candidate("d", [0.1]),
    ]
    // Of four, two: a third is rounded up.
    #expect(
      halving.verdicts(all, total: 9)
        == [.stopped(epoch: 1), .train(until: 3), .train(until: 3), .stopped(epoch: 1)])
  }

  @Test func theLastOneTrainsToTheEnd() {
    let all = [
      candidate("a", [0.5]), candidate("b", [0.6, 0.6, 0.9]), candidate("c", [0.7, 0.8, 0.8]),
      candidate("d", [0.1]),
    ]
    #expect(
      halving.verdicts(all, total: 9)
        == [.stopped(epoch: 1), .train(until: 9), .stopped(epoch: 3), .stopped(epoch: 1)])
  }

  @Test func seedsAreRankedTogether() {
    let all = [
      candidate("a", [0.9]), candidate("a", [0.1]), candidate("b", [0.6]), candidate("b", [0.6]),
    ]
    #expect(
      halving.verdicts(all, total: 4)
        == [.stopped(epoch: 1), .stopped(epoch: 1), .train(until: 4), .train(until: 4)])
  }

  @Test func aFailedRunHoldsNobodyUp() {
    let all = [candidate("a", [], isFailed: true), candidate("b", [0.2]), candidate("c", [0.1])]
    #expect(
      halving.verdicts(all, total: 2)
        == [.stopped(epoch: 1), .train(until: 2), .stopped(epoch: 1)])
  }

  @Test func ofEqualsTheFirstGoesOn() {
    let all = [candidate("a", [0.5]), candidate("b", [0.5]), candidate("c", [0.5])]
    #expect(
      halving.verdicts(all, total: 2)
        == [.train(until: 2), .stopped(epoch: 1), .stopped(epoch: 1)])
  }
}

@Suite struct StoppingTests {
  @Test(arguments: [
    ([], false), ([0.5], false), ([0.5, 0.4], false), ([0.5, 0.4, 0.5], true),
    ([0.5, 0.4, 0.51], false), ([0.5, 0.505, 0.509], true), ([0.1, 0.2, 0.3, 0.3, 0.3], true),
  ])
  func patienceEndsWhenNothingGotBetter(accuracies: [Double], stops: Bool) {
    #expect(Stopping.patience(epochs: 2, gain: 0.01).stops(after: accuracies) == stops)
    #expect(!Stopping.none.stops(after: accuracies))
  }

  @Test func patienceNeedsAValidationSet() {
    #expect(
      faults(
        #"{ "name": "x", "data": { "dataset": "digits" }, "training": { "stopping": "patience" } }"#
      )
        == [
          #"c.json:1:75: training.stopping: found "patience" without data.validation, allowed it beside a validation set"#
        ])
    #expect(
      faults(#"{ "name": "x", "data": { "dataset": "digits", "train": 50, "validation": 50 } }"#)
        == ["c.json:1:74: data.validation: found 50, allowed fewer than the 50 training images"])
  }

  @Test func bothCountInTheIdentityOnlyWhereTheyAreUsed() throws {
    let base = try config(minimal)
    #expect(try config(minimal, overrides: ["training.stopping=none"]).hash == base.hash)
    let validated = try config(minimal, overrides: ["data.validation=100"])
    #expect(validated.hash != base.hash)
    let patient = try config(
      minimal, overrides: ["data.validation=100", "training.stopping=patience"])
    #expect(patient.hash != validated.hash)
    #expect(try config(patient.resolved.prettyText) == patient)
  }
}
