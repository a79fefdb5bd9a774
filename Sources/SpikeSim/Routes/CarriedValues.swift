import SpikeKernels

/// The outputs of a population of units on their way to the next connection of a network without spikes:
/// rectified, pooled by means, left out by dropout, and in PyTorch's order; and the way back.
public final class CarriedValues: Sendable {
  /// What the connection reads, [samples][cells].
  let values: Buffer<Float>
  /// The same, packed, where the connection is dense: values of 0 are left out.
  let packed: ConstantInput?
  /// Values of a sample.
  let cells: Int
  private let route: SpikeRoute
  /// The units that feed each cell, as they lie: [cells][share].
  private let sources: Buffer<Int32>
  /// What dropout multiplies each cell by, [samples][cells]; empty without dropout.
  private let kept: Buffer<Float>
  /// The share that each dropout on the way leaves out.
  private let dropouts: [Float]

  /// Room for a batch; nil for the first layer, which reads the input, and where spikes are read.
  init?(_ layer: Layer, samples: Int) {
    guard layer.index > 0, layer.source == .values else { return nil }
    route = layer.route
    cells = layer.route.cells.count
    values = Buffer(count: samples * cells, repeating: 0)
    packed =
      layer.isDense
      ? ConstantInput(inputs: cells, capacity: samples, leavesOutBackgrounds: false) : nil
    sources = Buffer(layer.route.cells.windowsOfTrains, filler: 0)
    dropouts = route.operations.compactMap { operation in
      if case .dropout(let rate, _) = operation { rate } else { nil }
    }
    kept = Buffer(count: dropouts.isEmpty ? 0 : samples * cells, repeating: 1)
  }

  /// Bytes that the room takes.
  static func bytes(_ layer: Layer, samples: Int) -> Double {
    guard layer.index > 0, layer.source == .values else { return 0 }
    let (cells, route) = (layer.route.cells.count, layer.route)
    let all = Double(samples) * Double(cells)
    return Buffer<Float>.bytes(count: all)
      + (layer.isDense ? ConstantInput.bytes(inputs: cells, capacity: samples) : 0)
      + Buffer<Int32>.bytes(count: cells * route.cells.share)
      + Buffer<Float>.bytes(count: route.dropouts > 0 ? all : 0)
  }

  /// Takes the outputs of one sample to the connection.
  ///
  /// - Parameters:
  ///   - sums: z of every unit as it lies.
  ///   - chance: The generator that dropout draws from; nil leaves everything in.
  func carry(_ sample: Int, from sums: Region<Float>, chance: inout SeededGenerator?) {
    let out = values.region(sample * cells, cells)
    Kernels.carryValues(sums, sources: sources.all, gain: route.gain, into: out)
    guard kept.count > 0 else { return }
    let factors = kept.region(sample * cells, cells)
    guard var generator = chance else { return factors.fill(1) }
    let (first, others) = (dropouts[0], dropouts.dropFirst())
    let gain = 1 / (1 - first)
    for cell in 0..<cells {
      // No branch: half of them would be guessed wrongly.
      let keeps: Float = generator.uniform() >= first ? 1 : 0
      var factor = keeps * gain
      for rate in others { factor *= generator.uniform() >= rate ? 1 / (1 - rate) : 0 }
      factors[cell] = factor
      out[cell] *= factor
    }
    chance = generator
  }

  /// Takes what the connection hands to its cells back to the units: Σ over the cells that a unit feeds.
  ///
  /// - Parameter units: Receives a number for every unit as it lies; other places keep theirs.
  func takeBack(_ sample: Int, _ handed: Region<Float>, to units: Region<Float>) {
    units.fill(0)
    Kernels.carryBack(
      handed, kept: kept.count > 0 ? kept.region(sample * cells, cells) : nil,
      sources: sources.all, cells: cells, gain: route.gain, to: units)
  }
}
