import Foundation

/// The system calls that change what is on a disk. Every file and folder that this program makes,
/// writes, renames or removes goes through here and ``OutputFile``, and nothing goes past, so that a
/// test can let any call fail.
package enum FileSystem {
  /// What stands between the program and the disk; nil outside of tests.
  @TaskLocal package static var faults: (any FileFaults)?

  /// Makes a system call, again when a signal interrupted it.
  ///
  /// - Parameter body: The call, told how many bytes it may write at most; negative when it failed
  ///   and `errno` says why.
  /// - Returns: What the call returned.
  static func perform(
    _ call: FileCall, _ body: (_ most: Int) -> Int
  ) throws(SystemError) -> Int {
    var most = Int.max
    switch faults?.outcome(of: call) {
    case nil, .carriedOut: break
    case .short(let bytes): most = bytes
    case .pretended: return 0
    case .failed(let code): throw SystemError(code: code)
    }
    while true {
      let result = body(most)
      if result >= 0 { return result }
      let code = errno
      if code != EINTR { throw SystemError(code: code) }
    }
  }

  /// Tells a test that what stands at a path now decides what comes next.
  package static func willLook(at path: String) { faults?.willLook(at: path) }

  /// Gives a file or folder another name on the same disk, in place of a file that had it.
  package static func move(_ path: String, to target: String) throws(SystemError) {
    _ = try perform(.rename(path, to: target)) { _ in unsafe Int(rename(path, target)) }
  }

  /// Gives a file a second name. Unlike a rename it fails, with `EEXIST`, where something has that
  /// name, even since this very moment.
  package static func addName(_ target: String, to path: String) throws(SystemError) {
    _ = try perform(.link(path, to: target)) { _ in unsafe Int(link(path, target)) }
  }

  /// Removes a file.
  package static func remove(_ path: String) throws(SystemError) {
    _ = try perform(.remove(path)) { _ in unsafe Int(unlink(path)) }
  }

  /// Removes a folder that holds nothing.
  package static func removeFolder(_ path: String) throws(SystemError) {
    _ = try perform(.removeFolder(path)) { _ in unsafe Int(rmdir(path)) }
  }

  /// Makes a folder in one that is there.
  package static func makeFolder(_ path: String) throws(SystemError) {
    _ = try perform(.makeFolder(path)) { _ in unsafe Int(mkdir(path, 0o755)) }
  }

  /// Waits until the names in a folder are on the disk: a file that was made or renamed there may
  /// otherwise be gone after a loss of power. A file system that cannot do that, or a folder that
  /// may be written but not read, is no failure.
  package static func syncFolder(_ path: String) throws(SystemError) {
    do throws(SystemError) {
      _ = try perform(.syncFolder(path)) { _ in
        let folder = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return -1 }
        let result = fsync(folder)
        let code = errno
        _ = close(folder)
        errno = code
        return Int(result)
      }
    } catch {
      guard [EINVAL, ENOTSUP, EOPNOTSUPP, ENOSYS, EACCES, EPERM].contains(error.code) else {
        throw error
      }
    }
  }
}

/// Why a system call failed, or was not made.
package struct SystemError: Error, Hashable {
  /// The system's number.
  package let code: Int32
  private let words: String?

  /// - Parameter words: What it means here, where the system's words do not say it.
  package init(code: Int32, words: String? = nil) { (self.code, self.words) = (code, words) }

  /// Ours, or the system's words, such as `No space left on device`.
  package var reason: String { unsafe words ?? String(cString: strerror(code)) }
}
