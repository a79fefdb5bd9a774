import SpikeFiles

extension RunDirectory {
  /// The files that the program reads or writes in a run's folder.
  private static let files = [
    "config.json", "status.json", "metrics.jsonl", "checkpoint.safetensors", "summary.json",
    "best.safetensors",
    "env.json", "log.txt", "worker.log", "lock", "prune.json", "prune.csv",
  ]

  /// Makes sure that a run's folder holds nothing but regular files in the places of ours.
  ///
  /// A folder from a stranger may hold a link to the user's own files, or a pipe. Each file is opened by
  /// the same rule (``SpikeData/RegularFile``); this says it once, before anything is done.
  ///
  /// - Throws: ``SpikeFiles/FileError``.
  static func checkFiles(in folder: String) throws(FileError) {
    for name in files { try checkFile("\(folder)/\(name)") }
  }

  /// Makes sure that the files that are written at their end have no second name elsewhere.
  ///
  /// - Throws: ``SpikeFiles/FileError``.
  func checkGrowingFiles() throws(FileError) {
    for file in [metrics.path, logPath, workerLogPath] {
      try Self.checkFile(file, isContinued: true)
    }
  }

  private static func checkFile(_ path: String, isContinued: Bool = false) throws(FileError) {
    do throws(SystemError) {
      try RegularFile.check(path, .enclosed, isContinued: isContinued)
    } catch {
      throw FileError(.open, path, error)
    }
  }
}
