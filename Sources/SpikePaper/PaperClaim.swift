import SpikeFiles
import SpikeSweeps

/// Whether a claim is borne out.
public enum PaperVerdict: String, Sendable, CaseIterable {
  case holds
  case fails = "does not hold"
  case unknown = "not yet known"

  /// The verdict on several statements that must all be true; nil is one that cannot be judged yet.
  init(all statements: [Bool?]) {
    if statements.contains(false) {
      self = .fails
    } else {
      self = statements.isEmpty || statements.contains(nil) ? .unknown : .holds
    }
  }
}

/// A claim of the paper, and what was found.
public struct PaperClaim: Sendable, Hashable {
  /// What the paper says.
  public var statement: String
  /// When it is taken to hold.
  public var criterion: String
  /// What was measured, with numbers.
  public var measured: String
  /// Whether it holds.
  public var verdict: PaperVerdict
  /// What it was judged on: the network and whose settings.
  public internal(set) var scope = ""

  init(
    _ statement: String, criterion: String, measured: String, verdict: PaperVerdict
  ) {
    (self.statement, self.criterion) = (statement, criterion)
    (self.measured, self.verdict) = (measured, verdict)
  }

  /// The claim with what it was judged on, and of how many runs. What it had of it already comes last: `LeNet, at rate 0.001`.
  func judged(on scope: String, done: Int, of planned: Int) -> PaperClaim {
    var claim = self
    claim.scope =
      scope + (self.scope.isEmpty ? "" : ", \(self.scope)")
      + (done < planned ? " (\(done) of \(planned) runs)" : "")
    return claim
  }

  /// The difference in test accuracy, in percentage points, from which on it counts.
  static let margin = 1.0
}

/// A difference of two measured numbers, without the last digits of their rounding: what lies at the edge of a criterion is
/// judged by what the page shows.
func difference(_ value: Double, _ other: Double) -> Double {
  (value - other).rounded(toPlaces: 9)
}

/// What a page says of a baseline that falls short at the paper's settings.
let paperBaseline =
  "At the paper's settings the MLP's gradient falls short of what it reaches tuned (the page of the comparison), in "
  + "snnTorch as here (Benchmarks/peers/baseline.py). The backward pass that the paper normalizes is LFP's here, as in "
  + "the authors' trainer for spiking networks; the gradient is not divided."

/// What a page says of SGD's momentum.
let paperMomentum =
  "The paper describes momentum by equation (5), an average of directions. Here it is PyTorch's, whose steps are ten "
  + "times as large at 0.9."

/// A mean accuracy in percent: `95.31 %`, or that it is not known.
func accuracyText(_ value: Double?) -> String {
  value.map { "\(fixed($0, places: 2)) %" } ?? "not yet known"
}

/// A difference in percentage points, with its sign: `+1.20`.
func pointsText(_ value: Double) -> String {
  (value < 0 ? "−" : "+") + fixed(abs(value), places: 2) + " points"
}
