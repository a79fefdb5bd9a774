import SpikeConfig
import SpikeKernels
import SpikeSim
import SpikeTraining

/// Means of reward maps by the class that samples are of, of right and of wrong answers apart.
package struct ClassMaps: Sendable {
  /// The samples of a class that were answered rightly, or wrongly.
  package struct Part: Sendable {
    /// How many there are.
    package fileprivate(set) var count = 0
    /// The mean of what each input received for the answer.
    package fileprivate(set) var map: RewardMaps.Map
  }

  /// Of each class, those whose answer was right.
  package private(set) var right: [Part]
  /// Of each class, those whose answer was another: what earned that other class its spikes.
  package private(set) var wrong: [Part]
  /// Samples that were looked at.
  package private(set) var samples = 0

  /// Simulates the first samples as an evaluation does, and asks of each about its answer.
  ///
  /// - Parameters:
  ///   - count: How many samples, at most.
  ///   - seed: The run's.
  package init(
    _ maps: RewardMaps, of samples: Samples, first count: Int, parameters: Parameters,
    seed: UInt64, workers: Workers
  ) {
    let network = maps.network
    let empty = Part(map: RewardMaps.Map(inputs: network.inputs))
    right = (0..<network.classes).map { _ in empty }
    wrong = right
    let (capacity, batch) = (Self.capacity, Evaluator.defaultBatchSize)
    let trace = Trace(network: network, capacity: capacity, membranes: .all)
    let simulator = Simulator(network: network, capacity: capacity, workers: workers)
    var first = 0
    let end = min(count, samples.count)
    while first < end {
      // Not across batches of an evaluation: they draw chance apart.
      let last = min(end, first + capacity, (first / batch + 1) * batch)
      let indices = Array(first..<last)
      samples.load(indices[...], into: trace, using: workers)
      simulator.simulate(
        trace, parameters: parameters, samples: indices.count,
        chance: Evaluator.chance(seed: seed, batch: first / batch, firstSample: first % batch))
      let answers = indices.indices.map { trace.predictedClass(sample: $0) }
      for (place, map) in maps.find(trace, classes: answers).enumerated() {
        add(map, label: samples.labels[indices[place]], answer: answers[place])
      }
      first = last
    }
    for c in right.indices {
      right[c].divide()
      wrong[c].divide()
    }
  }

  /// Samples that are simulated at a time.
  package static let capacity = 50

  /// Bytes that finding them takes, besides the maps'.
  package static func bytes(network: Network, threads: Int) -> Double {
    Trace.bytes(network: network, capacity: capacity, membranes: .all)
      + Simulator.bytes(network: network, threads: threads)
      + 16 * Double(network.classes) * Double(network.inputs)
  }

  private mutating func add(_ map: RewardMaps.Map, label: Int, answer: Int) {
    samples += 1
    if label == answer { right[label].add(map) } else { wrong[label].add(map) }
  }
}

extension ClassMaps.Part {
  fileprivate mutating func add(_ other: RewardMaps.Map) {
    count += 1
    for index in map.reward.indices {
      map.reward[index] += other.reward[index]
      map.gradient[index] += other.gradient[index]
    }
  }

  fileprivate mutating func divide() {
    guard count > 1 else { return }
    let share = 1 / Float(count)
    map.reward = map.reward.map { $0 * share }
    map.gradient = map.gradient.map { $0 * share }
  }
}
