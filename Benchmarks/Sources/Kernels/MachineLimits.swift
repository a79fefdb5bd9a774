import SpikeKernels

/// What one core of this machine can do.
struct MachineLimits {
  /// Cycles a second while a core does plain integer work.
  let frequency: Double
  /// Floats in a vector register of the instruction set whose kernels run.
  let lanes: Int

  init() {
    frequency = Self.measureFrequency()
    lanes =
      switch InstructionSet.current {
      case .baseline: 4
      case .avx2: 8
      case .avx512: 16
      }
  }

  /// Seconds that some work takes at the limit.
  func seconds(for work: Work, footprint: Int) -> Double {
    switch work {
    case .operations(let count): count / Double(lanes) / frequency
    case .bytes(let count): count / Self.bandwidth(over: footprint)
    }
  }

  /// A chain of additions and exclusive ors, each waiting for the one before: a cycle each on every
  /// processor that SpikeLab runs on, and nothing that a compiler can shorten.
  private static func measureFrequency() -> Double {
    var word = UInt64(CommandLine.arguments.count)
    let (addend, mask) = (word &* 0x9e37_79b9_7f4a_7c15, word &* 0xbf58_476d_1ce4_e5b9)
    let links = 1_000_000
    let seconds = fastest(atLeast: 0.02, trials: 15) {
      for _ in 0..<links { word = (word &+ addend) ^ mask }
    }
    precondition(word != 1, "the chain is to be computed")
    return Double(2 * links) / seconds
  }

  /// Bytes a second that one core reads and writes in a plain pass over so much memory: each float
  /// read, scaled and written back.
  static func bandwidth(over bytes: Int) -> Double {
    let floats = Buffer<Float>(count: max(16, bytes / 4 / 16 * 16), repeating: 1)
    let seconds = fastest(atLeast: 0.02, trials: 9) { Kernels.scale(floats.all, by: 1) }
    return Double(8 * floats.count) / seconds
  }
}
