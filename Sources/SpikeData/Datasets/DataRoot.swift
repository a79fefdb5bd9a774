import Foundation

/// The folder in which data sets are looked for.
public struct DataRoot: Sendable, Hashable {
  /// The folder's path; it need not exist.
  public let path: String

  /// The folder to use.
  ///
  /// - Parameters:
  ///   - explicit: The folder the user named, which is then the only one; nil if none.
  ///   - environment: The variables `SPIKELAB_DATA` and, for the cache folder, `XDG_CACHE_HOME` and
  ///     `HOME` are read from (default: the process's).
  ///
  /// Without an explicit folder it is `SPIKELAB_DATA`; without that, the user's cache folder:
  /// `$XDG_CACHE_HOME/spikelab` or `~/.cache/spikelab`, on macOS `~/Library/Caches/spikelab`. An
  /// empty variable counts as none.
  public init(
    _ explicit: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    path = explicit ?? Self.variable("SPIKELAB_DATA", environment) ?? Self.cache(environment)
  }

  private static func variable(_ name: String, _ environment: [String: String]) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func cache(_ environment: [String: String]) -> String {
    let home = variable("HOME", environment) ?? NSHomeDirectory()
    #if os(macOS)
      return home + "/Library/Caches/spikelab"
    #else
      // The XDG specification has relative paths ignored.
      let cache = variable("XDG_CACHE_HOME", environment).flatMap { $0.hasPrefix("/") ? $0 : nil }
      return (cache ?? home + "/.cache") + "/spikelab"
    #endif
  }
}
