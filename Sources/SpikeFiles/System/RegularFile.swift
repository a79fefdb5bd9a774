import Foundation

/// Whose a file is that a path leads to.
public enum FilePlace: Hashable, Sendable {
  /// The user named the file: links on the way to it are the user's own.
  case named
  /// It lies in the folder of a run or a sweep, which may be a stranger's: links there may lead to any
  /// file of the user's, and are not followed.
  case enclosed
}

/// The one place where files are opened to be read or continued.
///
/// Nothing but regular files is: a pipe would be waited for, and to open a device may do something by
/// itself. An ``FilePlace/enclosed`` file must not be a link either; its folder may be reached through
/// links, which the user named.
package enum RegularFile {
  /// Opens a file; it is closed at `exec`.
  ///
  /// - Parameters:
  ///   - flags: What `open` is told beside what is said here.
  ///   - place: Whether the path may end in a link.
  ///   - call: What the file layer is told; nil for reading.
  /// - Returns: The system's number of the open file.
  package static func descriptor(
    of path: String, _ flags: Int32, _ place: FilePlace, call: FileCall? = nil
  ) throws(SystemError) -> Int32 {
    try check(path, place)
    let links = place == .enclosed ? O_NOFOLLOW : 0
    // A pipe may have come to stand there since: it must still not be waited for.
    let all = flags | links | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    let descriptor: Int32
    if let call {
      descriptor = Int32(
        try FileSystem.perform(call) { _ in unsafe Int(open(path, all, 0o644)) })
    } else {
      descriptor = unsafe open(path, all)
      guard descriptor >= 0 else { throw SystemError(code: errno) }
    }
    var status = stat()
    let error =
      unsafe fstat(descriptor, &status) == 0
      ? refusal(status, isContinued: flags & O_APPEND != 0) : SystemError(code: errno)
    guard let error else { return descriptor }
    _ = close(descriptor)
    throw error
  }

  /// Refuses what is no regular file, without opening it. Nothing, and a folder, are no fault here:
  /// whoever wants a file there is told by the system.
  ///
  /// - Parameter isContinued: Whether the file is to be written at its end: then it must have one name,
  ///   for what is added would stand under each.
  package static func check(
    _ path: String, _ place: FilePlace, isContinued: Bool = false
  ) throws(SystemError) {
    var status = stat()
    let found = unsafe place == .enclosed ? lstat(path, &status) : stat(path, &status)
    guard found == 0, status.st_mode & S_IFMT != S_IFDIR else { return }
    if let error = refusal(status, isContinued: isContinued) { throw error }
  }

  private static func refusal(_ status: stat, isContinued: Bool) -> SystemError? {
    switch status.st_mode & S_IFMT {
    case S_IFREG where isContinued && status.st_nlink > 1:
      SystemError(
        code: EMLINK,
        words: "it has \(status.st_nlink) names (hard links), and what is added to it would stand "
          + "under each")
    case S_IFREG: nil
    case S_IFLNK:
      SystemError(
        code: ELOOP,
        words: "it is a symbolic link, and nothing in the folder of a run or sweep is opened "
          + "through one")
    default: SystemError(code: EINVAL, words: "not a regular file")
    }
  }
}
