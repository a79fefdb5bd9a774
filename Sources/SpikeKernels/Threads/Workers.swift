import CSpikeThreads
import Synchronization

/// A number of threads that share the items of a loop.
///
/// Items are handed out in ascending order to whichever thread is free, so a result may depend on
/// an item's index and never on the thread that took it: each item writes its own part of the
/// output. That is what makes results the same on any number of threads.
///
/// Within a loop, results of floating-point operations below the smallest normal number, 1.2e-38, are 0 on x86-64: such
/// numbers take a hundred times as long, and weights that LFP moves towards 0 would make more of them in every epoch.
public struct Workers: Sendable, Hashable {
  /// How many threads share a loop, at least 1.
  public let threads: Int

  /// Chooses a number of threads.
  ///
  /// - Parameter threads: At least 1 and at most 1024; all cores this process may use unless told.
  public init(threads: Int = Workers.availableCores) {
    precondition((1...1024).contains(threads), "\(threads) threads")
    self.threads = threads
  }

  /// Cores this process may run on: its affinity mask where the system has one, which a batch
  /// system or `taskset` narrows, else the active cores.
  public static var availableCores: Int {
    max(1, min(1024, Int(spike_available_cores())))
  }

  /// Runs `body` once for each item of 0 ..< `count`, on all threads, or as many as the system has to
  /// give, and returns when all are done. `body` also gets the number of the worker, below ``threads``, for scratch memory.
  public func forEach(_ count: Int, _ body: @Sendable (_ item: Int, _ worker: Int) -> Void) {
    guard threads > 1 && count > 1 else {
      withoutSubnormals { for item in 0..<max(0, count) { body(item, 0) } }
      return
    }
    withoutActuallyEscaping(body) { body in
      let loop = SharedLoop(count: count, body: body)
      let threads = min(threads, count)
      // One loop at a time has the threads that are kept; another one meanwhile has its caller's.
      let isDone = unsafe spike_share(
        Int32(threads), { unsafe SharedLoop.work($0, $1) },
        Unmanaged.passUnretained(loop).toOpaque())
      if isDone == 0 { loop.work(worker: 0) }
    }
  }

  /// Runs `body` once for each item, on all threads, and returns what each gave, in item order.
  public func map<Result: BitwiseCopyable & Sendable>(
    _ count: Int, filler: Result, _ body: @Sendable (_ item: Int, _ worker: Int) -> Result
  ) -> [Result] {
    let results = Buffer(count: max(0, count), repeating: filler)
    forEach(count) { item, worker in results[item] = body(item, worker) }
    return results.elements
  }
}

/// Calls `body`, within which results too small for a normal number are 0; afterwards the thread computes as before.
private func withoutSubnormals(_ body: () -> Void) {
  let before = spike_flush_subnormals()
  body()
  spike_restore_arithmetic(before)
}

/// A loop whose items several threads take.
private final class SharedLoop: Sendable {
  private let count: Int
  private let body: @Sendable (_ item: Int, _ worker: Int) -> Void
  private let taken = Atomic<Int>(0)

  init(count: Int, body: @escaping @Sendable (_ item: Int, _ worker: Int) -> Void) {
    self.count = count
    self.body = body
  }

  /// Does items until there are none.
  func work(worker: Int) {
    withoutSubnormals {
      while true {
        let item = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        if item >= count { return }
        body(item, worker)
      }
    }
  }

  /// The same, for the kernels' threads.
  @unsafe static func work(_ context: UnsafeMutableRawPointer?, _ worker: Int32) {
    guard let context = unsafe context else { return }
    unsafe Unmanaged<SharedLoop>.fromOpaque(context).takeUnretainedValue().work(worker: Int(worker))
  }
}
