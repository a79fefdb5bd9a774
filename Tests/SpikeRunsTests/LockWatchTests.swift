import Synchronization
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@testable import SpikeFiles
@testable import SpikeRuns

@Suite("Watching a lock whose holder cannot be asked")
struct LockWatchTests {
  private static func lock(_ path: String, heartbeat: Bool = true) throws {
    let member = heartbeat ? #", "heartbeat": 10"# : ""
    try write("{ \"host\": \"elsewhere\", \"pid\": 12\(member) }\n", to: path)
  }

  /// Sets the time of a file, in seconds from now by this machine's clock.
  private static func setTime(_ path: String, _ seconds: Int) {
    let times = [timespec](repeating: timespec(tv_sec: time(nil) + seconds, tv_nsec: 7), count: 2)
    let code = unsafe utimensat(AT_FDCWD, path, times, 0)
    #expect(code == 0)
  }

  /// A clock that a test moves.
  private final class Clock {
    var seconds = 1000.0
  }

  @Test("the age of a lock says nothing: clocks differ, and are set")
  func age() throws {
    try withTemporaryFolder { root in
      let path = root + "/lock"
      for age in [-100_000, -300, 0, 300, 100_000] {
        try Self.lock(path)
        Self.setTime(path, age)
        #expect(throws: RunError.self) { try RunLock.acquire(path) }
        let record = try #require(try LockRecord.read(path))
        let clock = Clock()
        let watch = LockWatch(LockTiming()) { clock.seconds }
        #expect(watch.look(at: path, record) == .undecided)
        clock.seconds += 1
        #expect(watch.look(at: path, record) == .undecided)
      }
    }
  }

  @Test("a heartbeat is a change, whichever way its time goes")
  func changes() throws {
    try withTemporaryFolder { root in
      let path = root + "/lock"
      try Self.lock(path)
      let record = try #require(try LockRecord.read(path))
      let clock = Clock()
      let watch = LockWatch(LockTiming()) { clock.seconds }
      #expect(watch.look(at: path, record) == .undecided)
      for offset in [10, 20, -100_000, -99_990, 50_000] {
        Self.setTime(path, offset)
        for _ in 0..<110 {
          clock.seconds += 1
          #expect(watch.look(at: path, record) != .silent)
        }
      }
    }
  }

  @Test("silence counts from the first look, over looks of its own")
  func silence() throws {
    try withTemporaryFolder { root in
      let path = root + "/lock"
      try Self.lock(path)
      Self.setTime(path, -100_000)
      let record = try #require(try LockRecord.read(path))
      let clock = Clock()
      let watch = LockWatch(LockTiming()) { clock.seconds }
      var looks = 0
      while watch.look(at: path, record) == .undecided {
        looks += 1
        clock.seconds += 1
      }
      #expect(looks == 120 && watch.look(at: path, record) == .silent)
    }
  }

  @Test("one who was stopped himself has not watched meanwhile")
  func stoppedWatcher() throws {
    try withTemporaryFolder { root in
      let path = root + "/lock"
      try Self.lock(path)
      let record = try #require(try LockRecord.read(path))
      let clock = Clock()
      let watch = LockWatch(LockTiming()) { clock.seconds }
      for step in [1.0, 100_000, -500, 100_000] {
        #expect(watch.look(at: path, record) == .undecided)
        clock.seconds += step
      }
      #expect(watch.look(at: path, record) == .undecided)
    }
  }

  @Test("a silent holder is taken over by whoever has watched it, one without a heartbeat never")
  func takeover() throws {
    try withTemporaryFolder { root in
      let path = root + "/lock"
      for heartbeat in [true, false] {
        try Self.lock(path, heartbeat: heartbeat)
        let clock = Clock()
        let judge = LockJudge.watching(LockWatch(LockTiming()) { clock.seconds })
        for _ in 0...119 {
          #expect(try RunLock.holder(path, judge: judge)?.host == "elsewhere")
          clock.seconds += 1
        }
        guard heartbeat else {
          #expect(throws: RunError.self) { try RunLock.acquire(path, judge: judge) }
          continue
        }
        #expect(try RunLock.holder(path, judge: judge) == nil)
        let lock = try RunLock.acquire(path, judge: judge)
        #expect(lock.predecessor?.host == "elsewhere" && lock.isHeld)
        lock.release()
        #expect(names(inFolder: root).isEmpty)
      }
    }
  }

  @Test("who waits takes over a silent lock, and believes one that beats")
  func waiting() throws {
    // Real time, but nothing depends on how long it takes.
    let timing = LockTiming(takeover: 0.5)
    try withTemporaryFolder { root in
      let path = root + "/lock"
      let notes = Mutex<[String]>([])
      let judge = LockJudge.waiting(timing) { note in notes.withLock { $0.append(note) } }
      try Self.lock(path)
      try RunLock.acquire(path, judge: judge).release()
      #expect(
        notes.withLock { $0 } == [
          "process 12 on elsewhere holds the run; waiting up to 1 s for a sign of life"
        ])
      try Self.lock(path)
      let beating = Task.detached {
        while !Task.isCancelled {
          unsafe utimensat(AT_FDCWD, path, nil, 0)
          usleep(1000)
        }
      }
      defer { beating.cancel() }
      let patient = LockJudge.waiting(LockTiming(takeover: 600)) { _ in }
      #expect(throws: RunError.self) { try RunLock.acquire(path, judge: patient) }
    }
  }

  @Test("waiting ends when it is asked to, and when the lock is given back")
  func endOfWaiting() throws {
    try withTemporaryFolder { root in
      let path = root + "/lock"
      try Self.lock(path)
      let cancelled = LockJudge.waiting(LockTiming()) { _ in
      } isCancelled: {
        true
      }
      #expect(throws: CancellationError.self) { try RunLock.acquire(path, judge: cancelled) }
      #expect(names(inFolder: root) == ["lock"])
      let patient = LockJudge.waiting(LockTiming()) { _ in
      } isCancelled: {
        unsafe unlink(path)
        return false
      }
      try RunLock.acquire(path, judge: patient).release()
      #expect(names(inFolder: root).isEmpty)
    }
  }

  @Test("the holder's own heartbeat is seen by who watches")
  func ownHeartbeat() throws {
    try withTemporaryFolder { root in
      let path = root + "/lock"
      let lock = try RunLock.acquire(path)
      defer { lock.release() }
      let record = try #require(try LockRecord.read(path))
      let watch = LockWatch(LockTiming())
      #expect(watch.look(at: path, record) == .undecided)
      let heart = try LockHeartbeat(lock.staging.holderPath, every: 0.005)
      defer { heart.stop() }
      while watch.look(at: path, record) != .changed { usleep(1000) }
    }
  }
}

@Suite("What becomes of a lost lock") struct LostLockTests {
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
      var child = ProcessIdentity.current
      (child.pid, child.beginning) = (Int(pid), nil)
      for _ in 0..<5_000 where child.isAlive != false { usleep(1_000) }
      #expect(child.isAlive == false)
      let collected = waitpid(pid, nil, 0)
      #expect(collected == pid)
    #endif
  }
}
