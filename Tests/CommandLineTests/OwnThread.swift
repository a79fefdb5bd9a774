import Dispatch
import Testing

/// Runs each test on a thread of its own. What it waits for is seen within milliseconds, also while
/// the other suites keep the threads that all tests share busy for seconds.
struct OwnThread: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(QueueExecutor()) { try await function() }
  }
}

/// A queue whose thread is nobody else's.
private final class QueueExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "a test's own thread", qos: .userInitiated)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

extension Trait where Self == OwnThread {
  static var ownThread: Self { Self() }
}
