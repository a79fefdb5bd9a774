import SpikeKernels
import Testing

@testable import SpikeSim

/// What a network keeps of its connections, and how much of it there may be.
@Suite struct NetworkSizeTests {
  private static let lif = LayerStackTests.lif

  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      // A layer that sees 19 · 19 · 100 cells of each of 10 000 channels.
      ([Convolution(channels: 10_000, kernel: 1), Convolution(channels: 9, kernel: 10)], 1, 2),
      // 82² of the first layer, then 9 · 82² of each: 277 more fit.
      ([Convolution(channels: 9, kernel: 3, padding: 1)], 499, 2 * 278),
      ([Convolution(channels: 50, kernel: 1000, padding: 999)], 1, 0),
    ])
  func `positions that see too much are refused by the layer, before anything is made`(
    convolutions: [Convolution], times: Int, index: Int
  ) {
    let layers = (0..<times).flatMap { _ in convolutions.flatMap { [.conv2d($0), Self.lif] } }
    let error = #expect(throws: NetworkError.self) {
      try LayerStackTests.network(layers, shape: [1, 28, 28])
    }
    guard case .layer(let found, let why)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == index)
    #expect(why.contains("see more cells than the 16777216"), "\(why)")
  }

  @Test(arguments: [
    LayerSpec.dense(units: .max), .dense(units: 0), .dense(units: 1 << 24),
    .conv2d(Convolution(channels: .max, kernel: 1)), .conv2d(Convolution(channels: 0, kernel: 1)),
    .conv2d(Convolution(channels: 1, kernel: .max, padding: .max - 1)),
    .conv2d(Convolution(channels: 1, kernel: 1 << 24, padding: 1 << 24 - 1)),
    .conv2d(Convolution(channels: 1 << 24, kernel: 1)),
  ])
  func `no size overflows`(layer: LayerSpec) {
    let error = #expect(throws: NetworkError.self) {
      try LayerStackTests.network([layer, Self.lif], shape: [1, 28, 28])
    }
    guard case .layer(0, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [1, 25, 1000])
  func `as many samples at a time as threads keep near`(steps: Int) throws {
    let network = try LayerStackTests.network(
      [
        .conv2d(Convolution(channels: 12, kernel: 5)), Self.lif, .maxPool(size: 2),
        .conv2d(Convolution(channels: 64, kernel: 5)), Self.lif, .maxPool(size: 2),
        .flatten, .dense(units: 10), Self.lif,
      ], shape: [1, 28, 28], steps: steps)
    let counts = [1, 2, 4, 64, 1024].map { network.samplesAtATime(threads: $0) }
    #expect(counts == counts.sorted())
    #expect(counts.allSatisfy { (8...128).contains($0) && $0 % 8 == 0 })
    #expect(counts[0] == [1: 56, 25: 8, 1000: 8][steps])
    #expect(counts[4] == 128)
  }

  @Test(.timeLimit(.minutes(5)))
  func `as many cells as there may be are built`() throws {
    // 4 million inputs, and 784 · 9 · 1000 entries: what each cell takes is a few bytes.
    _ = try LayerStackTests.network([.dense(units: 1), Self.lif], shape: [1 << 22])
    _ = try LayerStackTests.network(
      [
        .conv2d(Convolution(channels: 1_000, kernel: 1)), Self.lif,
        .conv2d(Convolution(channels: 1, kernel: 3)), Self.lif,
      ], shape: [1, 28, 28])
  }

  @Test(arguments: [[0], [-1], [1, 0, 3], [.max, 2], [1 << 25]])
  func `an input that is empty or too large is refused`(shape: [Int]) throws {
    #expect(throws: NetworkError.inputShape(found: shape)) {
      try LayerStackTests.network([.dense(units: 1), Self.lif], shape: shape)
    }
  }

  @Test func `the steps a network may have are those it says`() throws {
    _ = try LayerStackTests.network(
      [.dense(units: 1), Self.lif], shape: [1], steps: Network.maximumSteps)
    for steps in [0, -1, Network.maximumSteps + 1, .max] {
      #expect(throws: NetworkError.steps(found: steps)) {
        try LayerStackTests.network([.dense(units: 1), Self.lif], shape: [1], steps: steps)
      }
    }
  }

  // MARK: What is kept

  /// Entries of each position, (weight row, source), by the definition: every channel, row and
  /// column of the kernel, every train behind the cell.
  private func literal(
    _ convolution: Convolution, _ cells: PooledCells, countsCells: Bool
  ) -> [[[Int]]] {
    let (k, s, p) = (convolution.kernel, convolution.stride, convolution.padding)
    let (rows, columns) = ((cells.height + 2 * p - k) / s + 1, (cells.width + 2 * p - k) / s + 1)
    return (0..<rows * columns).map { position in
      (0..<cells.channels * k * k).flatMap { row -> [[Int]] in
        let y = position / columns * s + row % (k * k) / k - p
        let x = position % columns * s + row % k - p
        guard (0..<cells.height).contains(y), (0..<cells.width).contains(x) else { return [] }
        let channel = row / (k * k)
        return countsCells
          ? [[row, cells.index(channel: channel, row: y, column: x)]]
          : (0..<cells.share).map {
            [row, cells.train(channel: channel, row: y, column: x, place: $0)]
          }
      }
    }
  }

  @Test func `a table holds what its plan counted, by the definition of a convolution`() {
    var generator = SeededGenerator(seed: 4)
    func draw(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + generator.integer(below: range.count)
    }
    for _ in 0..<60 {
      let layout = GridLayout(channels: draw(1...3), height: draw(4...9), width: draw(4...9))
      var cells = PooledCells(layout)
      for _ in 0..<draw(0...2) {
        let size = draw(1...2)
        if size <= min(cells.height, cells.width) { cells = cells.averagePooled(size) }
      }
      let kernel = draw(1...min(cells.height, cells.width))
      let convolution = Convolution(
        channels: 1, kernel: kernel, stride: draw(1...3), padding: draw(0...kernel - 1))
      let countsCells = draw(0...1) == 0
      let plan = PatchGeometry(convolution, cells, countsCells: countsCells)
      let table = PatchTable(plan)
      let expected = literal(convolution, cells, countsCells: countsCells)
      let found = (0..<table.positions).map { position in
        table.patch(position).entries.map { [$0.row, $0.source] }
      }
      // A table has them in the order of their sources.
      #expect(found == expected.map { $0.sorted { $0[1] < $1[1] } }, "seed 4, \(convolution)")
      #expect(plan.entries == expected.reduce(0) { $0 + $1.count })
      #expect(table.largest == expected.map(\.count).max())
    }
  }

  @Test func `behind average pools each train feeds one cell, its window's`() {
    let layout = GridLayout(channels: 2, height: 13, width: 9)
    let cells = PooledCells(layout).averagePooled(2).averagePooled(3)
    #expect((cells.height, cells.width, cells.share) == (2, 1, 36))
    for row in 0..<2 {
      let trains = (0..<36).map { cells.train(channel: 1, row: row, column: 0, place: $0) }
      let window = (0..<6).flatMap { y in
        (0..<6).map { layout.index(channel: 1, row: 6 * row + y, column: $0) }
      }
      #expect(trains.sorted() == window.sorted())
      // The last pool's windows one after another.
      #expect(
        Array(trains.prefix(4))
          == [(0, 0), (0, 1), (1, 0), (1, 1)].map {
            layout.index(channel: 1, row: 6 * row + $0.0, column: $0.1)
          })
      for train in trains { #expect(Int(cells.owners[train]) == 2 + row) }
    }
  }
}
