import SpikeFiles
import SpikeTraining
import Synchronization

extension ConfigLoader {
  /// Checksums of files that this process has read: a sweep names one file in each of its runs.
  private static let known = Mutex<[String: (stamp: FileStamp, checksum: String)]>([:])

  /// Looks up the checksum of the file that a network starts from, which is part of the experiment's
  /// identity. A config that says it is taken at its word: the file is looked at when the run begins.
  mutating func findStoredParameters(_ config: inout ExperimentConfig, _ resolved: JSONValue) {
    guard case .stored(var stored) = config.network.initialisation, stored.checksum == nil else {
      return
    }
    do throws(UnusableFile) {
      stored.checksum = try Self.checksum(of: stored)
      config.network.initialisation = .stored(stored)
    } catch {
      let value = resolved["network"]?["initialisation"] ?? resolved
      faults.add(.unusableFile, at: value, found: error.reason, allowed: "")
    }
  }

  /// Why a file cannot be used, in a sentence.
  private struct UnusableFile: Error {
    var reason: String
  }

  private static let relative = "a relative path begins where the command runs"

  private static func checksum(of stored: StoredParameters) throws(UnusableFile) -> String {
    if case .run(let folder) = stored.place { try check(run: folder, stored) }
    let stamp = FileStamp(of: stored.path)
    if let known = known.withLock({ $0[stored.path] }), known.stamp == stamp {
      return known.checksum
    }
    do throws(DataError) {
      let checksum = try stored.checksumOfFile()
      if let stamp { known.withLock { $0[stored.path] = (stamp, checksum) } }
      return checksum
    } catch {
      throw UnusableFile(reason: "\(error); \(relative)")
    }
  }

  /// A run that is not finished has no checkpoint that stays.
  private static func check(run folder: String, _ stored: StoredParameters) throws(UnusableFile) {
    let name = JSONText.printable(folder)
    guard kind(of: folder) == .folder, kind(of: folder + "/config.json") != .absent else {
      throw UnusableFile(reason: "there is no run in \(name); \(relative)")
    }
    guard kind(of: folder + "/summary.json") != .absent, kind(of: stored.path) != .absent else {
      throw UnusableFile(
        reason:
          "the run in \(name) is not finished, so that its checkpoint may change; finish it, or name "
          + "a checkpoint by \"tensors\"")
    }
  }
}
