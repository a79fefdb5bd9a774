import Foundation
import Synchronization

@testable import SpikeFiles

/// A disk that fails from its n-th call on, or at that call alone. It never waits for the real
/// one: what was synced is remembered.
final class FaultyDisk: FileFaults {
  /// How it fails.
  enum Fault: CaseIterable {
    /// Writes take half of what they are given. That is no fault: the rest must follow.
    case short
    /// From the n-th call on there is no space; a write that meets the end takes half.
    case full
    /// From the n-th call on nothing may be changed, not even to tidy up.
    case readOnly
    /// The n-th call alone fails, as on a bad sector or a network that was away for a moment.
    case broken
    /// The n-th call alone is not permitted.
    case refused
    /// The process dies at the n-th call, half-way through it if it is a write.
    case crash
    /// As a crash, and all is lost that was not synced: contents as well as names.
    case powerCut

    /// Whether a call can fail so.
    func affects(_ call: FileCall) -> Bool {
      switch (self, call) {
      case (.short, .write), (.broken, _), (.crash, _), (.powerCut, _): true
      case (.short, _), (_, .close): false
      case (.readOnly, _): true
      case (.full, .open), (.full, .write), (.full, .sync), (.full, .makeFolder), (.full, .link):
        true
      case (.refused, .open), (.refused, .rename), (.refused, .link), (.refused, .remove),
        (.refused, .makeFolder), (.refused, .removeFolder):
        true
      default: false
      }
    }

    var isLasting: Bool { self != .broken && self != .refused }
  }

  private struct State {
    var calls: [FileCall] = []
    var journal = Journal()
  }

  private let fault: Fault?
  private let moment: Int
  private let state = Mutex(State())

  /// A disk that fails at the n-th call, from 0; one without a fault never does.
  init(_ fault: Fault? = nil, at moment: Int = 0) { (self.fault, self.moment) = (fault, moment) }

  /// What was asked of it.
  var calls: [FileCall] { state.withLock { $0.calls } }

  func outcome(of call: FileCall) -> FileOutcome {
    state.withLock { state in
      let number = state.calls.count
      state.calls.append(call)
      if let outcome = outcome(of: call, number) { return outcome }
      state.journal.note(call)
      switch call {
      case .sync, .syncFolder: return .pretended
      case .write(_, let bytes) where fault == .short && number >= moment && bytes > 1:
        return .short(bytes / 2)
      default: return .carriedOut
      }
    }
  }

  /// How a call fails; nil for one that does not.
  private func outcome(of call: FileCall, _ number: Int) -> FileOutcome? {
    guard let fault, fault != .short, fault.affects(call) else { return nil }
    guard fault.isLasting ? number >= moment : number == moment else { return nil }
    if number == moment, case .write(_, let bytes) = call, bytes > 1, fault.isLasting,
      fault != .readOnly
    {
      return .short(bytes / 2)
    }
    switch fault {
    case .full: return .failed(ENOSPC)
    case .readOnly: return .failed(EROFS)
    case .refused: return .failed(EACCES)
    default: return .failed(EIO)
    }
  }

  /// Takes back what a loss of power would have.
  func losePower() throws { try state.withLock { try $0.journal.undo() } }
}

/// What was done to a disk and not synced yet.
private struct Journal {
  private enum Undoing {
    case remove(String)
    case restore(String, Data)
  }

  /// How much of a file is safe, for files with more.
  private var safeSizes: [String: Int] = [:]
  /// By the folder whose names changed, oldest first.
  private var names: [(folder: String, undoing: Undoing)] = []

  /// Notes a call that is about to be carried out.
  mutating func note(_ call: FileCall) {
    switch call {
    case .open(let path):
      if content(path) == nil { names.append((folder(of: path), .remove(path))) }
    case .write(let path, _), .truncate(let path):
      safeSizes[path] = safeSizes[path] ?? content(path)?.count ?? 0
    case .sync(let path): safeSizes[path] = nil
    case .close: break
    case .rename(let path, let target):
      let old = content(target)
      let undoing = old.map { Undoing.restore(target, $0) } ?? Undoing.remove(target)
      names.append((folder(of: target), undoing))
      if let new = content(path) { names.append((folder(of: path), .restore(path, new))) }
      safeSizes[target] = safeSizes.removeValue(forKey: path)
    case .link(_, let target): names.append((folder(of: target), .remove(target)))
    case .remove(let path):
      if let old = content(path) { names.append((folder(of: path), .restore(path, old))) }
      safeSizes[path] = nil
    // What was in it went before: there is nothing to lose.
    case .removeFolder: break
    case .makeFolder(let path): names.append((folder(of: path), .remove(path)))
    case .syncFolder(let path): names.removeAll { $0.folder == path }
    }
  }

  func undo() throws {
    for (path, safe) in safeSizes {
      guard let bytes = content(path), bytes.count > safe else { continue }
      // Half of what was under way, so that it is torn.
      try bytes.prefix(safe + (bytes.count - safe) / 2).write(to: URL(fileURLWithPath: path))
    }
    for (_, undoing) in names.reversed() {
      switch undoing {
      case .remove(let path): try? FileManager.default.removeItem(atPath: path)
      case .restore(let path, let bytes): try? bytes.write(to: URL(fileURLWithPath: path))
      }
    }
  }

  private func content(_ path: String) -> Data? {
    try? Data(contentsOf: URL(fileURLWithPath: path))
  }
}
