import Foundation
import SpikeKernels
import TestSupport
import Testing

/// Runs a kernel of every instruction set this machine has, and its plain twin, on copies of the
/// same random memory: all must leave the same bytes.
@Suite struct KernelTwinTests {
  /// Sizes around nothing, one, the lane vector and the blocks of the kernels.
  static let sizes = [1, 2, 5, 6, 7, 8, 9, 15, 16, 17, 33]
  static let steps = [1, 5, 15, 16, 17, 31, 32, 33, 65]

  /// What a kernel left in the memory it was given.
  struct Outcome: Equatable {
    var floats: [[UInt32]] = []
    var words: [[UInt32]] = []
    var indices: [[Int32]] = []

    init(_ floats: [Region<Float>], words: [Region<UInt32>] = [], indices: [Region<Int32>] = []) {
      self.floats = floats.map { $0.elements.map(Self.bits) }
      self.words = words.map(\.elements)
      self.indices = indices.map(\.elements)
    }

    /// Whether another processor than the twins' runs the kernels (Tests/Scripts/arm.sh).
    private static let isForeign =
      ProcessInfo.processInfo.environment["SPIKE_ARM_KERNELS"] != nil

    /// The bits of a value. Which sign a NaN has that an operation makes is a processor's own affair:
    /// x86-64 sets it, Arm does not.
    private static func bits(_ value: Float) -> UInt32 {
      isForeign && value.isNaN ? Float.nan.bitPattern : value.bitPattern
    }
  }

  /// `body` builds its memory from the generator, runs a kernel of the set it is given and returns
  /// what that left.
  func compare(
    _ label: String, seed: UInt64,
    _ body: (any KernelSet.Type, inout SeededGenerator) -> Outcome
  ) {
    var generator = SeededGenerator(seed: seed)
    let expected = body(PlainKernels.self, &generator)
    InstructionSet.forEachAvailable { set in
      var generator = SeededGenerator(seed: seed)
      #expect(
        body(Kernels.self, &generator) == expected, "\(label), \(set.rawValue), seed \(seed)")
    }
  }

  @Test func `the current of an analogue input`() {
    for (index, inputs) in Self.sizes.enumerated() {
      for vectors in 1...8 {
        compare("\(inputs) inputs, \(vectors) vectors", seed: UInt64(index * 8 + vectors)) {
          kernels, generator in
          let samples = Self.sizes[(index + vectors) % Self.sizes.count]
          let stride = 16 * vectors + 16
          let current = generator.floats(samples * stride)
          kernels.denseCurrent(
            weights: generator.floats(inputs * 16 * vectors), bias: generator.floats(16 * vectors),
            vectors: vectors, inputs: inputs, x: generator.floats(samples * inputs),
            samples: samples, current: current, currentStride: stride)
          return Outcome([current])
        }
      }
    }
  }

  /// Two or three values, so that a majority is often missed or reached by one.
  @Test func `the value that more than half have`() {
    var found = 0
    for count in 0...100 {
      for kinds in [2, 3] {
        compare("\(count) values of \(kinds)", seed: UInt64(count * 2 + kinds)) {
          kernels, generator in
          let x = generator.floats(count)
          for place in 0..<count { x[place] = Float(generator.integer(below: kinds) + 1) }
          // The first kind has exactly half, or one more.
          let chosen = generator.permutation(of: count)
          let share = count / 2 + kinds % 2
          for place in chosen.prefix(share) { x[place] = 1 }
          for place in chosen.dropFirst(share) where x[place] == 1 { x[place] = 2 }
          let background = kernels.background(of: x)
          found += background != 0 ? 1 : 0
          return Outcome([Buffer([background], filler: 0).all])
        }
      }
    }
    #expect(found > 100)
  }

  @Test func `products without a background`() {
    for (index, items) in Self.sizes.enumerated() {
      for rows in [1, 2, 3, 4, 5, 6, 7, 20] {
        compare("\(rows) rows of \(items)", seed: UInt64(index * 8 + rows)) { kernels, generator in
          let vectors = (index + rows) % 8 + 1
          let width = 16 * vectors
          // Most values are one.
          let x = generator.floats(rows * items, zeros: 0.7)
          for place in 0..<x.count where x[place] == 0 { x[place] = -1 }
          let found = (0..<rows).map {
            kernels.background(of: x.dropping($0 * items, count: items))
          }
          let ofItems = generator.floats(items, zeros: 0.5)
          for item in 0..<items where ofItems[item] == 0 { ofItems[item] = -1 }
          var left: [Region<Float>] = []
          var lists: [Region<Int32>] = []
          for hasRowBackgrounds in [true, false] {
            let blocks = (rows + PackedGrid.lanes - 1) / PackedGrid.lanes
            let list = Buffer<Int32>(count: blocks * items, repeating: -1)
            let counts = Buffer<Int32>(count: blocks, repeating: -1)
            let values = generator.floats(blocks * items * PackedGrid.lanes)
            for block in 0..<blocks {
              let first = block * PackedGrid.lanes
              let grid = PackedGrid(
                rows: min(PackedGrid.lanes, rows - first),
                rowStride: hasRowBackgrounds ? items : 1, items: items,
                itemStride: hasRowBackgrounds ? 1 : rows, hasRowBackgrounds: hasRowBackgrounds)
              let backgrounds =
                hasRowBackgrounds ? Buffer(found, filler: 0).all : block % 2 == 0 ? ofItems : nil
              counts[block] = Int32(
                kernels.pack(
                  x.dropping(first * grid.rowStride), grid,
                  backgrounds: hasRowBackgrounds ? backgrounds?.dropping(first) : backgrounds,
                  list: list.region(block * items, items),
                  values: values.dropping(block * items * PackedGrid.lanes)))
              // What lies past the last item is anybody's.
              for place in Int(counts[block])..<items {
                list[block * items + place] = 0
                for lane in 0..<PackedGrid.lanes {
                  values[(block * items + place) * PackedGrid.lanes + lane] = 0
                }
              }
            }
            let packed = PackedRows(
              list: list.all, values: values, counts: counts.all, items: items, rows: rows)
            let out = generator.floats(rows * (width + 16))
            kernels.packedProduct(
              packed, rows: generator.floats(items * width), rowStride: width, vectors: vectors,
              start: generator.floats(width), startStride: 0, out: out, outStride: width + 16)
            kernels.packedProduct(
              packed, rows: generator.floats(items * width), rowStride: width, vectors: vectors,
              start: out, startStride: width + 16, out: out, outStride: width + 16)
            left += [values, out]
            lists += [list.all, counts.all]
          }
          let sums = generator.floats(width)
          kernels.columnSums(
            values: generator.floats(items * width), vectors: vectors, inputs: items, sums: sums)
          let added = generator.floats(items * width)
          kernels.addToRows(sums, vectors: vectors, count: items, rows: added)
          left.append(added)
          return Outcome(left + [sums, Buffer(found, filler: 0).all], indices: lists)
        }
      }
    }
  }

  @Test(arguments: steps + [25, 50, 100]) func `currents and outer products of events`(steps: Int) {
    for (index, inputs) in Self.sizes.enumerated() {
      for density in [0.1, 0.9] {
        let vectors = index % 8 + 1
        compare("\(inputs) inputs, T \(steps)", seed: UInt64(index * 100 + steps)) {
          kernels, generator in
          let width = 16 * vectors
          // More events than are spread out at a time.
          let neurons = index % 3 == 0 ? 150 : 30 + inputs
          let spikes = generator.spikes(neurons: neurons, steps: steps, density: density)
          let lists = spikes.list(kernels)
          let events = lists.events(kernels, inputs: inputs, &generator)
          let groups = events.grouped(kernels)
          let current = generator.floats(steps * width)
          kernels.eventCurrent(
            weights: generator.floats(inputs * width), bias: generator.floats(width),
            vectors: vectors, events: groups, steps: steps, current: current)
          let counts = Buffer<Int32>(count: kernels.paddedSteps(steps), repeating: -1)
          kernels.countSteps(events, steps: steps, counts: counts.all)
          counts[0] += Int32(kernels.countSpikes(events) + kernels.countNonzero(current))
          // NeuronColumns of all outputs of a layer of two tiles, and of some of them.
          let shape = TileShape(inputs: inputs, outputs: 2 * width, vectors: vectors)
          let stride = 2 * width + 32
          let local = generator.floats(steps * stride + 16, zeros: 0.3)
          let (direction, scattered) = (
            generator.floats(shape.count), generator.floats(shape.count)
          )
          kernels.outerEvents(
            local: local, stride: stride, masks: nil, tiles: 2, events: groups, steps: steps,
            shape: shape, direction: direction)
          let masks = Buffer<UInt32>(count: 2 * vectors, repeating: 0)
          for output in 0..<2 * width where generator.uniform() < Float(density) {
            masks[output / 16] |= 1 << UInt32(output % 16)
          }
          kernels.outerEvents(
            local: local.dropping(5), stride: stride, masks: masks.all, tiles: 2, events: groups,
            steps: steps, shape: shape, direction: scattered)
          return Outcome(
            [current, direction, scattered], words: [lists.trains, lists.masks, groups.trains],
            indices: [
              lists.active, lists.before, events.rows, events.places, counts.all, groups.rows,
              groups.owners, groups.kinds,
            ])
        }
      }
    }
  }

  @Test(arguments: steps, ResetKind.allCases)
  func `membranes forward`(steps: Int, reset: ResetKind) {
    let neuron = NeuronConstants(beta: 0.9, threshold: 1, reset: reset)
    for vectors in 1...8 {
      for stride in [0, 16 * vectors] {
        compare("\(vectors) vectors, T \(steps), \(reset)", seed: UInt64(vectors * 100 + steps)) {
          kernels, generator in
          let width = 16 * vectors
          let current = generator.floats(stride == 0 ? width : steps * width, scale: 2)
          let membranes = generator.floats(steps * width)
          let spikes = generator.spikes(neurons: width, steps: steps)
          kernels.lif(
            current: current, currentStride: stride, vectors: vectors, steps: steps,
            neuron: neuron, membranes: membranes, trains: spikes.region)
          let kept = Outcome([membranes], words: [spikes.region.words])
          kernels.lif(
            current: current, currentStride: stride, vectors: vectors, steps: steps,
            neuron: neuron, membranes: nil, trains: spikes.region)
          #expect(kept == Outcome([membranes], words: [spikes.region.words]))
          return kept
        }
      }
    }
  }

  @Test(arguments: steps, ResetKind.allCases)
  func `membranes of some neurons, kept or computed again`(steps: Int, reset: ResetKind) {
    let neuron = NeuronConstants(beta: 0.9, threshold: 1, reset: reset)
    for vectors in 1...8 {
      compare("\(vectors) vectors, T \(steps), \(reset)", seed: UInt64(vectors * 100 + steps)) {
        kernels, generator in
        let width = 16 * vectors
        let current = generator.floats(width, scale: 2)
        let membranes = generator.floats(steps * width)
        kernels.lif(
          current: current, currentStride: 0, vectors: vectors, steps: steps, neuron: neuron,
          membranes: membranes, trains: generator.spikes(neurons: width, steps: steps).region)
        let neurons = Buffer(
          [0] + (1..<Int32(width)).filter { _ in generator.uniform() < 0.6 }, filler: 0)
        let blocks = (neurons.count + 15) / 16
        let (kept, again) = (
          generator.floats(blocks * 16 * steps), generator.floats(blocks * 16 * steps)
        )
        kernels.gatherMembranes(membranes, neurons: neurons.all, steps: steps, listed: kept)
        kernels.constantMembranes(
          current: current, neurons: neurons.all, steps: steps, neuron: neuron, membranes: again)
        let whole = neurons.count / 16 * 16 * steps
        #expect(
          kept.dropping(0, count: whole).elements == again.dropping(0, count: whole).elements)
        return Outcome([membranes, kept, again])
      }
    }
  }

  @Test(arguments: steps, ResetKind.allCases)
  func `adaptive thresholds forward and backward`(steps: Int, reset: ResetKind) {
    let neuron = AdaptiveConstants(
      neuron: NeuronConstants(beta: 0.9, threshold: 1, reset: reset), decay: 0.8, strength: 0.3)
    for vectors in 1...8 {
      compare("\(vectors) vectors, T \(steps), \(reset)", seed: UInt64(vectors * 100 + steps)) {
        kernels, generator in
        let width = 16 * vectors
        let (membranes, thresholds) = (
          generator.floats(steps * width), generator.floats(steps * width)
        )
        let spikes = generator.spikes(neurons: width, steps: steps)
        let updates = kernels.adaptiveLIF(
          current: generator.floats(steps * width, scale: 2), currentStride: width,
          vectors: vectors, steps: steps, neuron: neuron, membranes: membranes,
          thresholds: thresholds, trains: spikes.region)
        let local = generator.floats(steps * width)
        kernels.adaptiveSurrogate(
          ColumnBlock(
            membranes: membranes, vectors: vectors, steps: steps, neuron: neuron.neuron,
            stride: width, local: local, thresholds: thresholds), neuron: neuron,
          slope: .sigmoid(slope: 5))
        return Outcome(
          [membranes, thresholds, local], words: [spikes.region.words],
          indices: [Buffer([Int32(updates)], filler: 0).all])
      }
    }
  }

  @Test(arguments: steps, ResetKind.allCases)
  func `neurons whose threshold adapts by nothing are LIF neurons`(
    steps: Int, reset: ResetKind
  ) {
    let constants = NeuronConstants(beta: 0.9, threshold: 1, reset: reset)
    var generator = SeededGenerator(seed: UInt64(steps))
    let current = generator.floats(steps * 32, scale: 2)
    let states = (0..<3).map { _ in generator.floats(steps * 32) }
    let spikes = (0..<2).map { _ in generator.spikes(neurons: 32, steps: steps) }
    Kernels.lif(
      current: current, currentStride: 32, vectors: 2, steps: steps, neuron: constants,
      membranes: states[0], trains: spikes[0].region)
    Kernels.adaptiveLIF(
      current: current, currentStride: 32, vectors: 2, steps: steps,
      neuron: AdaptiveConstants(neuron: constants, decay: 0.8, strength: 0),
      membranes: states[1], thresholds: states[2], trains: spikes[1].region)
    #expect(Outcome([states[0]]) == Outcome([states[1]]))
    #expect(spikes[0].region.words.elements == spikes[1].region.words.elements)
  }

  @Test(arguments: steps, ResetKind.allCases)
  func `membranes backward`(steps: Int, reset: ResetKind) {
    for (isAdaptive, hasOwn) in [(false, false), (true, false), (false, true)] {
      compareBackward(steps: steps, reset: reset, isAdaptive: isAdaptive, hasOwn: hasOwn)
    }
  }

  /// - Parameter hasOwn: Whether neurons have constants of their own, and membranes of a step before the first.
  private func compareBackward(steps: Int, reset: ResetKind, isAdaptive: Bool, hasOwn: Bool) {
    let neuron = NeuronConstants(beta: 0.8, threshold: 1, reset: reset)
    for vectors in 1...8 {
      compare("\(vectors) vectors, T \(steps), \(reset)", seed: UInt64(vectors * 100 + steps)) {
        kernels, generator in
        let width = 16 * vectors
        let stride = width + 16
        let membranes = generator.floats(steps * width, scale: 2)
        let thresholds = Buffer(
          generator.floats(steps * width).elements.map { 0.5 + abs($0) }, filler: 0
        ).all
        let factors = generator.floats(steps, scale: 3)
        let betas = Buffer(generator.floats(width).elements.map { abs($0) }, filler: 0).all
        var left: [Region<Float>] = []
        // As training goes, with a factor a step, and asked for what is carried alone.
        for mode in 0..<3 {
          func block(zeros: Float = 0) -> ColumnBlock {
            let block = ColumnBlock(
              membranes: membranes, vectors: vectors, steps: steps, neuron: neuron,
              stride: stride, local: generator.floats(steps * stride, zeros: zeros),
              factors: mode == 1 ? factors : nil,
              carry: mode == 2 ? generator.floats(steps * stride) : nil,
              thresholds: isAdaptive || hasOwn ? thresholds : nil,
              earlier: hasOwn ? generator.floats(width, scale: 2) : nil,
              betas: hasOwn ? betas : nil)
            left += [block.local] + (block.carry.map { [$0] } ?? [])
            return block
          }
          for denominator in [LFPDenominator.movement, .sum(turned: false), .sum(turned: true)] {
            kernels.lfpWhole(block(), denominator: denominator, epsilon: 1e-6)
          }
          for kind in 0..<4 {
            let sharing = LFPSharing(isPath: kind % 2 == 1, turned: kind > 1)
            let sums = Buffer(
              generator.floats(steps * stride).elements.map { abs($0) }, filler: 0)
            kernels.lfpMagnitudes(
              block(), sharing: sharing, epsilon: 1e-6, magnitudes: sums.all)
            let negative = generator.floats(steps * stride)
            kernels.lfpSigns(
              block(), sharing: sharing, alpha: 2, epsilon: 1e-6, positive: sums.all,
              negative: negative)
            left.append(negative)
          }
          let slopes: [SurrogateSlope] = [
            .fastSigmoid(slope: 25), .arctangent(alpha: 2), .sigmoid(slope: 25),
            .triangular(slope: 1.5), .straightThrough,
          ]
          for slope in slopes where !isAdaptive {
            kernels.surrogateMembrane(block(zeros: 0.5), slope: slope)
          }
        }
        // What a walk with the carried parts alone makes of the rewards, step by step.
        let (arriving, carry) = (generator.floats(width), generator.floats(width))
        let rewards = generator.floats(width)
        let largest = Buffer<Float>(count: 16, repeating: 0)
        largest[0] = kernels.carryRewards(
          arriving: arriving, carry: carry, factor: 0.7, vectors: vectors, rewards: rewards)
        largest[1] = kernels.carryRewards(
          arriving: arriving, carry: nil, factor: 0.7, vectors: vectors,
          rewards: generator.floats(width))
        left += [rewards, largest.all]
        return Outcome(left)
      }
    }
  }

  @Test(arguments: steps) func `columns are gathered, summed and turned over`(steps: Int) {
    for vectors in 1...8 {
      compare("\(vectors) vectors, T \(steps)", seed: UInt64(vectors * 100 + steps)) {
        kernels, generator in
        let neurons = 16 * vectors
        let spikes = generator.spikes(neurons: neurons, steps: steps)
        let lists = spikes.list(kernels)
        // The rows of a population above, some of whose neurons are listed.
        let above = generator.spikes(neurons: neurons + 3, steps: steps).list(kernels)
        let rows = generator.floats((neurons + 3) * kernels.paddedSteps(steps))
        let destinations = Buffer(
          (0..<neurons).map { _ in Int32(generator.integer(below: neurons + 4)) - 1 }, filler: 0)
        let stride = neurons + 16
        let local = (0..<3).map { _ in generator.floats(steps * stride) }
        let listed = NeuronColumns(
          neurons: lists.active, first: 0, count: lists.active.count, trains: lists.trains,
          trainStride: lists.words, wordStride: 1)
        let all = NeuronColumns(
          neurons: nil, first: 0, count: neurons, trains: spikes.region.words, trainStride: 1,
          wordStride: spikes.region.stride)
        let open = NeuronColumns(
          neurons: nil, first: 0, count: neurons, trains: nil, trainStride: 0, wordStride: 0)
        var left = local
        var counts: [Region<Int32>] = []
        for (index, columns) in [listed, all, open.dropping(16 % neurons, count: neurons / 2)]
          .enumerated()
        {
          kernels.gatherColumns(
            rows: rows, scale: 0.25, columns: columns, destinations: destinations.all,
            before: above.before, steps: steps, stride: stride, local: local[index])
          let turned = generator.floats(neurons * kernels.paddedSteps(steps))
          kernels.timeRows(
            local: local[index], stride: stride, count: columns.count, steps: steps, rows: turned)
          let sums = generator.floats(neurons)
          let nonzero = Buffer<Int32>(count: steps, repeating: 0).all
          kernels.sumSteps(
            local: local[index], stride: stride, count: columns.count, steps: steps, sums: sums,
            nonzero: nonzero)
          let picked = generator.floats(steps * stride)
          kernels.pickColumns(
            generator.floats(steps * neurons), rowStride: index == 0 ? 0 : neurons, first: 0,
            columns: columns, steps: steps, stride: stride, local: picked)
          left += [turned, sums, picked]
          counts.append(nonzero)
        }
        return Outcome(left, indices: counts)
      }
    }
  }

  @Test func `spikes are pooled, the first of a window wins`() {
    for (height, width) in [(2, 2), (5, 4), (6, 9)] {
      for size in 1...2 {
        for stride in [16, 32] {
          compare("\(height) × \(width), \(size), \(stride)", seed: UInt64(height * 100 + stride)) {
            kernels, generator in
            let spikes = generator.spikes(neurons: height * width * stride, steps: 20)
            let pooled = Buffer<UInt32>(
              count: (height / size) * (width / size) * stride, repeating: 7)
            let winners = Buffer<UInt32>(count: height * width * stride, repeating: 7)
            kernels.poolTrains(
              spikes.region.words, height: height, width: width, stride: stride, size: size,
              fill: (1 << 20) - 1, pooled: pooled.all, winners: winners.all)
            let both = Buffer<UInt32>(count: winners.count, repeating: 7)
            kernels.intersect(winners.all, spikes.region.words, into: both.all)
            let any = Buffer<UInt32>(count: pooled.count, repeating: 7)
            kernels.poolAny(
              spikes.region.words, height: height, width: width, stride: stride, size: size,
              pooled: any.all)
            #expect(any.elements == pooled.elements)
            return Outcome([], words: [pooled.all, winners.all, both.all, any.all])
          }
        }
      }
    }
  }

  @Test func `patches are copied from values`() {
    // A kernel of 3 × 2 over a grid of `stride` channels, of which some belong to no weight row.
    for (height, width, stride) in [(4, 3, 1), (6, 5, 16), (7, 9, 3)] {
      compare("\(height) × \(width) × \(stride)", seed: UInt64(stride)) { kernels, generator in
        var (starts, runs, map): ([Int32], [Int32], [Int32]) = ([0], [], [])
        let used = max(1, stride - 2)
        for row in 0..<3 {
          for place in 0..<2 * stride {
            let channel = place % stride
            map.append(channel < used ? Int32((channel * 3 + row) * 2 + place / stride) : -1)
          }
        }
        for y in 0..<height - 2 {
          for x in 0..<width - 1 {
            for row in 0..<3 {
              let first = Int32(((y + row) * width + x) * stride)
              runs += [first, first + Int32(2 * stride), Int32(row * 2 * stride)]
            }
            starts.append(Int32(runs.count / 3))
          }
        }
        let table = PatchRegions(
          starts: Buffer(starts, filler: 0).all, runs: Buffer(runs, filler: 0).all,
          map: Buffer(map, filler: 0).all)
        let (cells, inputs) = (height * width * stride, 6 * used)
        let x = generator.floats(cells)
        let copied = Buffer<Float>(count: table.positions * inputs, repeating: 7)
        kernels.copyPatches(x, positions: nil, of: table, inputs: inputs, into: copied.all)
        return Outcome([copied.all])
      }
    }
  }

  @Test func `what arrives at units is taken back through those above 0`() {
    for count in Self.sizes {
      for weighs in [false, true] {
        compare("\(count) units, \(weighs)", seed: UInt64(count)) { kernels, generator in
          let (units, sums) = (generator.floats(count), generator.floats(count, zeros: 0.2))
          if count > 5 { units[count / 2] = .nan }
          let largest = kernels.gateUnits(units, by: sums, weighs: weighs)
          let places = Buffer((0..<count).map { Int32(2 * (count - 1 - $0)) }, filler: 0)
          let out = Buffer<Float>(count: 2 * count, repeating: 7)
          kernels.placeValues(units, at: places.region(0, count), in: out.all)
          return Outcome([units, out.all, Buffer([largest], filler: 0).all])
        }
      }
    }
  }

  @Test func `outputs become values that a connection reads, and back`() {
    for (cells, share) in [(1, 1), (37, 1), (50, 4), (16, 9)] {
      compare("\(cells) cells of \(share)", seed: UInt64(cells)) { kernels, generator in
        let units = cells * share
        let sums = generator.floats(units, zeros: 0.2)
        let sources = Buffer((0..<units).map { Int32(units - 1 - $0) }, filler: 0).all
        let out = Buffer<Float>(count: cells, repeating: 7)
        kernels.carryValues(sums, sources: sources, gain: 0.3, into: out.all)
        let back = Buffer<Float>(count: 2 * units, repeating: 7)
        let kept = generator.floats(cells)
        kernels.carryBack(
          out.all, kept: nil, sources: sources, cells: cells, gain: 0.3,
          to: back.region(0, units))
        kernels.carryBack(
          out.all, kept: kept, sources: sources, cells: cells, gain: 0.3,
          to: back.region(units, units))
        let (largest, winners) = (
          generator.floats(units), Buffer<Int32>(count: units, repeating: 9)
        )
        for order in 0..<3 {
          kernels.takeLargest(
            generator.floats(units), order: order, largest: largest, winners: winners.all)
        }
        return Outcome([out.all, back.all, largest], indices: [winners.all])
      }
    }
  }

  @Test func `products of inputs with sums over time`() {
    for (index, inputs) in Self.sizes.enumerated() {
      for vectors in 1...8 {
        compare("\(inputs) inputs, \(vectors) vectors", seed: UInt64(index * 8 + vectors)) {
          kernels, generator in
          let samples = Self.sizes[(index + vectors) % Self.sizes.count]
          let direction = generator.floats(inputs * 16 * vectors)
          kernels.outerDense(
            x: generator.floats(samples * (inputs + 3)), inputStride: inputs + 3, inputs: inputs,
            sums: generator.floats(samples * 16 * vectors, zeros: 0.5), sumsStride: 16 * vectors,
            samples: samples, vectors: vectors, direction: direction)
          return Outcome([direction])
        }
      }
    }
  }

  @Test(arguments: steps) func `feedback pulled back through weights`(steps: Int) {
    for (index, outputs) in Self.sizes.enumerated() {
      compare("\(outputs) outputs, T \(steps)", seed: UInt64(index * 100 + steps)) {
        kernels, generator in
        let inputs = Self.sizes[(index * 5 + steps) % Self.sizes.count]
        let shape = TileShape(inputs: inputs, outputs: outputs)
        let active = Buffer(
          (0..<Int32(inputs)).filter { _ in generator.uniform() < 0.7 }, filler: 0)
        let listed = (0..<outputs).filter { _ in generator.uniform() < 0.6 }
        let offsets = Buffer(
          listed.map { Int32(shape.offset(input: 0, output: $0)) }, filler: 0)
        let padded = kernels.paddedSteps(steps)
        let rows = generator.floats((active.count + 1) * padded)
        // Every event has a target of its own, in any order.
        let targets = Buffer((0..<Int32(active.count)).reversed().map { $0 + 1 }, filler: 0)
        kernels.pullBack(
          weights: generator.floats(shape.count), inputStride: shape.width, rows: active.all,
          targets: targets.all, offsets: offsets.all,
          feedback: generator.floats(listed.count * padded), paddedSteps: padded, out: rows)
        return Outcome([rows])
      }
    }
  }

  @Test(arguments: [1, 5, 16, 25, 31, 32, 33, 50, 65, 128, 150])
  func `time rows of several samples side by side`(steps: Int) {
    let packing = TimePacking(steps: steps)
    for samples in 1...packing.samples {
      compare("T \(steps), \(samples) samples", seed: UInt64(samples * 100 + steps)) {
        kernels, generator in
        let (count, padded) = (samples % 7 + 3, kernels.paddedSteps(steps))
        let sampleStride = count * padded + 32
        let rows = generator.floats(samples * sampleStride)
        // The padding of time rows is 0.
        for s in 0..<samples {
          for place in 0..<count * padded where place % padded >= steps {
            rows[s * sampleStride + place] = 0
          }
        }
        let packed = generator.floats(count * packing.row)
        kernels.packTime(
          rows, packing, samples: samples, sampleStride: sampleStride, count: count, into: packed)
        let unpacked = generator.floats(samples * sampleStride)
        kernels.unpackTime(
          packed, packing, samples: samples, sampleStride: sampleStride, count: count,
          neurons: 1..<count, into: unpacked)
        return Outcome([packed, unpacked])
      }
    }
  }

  @Test func `parameters are weighed, clipped and moved`() {
    for inputs in Self.sizes {
      for vectors in 1...8 {
        compare("\(inputs) inputs, \(vectors) vectors", seed: UInt64(inputs * 8 + vectors)) {
          kernels, generator in
          let count = inputs * 16 * vectors
          let parameters = generator.floats(count)
          // Some moments are subnormal: they must become 0 everywhere alike.
          let first = generator.floats(count, scale: generator.uniform() < 0.5 ? 1 : 1e-38)
          let second = Buffer(generator.floats(count).elements.map { $0 * $0 }, filler: 0).all
          let gradient = generator.floats(count)
          let squares = generator.floats(16 * vectors)
          let magnitudes = generator.floats(count)
          kernels.magnitudes(of: parameters, into: magnitudes)
          #expect(magnitudes.elements == parameters.elements.map { abs($0) })
          let signs = (0..<3).map { _ in generator.floats(count) }
          kernels.splitSigns(of: parameters, positive: signs[0], negative: signs[1])
          #expect(
            zip(signs[0].elements, signs[1].elements).map(+) == parameters.elements, "a split")
          let split = signs.prefix(2).map { Buffer($0.elements, filler: 0).all }
          kernels.mergeSigns(
            of: gradient, positive: signs[0], negative: signs[1], into: signs[2])
          kernels.weighByMagnitude(parameters: parameters, direction: gradient)
          kernels.columnSquares(
            values: gradient, vectors: vectors, inputs: inputs, squares: squares)
          kernels.scale(gradient, by: 0.7)
          kernels.scaleColumns(
            factors: squares, vectors: vectors, inputs: inputs, values: gradient)
          let constants = AdamStep(
            rate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: inputs)
          kernels.adam(
            gradient: gradient, constants: constants, first: first, second: second,
            parameters: parameters)
          for share in [Float(1), 0.1] {
            kernels.sgd(
              gradient: gradient, rate: 0.1, momentum: 0.9, share: share, velocity: first,
              parameters: parameters)
          }
          return Outcome([parameters, first, second, gradient, squares] + signs + split)
        }
      }
    }
  }

  @Test func `a value that is not finite is found wherever it stands, and no other`() {
    let others: [Float] = [
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0,
    ]
    let wrong: [Float] = [.infinity, -.infinity, .nan, -.nan, .signalingNaN]
    for vectors in [0, 1, 2, 5] {
      compare("\(vectors) vectors", seed: UInt64(vectors)) { kernels, generator in
        let values = generator.floats(16 * vectors)
        for index in 0..<values.count where index % 3 == 0 { values[index] = others[index % 4] }
        let isFinite = kernels.allFinite(values)
        #expect(isFinite)
        for index in 0..<values.count {
          let value = values[index]
          values[index] = wrong[index % 5]
          let isFinite = kernels.allFinite(values)
          #expect(!isFinite, "\(wrong[index % 5]) at \(index)")
          values[index] = value
        }
        return Outcome([values])
      }
    }
  }

  @Test func `a magnitude above a bound is found wherever it stands`() {
    compare("bounds", seed: 1) { kernels, generator in
      let values = generator.floats(48)
      for bound: Float in [0, .leastNonzeroMagnitude, 2.5, 1e30, .greatestFiniteMagnitude] {
        for index in 0..<values.count {
          values.fill(0)
          for (value, isWithin) in [
            (bound, true), (-bound, true), (bound.nextUp, false), (-bound.nextUp, false),
            (.nan, false), (.infinity, false),
          ] {
            values[index] = value
            let found = kernels.areAll(values, within: bound)
            #expect(found == isWithin, "\(value) within \(bound) at \(index)")
          }
        }
      }
      return Outcome([values])
    }
  }

  @Test func `bytes become pixels`() {
    for count in [0] + Self.sizes + [784] {
      compare("\(count) bytes", seed: UInt64(count)) { kernels, generator in
        let bytes = Buffer(
          (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }, filler: 0)
        let values = generator.floats(count)
        kernels.scaleBytes(bytes: bytes.all, low: -1, scale: 2 / 255, values: values)
        return Outcome([values])
      }
    }
  }
}
