import SpikeKernels

/// Gives layers their shapes, one after another. Nothing that grows with the network is made before all fit.
struct NetworkBuilder {
  let spec: NetworkSpec
  /// Makes the layers so far.
  private var layers: [() -> Layer] = []
  /// Cells that the positions of all connections see.
  private var seenCells = 0
  /// The way of the spikes since the last population.
  private var route: SpikeRoute
  /// The connection since then, and a pool of its currents.
  private(set) var connection: Connection?
  private var pool: CurrentPool?

  struct Connection {
    let shape: TileShape
    let weightShape: [Int]
    let hasBias: Bool
    let patches: PatchGeometry
    let outputs: GridLayout
  }

  init(_ spec: NetworkSpec) throws(NetworkError) {
    self.spec = spec
    guard let cells = checkedProduct(spec.inputShape), cells <= Self.largestGrid else {
      throw .inputShape(found: spec.inputShape)
    }
    // [height, width] is one channel; whatever is neither that nor a grid of channels is a list.
    let shape =
      switch spec.inputShape.count {
      case 2: [1] + spec.inputShape
      case 3: spec.inputShape
      default: [cells]
      }
    route = SpikeRoute(
      base: GridLayout(
        channels: shape[0], height: shape.count == 3 ? shape[1] : 1,
        width: shape.count == 3 ? shape[2] : 1))
  }

  /// Cells of one sample that a layer may have.
  private static let largestGrid = 1 << 24

  mutating func add(_ layer: LayerSpec, _ index: Int) throws(NetworkError) {
    switch layer {
    case .dense(let units, let hasBias): try connectDensely(units, hasBias: hasBias, index)
    case .conv2d(let convolution): try connect(convolution, index)
    case .maxPool(let size): try addPool(.largest, size, index)
    case .averagePool(let size): try addPool(.mean, size, index)
    case .flatten:
      guard connection == nil else {
        throw .layer(
          index, "flatten stands before a dense layer, not between one and its \(unitName)")
      }
    case .dropout(let rate): try addDropout(rate, index)
    case .lif(let neurons):
      guard spec.isSpiking else {
        throw .layer(index, "\"lif\" and \"relu\" in one network: units either spike or do not")
      }
      try addNeurons(neurons, .neurons, index)
    case .relu: try addUnits(index)
    }
  }

  /// Checks that the network is whole. Nothing has been made until then.
  mutating func finish() throws(NetworkError) {
    if !spec.isSpiking {
      guard connection != nil else {
        throw .layer(
          max(0, spec.layers.count - 1),
          "a network without spikes ends with a connection (dense, conv2d), whose outputs are the logits"
        )
      }
      try addNeurons(Self.units, .logits, spec.layers.count - 1)
    }
    guard connection == nil, pool == nil, !layers.isEmpty, spec.endsWithPopulation else {
      throw .layer(max(0, spec.layers.count - 1), "a network ends with a lif layer")
    }
  }

  /// Neurons of the last population so far.
  var classes: Int { route.base.neurons }

  /// Makes the layers, once all fit.
  func make() -> [Layer] { layers.map { $0() } }

  // MARK: Connections

  private mutating func connectDensely(
    _ units: Int, hasBias: Bool, _ index: Int
  ) throws(NetworkError) {
    guard connection == nil else {
      throw .layer(
        index, "a dense layer directly after another connection: put \"lif\" between them")
    }
    let cells = route.cells
    try connect(
      units, inputs: cells.count, weightShape: [units, cells.count],
      PatchGeometry(dense: cells, countsCells: countsCells), isList: true, hasBias: hasBias, index)
  }

  private mutating func connect(
    _ convolution: Convolution, _ index: Int
  ) throws(NetworkError) {
    guard connection == nil else {
      throw .layer(
        index, "a conv2d layer directly after another connection: put \"lif\" between them")
    }
    let (channels, height, width) = (
      route.cells.channels, route.cells.height, route.cells.width
    )
    let (kernel, stride, padding) = (convolution.kernel, convolution.stride, convolution.padding)
    guard kernel >= 1, stride >= 1, padding >= 0, padding < kernel else {
      throw .layer(
        index,
        "kernel \(kernel), stride \(stride), padding \(padding): kernel and stride are at "
          + "least 1, padding is 0 … kernel − 1")
    }
    guard kernel <= Self.largestGrid else {
      throw .layer(index, "a kernel of \(kernel) × \(kernel) is no size a layer can have")
    }
    guard kernel <= height + 2 * padding && kernel <= width + 2 * padding else {
      throw .layer(
        index,
        "a kernel of \(kernel) × \(kernel) is larger than its input of \(channels) × "
          + "\(height) × \(width) with padding \(padding)")
    }
    guard let inputs = checkedProduct([channels, kernel, kernel]) else {
      throw .layer(index, "a kernel of \(kernel) × \(kernel) is no size a layer can have")
    }
    try connect(
      convolution.channels, inputs: inputs,
      weightShape: [convolution.channels, channels, kernel, kernel],
      PatchGeometry(convolution, route.cells, countsCells: countsCells), isList: false,
      hasBias: convolution.hasBias, index)
  }

  /// What the next connection reads.
  private var source: LayerSource {
    layers.isEmpty ? spec.input.source : spec.isSpiking ? .spikes : .values
  }
  /// Values are read as PyTorch counts them; whatever spikes, spike train by spike train.
  private var countsCells: Bool { source == .values }

  private mutating func connect(
    _ units: Int, inputs: Int, weightShape: [Int], _ patches: PatchGeometry, isList: Bool,
    hasBias: Bool, _ index: Int
  ) throws(NetworkError) {
    let (rows, columns) = (patches.rows.positions, patches.columns.positions)
    func refusal() -> NetworkError {
      .layer(index, "\(inputs) inputs × \(units) outputs is no size a layer can have")
    }
    guard units >= 1, units <= Self.largestGrid, rows * columns <= Self.largestGrid else {
      throw refusal()
    }
    guard let seen = patches.entries, seen <= Network.mostSeenCells - seenCells else {
      throw .layer(
        index,
        "its positions see more cells than the \(Network.mostSeenCells) that a network may "
          + "keep")
    }
    guard let weights = checkedProduct([inputs, units + 63]), weights <= Int(Int32.max),
      rows * columns * units <= Self.largestGrid
    else { throw refusal() }
    seenCells += seen
    let shape = TileShape(inputs: inputs, outputs: units)
    connection = Connection(
      shape: shape, weightShape: weightShape, hasBias: hasBias, patches: patches,
      outputs: GridLayout(
        channels: units, height: rows, width: columns, stride: shape.paddedOutputs, isList: isList))
  }

  // MARK: Pools, dropout, neurons

  mutating func addPool(
    _ kind: CurrentPool.Kind, _ size: Int, _ index: Int
  ) throws(NetworkError) {
    // The largest of rectified values is the rectified largest: it was taken before the units.
    if kind == .largest, index > 0, spec.layers[index - 1] == .relu { return }
    let name = kind == .largest ? "a max pool" : "an average pool"
    let (channels, height, width) =
      connection.map {
        ($0.outputs.channels, $0.outputs.height, $0.outputs.width)
      } ?? (route.cells.channels, route.cells.height, route.cells.width)
    guard size >= 1 && size <= height && size <= width else {
      throw .layer(
        index,
        "\(name) of \(size) × \(size) is larger than its input of \(channels) × \(height) "
          + "× \(width)")
    }
    guard pool == nil else {
      throw .layer(index, "one pool between a connection and its \(unitName)")
    }
    if connection != nil {
      pool = CurrentPool(kind: kind, size: size)
    } else if layers.isEmpty && source == .values {
      throw .layer(
        index, "\(name) stands behind a connection or a \(unitName), not before the first")
    } else if kind == .mean {
      route.averagePool(size)
    } else if !spec.isSpiking {
      throw .layer(index, "a max pool stands directly behind a connection or its \"relu\"")
    } else if !route.maxPool(size) {
      throw .layer(index, "a max pool cannot follow an average pool without a lif between them")
    }
  }

  private mutating func addDropout(_ rate: Float, _ index: Int) throws(NetworkError) {
    guard rate >= 0 && rate < 1 else {
      throw .layer(index, "dropout is \(rate), allowed is 0 ≤ dropout < 1")
    }
    guard connection == nil else {
      throw .layer(
        index, "dropout stands behind a \(unitName), not between a connection and its \(unitName)")
    }
    guard source == .spikes || !layers.isEmpty else {
      throw .layer(
        index, "dropout of a constant input is not supported: put it behind a \(unitName)")
    }
    route.dropout(rate)
  }

  /// What follows a connection in such a network.
  private var unitName: String { spec.isSpiking ? "lif" : "relu" }

  /// A unit as a neuron of one step.
  static let units = LIFParameters(beta: 1, threshold: 0, reset: .none)

  mutating func addNeurons(
    _ neurons: LIFParameters, _ unit: Unit, _ index: Int
  ) throws(NetworkError) {
    guard let connection else {
      throw .layer(index, "a lif layer needs a connection (dense, conv2d) before it")
    }
    if unit == .neurons { try neurons.check(index) }
    let outputs = connection.outputs
    let layout =
      pool.map {
        GridLayout(
          channels: outputs.channels, height: outputs.height / $0.size,
          width: outputs.width / $0.size, stride: outputs.stride, isList: outputs.isList)
      } ?? outputs
    try neurons.checkRecurrence(layout, pool, index)
    let (place, source, route, pool) = (layers.count, source, route, pool)
    let isDense = countsCells ? connection.patches.isWhole : outputs.positions == 1
    layers.append {
      Layer(
        index: place, source: source, route: route, shape: connection.shape,
        weightShape: connection.weightShape, hasBias: connection.hasBias,
        patches: PatchTable(connection.patches),
        outputs: outputs, pool: pool, layout: layout, unit: unit, neurons: neurons,
        model: neurons.model(padded: layout.padded),
        loop: RecurrentConnection(place, layout, neurons), isDense: isDense)
    }
    self.route = SpikeRoute(base: layout)
    self.connection = nil
    self.pool = nil
  }
}
