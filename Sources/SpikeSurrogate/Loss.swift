#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Cross-entropy of the summed output spikes: L = −log softmax(counts)[y].
public enum CountCrossEntropy {
  /// The loss of one sample and its derivative by each class's spikes (the same at every step):
  /// softmax(counts)[c] − [c = y].
  ///
  /// Computed in double from whole counts: the same on every machine to the last bit of a float.
  public static func evaluate(counts: [Int], label: Int) -> (loss: Double, slopes: [Double]) {
    let largest = Double(counts.max() ?? 0)
    let exponentials = counts.map { exp(Double($0) - largest) }
    let sum = exponentials.reduce(0, +)
    let loss = log(sum) - (Double(counts[label]) - largest)
    return (loss, exponentials.enumerated().map { $1 / sum - ($0 == label ? 1 : 0) })
  }
}
