import Foundation
import SpikeFiles

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A process that trains one run for a sweep: this program again, in a process group of its own, so
/// that a terminal's Ctrl-C reaches it through the coordinator alone.
struct WorkerProcess {
  /// How a worker ended.
  enum End: Hashable {
    /// It ended by itself, with this code.
    case exit(Int32)
    /// A signal ended it.
    case signal(Int32)
  }

  let pid: pid_t

  /// Starts this program.
  ///
  /// - Parameters:
  ///   - arguments: What it is told, without its own name.
  ///   - log: The file its output is appended to.
  ///   - cores: The cores it may use; nil for those of this process. Without effect on macOS, which
  ///     has no affinity.
  /// - Throws: ``SpikeFiles/FileError``.
  static func start(_ arguments: [String], log: String, cores: [Int]?) throws -> WorkerProcess {
    let output: OutputFile
    do throws(SystemError) {
      output = try OutputFile(log, .atEnd)
    } catch {
      throw FileError(.write, log, error)
    }
    let previous = cores.flatMap { CoreSet.narrow(to: $0) }
    defer { previous?.apply() }
    return try withExtendedLifetime(output) {
      WorkerProcess(pid: try spawn(["spikelab"] + arguments, output: output.descriptor))
    }
  }

  /// How it ended; nil while it runs.
  func end() -> End? {
    var status: Int32 = 0
    let result = unsafe waitpid(pid, &status, WNOHANG)
    if result == 0 || (result < 0 && errno == EINTR) { return nil }
    guard result == pid else { return .exit(ExitStatus.someFailed.rawValue) }
    let signal = status & 0x7f
    return signal == 0 ? .exit((status >> 8) & 0xff) : .signal(signal)
  }

  private static func spawn(_ arguments: [String], output: Int32) throws -> pid_t {
    #if canImport(Darwin)
      var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?) = (nil, nil)
      let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    #else
      var (actions, attributes) = unsafe (posix_spawn_file_actions_t(), posix_spawnattr_t())
      // Also when the file was replaced by a newer build meanwhile.
      let program = "/proc/self/exe"
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
    // What this process ignores or blocks is the worker's own affair. What asks it to stop waits until
    // it can answer.
    var asking = sigset_t()
    unsafe sigemptyset(&asking)
    for signal in Interruption.signals { unsafe sigaddset(&asking, signal) }
    unsafe posix_spawnattr_setsigmask(&attributes, &asking)
    unsafe posix_spawnattr_setsigdefault(&attributes, &asking)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var pid: pid_t = 0
    let code = unsafe posix_spawn(&pid, program, &actions, &attributes, &words, environ)
    guard code == 0 else {
      throw FileError(.start, program, reason: unsafe String(cString: strerror(code)))
    }
    return pid
  }
}
