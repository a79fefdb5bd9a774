import SpikeKernels

/// Gives layers their shapes, one after another, and gathers them into stages.
struct NetworkBuilder {
  private let spec: NetworkSpec
  private var stages: [Stage] = []
  /// The way of the spikes since the last population.
  private var signal: SignalPlan
  /// The connection since then, and a pool of its currents.
  private var connection: Connection?
  private var pool: CurrentPool?

  private struct Connection {
    let shape: TileShape
    let weightShape: [Int]
    let patches: PatchTable
    let outputs: GridLayout
  }

  init(_ spec: NetworkSpec) throws(NetworkError) {
    self.spec = spec
    guard let cells = Self.product(spec.inputShape), cells <= Self.largestGrid else {
      throw .inputShape(found: spec.inputShape)
    }
    // [height, width] is one channel; whatever is neither that nor a grid of channels is a list.
    let shape =
      switch spec.inputShape.count {
      case 2: [1] + spec.inputShape
      case 3: spec.inputShape
      default: [cells]
      }
    signal = SignalPlan(
      base: GridLayout(
        channels: shape[0], height: shape.count == 3 ? shape[1] : 1,
        width: shape.count == 3 ? shape[2] : 1))
  }

  /// Cells of one sample that a layer may have.
  private static let largestGrid = 1 << 24

  mutating func add(_ layer: LayerSpec, _ index: Int) throws(NetworkError) {
    switch layer {
    case .dense(let units): try connectDensely(units, index)
    case .conv2d(let convolution): try connect(convolution, index)
    case .maxPool(let size): try addPool(.largest, size, index)
    case .averagePool(let size): try addPool(.mean, size, index)
    case .flatten:
      guard connection == nil else {
        throw .layer(index, "flatten stands before a dense layer, not between one and its lif")
      }
    case .dropout(let rate): try addDropout(rate, index)
    case .lif(let neurons): try addNeurons(neurons, index)
    }
  }

  func finish() throws(NetworkError) -> [Stage] {
    guard connection == nil, pool == nil, !stages.isEmpty, case .lif = spec.layers.last else {
      throw .layer(max(0, spec.layers.count - 1), "a network ends with a lif layer")
    }
    return stages
  }

  // MARK: Connections

  private mutating func connectDensely(_ units: Int, _ index: Int) throws(NetworkError) {
    guard connection == nil else {
      throw .layer(
        index, "a dense layer directly after another connection: put \"lif\" between them")
    }
    let entries = signal.cells.enumerated().flatMap { cell, trains in
      trains.map { (row: cell, source: source(cell, $0)) }
    }
    try connect(
      units, inputs: signal.cells.count, weightShape: [units, signal.cells.count], [entries],
      GridLayout(channels: units, height: 1, width: 1), index)
  }

  private mutating func connect(
    _ convolution: Convolution, _ index: Int
  ) throws(NetworkError) {
    guard connection == nil else {
      throw .layer(
        index, "a conv2d layer directly after another connection: put \"lif\" between them")
    }
    let (channels, height, width) = signal.shape
    let (kernel, stride, padding) = (convolution.kernel, convolution.stride, convolution.padding)
    guard kernel >= 1, stride >= 1, padding >= 0, padding < kernel else {
      throw .layer(
        index,
        "kernel \(kernel), stride \(stride), padding \(padding): kernel and stride are at "
          + "least 1, padding is 0 … kernel − 1")
    }
    guard kernel <= height + 2 * padding && kernel <= width + 2 * padding else {
      throw .layer(
        index,
        "a kernel of \(kernel) × \(kernel) is larger than its input of \(channels) × "
          + "\(height) × \(width) with padding \(padding)")
    }
    let (rows, columns) = (
      (height + 2 * padding - kernel) / stride + 1, (width + 2 * padding - kernel) / stride + 1
    )
    let entries = (0..<rows * columns).map { position in
      var entries: [(row: Int, source: Int)] = []
      for channel in 0..<channels {
        for offset in 0..<kernel * kernel {
          let y = position / columns * stride + offset / kernel - padding
          let x = position % columns * stride + offset % kernel - padding
          guard (0..<height).contains(y), (0..<width).contains(x) else { continue }
          let cell = (channel * height + y) * width + x
          for train in signal.cells[cell] {
            entries.append((channel * kernel * kernel + offset, source(cell, train)))
          }
        }
      }
      return entries
    }
    let units = convolution.channels
    try connect(
      units, inputs: channels * kernel * kernel,
      weightShape: [units, channels, kernel, kernel], entries,
      GridLayout(channels: units, height: rows, width: columns, isList: false), index)
  }

  /// A train of the signal; of a constant input, the cell as PyTorch counts it.
  private func source(_ cell: Int, _ train: Int32) -> Int {
    stages.isEmpty && spec.encoding == .constant ? cell : Int(train)
  }

  private mutating func connect(
    _ units: Int, inputs: Int, weightShape: [Int], _ entries: [[(row: Int, source: Int)]],
    _ outputs: GridLayout, _ index: Int
  ) throws(NetworkError) {
    guard units >= 1, units <= Self.largestGrid, let weights = Self.product([inputs, units + 63]),
      weights <= Int(Int32.max), outputs.neurons <= Self.largestGrid
    else { throw .layer(index, "\(inputs) inputs × \(units) outputs is no size a layer can have") }
    let shape = TileShape(inputs: inputs, outputs: units)
    connection = Connection(
      shape: shape, weightShape: weightShape, patches: PatchTable(entries),
      outputs: GridLayout(
        channels: units, height: outputs.height, width: outputs.width,
        stride: shape.paddedOutputs, isList: outputs.isList))
  }

  // MARK: Pools, dropout, neurons

  private mutating func addPool(
    _ kind: CurrentPool.Kind, _ size: Int, _ index: Int
  ) throws(NetworkError) {
    let name = kind == .largest ? "a max pool" : "an average pool"
    let (channels, height, width) =
      connection.map {
        ($0.outputs.channels, $0.outputs.height, $0.outputs.width)
      } ?? signal.shape
    guard size >= 1 && size <= height && size <= width else {
      throw .layer(
        index,
        "\(name) of \(size) × \(size) is larger than its input of \(channels) × \(height) "
          + "× \(width)")
    }
    guard pool == nil else { throw .layer(index, "one pool between a connection and its lif") }
    if connection != nil {
      pool = CurrentPool(kind: kind, size: size)
    } else if stages.isEmpty && spec.encoding == .constant {
      throw .layer(index, "\(name) stands behind a connection or a lif, not before the first")
    } else if kind == .mean {
      signal.averagePool(size)
    } else if !signal.maxPool(size) {
      throw .layer(index, "a max pool cannot follow an average pool without a lif between them")
    }
  }

  private mutating func addDropout(_ rate: Float, _ index: Int) throws(NetworkError) {
    guard rate >= 0 && rate < 1 else {
      throw .layer(index, "dropout is \(rate), allowed is 0 ≤ dropout < 1")
    }
    guard connection == nil else {
      throw .layer(index, "dropout stands behind a lif, not between a connection and its lif")
    }
    guard !stages.isEmpty || spec.encoding != .constant else {
      throw .layer(index, "dropout of a constant input is not supported: put it behind a lif")
    }
    signal.dropout(rate)
  }

  private mutating func addNeurons(
    _ neurons: LIFParameters, _ index: Int
  ) throws(NetworkError) {
    guard let connection else {
      throw .layer(index, "a lif layer needs a connection (dense, conv2d) before it")
    }
    guard neurons.beta > 0 && neurons.beta <= 1 else {
      throw .layer(index, "beta is \(neurons.beta), allowed is 0 < beta ≤ 1")
    }
    guard neurons.threshold > 0 && neurons.threshold.isFinite else {
      throw .layer(index, "threshold is \(neurons.threshold), allowed is a positive number")
    }
    let outputs = connection.outputs
    let layout =
      pool.map {
        GridLayout(
          channels: outputs.channels, height: outputs.height / $0.size,
          width: outputs.width / $0.size, stride: outputs.stride, isList: outputs.isList)
      } ?? outputs
    stages.append(
      Stage(
        index: stages.count, signal: signal, shape: connection.shape,
        weightShape: connection.weightShape, patches: connection.patches, outputs: outputs,
        pool: pool, layout: layout, neurons: neurons))
    signal = SignalPlan(base: layout)
    self.connection = nil
    pool = nil
  }

  private static func product(_ factors: [Int]) -> Int? {
    var result = 1
    for factor in factors {
      let (next, overflow) = result.multipliedReportingOverflow(by: factor)
      guard factor > 0 && !overflow else { return nil }
      result = next
    }
    return result
  }
}
