#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The cores a thread, and what it starts, may use. macOS has no such thing: every method is
/// without effect there.
struct CoreSet {
  /// The cores, by number.
  let cores: [Int]

  #if os(Linux)
    // Swift's Glibc has neither of the two calls: they are GNU extensions.
    private typealias Call = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> Int32

    private static func call(_ name: String) -> Call? {
      guard let symbol = unsafe dlsym(nil, name) else { return nil }
      return unsafe unsafeBitCast(symbol, to: Call.self)
    }

    /// 8192 cores, more than the kernel has.
    private static let words = 128

    /// The calling thread's; nil when the system does not say.
    static var current: CoreSet? {
      guard let get = unsafe call("sched_getaffinity") else { return nil }
      var mask = [UInt64](repeating: 0, count: words)
      let code = unsafe mask.withUnsafeMutableBytes { bytes in
        unsafe bytes.baseAddress.map { unsafe get(0, bytes.count, $0) } ?? -1
      }
      guard code == 0 else { return nil }
      return CoreSet(
        cores: (0..<(words * 64)).filter { mask[$0 / 64] >> UInt64($0 % 64) & 1 == 1 })
    }

    /// Makes the calling thread use these cores.
    func apply() {
      guard let set = unsafe Self.call("sched_setaffinity") else { return }
      var mask = [UInt64](repeating: 0, count: Self.words)
      for core in cores where core < Self.words * 64 {
        mask[core / 64] |= 1 << UInt64(core % 64)
      }
      unsafe mask.withUnsafeMutableBytes { bytes in
        if let start = bytes.baseAddress { _ = unsafe set(0, bytes.count, start) }
      }
    }
  #else
    static var current: CoreSet? { nil }

    func apply() {}
  #endif

  /// Makes the calling thread use some of its cores, and returns what it had; nil where that cannot
  /// be done.
  static func narrow(to cores: [Int]) -> CoreSet? {
    guard let before = current else { return nil }
    CoreSet(cores: cores).apply()
    return before
  }

  /// Cores of each of some workers: its own where their threads fill the machine, nil where cores
  /// would be left over or have to be shared, and the system places the threads better.
  func slots(workers: Int, threads: Int) -> [[Int]]? {
    guard workers * threads <= cores.count, workers * threads > cores.count - threads else {
      return nil
    }
    return (0..<workers).map { Array(cores[($0 * threads)..<(($0 + 1) * threads)]) }
  }
}
