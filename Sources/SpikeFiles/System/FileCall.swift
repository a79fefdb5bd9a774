/// A system call that changes what is on a disk, as it is about to be made.
package enum FileCall: Hashable, Sendable {
  /// Opening a file for writing; it may be made by it.
  case open(String)
  /// Writing so many bytes at a file's end.
  case write(String, bytes: Int)
  /// Cutting a file back.
  case truncate(String)
  /// Waiting until a file's content is on the disk.
  case sync(String)
  /// Closing a file that was written.
  case close(String)
  /// Giving a file another name, in place of whatever had it.
  case rename(String, to: String)
  /// Giving a file a second name, which must be free.
  case link(String, to: String)
  /// Removing a file.
  case remove(String)
  /// Making a folder.
  case makeFolder(String)
  /// Removing a folder that holds nothing.
  case removeFolder(String)
  /// Waiting until the names in a folder are on the disk.
  case syncFolder(String)
}

/// What becomes of a system call.
package enum FileOutcome: Hashable, Sendable {
  /// The system carries it out.
  case carriedOut
  /// The system carries it out, but no more than so many bytes are written.
  case short(Int)
  /// It succeeds without anything being done.
  case pretended
  /// It fails with this error number; nothing is done.
  case failed(Int32)
}

/// Stands between the program and its disk in tests: a full disk, a broken one, a loss of power.
package protocol FileFaults: Sendable {
  /// What becomes of a call that is about to be made.
  func outcome(of call: FileCall) -> FileOutcome
  /// What stands at a path is about to be looked at, and decides what comes next.
  func willLook(at path: String)
}

extension FileFaults {
  package func willLook(at path: String) {}
}
