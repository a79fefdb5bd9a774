import SpikeSim

extension LiteralNetwork {
  /// Hands what pooled cells received back to the cells of the signal below, through the pools
  /// before a connection: a maximum to the first winner of its window, a mean to each cell by its
  /// share of the value.
  func unpooled(
    _ rewards: [[Double]], _ source: [[Double]], _ g: Geometry
  ) -> [[Double]] {
    var (grids, signals) = ([g.grid], [source])
    for operation in g.operations {
      let (next, grid) = pooled(signals[signals.count - 1], grids[grids.count - 1], operation)
      signals.append(next)
      grids.append(grid)
    }
    var rewards = rewards
    for (index, operation) in g.operations.enumerated().reversed() {
      let signal = signals[index]
      switch operation {
      case .maxPool(let size), .averagePool(let size):
        let windows = windows(grids[index], size)
        rewards = (0..<steps).map { t in
          var row = [Double](repeating: 0, count: signal[t].count)
          for (cell, window) in windows.enumerated() {
            let given = window.map { signal[t][$0] }
            if case .maxPool = operation {
              row[window[firstLargest(given)]] += rewards[t][cell]
            } else if given.reduce(0, +) != 0 {
              for (source, value) in zip(window, given) {
                row[source] += rewards[t][cell] * value / given.reduce(0, +)
              }
            }
          }
          return row
        }
      default: break
      }
    }
    return rewards
  }

  /// The outputs of a stage's connection whose currents are a neuron's current at a step, and by what
  /// each counts: its own output; of a maximum before the population the first winner; of a mean
  /// all, each divided by their number.
  func feeders(
    _ neuron: Int, _ g: Geometry, _ currents: [Double]
  ) -> (outputs: [Int], factor: Double) {
    switch g.pool {
    case .maxPool(let size):
      let window = windows(g.outputs, size)[neuron]
      return ([window[firstLargest(window.map { currents[$0] })]], 1)
    case .averagePool(let size):
      let window = windows(g.outputs, size)[neuron]
      return (window, 1 / Double(window.count))
    default: return ([neuron], 1)
    }
  }

  private func firstLargest(_ values: [Double]) -> Int {
    values.firstIndex(of: values.max() ?? 0) ?? 0
  }
}
