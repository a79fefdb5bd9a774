import SpikeSim

/// Back-propagation through time as the equations say it, in double, over dense arrays; with smooth
/// spikes it is an ordinary gradient, which finite differences can check.
public struct LiteralGradient {
  var literal: LiteralNetwork
  var steps: Int { literal.steps }
  /// Bounds of firing rates; nil where rates are free.
  public var rates: LiteralRates?

  /// Reads a network and its parameters.
  public init(_ network: Network, _ parameters: Parameters) {
    literal = LiteralNetwork(network, parameters)
  }

  /// The output of one sample, [classes][steps], and when neurons were reset.
  public func output(
    _ input: [Double], spike: (Double) -> Double, resets: [[[Double]]]? = nil
  ) -> (output: [[Double]], resets: [[[Double]]]) {
    let run = literal.simulate(input, spike: spike, resets: resets)
    return (transposed(run.output), run.resets)
  }

  /// The same with one weight or bias moved.
  public func output(
    _ input: [Double], spike: (Double) -> Double, resets: [[[Double]]], moving stage: Int,
    weight: Int?, bias: Int?, by step: Double
  ) -> [[Double]] {
    var moved = self
    if let weight { moved.literal.weights[stage][weight] += step }
    if let bias { moved.literal.biases[stage][bias] += step }
    return moved.output(input, spike: spike, resets: resets).output
  }

  /// The same with one value of a tensor of a stage's neurons moved.
  public func output(
    _ input: [Double], spike: (Double) -> Double, resets: [[[Double]]], moving stage: Int,
    tensor: String, index: Int, by step: Double
  ) -> [[Double]] {
    var moved = self
    moved.literal.neurons[stage].tensors[tensor]?[index] += step
    return moved.output(input, spike: spike, resets: resets).output
  }

  /// The gradient of one sample, the reset detached.
  ///
  /// - Parameters:
  ///   - slope: The derivative of `spike`, or what stands in for it, of U − θ.
  ///   - normalization: What is divided by its largest magnitude, of a batch of this sample alone.
  ///   - loss: The derivative of the loss by the output, [classes][steps], given the output.
  public func gradient(
    _ input: [Double], spike: (Double) -> Double, slope: (Double) -> Double,
    normalization: Normalization = .none, loss: ([[Double]]) -> [[Double]]
  ) -> Gradient {
    let run = literal.simulate(input, spike: spike)
    var weights = literal.weights.map { [Double](repeating: 0, count: $0.count) }
    var biases = literal.biases.map { [Double](repeating: 0, count: $0.count) }
    var neurons = literal.neurons.map(\.zeros)
    var arriving = transposed(loss(transposed(run.output)))
    for (index, g) in literal.geometries().enumerated().reversed() {
      if let rates, index < weights.count - 1 {
        let slopes = rates.pushes(run.sent[index]).map { -rates.strength / Double(steps) * $0 }
        arriving = arriving.map { row in zip(row, slopes).map { $0 + $1 } }
      }
      precondition(g.neurons.adaptation == nil || normalization != .step, "not defined")
      let byMembrane = throughNeurons(
        arriving, run, index, g, slope: slope, normalization, &neurons[index])
      var byCurrent = byMembrane
      if let pool = g.pool {
        byCurrent = literal.handBack(byMembrane, run.currents[index], g.outputs, pool)
      }
      var below = run.values[index].map { [Double](repeating: 0, count: $0.count) }
      for output in byCurrent[0].indices {
        let links = literal.links(g, output)
        for t in 0..<steps {
          let value = byCurrent[t][output]
          biases[index][literal.channel(g, output)] += value
          for link in links {
            weights[index][link.weight] += value * run.values[index][t][link.cell]
            below[t][link.cell] += value * literal.weights[index][link.weight]
          }
        }
      }
      var (grids, signals) = ([g.grid], [run.sources[index]])
      for operation in g.operations {
        let (next, grid) = literal.pooled(
          signals[signals.count - 1], grids[grids.count - 1], operation)
        signals.append(next)
        grids.append(grid)
      }
      for (place, operation) in g.operations.enumerated().reversed() {
        below = literal.handBack(below, signals[place], grids[place], operation)
      }
      if normalization == .largest {
        let flat = divided(below.flatMap(\.self))
        let width = below[0].count
        below = below.indices.map { Array(flat[$0 * width..<($0 + 1) * width]) }
      }
      arriving = below
    }
    return Gradient(weights: weights, biases: biases, neurons: neurons, input: arriving)
  }

  /// A gradient by everything.
  public struct Gradient {
    /// By the weights of each stage.
    public var weights: [[Double]]
    /// By its biases.
    public var biases: [[Double]]
    /// By what belongs to its neurons.
    public var neurons: [[String: [Double]]]
    /// By the input, [steps][cells].
    public var input: [[Double]]
  }

  /// Values divided by the largest magnitude among them.
  func divided(_ values: [Double]) -> [Double] {
    let largest = values.map(abs).max() ?? 0
    return largest > 1e-10 ? values.map { $0 / largest } : values
  }

  private func transposed(_ rows: [[Double]]) -> [[Double]] {
    guard let first = rows.first else { return [] }
    return first.indices.map { column in rows.map { $0[column] } }
  }
}

extension LiteralNetwork {
  /// The derivative of a pool: to the first of the largest, or a share to all.
  func handBack(
    _ gradient: [[Double]], _ signal: [[Double]], _ grid: (c: Int, h: Int, w: Int),
    _ operation: LayerSpec
  ) -> [[Double]] {
    switch operation {
    case .maxPool(let size), .averagePool(let size):
      let windows = windows(grid, size)
      return (0..<steps).map { t in
        var row = [Double](repeating: 0, count: signal[t].count)
        for (cell, window) in windows.enumerated() {
          if case .maxPool = operation {
            let given = window.map { signal[t][$0] }
            row[window[given.firstIndex(of: given.max() ?? 0) ?? 0]] += gradient[t][cell]
          } else {
            for source in window { row[source] += gradient[t][cell] / Double(window.count) }
          }
        }
        return row
      }
    default: return gradient
    }
  }
}
