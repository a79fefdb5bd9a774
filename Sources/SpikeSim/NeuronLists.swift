import SpikeKernels

/// For every sample, some neurons of a population in the order in which they lie: those that
/// spiked, or all.
public final class NeuronLists: Sendable {
  /// Neurons of the population, with padding.
  public let padded: Int
  /// Neurons in a tile.
  public let width: Int
  private let everyone: Bool
  private let indices: Buffer<Int32>
  private let starts: Buffer<Int32>
  private let places: Buffer<Int32>

  /// Room for a list in each of `samples` samples.
  init(samples: Int, padded: Int, width: Int) {
    self.padded = padded
    self.width = width
    everyone = false
    indices = Buffer(count: samples * padded, repeating: 0)
    starts = Buffer(count: samples * (padded / width + 1), repeating: 0)
    places = Buffer(count: samples * padded, repeating: -1)
  }

  /// All neurons of a population, in every sample.
  init(allOf layout: GridLayout, width: Int) {
    padded = layout.padded
    self.width = width
    everyone = true
    let listed = layout.inMemoryOrder
    indices = Buffer(listed, filler: 0)
    starts = Buffer(
      (0...layout.padded / width).map { tile in Int32(listed.count { $0 < tile * width }) },
      filler: 0)
    places = Buffer(count: layout.padded, repeating: -1)
    for (place, neuron) in listed.enumerated() { places[Int(neuron)] = Int32(place) }
  }

  /// Number of tiles.
  public var tiles: Int { padded / width }

  /// Number of neurons listed in a sample.
  public func count(_ sample: Int) -> Int { Int(tileStarts(sample)[tiles]) }

  /// The neurons listed in a sample.
  public func list(_ sample: Int) -> Region<Int32> {
    indices.region(everyone ? 0 : sample * padded, count(sample))
  }

  /// Places, in a sample's list, of the neurons in one tile.
  public func places(_ sample: Int, tile: Int) -> Range<Int> {
    let starts = tileStarts(sample)
    return Int(starts[tile])..<Int(starts[tile + 1])
  }

  /// Places, in a sample's list, of the neurons in some tiles.
  public func places(_ sample: Int, tiles: Range<Int>) -> Range<Int> {
    let starts = tileStarts(sample)
    return Int(starts[tiles.lowerBound])..<Int(starts[tiles.upperBound])
  }

  /// Each neuron's place in a sample's list, or -1.
  package func placeOfNeuron(_ sample: Int) -> Region<Int32> {
    places.region(everyone ? 0 : sample * padded, padded)
  }

  /// Lists the neurons of a sample that spiked.
  func collect(_ sample: Int, _ trains: TrainRegion) {
    Kernels.listActive(
      trains: trains, neurons: padded, width: width,
      active: indices.region(sample * padded, padded), tileStarts: tileStarts(sample),
      slots: placeOfNeuron(sample))
  }

  private func tileStarts(_ sample: Int) -> Region<Int32> {
    starts.region(everyone ? 0 : sample * (tiles + 1), tiles + 1)
  }
}
