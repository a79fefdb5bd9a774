import SpikeSim

/// A network as the equations say it, in double, over dense arrays: the geometry of its layers,
/// worked out anew from the layer list, and the forward simulation. Slow, and meant to be read.
public struct LiteralNetwork {
  let network: Network
  var weights: [[Double]]
  var biases: [[Double]]
  /// What belongs to the neurons of each stage.
  var neurons: [LiteralNeurons]
  let steps: Int

  /// Reads a network and its parameters.
  public init(_ network: Network, _ parameters: Parameters) {
    self.network = network
    steps = network.steps
    weights = parameters.layers.map { $0.weightRows.map(Double.init) }
    biases = parameters.layers.map { $0.biases.map(Double.init) }
    neurons = parameters.layers.map(LiteralNeurons.init)
  }

  /// One (weight, source cell, share) of the current of a connection's output.
  struct Link {
    let weight: Int
    let cell: Int
  }

  /// The geometry of one stage, worked out anew from the layer list.
  struct Geometry {
    var grid: (c: Int, h: Int, w: Int)
    var operations: [LayerSpec] = []
    var inputs: (c: Int, h: Int, w: Int)
    var connection: LayerSpec = .flatten
    var outputs: (c: Int, h: Int, w: Int) = (0, 1, 1)
    var pool: LayerSpec?
    var neurons = LIFParameters()
    /// What the population sends: spikes of neurons, or of a network without spikes max(0, z) or z.
    var unit = Unit.neurons
    /// β as it was written: 0.9 and not the float nearest to it.
    var beta: Double { Double("\(neurons.beta)") ?? .nan }
    /// ρ and b of neurons whose threshold adapts.
    var adaptation: (decay: Double, strength: Double) {
      guard let adaptation = neurons.adaptation else { return (0, 0) }
      return (
        Double("\(adaptation.decay)") ?? .nan, Double("\(adaptation.strength)") ?? .nan
      )
    }
  }

  func geometries() -> [Geometry] {
    let shape = network.spec.inputShape
    var grid: (c: Int, h: Int, w: Int) =
      shape.count == 3 ? (shape[0], shape[1], shape[2]) : (shape[0], 1, 1)
    var current = Geometry(grid: grid, inputs: grid)
    var result: [Geometry] = []
    var connected = false
    for layer in network.spec.layers {
      switch layer {
      case .dense(let units, _):
        current.inputs = grid
        current.connection = layer
        grid = (units, 1, 1)
        current.outputs = grid
        connected = true
      case .conv2d(let c):
        current.inputs = grid
        current.connection = layer
        grid = (
          c.channels, (grid.h + 2 * c.padding - c.kernel) / c.stride + 1,
          (grid.w + 2 * c.padding - c.kernel) / c.stride + 1
        )
        current.outputs = grid
        connected = true
      case .maxPool(let size), .averagePool(let size):
        if connected { current.pool = layer } else { current.operations.append(layer) }
        grid = (grid.c, grid.h / size, grid.w / size)
      case .relu:
        current.unit = .relu
        result.append(current)
        current = Geometry(grid: grid, inputs: grid)
        connected = false
      case .lif(let neurons):
        current.neurons = neurons
        result.append(current)
        current = Geometry(grid: grid, inputs: grid)
        connected = false
      case .flatten, .dropout: break
      }
    }
    if connected {
      current.unit = .logits
      result.append(current)
    }
    return result
  }

  /// Weights and cells that feed output o (PyTorch's count) of a stage's connection.
  func links(_ g: Geometry, _ o: Int) -> [Link] {
    let (c, h, w) = g.inputs
    switch g.connection {
    case .conv2d(let conv):
      let (channel, y, x) = (
        o / (g.outputs.h * g.outputs.w), o / g.outputs.w % g.outputs.h, o % g.outputs.w
      )
      var links: [Link] = []
      for input in 0..<c {
        for ky in 0..<conv.kernel {
          for kx in 0..<conv.kernel {
            let row = y * conv.stride + ky - conv.padding
            let column = x * conv.stride + kx - conv.padding
            guard (0..<h).contains(row), (0..<w).contains(column) else { continue }
            links.append(
              Link(
                weight: ((channel * c + input) * conv.kernel + ky) * conv.kernel + kx,
                cell: (input * h + row) * w + column))
          }
        }
      }
      return links
    default:
      return (0..<c * h * w).map { Link(weight: o * c * h * w + $0, cell: $0) }
    }
  }

  /// Cells of each pooled cell's window, row by row.
  func windows(_ grid: (c: Int, h: Int, w: Int), _ size: Int) -> [[Int]] {
    (0..<grid.c).flatMap { channel in
      (0..<grid.h / size).flatMap { y in
        (0..<grid.w / size).map { x in
          (0..<size * size).map {
            (channel * grid.h + y * size + $0 / size) * grid.w + x * size + $0 % size
          }
        }
      }
    }
  }

  func channel(_ g: Geometry, _ o: Int) -> Int { o / (g.outputs.h * g.outputs.w) }

  func pooled(
    _ signal: [[Double]], _ grid: (c: Int, h: Int, w: Int), _ operation: LayerSpec
  ) -> ([[Double]], (c: Int, h: Int, w: Int)) {
    switch operation {
    case .maxPool(let size):
      let windows = windows(grid, size)
      return (
        signal.map { x in windows.map { w in w.map { x[$0] }.max() ?? 0 } },
        (grid.c, grid.h / size, grid.w / size)
      )
    case .averagePool(let size):
      let windows = windows(grid, size)
      return (
        signal.map { x in windows.map { $0.reduce(0) { $0 + x[$1] } / Double(size * size) } },
        (grid.c, grid.h / size, grid.w / size)
      )
    default: return (signal, grid)
    }
  }

  /// What a simulation leaves, for each stage: [steps][cells].
  struct Run {
    /// The signal before the stage's pools, and after them.
    var sources: [[[Double]]] = []
    var values: [[[Double]]] = []
    /// The connection's outputs, and U.
    var currents: [[[Double]]] = []
    var membranes: [[[Double]]] = []
    /// θ of each neuron at each step.
    var thresholds: [[[Double]]] = []
    /// The threshold that a neuron had crossed where it is reset at a step, else 0.
    var resets: [[[Double]]] = []
    /// What each neuron sends, and the synaptic currents of those that have some.
    var sent: [[[Double]]] = []
    var synapses: [[[Double]]] = []
    /// What the last population sends.
    var output: [[Double]] = []
  }

  /// What the input sends at each step: the sample itself, or by latency one spike of each value
  /// above 0, at step round((1 − value)·(T − 1)), values being clamped to 0 … 1.
  func encoded(_ sample: [Double]) -> [[Double]] {
    switch network.spec.input {
    case .values(.constant): return [[Double]](repeating: sample, count: steps)
    case .values(.latency):
      return (0..<steps).map { step in
        sample.map {
          $0 > 0 && Int(((1 - min($0, 1)) * Double(steps - 1)).rounded()) == step ? 1 : 0
        }
      }
    case .values(.rate), .values(.events), .spikes:
      preconditionFailure("spikes that no sample's values tell")
    }
  }

  /// Simulates one sample.
  ///
  /// - Parameters:
  ///   - spike: What a neuron sends, of U − θ.
  ///   - resets: When neurons are reset, as ``Run/resets``; when they spiked, unless told.
  func simulate(
    _ input: [Double], spike: (Double) -> Double, resets: [[[Double]]]? = nil
  ) -> Run {
    var run = Run()
    var signal = encoded(input)
    for (index, g) in geometries().enumerated() {
      run.sources.append(signal)
      var grid = g.grid
      for operation in g.operations { (signal, grid) = pooled(signal, grid, operation) }
      run.values.append(signal)
      let count = g.outputs.c * g.outputs.h * g.outputs.w
      let fed = (0..<count).map { links(g, $0) }
      var current = signal.map { x in
        (0..<count).map { o in
          fed[o].reduce(biases[index][channel(g, o)]) {
            $0 + weights[index][$1.weight] * x[$1.cell]
          }
        }
      }
      run.currents.append(current)
      if let pool = g.pool { (current, _) = pooled(current, g.outputs, pool) }
      if g.unit != .neurons {
        signal = send(current, g, into: &run)
        continue
      }
      integrate(current, index, g, spike: spike, resets: resets?[index], into: &run)
      signal = zip(run.membranes[index], run.thresholds[index]).map { membranes, thresholds in
        zip(membranes, thresholds).map { spike($0 - $1) }
      }
    }
    run.output = signal
    return run
  }
}
