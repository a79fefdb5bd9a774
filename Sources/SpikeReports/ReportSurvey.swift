import SpikeKernels
import SpikeRuns
import SpikeSim
import SpikeTraining

/// What a network answered to every test image, and how often each channel of its convolutions spiked.
struct ReportSurvey: Sendable {
  /// An image that was taken for another class.
  struct Mistake: Hashable, Sendable {
    /// Its number in the test set.
    var image: Int
    var label: Int
    var answer: Int
    /// How far the answer was ahead of the label, in spikes of the output or in logits.
    var lead: Double
  }

  /// The mistakes whose answer was furthest ahead, the furthest first.
  private(set) var worst: [Mistake] = []
  /// Mistakes in all.
  private(set) var mistakes = 0
  /// Images that were answered.
  let images: Int
  /// Of each layer the share of neuron-steps with a spike, channel by channel; nil of layers that have no
  /// channels.
  private(set) var channelRates: [[Double]?]

  /// Mistakes that are kept, at most.
  private static let most = 40

  /// Simulates every image as an evaluation does.
  ///
  /// - Parameters:
  ///   - seed: The run's.
  ///   - onProgress: Called with the images done.
  init(
    of samples: Samples, network: Network, parameters: Parameters, seed: UInt64, workers: Workers,
    onProgress: (Int) -> Void
  ) {
    let isSpiking = network.layers.last?.unit == .neurons
    var found: [Mistake] = []
    var counts = network.layers.map { layer in
      isSpiking && layer.isConvolution ? [Int](repeating: 0, count: layer.layout.channels) : nil
    }
    _ = Evaluator(network: network, seed: seed, workers: workers).evaluate(
      parameters, on: samples, afterBatch: onProgress
    ) { trace, range in
      for (place, image) in range.enumerated() {
        let (label, answer) = (samples.labels[image], trace.predictedClass(sample: place))
        guard label != answer else { continue }
        let outputs = trace.output
        func output(_ neuron: Int) -> Double {
          isSpiking
            ? Double(outputs.spikeCount(sample: place, neuron: neuron))
            : Double(outputs.sums(sample: place)[neuron])
        }
        found.append(
          Mistake(
            image: image, label: label, answer: answer, lead: output(answer) - output(label)))
      }
      for index in counts.indices where counts[index] != nil {
        let population = trace.populations[index]
        let positions = population.neurons / (counts[index]?.count ?? 1)
        for place in range.indices.map({ $0 - range.lowerBound }) {
          for neuron in 0..<population.neurons {
            // Neurons are counted as PyTorch does: [channels, height, width].
            counts[index]?[neuron / positions] += population.spikeCount(
              sample: place, neuron: neuron)
          }
        }
      }
    }
    images = samples.count
    mistakes = found.count
    worst = Array(
      found.sorted { ($1.lead, $0.image) < ($0.lead, $1.image) }.prefix(Self.most))
    let (images, steps) = (Double(samples.count), Double(network.steps))
    channelRates = zip(network.layers, counts).map { layer, counts in
      let cells = Double(layer.layout.positions) * steps * images
      return counts.map { $0.map { cells > 0 ? Double($0) / cells : .nan } }
    }
  }

  /// Bytes that it takes, besides what it is asked of.
  static func bytes(network: Network, threads: Int) -> Double {
    Evaluator.bytes(network: network, threads: threads)
  }
}
