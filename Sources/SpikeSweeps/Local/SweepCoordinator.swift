import SpikeFiles
import SpikeRuns

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Trains runs with worker processes on this machine until each is done or has failed.
///
/// A run belongs to the process that holds its directory's lock, so any number of coordinators, on
/// any machines that see the directory, share the work: whoever looks finds a run free, done, or
/// somebody else's, and waits for the latter without standing still. A coordinator remembers
/// nothing that the directories do not say; after kill -9 the next one finds all there.
public final class SweepCoordinator {
  /// What a coordinator may use and how it treats failures.
  public struct Options: Sendable {
    /// Workers at a time, at least 1.
    public var workers: Int
    /// Threads of each worker, at least 1.
    public var threads: Int
    /// The folder to look for data files in; nil for `SPIKELAB_DATA` or the cache.
    public var dataRoot: String?
    /// Most bytes of memory that a run may take; nil for what the machine has free.
    public var memoryLimit: Int?
    /// Whether runs that failed before are tried again.
    public var retriesFailed = false
    /// Whether the first failure stops the others.
    public var failsFast = false

    /// The options.
    public init(workers: Int, threads: Int, dataRoot: String?) {
      (self.workers, self.threads, self.dataRoot) = (workers, threads, dataRoot)
    }
  }

  let options: Options
  let console: Console
  let halving: SuccessiveHalving?
  let interruption: Interruption
  let group: WorkerGroup
  private let slots: [[Int]]?
  var jobs: [TrackedJob]
  var active: [ActiveWorker] = []
  var clock = EpochClock()
  var isStopping = false
  /// Most bytes that each worker may take, so that those who start together do not count the same free
  /// memory; nil for a worker alone.
  private var memoryShare: Int?
  /// Whether something happened that halving may judge by.
  var isChanged = true
  private var lastLook = ContinuousClock.now
  var progress: SweepProgress
  /// Watches runs of processes that cannot be asked whether they live.
  private let lockJudge: LockJudge
  private let lookInterval: Duration

  /// Most workers that are started for one run by one coordinator: what kills every worker of a run
  /// (too little memory) would otherwise do so for ever.
  static let mostAttempts = 3
  private static let pause: UInt32 = 20_000

  struct ActiveWorker {
    let index: Int
    let slot: Int
    let process: WorkerProcess
    /// Where this attempt's words begin in the log.
    let logStart: Int
  }

  /// Prepares; nothing is started yet.
  ///
  /// - Parameters:
  ///   - jobs: The runs.
  ///   - halving: When weak runs stop; nil to train all to the end.
  ///   - options: Workers, their threads and what each may use.
  ///   - console: Where messages go.
  ///   - interruption: What a signal asks for.
  ///   - group: Knows the workers, for signal handlers.
  /// - Throws: ``SpikeFiles/FileError`` when the environment asks for a time that cannot be.
  public init(
    _ jobs: [SweepJob], halving: SuccessiveHalving? = nil, options: Options, console: Console,
    interruption: Interruption, group: WorkerGroup
  ) throws {
    let timing = try LockTiming.current
    lockJudge = .watching(LockWatch(timing))
    lookInterval = .seconds(timing.look)
    self.jobs = jobs.map(TrackedJob.init)
    self.halving = halving
    self.options = options
    self.console = console
    self.interruption = interruption
    self.group = group
    slots = CoreSet.current?.slots(workers: options.workers, threads: options.threads)
    progress = SweepProgress(console: console)
  }

  /// Trains what is not done.
  ///
  /// - Returns: ``SpikeFiles/ExitStatus/done`` when every run is done (or was stopped by halving),
  ///   ``SpikeFiles/ExitStatus/someFailed``, or ``SpikeFiles/ExitStatus/interrupted``.
  /// - Throws: ``SpikeRuns/RunError`` or ``SpikeFiles/FileError`` when a directory cannot be read at the beginning.
  public func carryOut() throws -> ExitStatus {
    for index in jobs.indices { try survey(index) }
    memoryShare = Self.share(
      of: sharedMemory(), workers: options.workers,
      runs: jobs.count { !$0.progress.isSettled })
    while true {
      collect()
      if interruption.isRequested { isStopping = true }
      if isStopping {
        group.askToStop()
        if active.isEmpty { break }
      } else {
        if ContinuousClock.now - lastLook > lookInterval { lookElsewhere() }
        if isChanged { judge() }
        isChanged = false
        fillSlots()
        if jobs.allSatisfy(\.progress.isSettled) { break }
      }
      progress.update(jobs, clock: clock, workers: options.workers)
      usleep(Self.pause)
    }
    progress.clear()
    if interruption.isRequested || jobs.contains(where: { $0.progress == .interrupted }) {
      return .interrupted
    }
    return jobs.contains { $0.progress == .failed } ? .someFailed : .done
  }

  /// The memory that each of the workers may take who can be at work together; nil for one alone, who
  /// may take all there is.
  static func share(of free: Int?, workers: Int, runs: Int) -> Int? {
    let together = min(workers, runs)
    return together > 1 ? free.map { $0 / together } : nil
  }

  // MARK: Looking

  /// Finds out how a run stands before anything is started.
  private func survey(_ index: Int) throws {
    refreshMetrics(index)
    switch try state(of: index) {
    case .done:
      jobs[index].job.directory.tidy()
      jobs[index].progress = .done
    case .running: jobs[index].progress = .elsewhere
    case .failed where !options.retriesFailed: jobs[index].progress = .failed
    default: jobs[index].progress = .waiting
    }
  }

  /// Looks how runs stand that other processes train.
  private func lookElsewhere() {
    lastLook = ContinuousClock.now
    for index in jobs.indices where jobs[index].progress == .elsewhere {
      do {
        switch try state(of: index) {
        case .running: continue
        case .done:
          refreshMetrics(index)
          settle(index, .done)
        case .failed(let message): fail(index, message, logStart: nil)
        case .new, .interrupted, .stopped:
          refreshMetrics(index)
          jobs[index].progress = .waiting
        }
      } catch {
        fail(index, userMessage(for: error), logStart: nil)
      }
    }
  }

  func state(of index: Int) throws -> SweepRunState {
    try jobs[index].job.directory.sweepState(judge: lockJudge)
  }

  func refreshMetrics(_ index: Int) {
    isChanged = true
    let lines = (try? jobs[index].job.directory.metrics.read()) ?? []
    jobs[index].epochs = lines.count
    guard halving != nil else { return }
    jobs[index].accuracies = lines.compactMap { $0["validationAccuracy"]?.double }
  }

  // MARK: Starting

  private func fillSlots() {
    let taken = Set(active.map(\.slot))
    var free = (0..<options.workers).filter { !taken.contains($0) }[...]
    for index in jobs.indices where jobs[index].progress == .waiting {
      guard let slot = free.first else { return }
      do {
        guard try isFree(index) else { continue }
        try start(index, slot)
        free = free.dropFirst()
      } catch {
        fail(index, userMessage(for: error), logStart: nil)
      }
    }
  }

  /// Whether a run that waited is still to be trained; another coordinator may have taken it.
  private func isFree(_ index: Int) throws -> Bool {
    switch try state(of: index) {
    case .done:
      refreshMetrics(index)
      settle(index, .done)
    case .running: jobs[index].progress = .elsewhere
    case .failed(let message):
      // Failed before, and to be retried, or by another coordinator since.
      if options.retriesFailed && jobs[index].attempts == 0 { return true }
      fail(index, message, logStart: nil)
    case .new, .interrupted, .stopped: return true
    }
    return false
  }

  private func start(_ index: Int, _ slot: Int) throws {
    let directory = jobs[index].job.directory
    try directory.prepare()
    do {
      // The worker has not watched the run: it would believe a holder that is long silent.
      try directory.freeLock(judge: lockJudge)
    } catch RunError.running {
      return jobs[index].progress = .elsewhere
    } catch RunError.reserved {
      return jobs[index].progress = .elsewhere
    }
    var arguments = [
      "train", directory.path, "--resume", "--coordinated", "--quiet", "--threads",
      "\(options.threads)",
    ]
    if let root = options.dataRoot { arguments += ["--data-root", root] }
    if let limit = options.memoryLimit { arguments += ["--memory-limit", "\(limit)"] }
    if let memoryShare { arguments += ["--memory-share", "\(memoryShare)"] }
    if jobs[index].target < jobs[index].total { arguments += ["--until", "\(jobs[index].target)"] }
    let start = fileSize(directory.workerLogPath)
    let process = try WorkerProcess.start(
      arguments, log: directory.workerLogPath, cores: slots?[slot])
    group.add(process.pid)
    active.append(ActiveWorker(index: index, slot: slot, process: process, logStart: start))
    jobs[index].progress = .working
    jobs[index].attempts += 1
  }
}
