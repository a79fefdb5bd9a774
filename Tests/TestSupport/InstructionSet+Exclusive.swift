import Foundation
import SpikeKernels

extension InstructionSet {
  /// Runs `body` once for each instruction set this machine has, and nothing else that chooses one
  /// meanwhile: the choice is the whole process's.
  public static func forEachAvailable(_ body: (InstructionSet) throws -> Void) rethrows {
    try exclusively {
      for set in available {
        use(set)
        try body(set)
      }
    }
  }

  /// Runs `body`, which may choose sets as it likes, and nothing else that chooses one meanwhile.
  public static func exclusively<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock.lock()
    defer {
      use(available.last ?? .baseline)
      lock.unlock()
    }
    return try body()
  }

  private static let lock = NSLock()
}
