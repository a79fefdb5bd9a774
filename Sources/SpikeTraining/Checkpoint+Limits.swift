import SpikeFiles
import SpikeSim

extension Checkpoint {
  /// How far a training can have come at most. A checkpoint that says more is damaged, however well it
  /// reads: a count that is far too large would overflow, or skip the rest of an epoch.
  public struct Limits: Hashable, Sendable {
    /// Epochs of the training; nil where they are not known.
    public var epochs: Int?
    /// Images of an epoch; nil where they are not known.
    public var samples: Int?

    /// Limits.
    public init(epochs: Int? = nil, samples: Int? = nil) {
      (self.epochs, self.samples) = (epochs, samples)
    }
  }

  /// Where a training stands, as a file says it.
  struct Standing {
    var steps: Int
    var position: TrainingPosition

    /// Counts of epochs, batches and steps that are taken where no limit is known. Products of them with
    /// a batch's images stay far below the greatest number.
    private static let most = 1 << 31

    /// Reads and checks the tensors `position`, `tally` and `generator`.
    init(reading file: TensorFile, of trainer: Trainer, limits: Limits) throws(DataError) {
      let network = trainer.network
      let words = try file.uint64s("position", shape: [3])
      let counts = try file.uint64s("tally", shape: [7 + network.layers.count])
      let generator = try file.uint64s("generator", shape: [2])

      func count(
        _ value: UInt64, _ tensor: String, _ element: Int, upTo most: Double
      ) throws(DataError) -> Int {
        guard Double(value) <= most else {
          throw .malformed(
            path: file.path, part: "tensor \(tensor), element \(element)",
            expected: "at most \(Int(most))", found: "\(value)")
        }
        return Int(value)
      }
      let epoch = try count(words[1], "position", 1, upTo: Double(limits.epochs ?? Self.most))
      let batches = limits.samples.map { ($0 + trainer.batchSize - 1) / trainer.batchSize }
      // At the last batch the epoch is done, and the next one stands at its first.
      let batch = try count(
        words[2], "position", 2, upTo: Double(batches.map { max(0, $0 - 1) } ?? Self.most))
      let done = Double(epoch) * Double(batches ?? Self.most) + Double(batch)
      steps = try count(words[0], "position", 0, upTo: min(done, 0x1p62))
      guard generator[0] == trainer.seed, generator[1] == words[1] else {
        throw .malformed(
          path: file.path, part: "generator", expected: "seed \(trainer.seed), epoch \(epoch)",
          found: "seed \(generator[0]), epoch \(generator[1])")
      }

      let images = min(
        Double(batch) * Double(trainer.batchSize), limits.samples.map(Double.init) ?? 0x1p62)
      let samples = try count(counts[0], "tally", 0, upTo: images)
      let operations = min(0x1p62, Double(samples) * network.mostOperationsPerSample)
      func operation(_ element: Int) throws(DataError) -> Int {
        try count(counts[element], "tally", element, upTo: operations)
      }
      var tally = Tally(populations: network.layers.count)
      tally.samples = samples
      if file["earlier"] != nil {
        let earlier = try file.uint64s("earlier", shape: [1])
        tally.samplesOfEarlierRules = try count(earlier[0], "earlier", 0, upTo: Double(samples))
      }
      tally.correct = try count(counts[1], "tally", 1, upTo: Double(samples))
      tally.forward = SynapticOperations(
        additions: try operation(2), multiplyAdds: try operation(3))
      tally.learning = SynapticOperations(
        additions: try operation(4), multiplyAdds: try operation(5))
      for (index, layer) in network.layers.enumerated() {
        let places = Double(samples) * Double(network.steps) * Double(layer.layout.neurons)
        tally.spikes[index] = try count(
          counts[6 + index], "tally", 6 + index, upTo: min(places, 0x1p62))
      }
      tally.objective = Double(bitPattern: counts[counts.count - 1])
      guard tally.objective.isFinite else {
        throw .malformed(
          path: file.path, part: "tensor tally, element \(counts.count - 1)",
          expected: "a finite number", found: "\(tally.objective)")
      }
      position = TrainingPosition(populations: network.layers.count)
      position.epoch = epoch
      position.batch = batch
      position.tally = tally
    }
  }
}
