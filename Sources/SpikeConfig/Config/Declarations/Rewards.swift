import SpikeLFP
import SpikeSim

extension RewardSpec: ConfigName {}

extension Reduction: ConfigName {
  var meaning: String {
    switch self {
    case .sum: "Their sum."
    case .mean: "Their mean."
    }
  }
}

extension Normalization: ConfigName {
  var meaning: String {
    switch self {
    case .none: "Nothing."
    case .largest: "What each layer hands down, over all steps at once."
    case .step:
      "What counts at every layer and step, what arrives and what the membrane carries there, the "
        + "output included, as the authors' trainer for spiking networks did."
    }
  }
}
