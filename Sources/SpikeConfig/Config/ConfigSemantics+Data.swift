import SpikeData
import SpikeFiles

extension ConfigSemantics {
  /// Checks that the bytes of images become finite values that differ.
  mutating func checkPixels(_ config: ExperimentConfig, _ resolved: JSONValue) {
    guard case .range(let low, let high) = config.data.pixels,
      let pixels = resolved["data"]?["pixels"]
    else { return }
    if !(low < high) {
      fault(pixels, pixels.lineText, "[low, high] with low below high")
    } else if !(high - low).isFinite {
      let most = Float.greatestFiniteMagnitude
      fault(pixels, pixels.lineText, "[low, high] that differ by at most \(most)")
    }
  }

  /// Checks that validation leaves something to train on, and that there is one where training stops by
  /// it.
  mutating func checkValidation(_ config: ExperimentConfig, _ resolved: JSONValue) {
    let data = resolved["data"]
    if let validation = config.data.validation, let value = data?["validation"] {
      let samples = config.data.train ?? config.data.source.dataset.counts.train
      if validation >= samples {
        fault(value, "\(validation)", "fewer than the \(samples) training images")
      }
    } else if config.training.stopping != .none, let value = resolved["training"]?["stopping"] {
      fault(value, "\"patience\" without data.validation", "it beside a validation set")
    }
  }
}
