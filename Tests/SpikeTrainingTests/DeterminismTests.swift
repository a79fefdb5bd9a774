import SpikeFiles
import SpikeKernels
import SpikeTraining
import TestSupport
import Testing

@Suite struct DeterminismTests {
  @Test(arguments: SmallRule.allCases)
  func `any number of threads leaves the same bytes`(rule: SmallRule) throws {
    let expected = try SmallTraining(rule)
    try expected.train(epochs: 2)
    for threads in [2, 3, 8] {
      let training = try SmallTraining(rule, threads: threads)
      try training.train(epochs: 2)
      #expect(training.bytes == expected.bytes, "\(threads) threads")
    }
  }

  @Test(arguments: SmallRule.ofParts)
  func `any number of samples at a time leaves the same bytes`(rule: SmallRule) throws {
    let expected = try SmallTraining(rule)
    try expected.train(epochs: 2)
    for capacity in [1, 5, 11] {
      let training = try SmallTraining(rule, threads: 2, capacity: capacity)
      try training.train(epochs: 2)
      #expect(training.bytes == expected.bytes, "\(capacity) samples")
    }
  }

  @Test(arguments: SmallRule.allCases)
  func `any instruction set leaves the same bytes`(rule: SmallRule) throws {
    var bytes: Set<[UInt8]> = []
    try InstructionSet.forEachAvailable { _ in
      let training = try SmallTraining(rule)
      try training.train(epochs: 2)
      bytes.insert(training.bytes)
    }
    #expect(bytes.count == 1)
  }

  /// Where a training by LFP leads in time: to weights whose products with feedback are subnormal.
  @Test(arguments: SmallRule.allCases)
  func `weights that are next to nothing leave the same bytes too`(rule: SmallRule) throws {
    func trained(threads: Int) throws -> [UInt8] {
      let training = try SmallTraining(rule, threads: threads)
      for layer in training.trainer.parameters.layers {
        let weights = layer.weightRows.enumerated().map { $0 % 3 == 0 ? $1 * 1e-36 : $1 }
        layer.store(weightRows: weights, biases: layer.biases)
      }
      try training.train(epochs: 2)
      return training.bytes
    }
    var bytes: Set<[UInt8]> = []
    for threads in [1, 2, 8] { bytes.insert(try trained(threads: threads)) }
    try InstructionSet.forEachAvailable { _ in bytes.insert(try trained(threads: 1)) }
    #expect(bytes.count == 1)
  }

  @Test(arguments: SmallRule.allCases)
  func `another seed leaves other bytes`(rule: SmallRule) throws {
    let (first, second) = (try SmallTraining(rule), try SmallTraining(rule, seed: 4))
    try first.train(epochs: 1)
    try second.train(epochs: 1)
    #expect(first.bytes != second.bytes)
  }

  @Test(arguments: SmallRule.allCases)
  func `a training continued from a checkpoint ends with the same bytes`(rule: SmallRule) throws {
    let undisturbed = try SmallTraining(rule)
    try undisturbed.train(epochs: 2)
    for batches in 1...7 {
      let stopped = try SmallTraining(rule)
      var left = batches
      while stopped.trainer.position.epoch < 2 {
        let tally = try stopped.trainer.trainEpoch(on: stopped.samples) { _, _ in
          left -= 1
          return left > 0
        }
        if tally == nil { break }
      }
      let continued = try SmallTraining(rule, threads: 2)
      try Checkpoint.restore(
        continued.trainer, from: TensorFile(decoding: stopped.bytes))
      #expect(continued.bytes == stopped.bytes)
      while continued.trainer.position.epoch < 2 { try continued.train(epochs: 1) }
      #expect(continued.bytes == undisturbed.bytes, "stopped after \(batches) batches")
      // Those of the whole second epoch, wherever it was interrupted.
      #expect(continued.trainer.weightChanges == undisturbed.trainer.weightChanges)
    }
  }

  @Test(arguments: SmallRule.allCases)
  func `nothing of a batch is left in the next`(rule: SmallRule) throws {
    // A small batch after a large one must learn as it does alone.
    let (fresh, used) = (try SmallTraining(rule), try SmallTraining(rule))
    try used.train(epochs: 1)
    try Checkpoint.restore(used.trainer, from: Checkpoint.encode(fresh.trainer))
    try fresh.train(epochs: 1)
    try used.train(epochs: 1)
    #expect(used.bytes == fresh.bytes)
  }
}
