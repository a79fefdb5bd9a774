import SpikeSim

/// Layer-wise Feedback Propagation as the equations say it, in double, over dense arrays, one
/// contribution after another: the independent reference of the rules.
public struct LiteralLFP {
  /// The coefficient g of each contribution z of a neuron, so that it receives z·g, given all of
  /// its contributions at a step, the change of its membrane (see `change`) and its reward.
  public typealias Division =
    @Sendable (
      _ contributions: [Double], _ before: Double, _ change: Double, _ reward: Double
    ) -> [Double]

  private let literal: LiteralNetwork
  private var steps: Int { literal.steps }

  /// What came out, in PyTorch's order.
  public struct Feedback {
    /// d of the weights of each connection.
    public var weights: [[Double]]
    /// d of the biases.
    public var biases: [[Double]]
    /// Σ_t of what each input received.
    public var input: [Double]
    /// For each stage, the sum of the magnitudes that arrived at its neurons, membranes included.
    public var arrived: [Double]
    /// The sum of the magnitudes handed on to inputs, biases and membranes.
    public var handed: [Double]
    /// The signed sum of what arrived.
    public var arrivedSum: [Double]
    /// The signed sum of what was handed on.
    public var handedSum: [Double]
    /// The largest |factor| by which any contribution's share multiplied a reward.
    public var largestFactor: Double
    /// The largest |Σr / R| of a neuron's contributions at a step.
    public var largestSum: Double
  }

  /// Reads a network and its parameters.
  public init(_ network: Network, _ parameters: Parameters) {
    literal = LiteralNetwork(network, parameters)
  }

  /// Runs one sample forward and back.
  ///
  /// - Parameters:
  ///   - reward: [classes][steps], given the output spikes [classes][steps].
  ///   - turned: Whether the output's reward asks for spikes, and so counts with the sign of Σz.
  ///   - division: How a neuron's reward is divided.
  public func run(
    input: [Double], reward: ([[Bool]]) -> [[Double]], turned: Bool, division: Division
  ) -> Feedback {
    let stages = literal.geometries()
    let run = literal.simulate(input) { $0 > 0 ? 1 : 0 }
    let (weights, biases) = (literal.weights, literal.biases)
    let (values, sources) = (run.values, run.sources)
    let (membranes, currents, signal) = (run.membranes, run.currents, run.output)
    // Backward.
    let spikes = (0..<signal[0].count).map { c in signal.map { $0[c] == 1 } }
    var arriving = reward(spikes)
    var feedback = Feedback(
      weights: weights.map { [Double](repeating: 0, count: $0.count) },
      biases: biases.map { [Double](repeating: 0, count: $0.count) }, input: [],
      arrived: [], handed: [], arrivedSum: [], handedSum: [], largestFactor: 0, largestSum: 0)
    for (index, g) in stages.enumerated().reversed() {
      var below = values[index].map { [Double](repeating: 0, count: $0.count) }
      var (arrived, handed, arrivedSum, handedSum) = (0.0, 0.0, 0.0, 0.0)
      let theta = Double(g.neurons.threshold)
      let size: Int
      switch g.pool {
      case .maxPool(let s), .averagePool(let s): size = s
      default: size = 1
      }
      let window = literal.windows(g.outputs, size)
      for n in membranes[index][0].indices {
        var carried = 0.0
        for t in (0..<steps).reversed() {
          let before = t > 0 ? membranes[index][t - 1][n] : 0
          let u = membranes[index][t][n]
          let fired = before > theta
          let kept =
            g.neurons.reset == .zero && fired ? 0 : Double(g.neurons.beta) * before
          let change = u + (g.neurons.reset == .subtract && fired ? theta : 0) - before
          // Which connection outputs make up the current, and with which share.
          var outputs: [(output: Int, share: Double)]
          if case .averagePool = g.pool {
            outputs = window[n].map { ($0, 1 / Double(size * size)) }
          } else {
            let best = window[n].max { currents[index][t][$0] < currents[index][t][$1] } ?? 0
            let first = window[n].first { currents[index][t][$0] == currents[index][t][best] }
            outputs = [(first ?? 0, 1)]
          }
          var z: [Double] = [kept]
          var owners: [(weight: Int?, cell: Int, x: Double, channel: Int)] = []
          for (output, share) in outputs {
            for link in literal.links(g, output) {
              let x = values[index][t][link.cell] * share
              owners.append((link.weight, link.cell, x, 0))
              z.append(weights[index][link.weight] * x)
            }
            owners.append((nil, 0, share, literal.channel(g, output)))
            z.append(biases[index][literal.channel(g, output)] * share)
          }
          let isTurned = turned && index == stages.count - 1 && z.reduce(0, +) < 0
          let received = (isTurned ? -1 : 1) * arriving[n][t] + carried
          let coefficients = division(z, before, change, received)
          carried = kept * coefficients[0]
          arrived += abs(received)
          arrivedSum += received
          let sum = zip(z, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
          if received != 0 {
            feedback.largestSum = max(feedback.largestSum, abs(sum / received))
          }
          for (value, coefficient) in zip(z, coefficients) {
            handed += abs(value * coefficient)
            handedSum += value * coefficient
            if received != 0 {
              feedback.largestFactor = max(
                feedback.largestFactor, abs(value * coefficient / received))
            }
          }
          for (place, owner) in owners.enumerated() {
            let coefficient = coefficients[place + 1]
            if let weight = owner.weight {
              feedback.weights[index][weight] +=
                abs(weights[index][weight]) * owner.x * coefficient
              below[t][owner.cell] += z[place + 1] * coefficient
            } else {
              feedback.biases[index][owner.channel] +=
                abs(biases[index][owner.channel]) * owner.x * coefficient
            }
          }
        }
      }
      feedback.arrived.insert(arrived, at: 0)
      feedback.handed.insert(handed, at: 0)
      feedback.arrivedSum.insert(arrivedSum, at: 0)
      feedback.handedSum.insert(handedSum, at: 0)
      let handedDown = unpooled(below, sources[index], g)
      arriving = (0..<handedDown[0].count).map { cell in handedDown.map { $0[cell] } }
    }
    feedback.input = arriving.map { $0.reduce(0, +) }
    return feedback
  }

  /// Hands rewards back through pools: to the winner, or in proportion to what each cell gave.
  private func unpooled(
    _ rewards: [[Double]], _ source: [[Double]], _ g: LiteralNetwork.Geometry
  ) -> [[Double]] {
    var (grids, signals) = ([g.grid], [source])
    for operation in g.operations {
      let (next, grid) = literal.pooled(
        signals[signals.count - 1], grids[grids.count - 1], operation)
      signals.append(next)
      grids.append(grid)
    }
    var rewards = rewards
    for (index, operation) in g.operations.enumerated().reversed() {
      let signal = signals[index]
      switch operation {
      case .maxPool(let size), .averagePool(let size):
        let windows = literal.windows(grids[index], size)
        rewards = (0..<steps).map { t in
          var row = [Double](repeating: 0, count: signal[t].count)
          for (cell, window) in windows.enumerated() {
            let given = window.map { signal[t][$0] }
            if case .maxPool = operation {
              let winner = window[given.firstIndex(of: given.max() ?? 0) ?? 0]
              row[winner] += rewards[t][cell]
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
}
