import Foundation
import SpikeKernels

extension InstructionSet {
  /// Runs `body` once for each instruction set this machine has, and nothing else that chooses one
  /// meanwhile: the choice is the whole process's.
  public static func forEachAvailable(_ body: (InstructionSet) throws -> Void) rethrows {
    lock.lock()
    defer {
      use(available.last ?? .baseline)
      lock.unlock()
    }
    for set in available {
      use(set)
      try body(set)
    }
  }

  private static let lock = NSLock()
}
