import SpikeConfig
import SpikeData
import SpikeTraining

extension ExperimentConfig {
  /// Samples to train on, changed as the config says in each epoch.
  func trainingSamples(_ samples: Dataset) -> Samples {
    Samples(
      samples, pixels: data.pixels, augmentation: data.augmentation, seed: seed)
  }
}

extension DataConfig {
  /// The samples to train on, and those kept out for validation: the last of the training samples.
  func divide(_ train: Dataset) -> (train: Dataset, validation: Dataset?) {
    guard let validation else { return (train, nil) }
    let rest = train.count - validation
    return (train.prefix(rest), train.suffix(validation))
  }
}
