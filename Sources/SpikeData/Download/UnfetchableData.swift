import SpikeFiles

/// A data set that no program can download.
public struct UnfetchableData: UserError, Hashable {
  /// The data set's name.
  public let dataset: String
  /// Where to get it instead.
  public let message: String
  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }

  /// The data sets of that kind.
  public static let all = [UnfetchableData(dataset: "nmnist", message: NMNIST.source)]
}
