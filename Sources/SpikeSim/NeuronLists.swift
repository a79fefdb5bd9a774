import SpikeKernels

/// For every sample, some neurons of a population in ascending order: those that spiked, or all.
public final class NeuronLists: Sendable {
  /// Neurons of the population.
  public let neurons: Int
  /// Neurons in a tile.
  public let width: Int
  private let everyone: Bool
  private let indices: Buffer<Int32>
  private let starts: Buffer<Int32>

  /// Room for a list in each of `samples` samples.
  init(samples: Int, neurons: Int, width: Int) {
    self.neurons = neurons
    self.width = width
    everyone = false
    indices = Buffer(count: samples * neurons, repeating: 0)
    starts = Buffer(count: samples * ((neurons + width - 1) / width + 1), repeating: 0)
  }

  /// All neurons, in every sample.
  init(allOf neurons: Int, width: Int) {
    self.neurons = neurons
    self.width = width
    everyone = true
    indices = Buffer((0..<Int32(neurons)), filler: 0)
    let tiles = (neurons + width - 1) / width
    starts = Buffer((0...tiles).map { Int32(min($0 * width, neurons)) }, filler: 0)
  }

  /// Number of tiles.
  public var tiles: Int { (neurons + width - 1) / width }

  /// Number of neurons listed in a sample.
  public func count(_ sample: Int) -> Int { Int(tileStarts(sample)[tiles]) }

  /// The neurons listed in a sample.
  public func list(_ sample: Int) -> Region<Int32> {
    slots(sample).dropping(0, count: count(sample))
  }

  /// Positions, in a sample's list, of the neurons in one tile.
  public func positions(_ sample: Int, tile: Int) -> Range<Int> {
    let starts = tileStarts(sample)
    return Int(starts[tile])..<Int(starts[tile + 1])
  }

  func slots(_ sample: Int) -> Region<Int32> {
    indices.region(everyone ? 0 : sample * neurons, neurons)
  }

  func tileStarts(_ sample: Int) -> Region<Int32> {
    starts.region(everyone ? 0 : sample * (tiles + 1), tiles + 1)
  }
}
