import SpikeFiles
import SpikeKernels

/// What was measured of one kernel.
struct KernelResult {
  let name: String
  let size: String
  /// Seconds of a call.
  let seconds: Double
  /// Seconds of a call of the plain twin.
  let plainSeconds: Double
  /// Seconds that a call would take at the limit.
  let limitSeconds: Double
  private let work: Work
  private let inputs: Int
  private let limits: MachineLimits

  init(_ kernel: KernelCase, limits: MachineLimits, quick: Bool) {
    (name, size, work, inputs) = (kernel.name, kernel.size, kernel.work, kernel.inputs)
    self.limits = limits
    seconds = kernel.seconds(
      Kernels.self, atLeast: quick ? 0.005 : 0.02, trials: quick ? 5 : 15)
    plainSeconds = kernel.seconds(
      PlainKernels.self, atLeast: quick ? 0.001 : 0.02, trials: quick ? 1 : 3)
    limitSeconds =
      limits.seconds(for: kernel.work, footprint: kernel.footprint) / Double(kernel.inputs)
  }

  /// Share of the limit that was reached.
  var share: Double { seconds > 0 ? limitSeconds / seconds : 0 }

  /// Vector operations a cycle, or GB/s.
  var rate: Double {
    guard seconds > 0 else { return 0 }
    return switch work {
    case .operations(let count):
      count / Double(inputs) / Double(limits.lanes) / (seconds * limits.frequency)
    case .bytes(let count): count / Double(inputs) / seconds / 1e9
    }
  }

  private var unit: String {
    switch work {
    case .operations: "ops/cycle"
    case .bytes: "GB/s"
    }
  }

  var row: [String] {
    [
      name, size, "\(fixed(seconds * 1e6, places: 2)) µs", "\(fixed(rate, places: 2)) \(unit)",
      "\(fixed(share * 100, places: 0)) %", "\(fixed(plainSeconds / seconds, places: 1)) ×",
    ]
  }

  var json: JSONValue {
    .object([
      ("kernel", .string(name)), ("size", .string(size)), ("seconds", .number(seconds)),
      ("rate", .number(rate)), ("unit", .string(unit)), ("shareOfLimit", .number(share)),
      ("plainSeconds", .number(plainSeconds)),
    ])
  }
}
