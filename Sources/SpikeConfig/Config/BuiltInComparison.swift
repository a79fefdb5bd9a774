import SpikeData
import SpikeFiles

/// What `spikelab` runs when it is given no config, wherever it is run from.
public struct BuiltInComparison {
  /// The comparison.
  public let file: ConfigFile
  /// Why it was chosen, for the user.
  public let reason: String

  /// The paper's comparison on MNIST where its files are found, else the quick start on the
  /// embedded digits.
  ///
  /// - Parameters:
  ///   - dataRoot: The folder to look in; where one is named, MNIST must be there.
  ///   - overrides: As for ``ConfigFile/load(_:overrides:checksClasses:)``.
  /// - Throws: ``ConfigError`` when an override is faulty; `DataError` when `dataRoot` has no MNIST.
  public static func choose(dataRoot: String?, overrides: [String]) throws -> BuiltInComparison {
    do {
      let folder = try IDXImages.mnist.locate(in: DataRoot(dataRoot))
      return BuiltInComparison(
        file: try ConfigFile.mnistComparison(overrides: overrides),
        reason: "MNIST found in \(folder): training on it")
    } catch let error as DataError {
      if dataRoot != nil { throw error }
      return BuiltInComparison(
        file: try ConfigFile.quickStart(overrides: overrides),
        reason: "training on generated digits; for MNIST: spikelab data fetch mnist")
    }
  }
}
