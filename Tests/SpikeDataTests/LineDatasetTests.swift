import SpikeData
import SpikeFiles
import Testing

/// The toy of A.1.
@Suite struct LineDatasetTests {
  private func vectors(_ split: Dataset) throws -> VectorDataset {
    guard case .vectors(let vectors) = split else { throw CancellationError() }
    return vectors
  }

  @Test func `the paper's points are there once each, 100 of them held out`() throws {
    let line = LineDataset()
    #expect(line.points == 16_001)
    let splits = line.splits()
    let (train, test) = (try vectors(splits.train), try vectors(splits.test))
    #expect((train.count, test.count) == (15_901, 100))
    let all = (train.values + test.values).sorted()
    #expect(all == (0..<16_001).map(line.position))
    #expect((all.first, all[8_000], all.last) == (-4, 0, 4))
    // Each a step of 0.0005 from the next, as near as a Float comes.
    for (left, right) in zip(all, all.dropFirst()) { #expect(abs(right - left - 5e-4) < 1e-6) }
  }

  @Test func `a point's class is its side of 0`() throws {
    let splits = LineDataset(step: 0.02).splits()
    for split in [splits.train, splits.test] {
      let vectors = try vectors(split)
      #expect(zip(vectors.values, vectors.labels).allSatisfy { ($0 < 0 ? 0 : 1) == $1 })
      #expect(vectors.shape == .vector(length: 1) && vectors.classes == 2)
    }
  }

  @Test func `the seed decides which points are held out, and how many are asked for`() throws {
    let (line, other) = (LineDataset(step: 0.01), LineDataset(step: 0.01, seed: 1))
    let held = try vectors(line.splits().test).values
    #expect(held == (try vectors(line.splits().test).values))
    #expect(held != (try vectors(other.splits().test).values))
    let splits = try line.load(dataRoot: nil, first: SplitLimits(test: 7))
    #expect(try vectors(splits.test).values == Array(held.prefix(7)))
    #expect(splits.train.count == 794)
    // One point is left to train on.
    #expect(line.splits(test: .max).train.count == 1)
    // Of few points half are held out, unless told.
    let few = LineDataset(step: 1)
    #expect((few.splits().train.count, few.splits().test.count) == (5, 4))
    for test in [nil, 3, 100] as [Int?] {
      #expect(
        few.trainingSamples(in: DataRoot(nil), test: test) == few.splits(test: test).train.count)
    }
  }

  @Test(arguments: [(Float(1), 9), (0.3, 27), (0.1, 81), (0.7, 12), (0x1p-16, 524_289)])
  func `points of any step lie between -4 and 4`(step: Float, points: Int) {
    let line = LineDataset(step: step)
    #expect(line.points == points)
    #expect(line.position(0) == -4 && line.position(points - 1) <= 4)
  }
}
