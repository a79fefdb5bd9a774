import SpikeKernels
import Testing

@Suite struct WorkersTests {
  @Test(arguments: [1, 2, 3, 8])
  func `every item is done once, by a worker of the loop`(threads: Int) {
    for count in [0, 1, 2, 7, 1000] {
      let done = Buffer<Int32>(count: count, repeating: 0)
      let workers = Buffer<Int32>(count: count, repeating: -1)
      Workers(threads: threads).forEach(count) { item, worker in
        done[item] += 1
        workers[item] = Int32(worker)
      }
      #expect(done.elements == [Int32](repeating: 1, count: count))
      #expect(workers.elements.allSatisfy { (0..<Int32(threads)).contains($0) })
    }
  }

  @Test(arguments: [1, 2, 8]) func `results come in item order`(threads: Int) {
    let squares = Workers(threads: threads).map(100, filler: 0) { item, _ in item * item }
    #expect(squares == (0..<100).map { $0 * $0 })
  }

  @Test func `there is a core to work on`() {
    #expect(Workers.availableCores >= 1)
  }
}
