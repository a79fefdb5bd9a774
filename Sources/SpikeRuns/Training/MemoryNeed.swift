import SpikeFiles

/// What something will take in memory, worked out before any of it is allocated: a config or a file
/// may ask for more than a machine has.
///
/// It adds up what the types that allocate say they take, besides what the process has taken by now.
/// Numbers are doubles, so that nothing overflows.
package struct MemoryNeed {
  /// Bytes that the process had taken when it was asked: the program, and the data it has loaded.
  private let taken = Double(residentMemory() ?? 0)
  /// Bytes that come on top.
  private(set) var bytes = MemoryNeed.program

  /// What is not counted one by one: parts of the program that are used later, stacks of threads,
  /// lists that do not grow with the network, and what the system's allocator rounds up.
  static let program = 8e6
  /// The share of ``program`` that is code, read from the file when it is first used.
  static let code = 4e6

  /// Nothing was added yet.
  package init() {}

  /// Bytes of the whole process.
  var total: Double { taken + bytes }

  /// Something that stays.
  package mutating func add(_ bytes: Double) { self.bytes += bytes }

  /// Things of which one at a time is there.
  package mutating func add(oneOf bytes: Double...) { self.bytes += bytes.max() ?? 0 }

  /// Refuses what does not fit.
  ///
  /// - Throws: ``InsufficientMemory``.
  package func check(_ memory: MemoryBudget = MemoryBudget()) throws(InsufficientMemory) {
    if let shortage = memory.shortage(of: bytes, besides: taken) {
      throw InsufficientMemory(shortage: shortage)
    }
  }
}

/// A network, its batch and its steps take more memory than there is.
public struct InsufficientMemory: UserError, Hashable {
  /// Bytes that it takes, about, and those there are.
  public var shortage: MemoryBudget.Shortage

  /// One sentence.
  public var message: String {
    let bound =
      switch shortage.bound {
      case .free: "are free"
      case .limit: "are allowed by --memory-limit"
      case .share: "are this worker's share of the free memory"
      }
    let advice =
      "smaller layers, fewer network.steps or fewer samples in a batch take less"
      + (shortage.bound == .share ? ", and fewer --workers have more each" : "")
    return "this takes about \(short(shortage.needed))B of memory, and "
      + "\(short(Double(shortage.available)))B \(bound); \(advice)"
  }

  /// ``SpikeFiles/ExitStatus/someFailed``: another machine may have it.
  public var exitStatus: ExitStatus { .someFailed }
}
