import SpikeConfig
import SpikeData

extension DataConfig {
  /// The images to train on, and those kept out for validation: the last of the training images.
  func divide(_ train: ImageDataset) -> (train: ImageDataset, validation: ImageDataset?) {
    guard let validation else { return (train, nil) }
    let rest = train.count - validation
    return (train.prefix(rest), train.suffix(validation))
  }
}
