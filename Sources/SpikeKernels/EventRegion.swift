/// The events of one patch of one sample: which weight rows are added, and at which steps.
package struct EventRegion: Sendable {
  /// The weight row of each event.
  package let rows: Region<Int32>
  /// The place of each event's train.
  package let places: Region<Int32>
  /// The words of all trains, one train after another.
  package let trains: Region<UInt32>
  /// Words of a train.
  package let words: Int

  /// Names events.
  package init(rows: Region<Int32>, places: Region<Int32>, trains: Region<UInt32>, words: Int) {
    precondition(places.count == rows.count, "events without a place or a row")
    self.rows = rows
    self.places = places
    self.trains = trains
    self.words = words
  }

  /// The steps of an event, ascending.
  package func steps(_ event: Int) -> [Int] {
    let first = Int(places[event]) * words
    return (0..<words * 32).filter { trains[first + $0 / 32] >> UInt32($0 % 32) & 1 == 1 }
  }

  /// Spikes of all events.
  package var spikeCount: Int { Kernels.countSpikes(self) }
}

/// The sources that one position of a connection sees: runs of sources side by side, and the weight
/// row of each.
package struct PatchRegion: Sendable {
  /// Three numbers a run: its first source, the source after its last, and where the entry of its
  /// first source stands in ``map``.
  package let runs: Region<Int32>
  /// The weight row of each entry; -1 where there is none.
  package let map: Region<Int32>

  /// Names a patch.
  package init(runs: Region<Int32>, map: Region<Int32>) {
    precondition(runs.count % 3 == 0, "half a run")
    self.runs = runs
    self.map = map
  }

  /// Every source and its weight row, in order.
  package var entries: [(source: Int, row: Int)] {
    stride(from: 0, to: runs.count, by: 3).flatMap { run in
      (Int(runs[run])..<Int(runs[run + 1])).compactMap { source in
        let row = map[Int(runs[run + 2]) + source - Int(runs[run])]
        return row < 0 ? nil : (source, Int(row))
      }
    }
  }
}

/// The neurons of one sample that coefficients are computed for, a column each.
package struct Columns: Sendable {
  /// The neurons, ascending; nil stands for all from ``first`` on.
  package let neurons: Region<Int32>?
  /// The first neuron where all are meant.
  package let first: Int
  /// How many they are.
  package let count: Int
  /// The steps at which something may arrive, a train a column; nil where it always does.
  package let trains: Region<UInt32>?
  /// Distance of two columns' trains, and of two words of one.
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

  /// Whether something may arrive at a column at a step.
  package func isOpen(_ column: Int, at step: Int) -> Bool {
    guard let trains else { return true }
    return trains[column * trainStride + step / 32 * wordStride] >> UInt32(step % 32) & 1 == 1
  }

  /// Some of the columns.
  package func dropping(_ columns: Int, count: Int) -> Columns {
    Columns(
      neurons: neurons?.dropping(columns, count: count), first: first + columns, count: count,
      trains: trains?.dropping(columns * trainStride), trainStride: trainStride,
      wordStride: wordStride)
  }
}
