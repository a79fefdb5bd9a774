import SpikeKernels

/// What one thread counts of one population.
struct PopulationCounter: Sendable {
  /// Spikes of each neuron as it lies, padding included.
  let neurons: Buffer<Int32>
  /// Neurons that spiked at each step, up to a whole word.
  let steps: Buffer<Int64>
  /// At d, successive spikes of a neuron that are d steps apart.
  let intervals: Buffer<Int64>
  /// Spikes by the sample's class.
  let classes: Buffer<Int>
  /// A single element: (sample, neuron) pairs with a spike.
  let active: Buffer<Int>
  /// Of populations that read their own spikes: those of each neuron at the last step, which nobody reads.
  let unread: Buffer<Int32>
  /// Lists one sample's spikes where no connection above has listed them.
  private let lists: ActiveNeurons

  init(_ layer: Layer, steps count: Int, classes: Int) {
    let words = (count + 31) / 32
    neurons = Buffer(count: layer.layout.padded, repeating: 0)
    steps = Buffer(count: 32 * words, repeating: 0)
    intervals = Buffer(count: 32 * words, repeating: 0)
    self.classes = Buffer(count: classes, repeating: 0)
    active = Buffer(count: 1, repeating: 0)
    unread = Buffer(count: Self.unreadCount(layer), repeating: 0)
    lists = ActiveNeurons(samples: 1, padded: layer.layout.padded, words: words)
  }

  /// Bytes that a thread takes.
  static func bytes(_ layer: Layer, steps: Int, classes: Int) -> Double {
    let (words, padded) = ((steps + 31) / 32, layer.layout.padded)
    return Buffer<Int32>.bytes(count: padded) + 2 * Buffer<Int64>.bytes(count: 32 * words)
      + Buffer<Int>.bytes(count: classes) + Buffer<Int>.bytes(count: 1)
      + Buffer<Int32>.bytes(count: unreadCount(layer))
      + ActiveNeurons.bytes(samples: 1, padded: padded, words: words)
  }

  private static func unreadCount(_ layer: Layer) -> Int {
    layer.neurons.recurrence == nil ? 0 : layer.layout.padded
  }

  /// Adds a sample.
  func add(_ batch: SpikeStatistics.Batch, _ index: Int, _ sample: Int, label: Int) {
    let spikes = batch.populations[index].spikes
    let trains = spikes.sample(sample)
    Kernels.addCounts(trains, neurons: spikes.layout.padded, counts: neurons.all)
    let last = spikes.row(sample, spikes.words - 1)
    let bit = UInt32((spikes.steps - 1) % 32)
    for neuron in 0..<unread.count { unread[neuron] += Int32(last[neuron] >> bit & 1) }
    let listed: Region<UInt32>
    if index + 1 < batch.routed.count, let above = batch.routed[index + 1], !above.plan.routes {
      listed = above.active.trains(sample)
      // Equal spike trains were found there.
      Kernels.addIntervals(
        above.kinds.trains(sample), sizes: above.kinds.sizes(sample), words: spikes.words,
        steps: steps.all, intervals: intervals.all)
    } else {
      lists.collect(0, trains)
      listed = lists.trains(0)
      Kernels.addIntervals(
        listed, sizes: nil, words: spikes.words, steps: steps.all, intervals: intervals.all)
    }
    classes[label] += Kernels.countBits(listed)
    active[0] += listed.count / spikes.words
  }
}

/// What the spikes of one population were over many samples.
public struct PopulationCounts: Sendable, Hashable {
  /// Spikes of each neuron, as PyTorch counts the neurons.
  public var neurons: [Int]
  /// Spikes at each step, T of them.
  public var steps: [Int]
  /// Spikes by the sample's class.
  public var classes: [Int]
  /// Successive spikes of a neuron that are 1 … T − 1 steps apart.
  public var intervals: [Int]
  /// (sample, neuron) pairs with a spike.
  public var active: Int

  /// Spikes of all neurons.
  public var spikes: Int { steps.reduce(0, +) }

  /// No spikes.
  public init(steps count: Int, neurons: Int, classes: Int) {
    self.neurons = [Int](repeating: 0, count: neurons)
    steps = [Int](repeating: 0, count: count)
    self.classes = [Int](repeating: 0, count: classes)
    intervals = [Int](repeating: 0, count: max(0, count - 1))
    active = 0
  }

  /// Sums up what the threads counted.
  init(_ counters: [PopulationCounter], _ layer: Layer, steps count: Int) {
    func sum<Count: BinaryInteger>(
      _ elements: Range<Int>, of buffer: (PopulationCounter) -> Buffer<Count>
    ) -> [Int] {
      elements.map { element in counters.reduce(0) { $0 + Int(buffer($1)[element]) } }
    }
    let places = sum(0..<layer.layout.padded, of: \.neurons)
    neurons = (0..<layer.layout.neurons).map { places[layer.layout.index(ofCounted: $0)] }
    steps = sum(0..<count, of: \.steps)
    classes = sum(0..<(counters.first?.classes.count ?? 0), of: \.classes)
    intervals = sum(min(1, count)..<count, of: \.intervals)
    active = sum(0..<1, of: \.active)[0]
  }
}
