import Testing

@testable import SpikeExperiments

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@Suite struct SampleStatisticsTests {
  @Test func theDeviationIsOverCountLessOne() {
    let three = SampleStatistics([1, 2, 6])
    #expect(three?.mean == 3)
    #expect(three?.deviation == 7.0.squareRoot())
    #expect(SampleStatistics([4])?.deviation == nil)
    #expect(SampleStatistics([]) == nil)
  }
}

@Suite struct CoreSlotTests {
  @Test func workersThatFillTheMachineGetCoresOfTheirOwn() {
    let set = CoreSet(cores: [0, 2, 4, 6])
    #expect(set.slots(workers: 4, threads: 1) == [[0], [2], [4], [6]])
    #expect(set.slots(workers: 2, threads: 2) == [[0, 2], [4, 6]])
    #expect(set.slots(workers: 1, threads: 3) == [[0, 2, 4]])
  }

  @Test func whereCoresAreLeftOverOrSharedTheSystemPlacesThem() {
    let set = CoreSet(cores: [0, 2, 4, 6])
    #expect(set.slots(workers: 1, threads: 1) == nil)
    #expect(set.slots(workers: 5, threads: 1) == nil)
    #expect(set.slots(workers: 3, threads: 2) == nil)
  }

  #if os(Linux)
    @Test func theAffinityIsNarrowedAndRestored() throws {
      let before = try #require(CoreSet.current)
      let one = try #require(before.cores.last)
      let previous = CoreSet.narrow(to: [one])
      #expect(CoreSet.current?.cores == [one])
      previous?.apply()
      #expect(CoreSet.current?.cores == before.cores)
    }
  #endif
}

@Suite struct SlurmPartsTests {
  @Test func runsAreDealtOutEvenly() {
    let runs = (0..<10).map(String.init)
    #expect(SlurmBatch.deal(runs, limit: 1001).map(\.count) == Array(repeating: 1, count: 10))
    #expect(
      SlurmBatch.deal(runs, limit: 4) == [
        ["0", "4", "8"], ["1", "5", "9"], ["2", "6"], ["3", "7"],
      ])
    #expect(SlurmBatch.deal(runs, limit: 0).count == 1)
    #expect(SlurmBatch.deal([], limit: 5).isEmpty)
  }

  @Test func theLargestArrayIsRead() {
    let config = "LaunchParameters        = (null)\nMaxArraySize            = 1001\nMaxX = 3\n"
    #expect(SlurmLauncher.largestArray(in: config) == 1001)
    #expect(SlurmLauncher.largestArray(in: "") == nil)
  }
}

@Suite struct LockHeartbeatTests {
  private static func lock(_ path: String, heartbeat: Bool, age: Int) throws {
    let member = heartbeat ? #", "heartbeat": 10"# : ""
    try write("{ \"host\": \"elsewhere\", \"pid\": 12\(member) }\n", to: path)
    let then = timespec(tv_sec: time(nil) - age, tv_nsec: 0)
    let times = [then, then]
    let code = unsafe utimensat(AT_FDCWD, path, times, 0)
    #expect(code == 0)
  }

  @Test func anotherMachinesLockWithoutAHeartbeatIsTakenOver() throws {
    try withTemporaryFolder { root in
      try Self.lock(root + "/lock", heartbeat: true, age: 300)
      #expect(try RunLock.holder(root + "/lock") == nil)
      _ = try RunLock.acquire(root + "/lock")
      #expect(try RunLock.holder(root + "/lock") == .current)
      #expect(names(inFolder: root) == ["lock"])
    }
  }

  @Test func oneThatBeatsOrNeverDidIsBelieved() throws {
    try withTemporaryFolder { root in
      for (heartbeat, age) in [(true, 60), (false, 100_000)] {
        try Self.lock(root + "/lock", heartbeat: heartbeat, age: age)
        #expect(throws: RunError.self) { try RunLock.acquire(root + "/lock") }
        #expect(names(inFolder: root) == ["lock"])
      }
    }
  }

  @Test func whoLostTheLockWritesNothingMore() throws {
    try withTemporaryFolder { root in
      let directory = RunDirectory(root: root, config: try config(minimal))
      let writer = try RunWriter(directory, policy: .startNew)
      try write(#"{ "host": "elsewhere", "pid": 12, "heartbeat": 10 }"#, to: directory.lockPath)
      #expect(throws: RunError.lost(directory: directory.path)) {
        try writer.append(metrics: ["epoch": 1])
      }
      #expect(throws: RunError.lost(directory: directory.path)) {
        try writer.finish(summary: [:])
      }
      #expect(kind(of: directory.summaryPath) == .absent)
      #expect(kind(of: directory.metrics.path) == .absent)
    }
  }

  @Test func aDeadProcessThatNobodyCollectedHoldsNothing() throws {
    #if os(Linux)
      var pid: pid_t = 0
      var words: [UnsafeMutablePointer<CChar>?] = unsafe [strdup("true"), nil]
      defer { unsafe words.forEach { unsafe free($0) } }
      let code = unsafe posix_spawnp(&pid, "true", nil, nil, &words, environ)
      #expect(code == 0)
      let child = ProcessIdentity(
        host: ProcessIdentity.current.host, pid: Int(pid), beginning: nil)
      for _ in 0..<5_000 where child.isAlive != false { usleep(1_000) }
      #expect(child.isAlive == false)
      let collected = waitpid(pid, nil, 0)
      #expect(collected == pid)
    #endif
  }
}
