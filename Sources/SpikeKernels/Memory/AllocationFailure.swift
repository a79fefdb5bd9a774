import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What happens when the system refuses memory: one message, whatever the run at work has to write down,
/// and exit code 1.
///
/// Estimates keep it from happening; what remains is memory that others take meanwhile, and limits that
/// count more than memory, as `ulimit -v` counts the stacks of threads.
public enum AllocationFailure {
  /// Called with the message, on the thread that was refused.
  public typealias Handler = @Sendable (_ message: String) -> Void

  private static let handler = Mutex<Handler?>(nil)
  private static let isEnding = Atomic<Bool>(false)
  /// Address of memory that nobody uses, given back for the handler to work in; 0: none.
  private static let reserve = Atomic<UInt>(0)
  private static let reserveBytes = 16 << 20
  /// Seconds that a handler may take.
  private static let patience: UInt32 = 30

  /// Sets memory aside for the end, and listens to the abort with which the language's own runtime ends
  /// a process that is refused memory.
  public static func prepare() {
    let memory = unsafe mmap(
      nil, reserveBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    if unsafe memory != MAP_FAILED {
      reserve.store(UInt(bitPattern: memory), ordering: .relaxed)
    }
    _ = signal(SIGABRT) { _ in AllocationFailure.end(bytes: nil) }
  }

  /// Does something; if memory is refused meanwhile, calls `handler` before the process ends.
  public static func handled<Result>(
    by handler: @escaping Handler, _ body: () throws -> Result
  ) rethrows -> Result {
    let outer = Self.handler.withLock { current in
      defer { current = handler }
      return current
    }
    defer { Self.handler.withLock { $0 = outer } }
    return try body()
  }

  /// Ends the process.
  ///
  /// - Parameter bytes: How many were refused; nil where only an abort tells of it.
  public static func end(bytes: Int?) -> Never {
    // Another thread, or the handler itself, was refused memory too: the first one goes on.
    if isEnding.exchange(true, ordering: .relaxed) { while true { _ = pause() } }
    _ = signal(SIGALRM) { _ in _exit(1) }
    _ = alarm(patience)
    let address = reserve.exchange(0, ordering: .relaxed)
    if let memory = unsafe UnsafeMutableRawPointer(bitPattern: address) {
      _ = unsafe munmap(memory, reserveBytes)
    }
    let message = message(bytes)
    let line = Array("error: \(message)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
    handler.withLock { $0 }?(message)
    _exit(1)
  }

  private static func message(_ bytes: Int?) -> String {
    let advice = "smaller layers, fewer network.steps or fewer samples in a batch take less"
    guard let bytes else {
      return "the program was aborted, as it is when memory runs out; \(advice)"
    }
    return "memory ran out: \(max(1, bytes >> 20)) MiB more were refused by the system; \(advice)"
  }
}
