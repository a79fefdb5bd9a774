/// The neurons of one sample that coefficients are computed for, a column each.
package struct NeuronColumns: Sendable {
  /// The neurons, ascending; nil stands for all from ``first`` on.
  package let neurons: Region<Int32>?
  /// The first neuron where all are meant.
  package let first: Int
  /// How many they are.
  package let count: Int
  /// The steps at which something may arrive, a spike train a column; nil where it always does.
  package let trains: Region<UInt32>?
  /// Distance of two columns' spike trains, and of two words of one.
  package let trainStride: Int
  package let wordStride: Int

  /// Names columns.
  package init(
    neurons: Region<Int32>?, first: Int, count: Int, trains: Region<UInt32>?, trainStride: Int,
    wordStride: Int
  ) {
    self.neurons = neurons
    self.first = first
    self.count = count
    self.trains = trains
    self.trainStride = trainStride
    self.wordStride = wordStride
  }

  /// The neuron of a column.
  package func neuron(_ column: Int) -> Int { neurons.map { Int($0[column]) } ?? first + column }

  /// Puts a value of each column to its neuron.
  package func place(_ values: Region<Float>, in out: Region<Float>) {
    if let neurons {
      Kernels.placeValues(values, at: neurons, in: out)
    } else {
      out.dropping(first, count: count).copy(from: values.dropping(0, count: count))
    }
  }

  /// Whether something may arrive at a column at a step.
  package func isOpen(_ column: Int, at step: Int) -> Bool {
    guard let trains else { return true }
    return trains[column * trainStride + step / 32 * wordStride] >> UInt32(step % 32) & 1 == 1
  }

  /// Some of the columns.
  package func dropping(_ columns: Int, count: Int) -> NeuronColumns {
    NeuronColumns(
      neurons: neurons?.dropping(columns, count: count), first: first + columns, count: count,
      trains: trains?.dropping(columns * trainStride), trainStride: trainStride,
      wordStride: wordStride)
  }
}
