import SpikeConfig
import SpikeData

extension DataConfig {
  /// The samples to train on, and those kept out for validation: the last of the training samples.
  func divide(_ train: Dataset) -> (train: Dataset, validation: Dataset?) {
    guard let validation else { return (train, nil) }
    let rest = train.count - validation
    return (train.prefix(rest), train.suffix(validation))
  }
}
