import SpikeData
import Testing

@Suite("The order of batches")
struct BatchOrderTests {
  @Test("every image comes once an epoch", arguments: [0, 1, 127, 128, 129, 1000])
  func permutation(_ count: Int) {
    let batches = BatchOrder(count: count, batchSize: 128, seed: 1, epoch: 0)
    #expect(batches.flatMap { $0 }.sorted() == Array(0..<count))
    #expect(batches.dropLast().allSatisfy { $0.count == 128 })
    #expect(batches.count == (count + 127) / 128)
  }

  @Test("a short last batch is left out when asked, a full one never")
  func droppingLast() {
    let short = BatchOrder(count: 130, batchSize: 64, seed: 1, epoch: 0, droppingLast: true)
    #expect(short.map(\.count) == [64, 64])
    let full = BatchOrder(count: 128, batchSize: 64, seed: 1, epoch: 0, droppingLast: true)
    #expect(full.map(\.count) == [64, 64])
    #expect(BatchOrder(count: 5, batchSize: 64, seed: 1, epoch: 0, droppingLast: true).isEmpty)
  }

  @Test("the order depends on seed and epoch, and on nothing else")
  func dependence() {
    let order = { (seed: UInt64, epoch: Int, size: Int) in
      BatchOrder(count: 100, batchSize: size, seed: seed, epoch: epoch).order
    }
    #expect(order(1, 2, 10) == order(1, 2, 33))
    #expect(order(1, 2, 10) != order(1, 3, 10))
    #expect(order(1, 2, 10) != order(2, 2, 10))
    #expect(order(1, 2, 10) != Array(0..<100))
  }
}
