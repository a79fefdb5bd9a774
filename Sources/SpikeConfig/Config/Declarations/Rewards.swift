import SpikeLFP
import SpikeSim

extension RewardSpec: ConfigName {
  var meaning: String {
    switch self {
    case .sequence: "Equation A.16 as printed."
    case .sequenceReleased: "Equation A.16 as the authors' released code computes it."
    case .logistic: "Equation 7, of the spike count."
    case .sign:
      "+1 for the true class if the sample is classified correctly, −1 if not; nothing for others "
        + "(A.1)."
    }
  }
}

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
