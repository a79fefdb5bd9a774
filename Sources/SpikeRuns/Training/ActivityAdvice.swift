import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeSim
import SpikeTraining

/// What a user is told, and can do, about a layer that has gone silent or fires nearly always.
struct ActivityAdvice {
  private let config: ExperimentConfig
  private let change: ActivityWatch.Change

  init(_ config: ExperimentConfig, _ change: ActivityWatch.Change) {
    self.config = config
    self.change = change
  }

  /// One line.
  ///
  /// - Parameters:
  ///   - batch: The last batch looked at, from 1.
  ///   - epoch: Its epoch, from 1.
  func text(batch: Int, epoch: Int) -> String {
    let place = "network.layers[\(change.layer)]"
    let rate = "\(percent(change.rate)) of its neuron-steps have a spike"
    let time =
      "in the \(change.samples) images up to batch \(batch) of epoch \(epoch)"
    switch change.activity {
    case .active:
      return "\(place) is active again: \(rate) \(time)"
    case .silent:
      let spikes = change.spikes == 1 ? "1 spike" : "\(change.spikes) spikes"
      let found = "\(place) is silent: \(spikes) \(time)"
      if let below = change.silentBelow {
        return "\(found); network.layers[\(below)] below it is silent too"
      }
      return "\(found); \(remedy(of: quieter))"
    case .saturated:
      return "\(place) is saturated: \(rate) \(time); \(remedy(of: busier))"
    }
  }

  /// What made it so is the initial network, or else training.
  private func remedy(of initial: [String]) -> String {
    let calibrated = calibration.map { [$0] } ?? []
    let ways = change.isInitial ? calibrated + initial : [learningRate] + calibrated
    return "to mend it, " + ways.joined(separator: ", or ")
  }

  private var lif: LIFParameters {
    if case .lif(let own) = config.network.layers[change.layer] { return own }
    return config.network.lif
  }

  /// The key of a constant of the layer: its own where it has one.
  private func key(_ name: String, isOwn: Bool) -> String {
    isOwn ? "network.layers[\(change.layer)].lif.\(name)" : "network.\(name)"
  }

  private var quieter: [String] {
    let (lif, shared) = (lif, config.network.lif)
    var ways = [
      "lower \(key("threshold", isOwn: lif.threshold != shared.threshold)) (now \(lif.threshold))"
    ]
    if lif.beta < 1 {
      ways.append("raise \(key("beta", isOwn: lif.beta != shared.beta)) (now \(lif.beta))")
    }
    ways.append("raise network.steps (now \(config.network.steps))")
    return ways
  }

  private var busier: [String] {
    let (lif, shared) = (lif, config.network.lif)
    var ways = [
      "raise \(key("threshold", isOwn: lif.threshold != shared.threshold)) (now \(lif.threshold))"
    ]
    if lif.reset == .none {
      ways.insert("\(key("reset", isOwn: lif.reset != shared.reset))=subtract", at: 0)
    }
    if change.population == 0, config.data.isOfImages {
      ways.append(config.data.pixels.narrowing)
    }
    return ways
  }

  /// Nothing where the network is calibrated already, or is another's.
  private var calibration: String? {
    switch config.network.initialisation {
    case .firingRate, .stored: nil
    case .pytorch, .kaiming: #"calibrate it by network.initialisation={"firingRate": 0.1}"#
    }
  }

  private var learningRate: String {
    switch config.training.optimizer {
    case .adam(let rate, _, _, _): "lower training.optimizer.adam.learningRate (now \(rate))"
    case .sgd(let rate, _, _): "lower training.optimizer.sgd.learningRate (now \(rate))"
    }
  }
}
