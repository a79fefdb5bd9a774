import Foundation
import SpikeFiles

/// How often the holder of a lock gives a sign of life, and how long others wait for one.
package struct LockTiming: Hashable, Sendable {
  /// Seconds without a sign of life after which a lock is taken over. Longer than a network file
  /// system keeps a file's attributes (60 s by default).
  var takeover = 120.0

  /// Seconds between two signs of life.
  var heartbeat: Double { takeover / 12 }
  /// Seconds between two looks of somebody who waits.
  package var look: Double { min(1, takeover / 24) }
  /// Most seconds that one look can add to the silence that was seen. Somebody who was stopped
  /// himself, or whose clock was set, has not watched for as long as a clock says.
  var longestLook: Double { takeover / 4 }

  /// The name of the environment variable that sets ``takeover`` for trials.
  static let variable = "SPIKELAB_TAKEOVER_SECONDS"
  private static let allowed = 0.25...3600

  /// What this process goes by; the environment does not change it later.
  package static var current: LockTiming { get throws(FileError) { try result.get() } }

  private static let result: Result<LockTiming, FileError> = {
    guard let text = ProcessInfo.processInfo.environment[variable] else {
      return .success(LockTiming())
    }
    guard let seconds = Double(text), allowed.contains(seconds) else {
      return .failure(
        FileError(
          .read, "the environment variable \(variable)",
          reason: "found \(JSONText.quoted(JSONText.cut(text))), allowed is a number from "
            + "\(fixed(allowed.lowerBound, places: 2)) to \(fixed(allowed.upperBound, places: 0))",
          exitStatus: .usage))
    }
    return .success(LockTiming(takeover: seconds))
  }()
}
