import SpikeData
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeTraining
import Testing

/// Samples of each kind, fed to networks.
@Suite struct SamplesTests {
  private static func network(
    _ shape: SampleShape, input: NetworkInput, steps: Int = 6
  ) throws -> Network {
    let lif = LayerSpec.lif(LIFParameters())
    return try Network(
      NetworkSpec(
        inputShape: shape.dimensions, steps: steps, input: input,
        layers: [.dense(units: 20), lif, .dense(units: 2), lif]))
  }

  @Test func `each channel of an image has a mean and a deviation of its own`() throws {
    let images = try ImageDataset(
      name: "two", channels: 2, rows: 1, columns: 2, classes: 1,
      pixels: [0, 255, 51, 204, 255, 0, 102, 153], labels: [0, 0])
    let samples = Samples(
      .images(images), pixels: .normalized(mean: [0.5, 0.2], deviation: [0.25, 0.4]))
    // (byte/255 − mean)/deviation: bytes are 0, 1, 0.2, 0.8 and 1, 0, 0.4, 0.6.
    let expected: [Float] = [-2, 2, 0, 1.5, 2, -2, 0.5, 1]
    for (found, wanted) in zip(samples.values(first: 2), expected) {
      #expect(abs(found - wanted) <= 2e-7 * 2)
    }
    #expect(
      Samples(.images(images), pixels: .range(low: -1, high: 1)).values(first: 1).map {
        ($0 * 10).rounded()
      } == [-10, 10, -6, 6])
  }

  @Test func `vectors are fed as they are`() throws {
    let vectors = try VectorDataset(
      name: "v", length: 3, classes: 2, values: [1, -2, 3e10, 0.5, 0, -7], labels: [0, 1])
    let samples = Samples(.vectors(vectors), pixels: .range(low: 0, high: 1))
    #expect((samples.count, samples.size, samples.labels) == (2, 3, [0, 1]))
    #expect(samples.values(first: 2) == vectors.values)
    let trace = Trace(
      network: try Self.network(vectors.shape, input: .values(.constant)), capacity: 2,
      membranes: .none)
    samples.load([1, 0], into: trace, using: Workers(threads: 2))
    #expect(trace.values.elements == [0.5, 0, -7, 1, -2, 3e10])
  }

  @Test func `events become spikes at their steps and units, and nothing of a batch is left`()
    throws
  {
    // Units are counted [channels][rows][columns]: 7 is channel 1, row 0, column 1.
    let streams = try EventDataset(
      name: "e", channels: 2, rows: 2, columns: 3, classes: 2,
      streams: [
        [
          SpikeEvent(step: 0, unit: 7), SpikeEvent(step: 0, unit: 7), SpikeEvent(step: 39, unit: 0),
        ],
        [SpikeEvent(step: 33, unit: 11), SpikeEvent(step: 40, unit: 1)],
      ], labels: [0, 1])
    let samples = Samples(.events(streams), pixels: .range(low: 0, high: 1))
    #expect((samples.count, samples.size) == (2, 12))
    let trace = Trace(
      network: try Self.network(streams.shape, input: .spikes, steps: 40), capacity: 2,
      membranes: .none)
    let trains = try #require(trace.input.spikes)
    func spikes(of sample: Int) -> [[Int]] {
      (0..<40).flatMap { step in
        (0..<12).filter { trains.spiked(sample: sample, step: step, neuron: $0) }.map {
          [step, $0]
        }
      }
    }
    for order in [[0, 1], [1, 0], [1, 1]] {
      samples.load(order[...], into: trace, using: Workers(threads: 2))
      for (place, sample) in order.enumerated() {
        // Step 40 is after the simulation's last.
        #expect(spikes(of: place) == (sample == 0 ? [[0, 7], [39, 0]] : [[33, 11]]))
      }
    }
  }

  /// Two classes that differ in which half of the units is active.
  private static func datasets() throws -> [(Dataset, NetworkInput)] {
    var random = SeededGenerator(seed: 5)
    let labels = (0..<64).map { UInt8($0 % 2) }
    var (values, streams) = ([Float](), [[SpikeEvent]]())
    for label in labels {
      values += (0..<12).map { unit in
        ((unit < 6) == (label == 0) ? 1 : -0.2) + random.uniform(from: -0.3, to: 0.3)
      }
      streams.append(
        (0..<30).map { _ in
          SpikeEvent(
            step: UInt32(random.integer(below: 6)),
            unit: UInt32(random.integer(below: 6) + 6 * Int(label)))
        })
    }
    return [
      (
        .vectors(
          try VectorDataset(
            name: "v", length: 12, classes: 2, values: values, labels: labels)), .values(.constant)
      ),
      (
        .events(
          try EventDataset(
            name: "e", channels: 2, rows: 2, columns: 3, classes: 2, streams: streams,
            labels: labels)), .spikes
      ),
    ]
  }

  @Test(arguments: [0, 1], [1, 3])
  func `vectors and event streams are learnt from, the same on any number of threads`(
    kind: Int, threads: Int
  ) throws {
    let (dataset, input) = try Self.datasets()[kind]
    func train(_ threads: Int) throws -> ([UInt8], Tally) {
      let network = try Self.network(dataset.shape, input: input)
      let (workers, parameters) = (Workers(threads: threads), Parameters(zerosFor: network))
      parameters.initialise(seed: 2)
      let rule = try LFPLearning(
        rules: network.layers.map { _ in .epsilon(1e-6) },
        reward: SequenceReward(reading: .printed), network: network, capacity: 8, workers: workers)
      let trainer = Trainer(
        network: network, parameters: parameters, rule: rule,
        optimizer: Optimizer(
          .adam(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
          clipping: .adaptive(limit: 0.05), network: network, workers: workers),
        batchSize: 8, seed: 2, workers: workers)
      let samples = Samples(dataset, pixels: .range(low: 0, high: 1))
      for _ in 0..<12 { _ = try trainer.trainEpoch(on: samples) { _, _ in true } }
      let tally = Evaluator(network: network, workers: workers).evaluate(parameters, on: samples)
      return (Checkpoint.encode(trainer).encoded(), tally)
    }
    let (bytes, tally) = try train(threads)
    #expect(tally.accuracy > 0.9, "\(tally.accuracy)")
    if threads > 1 { #expect(try train(1).0 == bytes) }
  }

  @Test func `samples of each kind take what they say`() throws {
    for (dataset, _) in try Self.datasets() {
      let ledger = MemoryLedger()
      let samples = MemoryLedger.$current.withValue(ledger) {
        Samples(dataset, pixels: .range(low: 0, high: 1))
      }
      // Labels are a list of whole numbers.
      #expect(Samples.bytes(of: dataset) == Double(ledger.bytes) + 8 * Double(samples.count))
    }
  }
}
