import SpikeData
import Testing

/// The generated task that needs memory.
@Suite struct DigitOrderTests {
  private func train(_ order: DigitOrder, _ count: Int) throws -> EventDataset {
    guard case .events(let streams) = order.splits(train: count, test: 2).train else {
      throw CancellationError()
    }
    return streams
  }

  @Test func `both classes show the same digits, in the other order`() throws {
    let order = DigitOrder(digits: 2, steps: 20)
    let streams = try train(order, 400)
    // The mean picture of each half: of class 0 the first is that of class 1's second.
    var pictures = [[Double]](repeating: [Double](repeating: 0, count: 196), count: 4)
    for sample in 0..<400 {
      for event in streams.stream(sample) {
        let half = event.step < 10 ? 0 : 1
        pictures[2 * Int(streams.labels[sample]) + half][Int(event.unit)] += 1.0 / 2000
      }
    }
    func distance(_ a: Int, _ b: Int) -> Double {
      zip(pictures[a], pictures[b]).reduce(0) { $0 + abs($1.0 - $1.1) }
    }
    #expect(distance(0, 3) < 0.25 * distance(0, 1))
    #expect(distance(1, 2) < 0.25 * distance(0, 1))
    #expect(streams.labels.count { $0 == 0 } == 200)
  }

  @Test func `pairs are of different digits, classes say which came first`() throws {
    for digits in [2, 3, 10] {
      let order = DigitOrder(digits: digits, seed: 4, steps: 8)
      let streams = try train(order, 60)
      #expect((0..<60).allSatisfy { !streams.stream($0).isEmpty })
      #expect((0..<60).allSatisfy { streams.stream($0).allSatisfy { $0.step < 8 } })
      for pair in stride(from: 0, to: 60, by: 2) {
        #expect(streams.labels[pair] + streams.labels[pair + 1] == 1)
      }
    }
  }

  @Test func `a sample depends on the seed and its number alone`() throws {
    let order = DigitOrder(digits: 5, seed: 1, steps: 12)
    let (few, many) = try (train(order, 5), train(order, 50))
    for sample in 0..<5 { #expect(few.stream(sample) == many.stream(sample)) }
    let other = try train(DigitOrder(digits: 5, seed: 2, steps: 12), 5)
    #expect(other.checksum != few.checksum)
    guard case .events(let test) = order.splits(train: 5, test: 5).test else { return }
    #expect(test.events != few.events)
  }
}
