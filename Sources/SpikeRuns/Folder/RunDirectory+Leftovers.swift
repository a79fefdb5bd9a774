import SpikeFiles

extension RunDirectory {
  /// Removes temporary files of processes that were killed while they wrote, those of versions without
  /// staging folders too.
  ///
  /// To be called by whoever holds the run. `config.json` is written without the lock as well, by
  /// whoever prepares a run; a temporary file that such a one misses means that it is there.
  func removeLeftovers() throws(FileError) {
    for name in names(inFolder: path) where name.hasPrefix(".") && name.hasSuffix(".partial") {
      try removeFile("\(path)/\(name)")
    }
  }

  /// Removes what dead processes left in a finished run, which no attempt will come to any more: a lock,
  /// staging folders, temporary files. Whatever somebody holds who may live stays, as does all where
  /// nothing can be removed.
  public func tidy() {
    let isLeft = names(inFolder: path).contains {
      $0 == "lock" || $0.hasPrefix(StagingFolder.prefix)
        || $0.hasPrefix(".") && $0.hasSuffix(".partial")
    }
    guard isLeft, let lock = try? RunLock.acquire(lockPath) else { return }
    try? removeLeftovers()
    lock.release()
  }
}
