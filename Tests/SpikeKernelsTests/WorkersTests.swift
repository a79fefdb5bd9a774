import Dispatch
import Foundation
import SpikeKernels
import Synchronization
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

  @Test func `loops in loops, and loops of several threads at once, do every item once`() {
    let workers = Workers(threads: 4)
    let done = Buffer<Int32>(count: 8 * 200 * 6, repeating: 0)
    // Only one of them can have the threads that are kept.
    DispatchQueue.concurrentPerform(iterations: 8) { caller in
      for round in 0..<200 {
        workers.forEach(2) { item, _ in
          workers.forEach(3) { inner, _ in
            done[((caller * 200 + round) * 2 + item) * 3 + inner] += 1
          }
        }
      }
    }
    #expect(done.elements.allSatisfy { $0 == 1 })
  }

  @Test func `a loop ends when its items are done, though helpers sleep`() throws {
    let workers = Workers(threads: 3)
    for pause in [0, 1000, 20_000] {
      for _ in 0..<20 {
        let sums = workers.map(5, filler: 0) { item, _ in item }
        #expect(sums == [0, 1, 2, 3, 4])
        usleep(UInt32(pause))
      }
    }
  }

  #if arch(x86_64)
    @Test(arguments: [1, 2, 8])
    func `what is too small for a normal number is 0 within a loop, and is there outside`(
      threads: Int
    ) {
      let small = Buffer<Float>(count: 100, repeating: 1e-20)
      let within = Workers(threads: threads).map(100, filler: -1) { item, _ in
        small[item] * small[item]
      }
      #expect(within == [Float](repeating: 0, count: 100))
      let outside = (0..<100).map { small[$0] * small[$0] }
      #expect(outside.allSatisfy { $0.isSubnormal })
    }

    @Test func `helpers flush too, and a loop within a loop leaves that as it was`() {
      let small = Buffer<Float>(count: 3, repeating: 1e-20)
      let workers = Workers(threads: 3)
      let entered = Atomic(0)
      let flushed = workers.map(3, filler: false) { item, _ in
        // Every thread has an item of its own before one goes on, where there are so many.
        entered.wrappingAdd(1, ordering: .sequentiallyConsistent)
        for _ in 0..<10_000 where entered.load(ordering: .sequentiallyConsistent) < 3 {
          usleep(100)
        }
        let before = small[item] * small[item]
        let within = Workers(threads: 1).map(2, filler: -1) { _, _ in small[item] * small[item] }
        return before == 0 && within == [0, 0] && small[item] * small[item] == 0
      }
      #expect(flushed == [true, true, true])
      #expect((small[0] * small[0]).isSubnormal)
    }
  #endif

  @Test func `there is a core to work on`() {
    #expect(Workers.availableCores >= 1)
  }
}
