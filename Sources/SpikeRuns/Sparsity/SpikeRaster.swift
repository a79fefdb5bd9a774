import SpikeFiles
import SpikeSim
import SpikeTraining

/// The spikes of one test image as text, layer by layer, or how far its units are above 0: what
/// `spikelab raster` shows.
public struct SpikeRaster {
  /// Size of the picture of one layer.
  public struct Size: Hashable, Sendable {
    /// Columns: steps are grouped where there are more.
    public var columns: Int
    /// Rows: neurons are grouped where there are more.
    public var rows: Int

    /// A size, both at least 1.
    public init(columns: Int = 64, rows: Int = 20) {
      (self.columns, self.rows) = (columns, rows)
    }
  }

  private let trained: TrainedNetwork
  private let samples: Samples
  private let sample: Int

  /// Names a test image of a run.
  ///
  /// - Parameters:
  ///   - path: The run's folder.
  ///   - sample: Which test image, from 0.
  ///   - dataRoot: The folder to look for data files in; nil for the usual one.
  ///   - note: Called with what cannot be made sure of.
  /// - Throws: ``SampleOutOfRange``; what ``TrainedNetwork`` throws.
  public init(
    existing path: String, sample: Int, dataRoot: String?, note: (String) -> Void = { _ in }
  ) throws {
    trained = try TrainedNetwork(RunDirectory(existing: path), note: note)
    samples = try trained.testSamples(dataRoot: dataRoot, note: note)
    guard (0..<samples.count).contains(sample) else {
      throw SampleOutOfRange(sample: sample, count: samples.count)
    }
    self.sample = sample
  }

  /// Simulates the image and draws its spikes.
  public func text(_ size: Size = Size()) -> String {
    let trace = Evaluator.replay(
      sample, of: samples, network: trained.network, parameters: trained.parameters,
      seed: trained.config.seed)
    let isSpiking = trained.network.spec.isSpiking
    let (label, answer) = (samples.labels[sample], trace.predictedClass(sample: 0))
    let logits = isSpiking ? [] : trace.output.sums(sample: 0)
    let outputs = (0..<trained.network.classes).map {
      "\($0): "
        + (isSpiking
          ? "\(trace.output.spikeCount(sample: 0, neuron: $0))"
          : fixed(Double(logits[$0]), places: 3))
    }
    let head = [
      "\(trained.config.name): test image \(sample), label \(label), answer \(answer)",
      (isSpiking ? "spikes" : "logits") + " by class  " + outputs.joined(separator: "  "),
    ]
    let populations = isSpiking ? trace.populations[...] : trace.populations.dropLast()
    let layers = populations.enumerated().map { index, population in
      let picture =
        isSpiking
        ? Self.picture(population, name: "LIF layer \(index)", size)
        : Self.picture(ofUnits: population, name: "ReLU layer \(index)", size)
      return "\n" + picture.joined(separator: "\n")
    }
    return (head + layers).joined(separator: "\n")
  }

  /// A heading, a row for each group of neurons and an axis.
  static func picture(
    _ population: PopulationTrace, name: String, _ size: Size
  ) -> [String] {
    let (neurons, steps) = (population.neurons, population.steps)
    let (height, width) = (group(neurons, into: size.rows), group(steps, into: size.columns))
    let spikes = population.spikeCount(samples: 0..<1)
    let active = (0..<neurons).count { population.spikeCount(sample: 0, neuron: $0) > 0 }
    var lines = [
      "\(name): \(neurons) neurons, \(active) of them spiked, \(spikes) spikes; a row is "
        + "\(height) neuron\(height == 1 ? "" : "s"), a column \(width) step\(width == 1 ? "" : "s")"
    ]
    let margin = "\(neurons - 1)".count
    for first in stride(from: 0, to: neurons, by: height) {
      let rows = first..<min(neurons, first + height)
      let cells = stride(from: 0, to: steps, by: width).map { start in
        mark(population, rows, start..<min(steps, start + width))
      }
      let number = "\(first)"
      lines.append(
        String(repeating: " ", count: margin - number.count) + number + " │" + cells.joined() + "│")
    }
    let columns = (steps + width - 1) / width
    let end = "t = \(steps - 1)"
    let space = String(repeating: " ", count: max(1, columns - 1 - end.count))
    return lines + [String(repeating: " ", count: margin + 2) + "0" + space + end]
  }

  /// A heading, and the units of a sample row by row, each as dark as it is above 0.
  static func picture(
    ofUnits population: PopulationTrace, name: String, _ size: Size
  ) -> [String] {
    let values = population.sums(sample: 0).map { max(0, $0) }
    let (count, largest) = (values.count, values.max() ?? 0)
    // More units than places share one, which shows the largest of them.
    let shared = group(count, into: size.columns * size.rows)
    let cells = stride(from: 0, to: count, by: shared).map { first in
      mark(values[first..<min(count, first + shared)].max() ?? 0, of: largest)
    }
    let margin = "\(count - 1)".count
    let lines = stride(from: 0, to: cells.count, by: size.columns).map { first in
      let number = "\(first * shared)"
      return String(repeating: " ", count: margin - number.count) + number + " │"
        + cells[first..<min(cells.count, first + size.columns)].joined() + "│"
    }
    let active = values.count { $0 > 0 }
    return [
      "\(name): \(count) units, \(active) of them above 0, the largest \(fixed(Double(largest), places: 3)); "
        + "a place is \(shared) unit\(shared == 1 ? "" : "s")"
    ] + lines
  }

  /// Nothing, or up to a quarter, half, three quarters of the largest, more.
  private static func mark(_ value: Float, of largest: Float) -> String {
    guard value > 0, largest.isFinite else { return " " }
    return ["░", "▒", "▓", "█"][min(3, Int(value / largest * 4))]
  }

  /// How many of something share a row or column.
  private static func group(_ count: Int, into places: Int) -> Int {
    max(1, (count + places - 1) / max(1, places))
  }

  /// How full a cell is: nothing, up to a quarter, half, three quarters, more.
  private static func mark(
    _ population: PopulationTrace, _ neurons: Range<Int>, _ steps: Range<Int>
  ) -> String {
    var spikes = 0
    for neuron in neurons {
      for step in steps where population.spiked(sample: 0, step: step, neuron: neuron) {
        spikes += 1
      }
    }
    let places = neurons.count * steps.count
    return [" ", "░", "▒", "▓", "█"][(4 * spikes + places - 1) / places]
  }
}

/// A test image was asked for that there is none of.
public struct SampleOutOfRange: UserError, Hashable {
  /// The number asked for.
  public var sample: Int
  /// Test images there are.
  public var count: Int

  /// One sentence.
  public var message: String {
    "there is no test image \(sample): the run's are 0 to \(count - 1)"
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}
