import CSpikeKernels

/// The instruction sets that kernels are compiled for. All give the same bytes.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// What every processor of the architecture has: SSE2, or NEON on arm64.
  case baseline
  /// AVX2 and fused multiply-add (x86-64-v3).
  case avx2
  /// AVX-512 (x86-64-v4).
  case avx512

  /// The sets this processor has, in ascending order.
  public static var available: [InstructionSet] {
    Array(allCases.prefix(Int(spike_best_instruction_set()) + 1))
  }

  /// The set whose kernels run: the best one available unless ``use(_:)`` said otherwise.
  public static var current: InstructionSet {
    allCases[Int(spike_instruction_set())]
  }

  /// Runs the kernels of a set from now on, in the whole process.
  ///
  /// - Precondition: The processor has it.
  public static func use(_ set: InstructionSet) {
    guard let code = available.firstIndex(of: set) else {
      preconditionFailure("this processor has no \(set.rawValue)")
    }
    spike_choose_instruction_set(Int32(code))
  }
}
