import SpikeData
import SpikeFiles

extension ConfigSemantics {
  /// Checks what becomes of images: their bytes become finite values that differ, by one of the two
  /// ways to say how, and they are moved by less than their size.
  mutating func checkImages(_ config: ExperimentConfig, _ resolved: JSONValue) {
    let data = resolved["data"]
    switch config.data.pixels {
    case .range(let low, let high):
      guard let pixels = data?["pixels"] else { break }
      if !(low < high) {
        fault(pixels, pixels.lineText, "[low, high] with low below high")
      } else if !(high - low).isFinite {
        let most = Float.greatestFiniteMagnitude
        fault(pixels, pixels.lineText, "[low, high] that differ by at most \(most)")
      }
    case .normalized(let mean, _):
      guard let normalization = data?["normalization"] else { break }
      if let pixels = data?["pixels"], isWritten(pixels) {
        fault(
          normalization, "\"normalization\" beside \"pixels\"",
          "one of the two, for each says what bytes become")
      }
      let lines = mean.indices.map { config.data.pixels.line(channel: $0) }
      // Byte by byte: where a deviation is tiny beside a mean, rounding would leave no picture.
      let differ = lines.allSatisfy { line in
        let values = (0...255).map { line.low + Float($0) * line.scale }
        return line.scale.isNormal && values.allSatisfy(\.isFinite) && Set(values).count == 256
      }
      if !differ {
        fault(
          normalization, normalization.lineText,
          "numbers with which the 256 bytes become finite values that differ")
      }
    }
    if case .image(_, let rows, let columns) = config.data.source.dataset.shape,
      let augmentation = config.data.augmentation, augmentation.crop >= min(rows, columns),
      let crop = data?["augmentation"]?["crop"]
    {
      fault(
        crop, crop.brief,
        "less than the height and width of an image: 0 to \(min(rows, columns) - 1)")
    }
  }

  /// Checks that data sets of events, and they alone, are fed as events.
  mutating func checkEvents(_ config: ExperimentConfig, _ resolved: JSONValue) {
    let dataset = config.data.source.dataset
    guard case .events(_, let rows, let columns) = dataset.shape else {
      if config.encoding == .events, let encoding = resolved["encoding"] {
        fault(
          encoding, "the encoding \"events\" of the data set \"\(dataset.name)\"",
          "\"constant\", \"rate\" or \"latency\": its samples are no events")
      }
      return
    }
    if config.encoding != .events, let encoding = resolved["encoding"] {
      fault(
        encoding, "the encoding \(encoding.brief) of the data set \"\(dataset.name)\"",
        "\"events\": its samples are spikes already")
    }
    let data = resolved["data"]
    if min(rows, columns) < 1, let scale = data?["scale"], let crop = data?["crop"] {
      fault(
        isWritten(scale) || !isWritten(crop) ? scale : crop,
        "a crop of \(crop.brief) and a scale of \(scale.brief), which leave nothing of the plane",
        "smaller ones")
    }
    if case .firingRate = config.network.initialisation,
      let value = resolved["network"]?["initialisation"]
    {
      fault(
        value, "a firing rate for events",
        "\"pytorch\", \"kaiming\", or a run or file to start from")
    }
  }

  private func isWritten(_ value: JSONValue) -> Bool {
    if case .none = value.origin { false } else { true }
  }

  /// Checks that validation leaves something to train on, and that there is one where training stops by
  /// it.
  mutating func checkValidation(_ config: ExperimentConfig, _ resolved: JSONValue) {
    let data = resolved["data"]
    let dataset = config.data.source.dataset
    // Of samples that are made, those held out are drawn from the same.
    let made =
      dataset.needsFiles ? nil : dataset.trainingSamples(in: DataRoot(nil), test: config.data.test)
    let all = made ?? dataset.counts.train
    if let train = config.data.train, train > all, let value = data?["train"] {
      fault(value, "\(train)", "at most \(all): the data set has as many training images")
    }
    if let skip = config.data.skip, let value = data?["skip"] {
      let most = all - (config.data.train ?? 1)
      if skip > most {
        fault(value, "\(skip)", "at most \(most): the data set has \(all) training images")
      }
    }
    if let validation = config.data.validation, let value = data?["validation"] {
      let samples = config.data.train ?? all - (config.data.skip ?? 0)
      if validation >= samples {
        fault(value, "\(validation)", "fewer than the \(samples) training images")
      }
    } else {
      if config.training.stopping != .none, let value = resolved["training"]?["stopping"] {
        fault(value, "\"patience\" without data.validation", "it beside a validation set")
      }
      if config.training.keepBest, let value = resolved["training"]?["keepBest"] {
        fault(value, "true without data.validation", "it beside a validation set")
      }
    }
  }
}
