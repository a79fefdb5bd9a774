import SpikeKernels

extension Simulator {
  /// Chance for one batch: where dropout and rate encoding draw their numbers from.
  public struct Chance: Sendable, Hashable {
    /// The run's seed.
    public var seed: UInt64
    /// Which batch, of all that the run sees.
    public var batch: UInt64
    /// Whether dropout is at work.
    public var isTraining: Bool
    /// Where the simulated samples begin in the batch.
    public var firstSample: Int

    /// Names the chance of a batch, or of a part of it.
    public init(
      seed: UInt64 = 0, batch: UInt64 = 0, isTraining: Bool = false, firstSample: Int = 0
    ) {
      self.seed = seed
      self.batch = batch
      self.isTraining = isTraining
      self.firstSample = firstSample
    }

    /// The generator of one sample of the batch, for one purpose.
    func generator(_ sample: Int, _ purpose: Int) -> SeededGenerator {
      SeededGenerator(
        seed: seed,
        stream: Streams.chance &+ batch << 24 &+ UInt64(firstSample + sample) << 8
          &+ UInt64(purpose))
    }
  }
}
