import Testing

@testable import SpikeExperiments

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct RunLockTests {
  /// No system gives a process this number.
  private static let dead = ProcessIdentity(
    host: ProcessIdentity.current.host, pid: 999_999_999, beginning: nil)

  private static func write(_ holder: ProcessIdentity, to path: String) throws {
    try SpikeExperimentsTests.write(holder.json.lineText + "\n", to: path)
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
        #expect(names(inFolder: root) == ["lock"])
      }
    }
  }

  @Test(arguments: ["", "x", "{}", "[1]"]) func aDamagedLockIsNotTakenOver(text: String) throws {
    try withTemporaryFolder { root in
      try SpikeExperimentsTests.write(text, to: root + "/lock")
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
