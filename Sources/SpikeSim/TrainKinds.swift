import SpikeKernels

/// For every sample, the different trains among those of a list: neurons that a constant current
/// drives spike in few ways, and what one way costs is paid once for all that share it.
final class TrainKinds: Sendable {
  private let padded: Int
  private let words: Int
  private let tableCount: Int
  /// The kind of each listed train, [samples][padded].
  private let kinds: Buffer<Int32>
  /// The different trains, in the order in which they come, [samples][padded][words].
  private let distinct: Buffer<UInt32>
  private let sizes: Buffer<Int32>
  private let counts: Buffer<Int32>
  private let tables: Buffer<Int32>

  /// Room for lists of up to `padded` trains in each of `samples` samples.
  init(samples: Int, padded: Int, words: Int) {
    (self.padded, self.words) = (padded, words)
    var size = 1
    while size < 2 * padded { size *= 2 }
    tableCount = size
    kinds = Buffer(count: samples * padded, repeating: 0)
    distinct = Buffer(count: samples * padded * words, repeating: 0)
    sizes = Buffer(count: samples * padded, repeating: 0)
    counts = Buffer(count: samples, repeating: 0)
    tables = Buffer(count: samples * size, repeating: 0)
  }

  /// Tells the trains of a sample apart.
  func find(_ sample: Int, among list: NeuronLists) {
    counts[sample] = Int32(
      Kernels.listKinds(
        of: list.trains(sample), words: words,
        table: tables.region(sample * tableCount, tableCount),
        kinds: kinds.region(sample * padded, padded),
        distinct: distinct.region(sample * padded * words, padded * words),
        sizes: sizes.region(sample * padded, padded)))
  }

  /// How many different trains a sample has.
  func count(_ sample: Int) -> Int { Int(counts[sample]) }

  /// The kind of each listed train of a sample.
  func kinds(_ sample: Int, of list: NeuronLists) -> Region<Int32> {
    kinds.region(sample * padded, list.count(sample))
  }

  /// How many trains each kind of a sample stands for.
  func sizes(_ sample: Int) -> Region<Int32> { sizes.region(sample * padded, count(sample)) }

  /// The different trains of a sample, one after another.
  func trains(_ sample: Int) -> Region<UInt32> {
    distinct.region(sample * padded * words, count(sample) * words)
  }
}
