import SpikeFiles
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeSurrogate
import Testing

@testable import SpikeTraining

/// Rules that learn one after another.
@Suite struct RuleSequenceTests {
  /// A rule that notes which batches it learnt from, and moves nothing.
  private final class Noting: LearningRule {
    let objectiveName: String
    let capacity = 16
    let value: Double
    var batches = 0

    init(_ name: String, objective value: Double = 1) {
      (objectiveName, self.value) = (name, value)
    }

    func accumulate(
      _ trace: Trace, labels: [Int], batch: Int, parameters: Parameters, into direction: Parameters
    ) -> Lesson {
      Lesson(objective: value * Double(labels.count), operations: SynapticOperations())
    }

    func gather(_ direction: Parameters, parameters: Parameters) { batches += 1 }
    var turn: @Sendable (Region<Float>, Region<Float>) -> Void { { _, _ in } }
  }

  @Test func `a rule learns for its batches or epochs, and the last to the end`() throws {
    let (first, second, last) = (Noting("first"), Noting("second"), Noting("last"))
    let training = try SmallTraining(
      .lfp,
      after: [
        TrainingPhase(rule: first, length: .iterations(3)),
        TrainingPhase(rule: second, length: .epochs(1)),
      ]
    ) { _ in last }
    // Five batches an epoch: 3 by the first, 5 by the second, 2 and all later ones by the last.
    try training.train(epochs: 2)
    #expect((first.batches, second.batches, last.batches) == (3, 5, 2))
    try training.train(epochs: 1)
    #expect((first.batches, second.batches, last.batches) == (3, 5, 7))
  }

  @Test func `the objective of an epoch is that of the rule at its end, over its own batches`()
    throws
  {
    let (first, last) = (Noting("loss", objective: 7), Noting("reward", objective: 2))
    let training = try SmallTraining(
      .lfp, after: [TrainingPhase(rule: first, length: .iterations(8))]
    ) { _ in last }
    func epoch() throws -> Tally {
      try #require(try training.trainer.trainEpoch(on: training.samples) { _, _ in true })
    }
    let (whole, mixed, rest) = (try epoch(), try epoch(), try epoch())
    #expect((whole.meanObjective, whole.samplesOfEarlierRules) == (7, 0))
    // Three of the second epoch's batches are the first rule's: 48 of 75 images.
    #expect((mixed.meanObjective, mixed.samplesOfEarlierRules, mixed.samples) == (2, 48, 75))
    #expect((rest.meanObjective, rest.samplesOfEarlierRules) == (2, 0))
    #expect(training.trainer.objectiveName == "reward")
  }

  @Test func `an epoch that ends as a rule does reports that rule`() throws {
    let (first, last) = (Noting("loss", objective: 7), Noting("reward", objective: 2))
    let training = try SmallTraining(
      .lfp, after: [TrainingPhase(rule: first, length: .epochs(1))]
    ) { _ in last }
    let tally = try training.trainer.trainEpoch(on: training.samples) { _, _ in true }
    #expect(tally?.meanObjective == 7 && training.trainer.objectiveName == "loss")
  }

  /// Surrogate gradients for so many batches, then LFP; real rules, Adam's moments going on.
  private func training(_ batches: Int) throws -> SmallTraining {
    let network = try SmallTraining(.surrogate).trainer.network
    let surrogate = SurrogateLearning(
      function: .fastSigmoid(slope: 25), network: network, capacity: 16,
      workers: Workers(threads: 1))
    return try SmallTraining(
      .lfp, after: [TrainingPhase(rule: surrogate, length: .iterations(batches))])
  }

  @Test(arguments: [3, 5, 7])
  func `a training that stops after any batch ends with the same bytes`(switchAt: Int) throws {
    let whole = try training(switchAt)
    var tallies: [Tally] = []
    for _ in 0..<2 {
      tallies.append(try #require(try whole.trainer.trainEpoch(on: whole.samples) { _, _ in true }))
    }
    for stop in 1..<10 {
      var part = try training(switchAt)
      var (done, ended): (Int, [Tally]) = (0, [])
      while part.trainer.position.epoch < 2 {
        let tally = try part.trainer.trainEpoch(on: part.samples) { _, _ in
          done += 1
          return done != stop
        }
        if let tally { ended.append(tally) }
        // A new process reads the checkpoint.
        let file = try TensorFile(decoding: part.bytes)
        part = try training(switchAt)
        try Checkpoint.restore(
          part.trainer, from: file, limits: .init(epochs: 2, samples: part.samples.count))
      }
      #expect(part.bytes == whole.bytes, "stopped after batch \(stop)")
      #expect(ended == tallies, "stopped after batch \(stop)")
    }
  }

  @Test func `rules that learn one after another move what one rule alone does not`() throws {
    let (alone, both) = (try SmallTraining(.lfp), try training(3))
    try alone.train(epochs: 1)
    try both.train(epochs: 1)
    #expect(alone.bytes != both.bytes)
    #expect(both.trainer.optimizer.steps == 5)
  }

  @Test
  func `a checkpoint in which earlier rules learnt from more samples than there are is refused`()
    throws
  {
    let stopped = try training(2)
    _ = try stopped.trainer.trainEpoch(on: stopped.samples) { done, _ in done < 4 }
    var file = Checkpoint.encode(stopped.trainer)
    #expect(try file.uint64s("earlier") == [32])
    file["earlier"] = Tensor(shape: [1], values: .uint64([65]))
    file.addChecksum()
    let error = #expect(throws: DataError.self) {
      try Checkpoint.restore(stopped.trainer, from: file)
    }
    #expect("\(error!)".contains("tensor earlier, element 0"))
  }

  @Test func `lengths beyond any number are as good as for ever`() {
    let sequence = RuleSequence(
      [
        TrainingPhase(rule: Noting("a"), length: .epochs(.max)),
        TrainingPhase(rule: Noting("b"), length: .iterations(.max)),
      ], then: Noting("c"))
    #expect(sequence.place(ofBatch: .max - 1, perEpoch: 1_000) == 0)
  }
}
