import SpikeKernels

/// What one thread counts of the values that reach one connection: how often each source was other
/// than 0.
struct SynapseCounter: Sendable {
  /// Which values a connection sees.
  enum Kind: Sendable, Hashable {
    /// The values of a constant input.
    case input
    /// The spikes of the population below, which its own counter counts.
    case population
    /// Spikes that an encoder, a pool or dropout made.
    case spikes
    /// Shares of a window's spikes, behind an average pool.
    case shares
  }

  let kind: Kind
  /// How often each source was not 0, over samples and steps (of a constant input: over samples);
  /// empty where the population's counter has it.
  private let counts: Buffer<Int32>
  /// A single element: whether a value was other than 0 and ±1.
  private let graded: Buffer<Bool>
  /// Behind average pools the spike trains of each cell's window, the one that stands for it first:
  /// [cells][share].
  private let windows: Buffer<Int32>
  private let share: Int

  init(_ layer: Layer) {
    kind = Self.kind(of: layer)
    share = layer.route.cells.share
    counts = Buffer(count: kind == .population ? 0 : layer.sources, repeating: 0)
    // A share is a value between 0 and 1.
    graded = Buffer(count: 1, repeating: kind == .shares)
    windows = Buffer(kind == .shares ? layer.route.cells.windowsOfTrains : [], filler: 0)
  }

  private static func kind(of layer: Layer) -> Kind {
    if layer.source == .values { return .input }
    if layer.route.cells.share > 1 { return .shares }
    return layer.index == 0 || layer.route.routes ? .spikes : .population
  }

  /// Bytes that a thread takes.
  static func bytes(_ layer: Layer) -> Double {
    let (kind, cells) = (kind(of: layer), layer.route.cells)
    return Buffer<Int32>.bytes(count: kind == .population ? 0 : layer.sources)
      + Buffer<Bool>.bytes(count: 1)
      + Buffer<Int32>.bytes(count: kind == .shares ? cells.count * cells.share : 0)
  }

  /// Whether a value was other than 0 and ±1, so that it takes a multiplication.
  var isGraded: Bool { graded[0] }

  /// Adds a sample.
  func add(_ batch: SpikeStatistics.Batch, _ layer: Layer, _ sample: Int) {
    switch kind {
    case .population: break
    case .input:
      guard let input = batch.values[layer.index] else { return }
      let cells = layer.route.cells.count
      let values = input.region(sample * cells, cells)
      if Kernels.addNonzero(values, counts: counts.all) { graded[0] = true }
    case .spikes:
      guard let spikes = batch.routed[layer.index]?.spikes else { return }
      Kernels.addCounts(
        spikes.sample(sample), neurons: spikes.layout.padded, counts: counts.all)
    case .shares:
      guard let spikes = batch.routed[layer.index]?.spikes else { return }
      for word in 0..<spikes.words {
        let row = spikes.row(sample, word)
        for first in stride(from: 0, to: windows.count, by: share) {
          let any = (0..<share).reduce(UInt32(0)) { $0 | row[Int(windows[first + $1])] }
          counts[Int(windows[first])] += Int32(any.nonzeroBitCount)
        }
      }
    }
  }

  /// The effective operations that the values counted stand for.
  ///
  /// - Parameter populations: The counters of the population below.
  static func sum(
    _ counters: [SynapseCounter], populations: [PopulationCounter], _ fanOut: FanOut,
    steps: Int
  ) -> Int {
    let counts =
      counters.first?.kind == .population ? populations.map(\.neurons) : counters.map(\.counts)
    let operations = fanOut.effective.enumerated().reduce(0) { sum, source in
      source.element == 0
        ? sum : sum + source.element * counts.reduce(0) { $0 + Int($1[source.offset]) }
    }
    return counters.first?.kind == .input ? operations * steps : operations
  }
}

extension PooledCells {
  /// The spike trains that feed each cell, [cells][share].
  var windowsOfTrains: [Int32] {
    var trains: [Int32] = []
    trains.reserveCapacity(count * share)
    for cell in 0..<count {
      let (channel, place) = cell.quotientAndRemainder(dividingBy: height * width)
      for part in 0..<share {
        let train = train(
          channel: channel, row: place / width, column: place % width, place: part)
        trains.append(Int32(train))
      }
    }
    return trains
  }
}
