import SpikeFiles
import SpikeSim
import SpikeTraining

extension NetworkError: UserError {
  /// The description.
  public var message: String { description }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}

extension NonFiniteNumber: UserError {
  /// The description.
  public var message: String { description }

  /// ``SpikeFiles/ExitStatus/someFailed``.
  public var exitStatus: ExitStatus { .someFailed }
}
