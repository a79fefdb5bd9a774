import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeKernels
import SpikeLFP
import SpikeSim
import SpikeTraining

/// Asks the network of a run's checkpoint about images of one's own: what `spikelab predict` does.
public struct RunPrediction {
  /// Images of files.
  public struct Request: Hashable, Sendable {
    /// PNG, PGM, PPM and IDX files.
    public var files: [String]
    /// Which image of an IDX file; nil for all.
    public var index: Int?
    /// Whether black and white change places.
    public var isInverted: Bool

    /// A request.
    public init(files: [String], index: Int? = nil, isInverted: Bool = false) {
      (self.files, self.index, self.isInverted) = (files, index, isInverted)
    }
  }

  /// The experiment.
  package let config: ExperimentConfig
  private let trained: TrainedNetwork
  private let maps: RewardMaps
  private let options: RunOptions
  private let shape: (channels: Int, rows: Int, columns: Int)

  /// Reads a run's checkpoint.
  ///
  /// - Parameters:
  ///   - path: The run's folder.
  ///   - options: Where runs are kept and what they may use.
  ///   - note: Called with what cannot be made sure of.
  /// - Throws: ``UnfitImage/noImages(dataset:)``; what ``TrainedNetwork`` throws.
  public init(
    existing path: String, options: RunOptions, note: (String) -> Void = { _ in }
  ) throws {
    let directory = try RunDirectory(existing: path)
    config = directory.config
    let dataset = config.data.source.dataset
    guard case .image(let channels, let rows, let columns) = dataset.shape else {
      throw UnfitImage.noImages(dataset: dataset.name)
    }
    shape = (channels, rows, columns)
    self.options = options
    trained = try TrainedNetwork(
      directory, memory: options.memory, threads: options.workers.threads, note: note)
    var need = MemoryNeed()
    need.add(
      RewardMaps.bytes(
        config, network: trained.network, capacity: 1, threads: options.workers.threads))
    need.add(Trace.bytes(network: trained.network, capacity: 1, membranes: .all))
    try need.check(options.memory)
    maps = try RewardMaps(
      config, network: trained.network, parameters: trained.parameters, capacity: 1,
      workers: options.workers)
  }

  /// What the maps are of.
  package var mapNames: (reward: String, gradient: String) {
    ("reward by \(maps.ruleName)", maps.gradientName)
  }

  /// Reads the images that are asked about.
  ///
  /// - Throws: `DataError` where a file cannot be read; ``UnfitImage`` where an image is of another size, or an
  ///   index is of none.
  public func images(_ request: Request) throws -> [(name: String, image: ImageFile)] {
    var images: [(name: String, image: ImageFile)] = []
    for path in request.files {
      if try ImageFile.isIDX(path) {
        images += try ImageFile.readIDX(path, index: request.index, memory: options.memory)
      } else if let index = request.index {
        throw UnfitImage.single(path: path, index: index)
      } else {
        images.append((path, try ImageFile(reading: path, memory: options.memory)))
      }
    }
    return try images.map { name, image in
      guard (image.rows, image.columns) == (shape.rows, shape.columns) else {
        throw UnfitImage.size(
          name: name, found: [image.rows, image.columns], expected: [shape.rows, shape.columns])
      }
      let converted = image.converted(toChannels: shape.channels)
      return (name, request.isInverted ? converted.inverted : converted)
    }
  }

  /// Simulates an image, and asks which pixels earned the answer.
  ///
  /// - Parameters:
  ///   - name: What it is called.
  ///   - image: Its pixels.
  ///   - place: Its number among those asked about, from which chance is drawn.
  public func predict(_ name: String, _ image: ImageFile, place: Int) throws -> ImagePrediction {
    let network = trained.network
    let dataset = try ImageDataset(
      name: name, channels: image.channels, rows: image.rows, columns: image.columns,
      classes: config.data.source.dataset.classes, pixels: image.pixels, labels: [0])
    let trace = Trace(network: network, capacity: 1, membranes: .all)
    Samples(.images(dataset), pixels: config.data.pixels).load(
      [0], into: trace, using: options.workers)
    Simulator(network: network, capacity: 1, workers: options.workers).simulate(
      trace, parameters: trained.parameters, samples: 1,
      chance: Evaluator.chance(seed: config.seed, batch: 0, firstSample: place))
    let (output, answer) = (trace.output, trace.predictedClass(sample: 0))
    return ImagePrediction(
      name: name, image: image, answer: answer,
      outputs: network.spec.isSpiking
        ? (0..<output.neurons).map { Double(output.spikeCount(sample: 0, neuron: $0)) }
        : output.sums(sample: 0).map(Double.init), trace: trace,
      map: maps.find(trace, classes: [answer])[0])
  }

  /// A line on the answer, and one with the output of every class.
  ///
  /// - Parameters:
  ///   - prediction: The answer.
  ///   - size: That of rasters; nil for no pictures.
  public func text(_ prediction: ImagePrediction, picture size: SpikeRaster.Size?) -> String {
    let isSpiking = trained.network.spec.isSpiking
    func number(_ value: Double) -> String { fixed(value, places: isSpiking ? 0 : 3) }
    let amount = prediction.outputs[prediction.answer]
    var head = "\(JSONText.printable(prediction.name)): answer \(prediction.answer), "
    if prediction.isSilent {
      head += "the first class, since no output neuron spiked"
    } else {
      head += isSpiking ? counted(Int(amount), "spike") : "logit \(number(amount))"
      if let (ahead, next) = prediction.margin { head += ", \(number(ahead)) ahead of \(next)" }
    }
    var lines = [
      head,
      (isSpiking ? "spikes" : "logits") + " by class  "
        + prediction.outputs.enumerated().map { "\($0): \(number($1))" }.joined(separator: "  "),
    ]
    guard let size else { return lines.joined(separator: "\n") }
    let (image, map) = (prediction.image, prediction.map)
    lines += [
      "",
      MapPicture.row([
        MapPicture("image", bytes: image.pixels[...], rows: image.rows, columns: image.columns),
        MapPicture("reward", map.reward, rows: image.rows, columns: image.columns),
        MapPicture("gradient", map.gradient, rows: image.rows, columns: image.columns),
      ]),
      "\(mapNames.reward); \(mapNames.gradient)", MapPicture.key,
    ]
    for (layer, population) in prediction.trace.populations.enumerated()
    where population.unit == .neurons {
      lines += [""] + SpikeRaster.picture(population, name: "LIF layer \(layer)", size)
    }
    return lines.joined(separator: "\n")
  }
}

extension ImageFile {
  /// The images of an IDX file, or one of them.
  fileprivate static func readIDX(
    _ path: String, index: Int?, memory: MemoryBudget
  ) throws -> [(name: String, image: ImageFile)] {
    let file = try IDX(reading: path, as: .images, memory: memory)
    let count = file.dimensions[0]
    if let index, !(0..<count).contains(index) {
      throw UnfitImage.index(path: path, index: index, count: count)
    }
    return (index.map { $0..<$0 + 1 } ?? 0..<count).map {
      ("\(path) \($0)", ImageFile(of: file, index: $0))
    }
  }
}

/// An image that a network cannot be asked about.
public enum UnfitImage: UserError, Hashable {
  /// The run's samples are no images.
  case noImages(dataset: String)
  /// It is of another size, [rows, columns].
  case size(name: String, found: [Int], expected: [Int])
  /// An IDX file has fewer images.
  case index(path: String, index: Int, count: Int)
  /// A file of one image has none by number.
  case single(path: String, index: Int)

  /// One sentence.
  public var message: String {
    switch self {
    case .noImages(let dataset):
      "predict takes images, and this run's data set \"\(dataset)\" has none"
    case .size(let name, let found, let expected):
      "\(JSONText.printable(name)): the image is \(found[0]) × \(found[1]) pixels, and the network reads "
        + "\(expected[0]) × \(expected[1])"
    case .index(let path, let index, let count):
      "\(JSONText.printable(path)) has no image \(index): its images are 0 to \(count - 1)"
    case .single(let path, let index):
      "\(JSONText.printable(path)) holds one image: --index \(index) is for IDX files"
    }
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}
