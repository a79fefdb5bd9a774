import SpikeKernels

/// For every sample, the different spike trains among those of a list: neurons that a constant current
/// drives spike in few ways, and what one way costs is paid once for all that share it.
final class DistinctSpikeTrains: Sendable {
  private let words: Int
  /// The kind of each listed spike train, [samples][padded].
  private let kinds: SampleBuffers<Int32>
  /// The different spike trains, in the order in which they come, [samples][padded][words].
  private let distinct: SampleBuffers<UInt32>
  private let sizes: SampleBuffers<Int32>
  private let counts: Buffer<Int32>
  private let tables: SampleBuffers<Int32>

  /// Room for lists of up to `padded` spike trains in each of `samples` samples.
  init(samples: Int, padded: Int, words: Int) {
    self.words = words
    let size = Self.tableSize(padded)
    kinds = SampleBuffers(samples: samples, size: padded, repeating: 0)
    distinct = SampleBuffers(samples: samples, size: padded * words, repeating: 0)
    sizes = SampleBuffers(samples: samples, size: padded, repeating: 0)
    counts = Buffer(count: samples, repeating: 0)
    tables = SampleBuffers(samples: samples, size: size, repeating: 0)
  }

  /// Places of a table of spike trains, a power of two.
  private static func tableSize(_ padded: Int) -> Int {
    var size = 1
    while size < 2 * padded { size *= 2 }
    return size
  }

  /// Bytes of room for lists of up to `padded` spike trains in each of `samples` samples.
  static func bytes(samples: Int, padded: Int, words: Int) -> Double {
    2 * SampleBuffers<Int32>.bytes(samples: samples, size: padded)
      + SampleBuffers<UInt32>.bytes(samples: samples, size: padded * words)
      + Buffer<Int32>.bytes(count: samples)
      + SampleBuffers<Int32>.bytes(samples: samples, size: tableSize(padded))
  }

  /// Tells the spike trains of a sample apart.
  func find(_ sample: Int, among list: ActiveNeurons) {
    counts[sample] = Int32(
      Kernels.listKinds(
        of: list.trains(sample), words: words, table: tables[sample], kinds: kinds[sample],
        distinct: distinct[sample], sizes: sizes[sample]))
  }

  /// How many different spike trains a sample has.
  func count(_ sample: Int) -> Int { Int(counts[sample]) }

  /// The kind of each listed spike train of a sample.
  func kinds(_ sample: Int, of list: ActiveNeurons) -> Region<Int32> {
    kinds[sample].dropping(0, count: list.count(sample))
  }

  /// How many spike trains each kind of a sample stands for.
  func sizes(_ sample: Int) -> Region<Int32> { sizes[sample].dropping(0, count: count(sample)) }

  /// The different spike trains of a sample, one after another.
  func trains(_ sample: Int) -> Region<UInt32> {
    distinct[sample].dropping(0, count: count(sample) * words)
  }
}
