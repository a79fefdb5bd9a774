import Foundation
import Synchronization
import TestSupport

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@testable import SpikeFiles
@testable import SpikeRuns

/// A folder and some writers in it, each of which takes a step when it is told to; see ``Interleavings``.
final class Stage {
  /// Who works on what.
  struct Setting: Sendable {
    /// The name of the run's folder.
    var run: String
    /// How many writers there are.
    var writers: Int
    /// What becomes of a call, where it is not carried out: for protocols that lack something.
    var outcome: @Sendable (FileCall) -> FileOutcome? = { _ in nil }
    /// What a writer does, told its number and the folder that the run's is in; tells how it ended.
    var body: @Sendable (_ number: Int, _ root: String) -> String
  }

  /// What stands in the folder, by path, with nothing in it that differs from one time to the next.
  struct Snapshot: Hashable {
    var files: [String: String] = [:]
    /// Those that are read, by name.
    var published: [String: String] { files.filter { !$0.key.hasPrefix(".") && $0.key != "lock" } }
  }

  /// The run's folder.
  let folder: String
  private let root: String
  /// A number for all that each writer has done and seen.
  var histories: [Int]
  private let turns: [Turn]

  init(_ setting: Setting) throws {
    let memory =
      FileManager.default.isWritableFile(atPath: "/dev/shm")
      ? "/dev/shm" : FileManager.default.temporaryDirectory.path
    root = "\(memory)/spikelab-stage-\(UInt64.random(in: 0...(.max)))"
    folder = "\(root)/\(setting.run)"
    try createFolder(folder)
    histories = [Int](repeating: 0, count: setting.writers)
    turns = (0..<setting.writers).map { Turn($0, setting) }
    for turn in turns { turn.begin(in: root) }
  }

  /// Lets all writers end, by failing whatever they still try.
  func close() {
    for turn in turns { turn.dismiss() }
    try? FileManager.default.removeItem(atPath: root)
  }

  /// The writers that have not ended.
  var waiting: [Int] { turns.indices.filter { turns[$0].pending != nil } }

  /// How each writer ended; nil for those that did not.
  var ends: [String?] { turns.map(\.end) }

  /// Lets a writer take the step that it waits for.
  ///
  /// - Parameter snapshot: How it stands, where the writer's history is to be kept.
  func step(_ number: Int, seeing snapshot: Snapshot? = nil) {
    if let snapshot, let pending = turns[number].pending {
      var hasher = Hasher()
      if case .look(let path) = pending, path.hasSuffix("/summary.json") {
        // Before the lock is tried for, or once it is held: what went before is over.
        hasher.combine(turns[number].memory)
        hasher.combine(turns[number].tokens.isEmpty)
      } else {
        hasher.combine(histories[number])
      }
      hasher.combine(text(pending))
      if case .look(let path) = pending { hasher.combine(seen(path, snapshot)) }
      histories[number] = hasher.finalize()
    }
    turns[number].go()
    if turns[number].isMemoryNew() { histories[number] = turns[number].memory.hashValue }
    if turns[number].end != nil { histories[number] = 0 }
  }

  /// Tells that all that the writer whose thread this is will do depends on what it remembers alone, and
  /// no longer on what it has seen before.
  static func remember(_ memory: String) {
    (FileSystem.faults as? Turn)?.remember(memory)
  }

  /// What this thread's writer remembers where it begins again to try for the lock.
  static func note(_ text: String) { (FileSystem.faults as? Turn)?.note(text) }

  /// What decides all that comes next.
  func state(_ snapshot: Snapshot) -> [Int] {
    [snapshot.hashValue] + histories
      + turns.map { turn in turn.pending.map { text($0).hashValue } ?? turn.end.hashValue }
  }

  /// What a writer is about to do, in words that are the same every time.
  private func text(_ pending: Pending) -> String {
    switch pending {
    case .look(let path): "look \(name(path))"
    case .call(.rename(let path, let target)), .call(.link(let path, let target)):
      "move \(name(path)) \(name(target))"
    case .call(.open(let path)): "open \(name(path))"
    case .call(.write(let path, let bytes)): "write \(name(path)) \(bytes)"
    case .call(.makeFolder(let path)): "make \(name(path))"
    case .call(.removeFolder(let path)): "remove \(name(path))"
    case .call(let call): "\(call)"
    }
  }

  // MARK: What is seen

  private func seen(_ path: String, _ snapshot: Snapshot) -> String {
    let place = name(path)
    if let content = snapshot.files[place] { return content }
    let inside = snapshot.files.keys.filter { key in
      place.isEmpty ? key.hasPrefix(StagingFolder.prefix) : key.hasPrefix(place + "/taken-")
    }
    return Set(inside.map { $0.split(separator: "/").prefix(place.isEmpty ? 1 : 2).joined() })
      .sorted().joined(separator: " ")
  }

  /// A path in the folder without the random parts of names.
  private func name(_ path: String) -> String {
    let rest = path.hasPrefix(folder) ? path.dropFirst(folder.count) : path[...]
    return rest.split(separator: "/").map(part).joined(separator: "/")
  }

  private func part(_ name: Substring) -> String {
    if name.hasSuffix(".partial") {
      return name.split(separator: ".").dropLast(2).joined(separator: ".") + ".partial"
    }
    for prefix in [StagingFolder.prefix, "taken-"] where name.hasPrefix(prefix) {
      return prefix + owner(String(name.dropFirst(prefix.count)))
    }
    return String(name)
  }

  /// Whose token it is, the writer's last or an earlier one.
  private func owner(_ token: String) -> String {
    for (number, turn) in turns.enumerated() {
      guard let place = turn.tokens.lastIndex(of: token) else { continue }
      let age = turn.tokens.count - 1 - place
      return age == 0 ? "\(number)" : "\(number)-\(age)"
    }
    return "nobody"
  }

  /// Reads the folder.
  func snapshot() -> Snapshot {
    var snapshot = Snapshot()
    add(folder, "", &snapshot)
    return snapshot
  }

  private func add(_ folder: String, _ prefix: String, _ snapshot: inout Snapshot) {
    for entry in (try? FileSystem.names(in: folder)) ?? [] {
      let (path, place) = ("\(folder)/\(entry)", prefix + part(entry[...]))
      var status = stat()
      guard unsafe lstat(path, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        snapshot.files[place] = "folder"
        add(path, place + "/", &snapshot)
      } else if entry.hasSuffix(".partial") || entry == "config.json" {
        // The one is read when it is renamed, the other is the same whoever writes it.
        snapshot.files[place] = "\(entry == "config.json" ? Int(status.st_size) : 0) bytes"
      } else {
        let bytes = (try? readFile(path, limit: 1 << 20)) ?? []
        snapshot.files[place] = content(entry, bytes)
      }
    }
  }

  private func content(_ name: String, _ bytes: [UInt8]) -> String {
    switch name {
    case "checkpoint.safetensors":
      let file = try? TensorFile(decoding: bytes)
      let epoch = (try? file?.uint64s("position")[0]).map { "\($0)" } ?? "?"
      return "\(epoch) \(file?.metadata["author"] ?? "")"
    // The owner is in the name of the folder, or is whom the lock names.
    case "holder", "returned": return ""
    case "lock":
      let words = String(decoding: bytes, as: UTF8.self).split(separator: "\"")
      guard let key = words.firstIndex(of: "token"), key + 2 < words.count else { return "damaged" }
      return owner(String(words[key + 2]))
    case "status.json":
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      return lines.filter { !$0.contains("\"started\"") && !$0.contains("\"updated\"") }.joined()
    default: return String(decoding: bytes, as: UTF8.self)
    }
  }
}

/// What a writer waits to do.
private enum Pending {
  case call(FileCall)
  case look(String)
}

/// The system calls of one writer, each of which waits until it is told to go on.
private final class Turn: FileFaults {
  private struct State {
    var pending: Pending?
    var end: String?
    var isDismissed = false
    var tokens: [String] = []
    var memory = ""
    var notes = ""
    var isMemoryNew = false
  }

  private let number: Int
  private let setting: Stage.Setting
  private let state = Mutex(State())
  private let turn = DispatchSemaphore(value: 0)
  private let isBack = DispatchSemaphore(value: 0)

  init(_ number: Int, _ setting: Stage.Setting) { (self.number, self.setting) = (number, setting) }

  var pending: Pending? { state.withLock { $0.pending } }
  var end: String? { state.withLock { $0.end } }
  /// Tokens of the staging folders it made, oldest first.
  var tokens: [String] { state.withLock { $0.tokens } }

  /// Starts the writer and waits until it waits for its first turn.
  func begin(in root: String) {
    Thread.detachNewThread { [self] in
      let end = FileSystem.$faults.withValue(self) { setting.body(number, root) }
      state.withLock { ($0.pending, $0.end) = (nil, end) }
      isBack.signal()
    }
    isBack.wait()
  }

  func remember(_ memory: String) {
    state.withLock { ($0.memory, $0.isMemoryNew) = (memory, true) }
  }

  func note(_ text: String) { state.withLock { $0.notes = text } }

  /// What it has to remember.
  var memory: String { state.withLock { $0.memory } }

  /// Whether that is all that it has to, since its last step.
  func isMemoryNew() -> Bool {
    state.withLock { state in
      defer { state.isMemoryNew = false }
      return state.isMemoryNew
    }
  }

  func go() {
    turn.signal()
    isBack.wait()
  }

  func dismiss() {
    let isWaiting = state.withLock { state in
      state.isDismissed = true
      return state.pending != nil
    }
    if isWaiting { go() }
  }

  /// - Returns: Whether to go on.
  private func wait(_ pending: Pending) -> Bool {
    if state.withLock({ $0.isDismissed }) { return false }
    state.withLock { $0.pending = pending }
    isBack.signal()
    turn.wait()
    return state.withLock { !$0.isDismissed }
  }

  func willLook(at path: String) {
    // In its own folder nothing changes but by itself, or all at once.
    if !path.contains(StagingFolder.prefix) { _ = wait(.look(path)) }
  }

  func outcome(of call: FileCall) -> FileOutcome {
    var isVisible = true
    switch call {
    case .sync, .syncFolder: return .pretended
    case .makeFolder(let path):
      if let mark = path.range(of: StagingFolder.prefix) {
        state.withLock { state in
          state.tokens.append(String(path[mark.upperBound...]))
          (state.memory, state.isMemoryNew) = ("begins, \(state.notes)", true)
        }
      }
    // What only its owner sees until it is renamed; the checkpoint's stands for all of them.
    case .open(let path): isVisible = path.contains("checkpoint")
    case .write(let path, _): isVisible = path.hasSuffix("/metrics.jsonl")
    case .remove, .truncate, .close: isVisible = false
    case .link(_, let target): isVisible = target.hasSuffix("/lock") && !target.contains(".staging")
    case .removeFolder(let path): isVisible = !path.contains(StagingFolder.prefix)
    case .rename: break
    }
    let goesOn =
      isVisible
      ? wait(.call(call)) : state.withLock { !$0.isDismissed }
    return goesOn ? setting.outcome(call) ?? .carriedOut : .failed(EIO)
  }
}
