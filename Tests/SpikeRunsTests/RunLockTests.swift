import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@testable import SpikeFiles
@testable import SpikeRuns

@Suite struct RunLockTests {
  /// No system gives a process this number.
  private static let dead: ProcessIdentity = {
    var process = ProcessIdentity.current
    (process.pid, process.beginning) = (999_999_999, nil)
    return process
  }()

  private static func write(_ holder: ProcessIdentity, to path: String) throws {
    try TestSupport.write(holder.json.lineText + "\n", to: path)
  }

  @Test func oneHolderAtATime() throws {
    try withTemporaryFolder { root in
      let path = root + "/lock"
      let lock = try RunLock.acquire(path)
      #expect(try RunLock.holder(path) == .current)
      let error = #expect(throws: RunError.self) { try RunLock.acquire(path) }
      #expect(error == .running(directory: root, holder: .current))
      lock.release()
      #expect(names(inFolder: root).isEmpty)
      try RunLock.acquire(path).release()
    }
  }

  @Test func aLivingProcessIsNamed() throws {
    try withTemporaryFolder { root in
      var first = ProcessIdentity.current
      first.pid = 1
      first.beginning = nil
      try Self.write(first, to: root + "/lock")
      let error = #expect(throws: RunError.self) { try RunLock.acquire(root + "/lock") }
      #expect(
        error?.message
          == "process 1 on \(first.host) is at work on the run in \(root); wait for it or stop it")
      #expect(error?.exitStatus == .someFailed)
    }
  }

  @Test func anotherMachinesProcessIsBelieved() throws {
    try withTemporaryFolder { root in
      let holder = ProcessIdentity(host: "elsewhere", pid: 12, beginning: 3)
      try Self.write(holder, to: root + "/lock")
      let error = #expect(throws: RunError.self) { try RunLock.acquire(root + "/lock") }
      #expect(
        error?.message
          == "process 12 on elsewhere has reserved the run in \(root); whether it lives cannot be seen from here: if it does not, delete \(root)/lock"
      )
    }
  }

  @Test func theLockOfADeadProcessIsTakenOver() throws {
    try withTemporaryFolder { root in
      try Self.write(Self.dead, to: root + "/lock")
      #expect(try RunLock.holder(root + "/lock") == nil)
      _ = try RunLock.acquire(root + "/lock")
      #expect(try RunLock.holder(root + "/lock") == .current)
    }
  }

  /// In another container, after another start, on another machine of this name: the number says
  /// nothing, whether there is such a process here or not.
  @Test(arguments: [1, 999_999_999]) func aProcessOfAnotherNamespaceIsBelieved(pid: Int) throws {
    var others = [ProcessIdentity.current, .current, .current]
    others[0].boot = "00000000-0000-0000-0000-000000000000"
    others[1].namespace = "pid:[1] time:[1]"
    (others[2].boot, others[2].namespace) = (nil, nil)
    for var holder in others {
      holder.pid = pid
      try withTemporaryFolder { root in
        let path = root + "/lock"
        var object = try #require(holder.json.object)
        object["heartbeat"] = 10
        try TestSupport.write(JSONValue(.object(object)).lineText, to: path)
        #expect(holder.isAlive == nil)
        #expect(try RunLock.holder(path) == holder)
        #expect(throws: RunError.running(directory: root, holder: holder)) {
          try RunLock.acquire(path)
        }
        #expect(names(inFolder: root) == ["lock"])
      }
    }
  }

  @Test func whatAKilledProcessLeftIsRemovedByTheNext() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: try config(minimal))
      // Killed before its lock stood there, while it took one over, while it wrote; and the temporary
      // files of versions without staging folders.
      for folder in [".staging.a", ".staging.b/taken-c/taken-d", ".staging.e"] {
        try createFolder("\(directory.path)/\(folder)")
      }
      for file in [
        ".staging.a/holder", ".staging.b/taken-c/taken-d/.checkpoint.safetensors.1.partial",
        ".staging.e/lock", ".lock.1x2.partial", ".lock.probe.1.partial",
        ".abandoned-lock.1.partial",
        ".status.json.1.partial",
      ] {
        try TestSupport.write("{}", to: "\(directory.path)/\(file)")
      }
      let writer = try RunWriter(directory, policy: .startNew)
      #expect(
        names(inFolder: directory.path).filter { $0.hasPrefix(".") }.count == 1, "its own alone")
      try writer.finish(summary: [:])
      #expect(names(inFolder: directory.path) == ["config.json", "status.json", "summary.json"])
    }
  }

  @Test func aFinishedRunIsTidiedWithoutAnAttempt() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: try config(minimal))
      try RunWriter(directory, policy: .startNew).finish(summary: [:])
      let files = names(inFolder: directory.path)
      // Killed between its summary and its end, and another before it had the lock.
      try Self.write(Self.dead, to: directory.lockPath)
      try createFolder(directory.path + "/.staging.1")
      try TestSupport.write("{}", to: directory.path + "/.lock.1.partial")
      directory.tidy()
      #expect(names(inFolder: directory.path) == files)
      // Somebody who lives is left alone.
      var other = ProcessIdentity.current
      (other.pid, other.beginning) = (1, nil)
      try Self.write(other, to: directory.lockPath)
      directory.tidy()
      #expect(names(inFolder: directory.path) == (files + ["lock"]).sorted())
    }
  }

  @Test func aTokenNamesNothingOutsideOfTheRun() throws {
    for token in ["", "..", "a/../../b", "/", "G", "0123456789abcdef0", "é"] {
      #expect(!StagingFolder.isToken(token))
      let json: JSONValue = [
        "host": "h", "pid": 1, "token": .string(token), "heartbeat": 10, "staging": true,
      ]
      #expect(LockHolder(json)?.hasStaging == false)
    }
    #expect(StagingFolder.isToken(LockHolder.new().token))
  }

  @Test func linksInAStagingFolderAreNotFollowed() throws {
    try withTemporaryFolder { root in
      try createFolder(root + "/run/.staging.1")
      try createFolder(root + "/precious")
      try TestSupport.write("kept", to: root + "/precious/file")
      for link in ["run/.staging.1/link", "run/.staging.2"] {
        let code = unsafe symlink(root + "/precious", "\(root)/\(link)")
        #expect(code == 0)
      }
      try RunLock.acquire(root + "/run/lock").release()
      #expect(names(inFolder: root + "/run").isEmpty)
      #expect(names(inFolder: root + "/precious") == ["file"])
    }
  }

  #if os(Linux)
    @Test func aLaterProcessOfTheSameNumberIsAnother() throws {
      var earlier = ProcessIdentity.current
      #expect(earlier.isAlive == true)
      earlier.beginning = try #require(earlier.beginning) - 1
      #expect(earlier.isAlive == false)
    }
  #endif

  @Test func ofManyWhoTakeOverOneWins() async throws {
    for _ in 0..<50 {
      try await withTemporaryFolder { root in
        try Self.write(Self.dead, to: root + "/lock")
        let winners = await withTaskGroup(of: Bool.self) { group in
          for _ in 0..<8 {
            group.addTask { (try? RunLock.acquire(root + "/lock")) != nil }
          }
          return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
        // The winner's own, which went away without giving it back.
        let left = names(inFolder: root)
        #expect(left.count == 2 && left[0].hasPrefix(StagingFolder.prefix) && left[1] == "lock")
      }
    }
  }

  @Test(arguments: ["", "x", "{}", "[1]"]) func aDamagedLockIsNotTakenOver(text: String) throws {
    try withTemporaryFolder { root in
      try TestSupport.write(text, to: root + "/lock")
      let error = #expect(throws: FileError.self) { try RunLock.acquire(root + "/lock") }
      #expect(
        error?.message
          == "cannot lock \(root)/lock: it is damaged; delete it if no process writes there")
    }
  }

  @Test func aKilledProcessLeavesAResumableRun() async throws {
    try await withTemporaryFolder { root in
      await #expect(processExitsWith: .signal(SIGKILL)) { [root = root as String] in
        let directory = RunDirectory(root: root, config: try config(minimal))
        let writer = try RunWriter(directory, policy: .startNew)
        try writer.append(metrics: ["epoch": 1])
        kill(getpid(), SIGKILL)
      }
      let directory = RunDirectory(root: root, config: try config(minimal))
      #expect(names(inFolder: directory.path).contains("lock"))
      let writer = try RunWriter(directory, policy: .resume)
      #expect(writer.isResumed && writer.status.attempt == 2)
      #expect(try directory.metrics.read().count == 1)
      try writer.finish(summary: [:])
    }
  }
}
