import Foundation

/// A file that is open for writing at its end. Closed when nobody has it any more.
package final class OutputFile {
  /// How a file is opened.
  package enum Beginning {
    /// Made; it must not be there.
    case new
    /// Continued; made if it is not there.
    case atEnd
  }

  /// Where it is.
  package private(set) var path: String
  /// The system's number of the open file; -1 once it was closed.
  package private(set) var descriptor: Int32

  /// Opens a file, with mode 0644 less the umask if it is made; not through a link, see
  /// ``RegularFile``.
  package init(_ path: String, _ beginning: Beginning) throws(SystemError) {
    let flags = beginning == .new ? O_CREAT | O_EXCL : O_CREAT | O_APPEND
    self.path = path
    descriptor = try RegularFile.descriptor(
      of: path, O_WRONLY | flags, .enclosed, call: .open(path))
  }

  deinit { if descriptor >= 0 { _ = close(descriptor) } }

  /// Bytes it has; nil when the system does not say.
  package var size: Int? {
    let end = lseek(descriptor, 0, SEEK_END)
    return end < 0 ? nil : Int(end)
  }

  /// Writes all of the bytes. The system may take fewer at a time: the rest follows.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = try FileSystem.perform(.write(path, bytes: rest.count)) { most in
        unsafe rest.withUnsafeBytes {
          unsafe write(descriptor, $0.baseAddress, min($0.count, most))
        }
      }
      guard count > 0 else { throw SystemError(code: EIO) }
      rest = rest.dropFirst(count)
    }
  }

  /// Cuts it back to so many bytes.
  package func truncate(to size: Int) throws(SystemError) {
    _ = try FileSystem.perform(.truncate(path)) { _ in Int(ftruncate(descriptor, off_t(size))) }
  }

  /// Gives it another name, in place of whatever had it.
  package func move(to target: String) throws(SystemError) {
    try FileSystem.move(path, to: target)
    path = target
  }

  /// Waits until its content is on the disk.
  package func sync() throws(SystemError) {
    _ = try FileSystem.perform(.sync(path)) { _ in Int(fsync(descriptor)) }
  }

  /// Closes it. Network file systems may report a full disk only here.
  package func finish() throws(SystemError) {
    let result = close(descriptor)
    // Closed even so; another thread's file may have the number by now.
    let code = result < 0 && errno != EINTR ? errno : 0
    descriptor = -1
    _ = try FileSystem.perform(.close(path)) { _ in
      errno = code
      return code == 0 ? 0 : -1
    }
  }
}
