import SpikeKernels
import TestSupport
import Testing

/// Convolutions that read values where they lie.
extension KernelTwinTests {
  /// A kernel of `size` × `size` over a grid of `channels`, channels last or, as images have them, first; weight
  /// rows as PyTorch has them.
  private func table(
    height: Int, width: Int, channels: Int, size: Int, channelsFirst: Bool, padding: Int = 0
  ) -> PatchRegions {
    var (starts, runs): ([Int32], [Int32]) = ([0], [])
    // A run is a value of its own; what is alike at all positions stands in the map once.
    let map = (0..<Int32(channels * size * size)).map { $0 }
    for y in -padding..<height - size + 1 + padding {
      for x in -padding..<width - size + 1 + padding {
        var entries: [(source: Int, row: Int)] = []
        for channel in 0..<channels {
          for row in 0..<size {
            for column in 0..<size
            where (0..<height).contains(y + row) && (0..<width).contains(x + column) {
              let place = (y + row) * width + x + column
              entries.append(
                (
                  channelsFirst ? channel * height * width + place : place * channels + channel,
                  (channel * size + row) * size + column
                ))
            }
          }
        }
        for entry in entries.sorted(by: { $0.source < $1.source }) {
          runs += [Int32(entry.source), Int32(entry.source) + 1, Int32(entry.row)]
        }
        starts.append(Int32(runs.count / 3))
      }
    }
    return PatchRegions(
      starts: Buffer(starts, filler: 0).all, runs: Buffer(runs, filler: 0).all,
      map: Buffer(map, filler: 0).all)
  }

  private static let grids = [
    (height: 5, width: 5, channels: 1, size: 5, channelsFirst: false),
    (height: 7, width: 9, channels: 1, size: 3, channelsFirst: false),
    (height: 6, width: 5, channels: 3, size: 2, channelsFirst: true),
    (height: 4, width: 8, channels: 16, size: 3, channelsFirst: false),
  ]

  @Test func `a convolution reads values where they lie, with the bytes of copied patches`() throws
  {
    for (index, grid) in Self.grids.enumerated() {
      for vectors in 1...5 {
        let table = table(
          height: grid.height, width: grid.width, channels: grid.channels, size: grid.size,
          channelsFirst: grid.channelsFirst)
        let sliding = try #require(table.sliding)
        #expect(sliding.inputs == grid.channels * grid.size * grid.size)
        compare("\(grid), \(vectors) vectors", seed: UInt64(8 * index + vectors)) {
          kernels, generator in
          let (inputs, positions) = (sliding.inputs, sliding.positions)
          let (width, stride) = (16 * vectors, 16 * vectors + 16)
          let x = generator.floats(grid.height * grid.width * grid.channels, zeros: 0.3)
          let (weights, bias) = (generator.floats(inputs * width), generator.floats(width))
          let current = generator.floats(positions * stride)
          kernels.slidingCurrent(
            weights: weights, bias: bias, vectors: vectors, x: x, of: sliding, current: current,
            currentStride: stride)
          let patches = Buffer<Float>(count: positions * inputs, repeating: 7).all
          kernels.copyPatches(x, positions: nil, of: table, inputs: inputs, into: patches)
          let copied = Buffer<Float>(count: positions * stride, repeating: 0).all
          for place in 0..<positions * stride { copied[place] = current[place] }
          kernels.denseCurrent(
            weights: weights, bias: bias, vectors: vectors, inputs: inputs, x: patches,
            samples: positions, current: copied, currentStride: stride)
          #expect(copied.elements == current.elements)

          let chosen = (0..<positions).filter { _ in generator.uniform() < 0.7 }.map { Int32($0) }
          let listed = Buffer(chosen, filler: 0).region(0, chosen.count)
          let sums = generator.floats(positions * stride, zeros: 0.2)
          let direction = generator.floats(inputs * width)
          kernels.slidingOuter(
            x: x, of: sliding, sums: sums, stride: stride, positions: listed, vectors: vectors,
            direction: direction)
          let handed = generator.floats(positions * (inputs + 5))
          kernels.slidingAdd(handed, stride: inputs + 5, of: sliding, to: x)
          return Outcome([current, direction, x])
        }
      }
    }
  }

  @Test func `values that positions see are counted, and positions that received anything listed`()
    throws
  {
    for (index, grid) in Self.grids.enumerated() {
      let sliding = try #require(
        table(
          height: grid.height, width: grid.width, channels: grid.channels, size: grid.size,
          channelsFirst: grid.channelsFirst
        ).sliding)
      for stride in [16, 32, 80] {
        compare("\(grid), \(stride)", seed: UInt64(100 * index + stride)) { kernels, generator in
          let x = generator.floats(grid.height * grid.width * grid.channels, zeros: 0.6)
          let before = Buffer<Int32>(count: x.count + 1, repeating: 7)
          let seen = Buffer<Int32>(count: sliding.positions, repeating: 7)
          kernels.countSeen(x, of: sliding, before: before.all, seen: seen.all)
          let sums = generator.floats(sliding.positions * stride, zeros: 0.95)
          let biases = generator.floats(stride)
          let reached = Buffer<Int32>(count: sliding.positions, repeating: 7)
          let nonzero = Buffer<Int32>(count: sliding.positions, repeating: 7)
          let count = kernels.listReached(
            sums, positions: sliding.positions, stride: stride, biases: biases,
            reached: reached.all, nonzero: nonzero.all)
          return Outcome(
            [biases], indices: [before.all, seen.all, reached.region(0, count), nonzero.all])
        }
      }
    }
  }

  @Test func `positions that see less at padded edges do not see alike`() {
    #expect(
      table(height: 4, width: 4, channels: 1, size: 3, channelsFirst: false, padding: 1).sliding
        == nil)
    // Of several cells by one weight row, as behind an average pool, patches are no values that lie somewhere.
    let map: [Int32] = [0, 0]
    #expect(
      PatchRegions(
        starts: Buffer([0, 1], filler: 0).all, runs: Buffer([0, 2, 0], filler: 0).all,
        map: Buffer(map, filler: 0).all
      ).sliding == nil)
  }

  @Test func `a frame has zeros around what lies inside`() {
    for (channels, height, width, padding) in [(1, 1, 1, 1), (3, 4, 5, 1), (2, 7, 16, 2)] {
      compare("\(channels) × \(height) × \(width), \(padding)", seed: UInt64(width)) {
        kernels, generator in
        let frame = GridFrame(channels: channels, height: height, width: width, padding: padding)
        let x = generator.floats(frame.inner)
        let framed = Buffer<Float>(count: frame.count, repeating: 7)
        kernels.frame(x, frame, into: framed.all)
        let back = Buffer<Float>(count: frame.inner, repeating: 7)
        kernels.unframe(framed.all, frame, into: back.region(0, frame.inner))
        #expect(back.region(0, frame.inner).elements == x.elements)
        return Outcome([framed.region(0, frame.count), back.region(0, frame.inner)])
      }
    }
  }
}
