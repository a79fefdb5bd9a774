import SpikeKernels
import TestSupport
import Testing

/// Pools of currents: which place of a window wins, and what goes to whom.
extension KernelTwinTests {
  private static let grids = [(2, 2, 2, 16), (5, 4, 2, 32), (7, 9, 3, 16)]

  /// A place of a window for each of some values.
  private func winners(_ count: Int, size: Int, _ generator: inout SeededGenerator)
    -> Region<Int32>
  {
    Buffer((0..<count).map { _ in Int32(generator.integer(below: size * size)) }, filler: 0)
      .region(0, count)
  }

  @Test func `windows have their largest, with the first of equals as the winner`() {
    for (height, width, size, stride) in Self.grids {
      compare("\(height) × \(width), \(size), \(stride)", seed: UInt64(width)) {
        kernels, generator in
        let rows = generator.floats(height * width * stride, zeros: 0.5)
        for place in stride..<rows.count where generator.uniform() < 0.02 { rows[place] = .nan }
        rows[0] = .nan
        let pooled = (height / size) * (width / size) * stride
        let largest = Buffer<Float>(count: pooled, repeating: 7)
        let winners = Buffer<Int32>(count: pooled, repeating: 7)
        kernels.poolLargest(
          rows, height: height, width: width, stride: stride, size: size, largest: largest.all,
          winners: winners.all)
        return Outcome([largest.all], indices: [winners.all])
      }
    }
  }

  @Test func `what pooled outputs have goes to the winners of their windows`() {
    for (height, width, size, stride) in Self.grids {
      compare("\(height) × \(width), \(size), \(stride)", seed: UInt64(width)) {
        kernels, generator in
        let pooled = (height / size) * (width / size) * stride
        let winners = winners(pooled, size: size, &generator)
        let cells = Buffer<Float>(count: height * width * stride, repeating: 7)
        kernels.spreadWindows(
          generator.floats(pooled), winners: winners, height: height, width: width,
          stride: stride, size: size, to: cells.all)
        return Outcome([cells.all])
      }
    }
  }

  @Test func `pooled outputs get what their winners have, or means`() {
    for (height, width, size, stride) in Self.grids {
      compare("\(height) × \(width), \(size), \(stride)", seed: UInt64(width)) {
        kernels, generator in
        let pooled = (height / size) * (width / size) * stride
        let cells = generator.floats(height * width * stride)
        let shares: [WindowShares] = [
          .winner(winners(pooled, size: size, &generator), rowStride: 0),
          .equal(1 / Float(size * size)),
        ]
        return Outcome(
          shares.map { shares in
            let sums = Buffer<Float>(count: pooled + 1, repeating: 7)
            kernels.gatherWindows(
              cells, shares: shares, height: height, width: width, stride: stride, size: size,
              into: sums.all)
            return sums.all
          })
      }
    }
  }

  @Test(arguments: [1, 5, 17]) func `places of a window have their shares of columns`(steps: Int) {
    let (size, neurons) = (2, 48)
    for count in Self.sizes {
      compare("\(count) columns, T \(steps)", seed: UInt64(count)) { kernels, generator in
        let first = generator.integer(below: neurons - count)
        // Every third neuron has a column, or a run of neurons has one each.
        let listed = Buffer(
          (0..<count).map { Int32(first + $0 * (neurons - first) / count) }, filler: 0)
        let columns = [listed.region(0, count), nil].map {
          NeuronColumns(
            neurons: $0, first: $0 == nil ? first : 0, count: count, trains: nil, trainStride: 0,
            wordStride: 0)
        }
        let shares: [WindowShares] = [
          .winner(winners(steps * neurons, size: size, &generator), rowStride: neurons),
          .winner(winners(neurons, size: size, &generator), rowStride: 0), .equal(0.25),
        ]
        let valueStride = count + 3
        let stride = (count + 15) / 16 * 16
        var left: [Region<Float>] = []
        for columns in columns {
          for shares in shares {
            let values = generator.floats(steps * valueStride)
            for order in 0..<size * size {
              let shared = Buffer<Float>(count: steps * stride, repeating: 7)
              kernels.shareColumns(
                values, valueStride: valueStride, columns: columns, shares: shares, order: order,
                steps: steps, into: shared.all, stride: stride)
              left.append(shared.all)
            }
          }
        }
        for shares in shares {
          let own = 16..<48
          let picked = generator.floats(steps * own.count)
          for order in 0..<size * size {
            kernels.pickShares(
              generator.floats(steps * own.count), neurons: own, shares: shares, order: order,
              steps: steps, into: picked)
          }
          left.append(picked)
        }
        return Outcome(left)
      }
    }
  }

  /// Runs of different lengths, the last lanes of which are another source's; more columns in a few steps
  /// than the kernel takes at a time.
  @Test(arguments: [1, 5, 17]) func `what winners hand to the sources of a place`(steps: Int) {
    for (count, zeros): (Int, Float) in [(1, 0), (16, 0.5), (48, 0.75), (200, 0.1)] {
      compare("\(count) columns, T \(steps)", seed: UInt64(count + steps)) { kernels, generator in
        let (first, outputs) = (32, count + count / 3)
        let lengths = [1, 16, 76, 150]
        var (runs, source, entry): ([Int32], Int32, Int32) = ([], 3, 0)
        for length in lengths.map(Int32.init) {
          runs += [source, source + length, entry]
          (source, entry) = (source + length + 5, entry + (length + 15) / 16 * 16)
        }
        let (entries, outStride) = (Int(entry), Int(source))
        let map = Buffer((0..<entry).map { $0 }, filler: 0)
        let listed = Buffer(
          (0..<count).map { Int32(first + $0 * (outputs - 1) / max(1, count - 1)) }, filler: 0)
        let stride = (count + 15) / 16 * 16 + 16
        var left: [Region<Float>] = []
        for neurons in [listed.region(0, count), nil] {
          let out = generator.floats(steps * outStride + 15)
          kernels.pullSteps(
            local: generator.floats(steps * stride, zeros: zeros), stride: stride,
            columns: NeuronColumns(
              neurons: neurons, first: first, count: count, trains: nil, trainStride: 0,
              wordStride: 0),
            first: first, steps: steps, weights: generator.floats(outputs * entries + 15),
            entries: entries,
            patch: PatchRegion(runs: Buffer(runs, filler: 0).all, map: map.all), out: out,
            outStride: outStride)
          left.append(out)
        }
        return Outcome(left)
      }
    }
  }
}
