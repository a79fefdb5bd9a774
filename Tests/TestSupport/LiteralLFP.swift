import SpikeSim

/// Layer-wise Feedback Propagation as the paper says it, in double, over dense arrays, one
/// contribution after another: the independent reference of the rules. Slow, and meant to be read.
///
/// A whole batch goes through time together, since normalisation divides by what is largest in it.
public struct LiteralLFP {
  /// By what rewards are divided on their way down.
  public enum Normalization: String, CaseIterable, Sendable {
    /// By nothing.
    case none
    /// What a connection hands to the neurons below it, once, by its largest magnitude over all
    /// steps and the batch.
    case largest
    /// R of every layer, the output included, at every step, by its largest magnitude over the
    /// batch where that exceeds 1e-10.
    case step
  }

  /// What came out, in PyTorch's order.
  public struct Feedback {
    /// d of the weights of each connection, summed over samples and steps.
    public var weights: [[Double]]
    /// d of the biases.
    public var biases: [[Double]]
    /// d of what belongs to the neurons of each stage, by name.
    public var neurons: [[String: [Double]]]
    /// What each input of each sample received, summed over steps: [samples][cells].
    public var input: [[Double]] = []
    /// What was judged, and the judgement: [samples][steps][classes].
    public var output: [[[Double]]]
    /// The reward of the output.
    public var reward: [[[Double]]]
    /// U: [samples][stages][steps][neurons].
    public var membranes: [[[[Double]]]]
  }

  let literal: LiteralNetwork
  let rules: [LiteralRule]
  let normalization: Normalization
  /// Bounds of firing rates; nil where rates are free.
  public var rates: LiteralRates?

  /// Reads a network and its parameters.
  ///
  /// - Parameter rules: A rule for each connection.
  public init(
    _ network: Network, _ parameters: Parameters, rules: [LiteralRule],
    normalization: Normalization = .none
  ) {
    literal = LiteralNetwork(network, parameters)
    precondition(rules.count == literal.weights.count, "one rule a connection")
    self.rules = rules
    self.normalization = normalization
  }

  /// Runs a batch forward and back.
  ///
  /// - Parameters:
  ///   - inputs: The samples: [samples][cells].
  ///   - labels: The target class of each sample.
  public func run(_ inputs: [[Double]], labels: [Int], judge: LiteralJudge) -> Feedback {
    let runs = inputs.map { literal.simulate($0) { $0 > 0 ? 1 : 0 } }
    let judged = zip(runs, labels).map { judge.reward($0.output, $1) }
    var feedback = Feedback(
      weights: literal.weights.map { [Double](repeating: 0, count: $0.count) },
      biases: literal.biases.map { [Double](repeating: 0, count: $0.count) },
      neurons: literal.neurons.map(\.zeros),
      output: runs.map(\.output), reward: judged, membranes: runs.map(\.membranes))
    var arriving = judged
    // Without spikes what arrives at the output is divided too.
    if normalization == .largest && !literal.network.spec.isSpiking {
      let largest = largestMagnitude(judged.flatMap { $0 }.flatMap { $0 })
      if largest > 1e-10 { arriving = judged.map { $0.map { $0.map { $0 / largest } } } }
    }
    for (stage, g) in literal.geometries().enumerated().reversed() {
      if let rates, stage < rules.count - 1 {
        for (b, run) in runs.enumerated() {
          let pushes = rates.pushes(run.sent[stage])
          for t in 0..<literal.steps {
            for n in pushes.indices where run.sent[stage][t][n] > 0 {
              arriving[b][t][n] += rates.strength * pushes[n]
            }
          }
        }
      }
      let turns =
        judge.asksForSpikes && stage == rules.count - 1
        && rules[stage].turnsWhatArrivesAtTheOutput
      let handed = propagate(arriving, turns, stage, g, runs, &feedback)
      arriving = zip(handed, runs).map { literal.unpooled($0, $1.sources[stage], g) }
      if normalization == .largest && stage > 0 {
        let largest = largestMagnitude(arriving.flatMap { $0 }.flatMap { $0 })
        if largest > 0 { arriving = arriving.map { $0.map { $0.map { $0 / largest } } } }
      }
    }
    feedback.input = arriving.map { sample in
      sample[0].indices.map { cell in sample.reduce(0) { $0 + $1[cell] } }
    }
    return feedback
  }

  func largestMagnitude(_ values: [Double]) -> Double {
    values.reduce(0) { max($0, abs($1)) }
  }
}
