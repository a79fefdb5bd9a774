import SpikeKernels

/// The spikes that reached one connection for a batch, and the way each took there.
public final class RoutedSpikes: Sendable {
  /// The spike trains that reach the connection, on the grid that the plan ends with.
  public let spikes: SpikeTrains
  /// Those of them that have a spike.
  let active: ActiveNeurons
  /// The different spike trains among those.
  let kinds: DistinctSpikeTrains
  /// Neurons of the layer below with at least one spike that survived pooling and dropout.
  let delivering: ActiveNeurons
  /// The events of a connection of a single position, a slot a sample.
  let events: EventBuffer?
  /// What the way is.
  let plan: SpikeRoute
  /// Where each neuron's spikes go; -1 where they were cut off.
  let destinations: Buffer<Int32>
  /// Of each dropout of the plan, the cell that decides whether a spike train is kept; empty for pools.
  private let owners: [Buffer<Int32>]
  /// Steps at which something handed back for a destination reaches a neuron: [samples][words]
  /// [padded neurons]; nil where it always does.
  private let routes: SpikeTrains?
  /// The same, at the steps at which the neuron spiked only.
  private let delivered: SpikeTrains?
  private let patch: PatchRegion?

  /// - Parameter learns: Whether the ways are kept, for what is handed back.
  init(layer: Layer, below: SpikeTrains, samples: Int, learns: Bool) {
    plan = layer.route
    destinations = Buffer(plan.destinations, filler: 0)
    owners = plan.operations.map {
      if case .dropout(_, let cells) = $0 { return Buffer(cells.owners, filler: 0) }
      return Buffer([], filler: 0)
    }
    func lists(_ trains: SpikeTrains) -> ActiveNeurons {
      ActiveNeurons(samples: samples, padded: trains.layout.padded, words: trains.words)
    }
    if plan.routes {
      func trains(_ layout: GridLayout) -> SpikeTrains {
        SpikeTrains(layout: layout, steps: below.steps, samples: samples)
      }
      spikes = trains(plan.layout)
      active = lists(spikes)
      delivered = learns ? trains(plan.base) : nil
      routes = learns ? trains(plan.base) : nil
      delivering = delivered.map(lists) ?? active
    } else {
      (spikes, routes, delivered) = (below, nil, nil)
      active = lists(below)
      delivering = active
    }
    let padded = spikes.layout.padded
    kinds = DistinctSpikeTrains(samples: samples, padded: padded, words: spikes.words)
    patch = layer.isDense ? layer.patches.patch(0) : nil
    events =
      layer.isDense
      ? EventBuffer(slots: samples, entries: layer.patches.largest, kinds: padded) : nil
  }

  /// Bytes that the spikes on the way to a connection take.
  static func bytes(layer: Layer, steps: Int, samples: Int, learns: Bool) -> Double {
    let (plan, words) = (layer.route, (steps + 31) / 32)
    let (padded, base) = (plan.layout.padded, plan.base.padded)
    func lists(_ padded: Int) -> Double {
      ActiveNeurons.bytes(samples: samples, padded: padded, words: words)
    }
    func trains(_ layout: GridLayout) -> Double {
      SpikeTrains.bytes(layout: layout, steps: steps, samples: samples)
    }
    var bytes =
      Buffer<Int32>.bytes(count: base) + lists(padded)
      + DistinctSpikeTrains.bytes(samples: samples, padded: padded, words: words)
    for operation in plan.operations {
      if case .dropout(_, let cells) = operation {
        bytes += Buffer<Int32>.bytes(count: cells.layout.padded)
      } else {
        bytes += Buffer<Int32>.bytes(count: 0)
      }
    }
    if plan.routes { bytes += trains(plan.layout) }
    if plan.routes && learns { bytes += 2 * trains(plan.base) + lists(base) }
    if layer.isDense {
      bytes += EventBuffer.bytes(slots: samples, entries: layer.patches.largest, kinds: padded)
    }
    return bytes
  }

  /// Bytes that one worker takes for a moment to carry spikes through pools and dropout.
  static func bytesOfCarrying(_ plan: SpikeRoute) -> Double {
    Double(2 * plan.operations.count + 2) * Buffer<UInt32>.bytes(count: 2 * plan.base.padded)
  }

  /// Where a handed-back signal reaches neurons: at their spikes, or wherever the way was open.
  ///
  /// - Precondition: The ways are kept.
  package func open(_ sample: Int, below: SpikeTrains, atSpikesOnly: Bool) -> TrainRegion? {
    precondition(!plan.routes || routes != nil, "the ways of spikes were not kept")
    return atSpikesOnly ? (delivered ?? below).sample(sample) : routes?.sample(sample)
  }

  /// Takes the spikes of one sample to the connection and lists them.
  ///
  /// - Parameter chance: The generator that dropout draws from; nil leaves everything in.
  func collect(_ sample: Int, from below: SpikeTrains, chance: inout SeededGenerator?) {
    carry(sample, from: below, chance: &chance)
    active.collect(sample, spikes.sample(sample))
    if let delivered { delivering.collect(sample, delivered.sample(sample)) }
    kinds.find(sample, among: active)
    if let patch, let events {
      events.find(sample, patch, active, sample: sample)
      events.group(sample, active, kinds, sample: sample)
    }
  }

  /// Finds the events of a patch of a sample, in both orders, of which groups are handed back.
  func find(_ patch: PatchRegion, sample: Int, in buffer: EventBuffer) -> GroupedEvents {
    buffer.find(0, patch, active, sample: sample)
    buffer.group(0, active, kinds, sample: sample)
    return buffer.groups(0, kinds, sample: sample, words: active.words)
  }

  /// The events found last in the order of the spike trains that feed the patch.
  func found(sample: Int, in buffer: EventBuffer) -> EventRegion {
    buffer.events(0, active, sample: sample)
  }

  /// The events of a sample at a connection of a single position.
  func denseEvents(_ sample: Int) -> EventRegion {
    guard let events else { preconditionFailure("a connection of many positions") }
    return events.events(sample, active, sample: sample)
  }

  /// The same in groups of equal spike trains.
  func denseGroups(_ sample: Int) -> GroupedEvents {
    guard let events else { preconditionFailure("a connection of many positions") }
    return events.groups(sample, kinds, sample: sample, words: active.words)
  }

  /// Takes the spikes of one sample through pools and dropout.
  private func carry(_ sample: Int, from below: SpikeTrains, chance: inout SeededGenerator?) {
    guard plan.routes else { return }
    for word in 0..<below.words {
      let fill = below.steps(in: word)
      if case .maxPool(let size, let from, _) = plan.operations[0], plan.operations.count == 1 {
        // The usual case, without a detour: the winners are the way.
        guard let routes, let delivered else {
          Kernels.poolAny(
            below.row(sample, word), height: from.height, width: from.width, stride: from.stride,
            size: size, pooled: spikes.row(sample, word))
          continue
        }
        Kernels.poolTrains(
          below.row(sample, word), height: from.height, width: from.width, stride: from.stride,
          size: size, fill: fill, pooled: spikes.row(sample, word),
          winners: routes.row(sample, word))
        Kernels.intersect(
          routes.row(sample, word), below.row(sample, word), into: delivered.row(sample, word))
        continue
      }
      var layers: [(operation: SpikeRoute.Operation, mask: Buffer<UInt32>)] = []
      var current = Buffer<UInt32>(below.row(sample, word).elements, filler: 0)
      for (index, operation) in plan.operations.enumerated() {
        switch operation {
        case .maxPool(let size, let from, let to):
          let pooled = Buffer<UInt32>(count: to.padded, repeating: 0)
          let winners = Buffer<UInt32>(count: from.padded, repeating: 0)
          Kernels.poolTrains(
            current.all, height: from.height, width: from.width, stride: from.stride, size: size,
            fill: fill, pooled: pooled.all, winners: winners.all)
          layers.append((operation, winners))
          current = pooled
        case .dropout(let rate, let cells):
          let kept = Self.draw(cells.count, rate: rate, steps: fill, &chance)
          let owners = owners[index]
          let mask = Buffer<UInt32>(count: current.count, repeating: 0)
          for train in 0..<current.count {
            mask[train] = kept[Int(owners[train])]
            current[train] &= mask[train]
          }
          layers.append((operation, mask))
        }
      }
      spikes.row(sample, word).assign(current.elements)
      guard let routes, let delivered else { continue }
      let open = Self.trace(layers, back: spikes.layout.padded, fill: fill)
      routes.row(sample, word).assign(open.elements)
      Kernels.intersect(
        open.all, below.row(sample, word), into: delivered.row(sample, word))
    }
  }

  /// From the last operation to the first: the steps at which the whole way was open.
  private static func trace(
    _ layers: [(operation: SpikeRoute.Operation, mask: Buffer<UInt32>)], back count: Int,
    fill: UInt32
  ) -> Buffer<UInt32> {
    var open = Buffer<UInt32>(count: count, repeating: fill)
    for (operation, mask) in layers.reversed() {
      let before = Buffer<UInt32>(count: mask.count, repeating: 0)
      switch operation {
      case .dropout:
        for train in 0..<mask.count { before[train] = mask[train] & open[train] }
      case .maxPool(let size, let from, let to):
        for row in 0..<to.height * size {
          for column in 0..<to.width * size {
            for channel in 0..<from.stride {
              let here = from.index(channel: channel, row: row, column: column)
              let there = to.index(channel: channel, row: row / size, column: column / size)
              before[here] = mask[here] & open[there]
            }
          }
        }
      }
      open = before
    }
    return open
  }

  /// For each cell the steps at which dropout keeps it.
  private static func draw(
    _ count: Int, rate: Float, steps: UInt32, _ chance: inout SeededGenerator?
  ) -> [UInt32] {
    guard var generator = chance else { return [UInt32](repeating: steps, count: count) }
    defer { chance = generator }
    return (0..<count).map { _ in
      (0..<32).reduce(UInt32(0)) { word, bit in
        steps >> UInt32(bit) & 1 == 1 && generator.uniform() >= rate
          ? word | 1 << UInt32(bit) : word
      }
    }
  }
}
