import Foundation

/// An unfinished file beside the one it will become.
///
/// It has one owner, which calls ``commit(overwriting:)`` or ``discard()`` in the end.
final class TemporaryFile {
  let path: String
  private let target: String
  private let directory: String
  private var descriptor: Int32

  /// Creates an empty file in `directory`. Its name starts with a dot and holds random digits, so
  /// that two processes (also on two hosts that share the directory) never meet in it.
  init(in directory: String, named name: String, for target: String) throws(DataError) {
    self.target = target
    self.directory = directory
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    // A name near the system's limit of 255 bytes would not fit with the suffix.
    path = directory + "/.\(name.prefix(48)).\(suffix).partial"
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw .unwritable(path: target, reason: lastSystemError()) }
  }

  func append(_ bytes: [UInt8]) throws(DataError) {
    var failure: String?
    unsafe bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
        let count = unsafe write(descriptor, rest.baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        if count < 0 {
          failure = lastSystemError()
          break
        }
        written += count
      }
    }
    if let failure { throw .unwritable(path: target, reason: failure) }
  }

  /// Makes the content durable and gives the file its final name.
  func commit(overwriting: Bool) throws(DataError) {
    guard fsync(descriptor) == 0 else {
      throw .unwritable(path: target, reason: lastSystemError())
    }
    // Network file systems report a full disk only here.
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw .unwritable(path: target, reason: lastSystemError()) }
    if !overwriting {
      // Unlike a rename, a link fails where a file stands, also one that came this moment.
      if unsafe link(path, target) == 0 {
        _ = unsafe unlink(path)
        return syncDirectory()
      }
      let (code, reason) = (errno, lastSystemError())
      if code == EEXIST || fileExists(target) { throw .alreadyExists(path: target) }
      // Some network and memory-card file systems have no links: a rename must do there.
      guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(code) else {
        throw .unwritable(path: target, reason: reason)
      }
    }
    guard unsafe rename(path, target) == 0 else {
      throw .unwritable(path: target, reason: lastSystemError())
    }
    syncDirectory()
  }

  /// Removes what was written. Safe to call after a failed commit.
  func discard() {
    if descriptor >= 0 { _ = close(descriptor) }
    descriptor = -1
    _ = unsafe unlink(path)
  }

  /// Some file systems cannot sync a directory. The file is whole under its name by then, so that
  /// is no failure of the write.
  private func syncDirectory() {
    let folder = unsafe open(directory, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    _ = fsync(folder)
    _ = close(folder)
  }
}
