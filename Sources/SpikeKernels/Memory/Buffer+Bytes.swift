import Synchronization

extension Buffer {
  /// One lane vector, so that an empty buffer has an address too.
  static var smallest: Int { 64 }
  /// What the object itself takes, and its place in a list.
  static var objectBytes: Int { 64 }

  /// Bytes that a buffer of so many elements takes. A double, so that nothing overflows.
  package static func bytes(count: Double) -> Double {
    max(count * Double(MemoryLayout<Element>.stride), Double(smallest)) + Double(objectBytes)
  }

  /// Bytes that a buffer of so many elements takes.
  package static func bytes(count: Int) -> Double { bytes(count: Double(count)) }

  /// Bytes that another name for part of a buffer takes.
  package static var bytesOfName: Double { Double(objectBytes) }
}

/// Adds up what buffers take that are made while it is the current one: tests compare it with what was
/// counted before.
package final class MemoryLedger: Sendable {
  /// The ledger of the task at work; nil outside of tests.
  @TaskLocal package static var current: MemoryLedger?

  private let sum = Atomic<Int>(0)

  /// Nothing was taken yet.
  package init() {}

  /// Bytes so far, of buffers that are gone too.
  package var bytes: Int { sum.load(ordering: .relaxed) }

  func add(_ bytes: Int) { sum.wrappingAdd(bytes, ordering: .relaxed) }
}
