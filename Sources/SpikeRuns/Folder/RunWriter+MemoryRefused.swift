import SpikeFiles
import SpikeKernels

extension RunWriter {
  /// Does something; where the system refuses memory meanwhile, the run is failed before the process
  /// ends.
  func failingWhenMemoryRunsOut<Result>(_ body: () throws -> Result) rethrows -> Result {
    // On the thread that was refused, while the others wait for the end.
    nonisolated(unsafe) let writer = self
    return try AllocationFailure.handled { message in
      unsafe writer.log("failed: \(message)")
      try? unsafe writer.fail(MemoryRefused(message: message))
    } _: {
      try body()
    }
  }
}

/// The system refused memory to a run that was at work.
private struct MemoryRefused: UserError {
  var message: String

  var exitStatus: ExitStatus { .someFailed }
}
