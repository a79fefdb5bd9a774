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
    /// What each input of each sample received, summed over steps: [samples][cells].
    public var input: [[Double]] = []
    /// What was judged, and the judgement: [samples][steps][classes].
    public var output: [[[Double]]]
    /// The reward of the output.
    public var reward: [[[Double]]]
    /// U: [samples][stages][steps][neurons].
    public var membranes: [[[[Double]]]]
  }

  private let literal: LiteralNetwork
  private let rules: [LiteralRule]
  private let normalization: Normalization

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
      output: runs.map(\.output), reward: judged, membranes: runs.map(\.membranes))
    var arriving = judged
    for (stage, g) in literal.geometries().enumerated().reversed() {
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

  /// Takes rewards through one population and its connection, from the last step to the first, all
  /// samples side by side.
  ///
  /// - Parameter turns: Whether what arrives counts with the sign of Σz.
  /// - Returns: What each value that the connection read received: [samples][steps][values].
  private func propagate(
    _ arriving: [[[Double]]], _ turns: Bool, _ stage: Int, _ g: LiteralNetwork.Geometry,
    _ runs: [LiteralNetwork.Run], _ feedback: inout Feedback
  ) -> [[[Double]]] {
    let terms = (0..<g.outputs.c * g.outputs.h * g.outputs.w).map { output in
      literal.links(g, output).map { Term.input(weight: $0.weight, cell: $0.cell) }
        + [.bias(channel: literal.channel(g, output))]
    }
    var handed = runs.map { run in
      run.values[stage].map { [Double](repeating: 0, count: $0.count) }
    }
    // M[t+1]: what each membrane received one step later.
    var carried = arriving.map { [Double](repeating: 0, count: $0[0].count) }
    for t in (0..<literal.steps).reversed() {
      let neurons = runs.map { self.neurons(stage, g, terms, $0, t) }
      var rewards = runs.indices.map { b in
        neurons[b].indices.map { n in
          arriving[b][t][n] * (turns ? neurons[b][n].neuron.sign : 1) + carried[b][n]
        }
      }
      if normalization == .step {
        let largest = largestMagnitude(rewards.flatMap { $0 })
        if largest > 1e-10 { rewards = rewards.map { $0.map { $0 / largest } } }
      }
      for b in runs.indices {
        for (n, place) in neurons[b].enumerated() {
          let neuron = place.neuron
          let shares = rules[stage].divide(rewards[b][n], neuron)
          carried[b][n] = neuron.kept * shares.membrane
          for (z, term) in zip(neuron.contributions, place.terms) {
            switch term {
            case .input(let weight, let cell):
              let w = literal.weights[stage][weight]
              let a = runs[b].values[stage][t][cell] * place.factor
              handed[b][t][cell] += z * shares.of(z)
              feedback.weights[stage][weight] += abs(w) * a * shares.of(z)
            case .bias(let channel):
              let w = literal.biases[stage][channel]
              feedback.biases[stage][channel] += abs(w) * place.factor * shares.of(z)
            }
          }
        }
      }
    }
    return handed
  }

  /// Where a contribution comes from.
  private enum Term {
    case input(weight: Int, cell: Int)
    case bias(channel: Int)
  }

  /// A neuron at a step, with the origin of each contribution z = w·a·factor: the factor is that of a
  /// mean before the population, 1 without one.
  private struct Place {
    let neuron: LiteralNeuron
    let terms: [Term]
    let factor: Double
  }

  /// The neurons of a population at a step, given the terms of each output of its connection.
  private func neurons(
    _ stage: Int, _ g: LiteralNetwork.Geometry, _ terms: [[Term]], _ run: LiteralNetwork.Run,
    _ t: Int
  ) -> [Place] {
    let (weights, biases) = (literal.weights[stage], literal.biases[stage])
    let values = run.values[stage][t]
    return run.membranes[stage][t].indices.map { n in
      let (outputs, factor) = literal.feeders(n, g, run.currents[stage][t])
      let terms = outputs.count == 1 ? terms[outputs[0]] : outputs.flatMap { terms[$0] }
      let contributions = terms.map { term in
        switch term {
        case .input(let weight, let cell): weights[weight] * values[cell] * factor
        case .bias(let channel): biases[channel] * factor
        }
      }
      let previous = t == 0 ? 0 : run.membranes[stage][t - 1][n]
      let emptied = g.neurons.reset == .zero && run.resets[stage][t][n] > 0
      return Place(
        neuron: LiteralNeuron(
          kept: emptied ? 0 : g.beta * previous, previous: previous,
          contributions: contributions),
        terms: terms, factor: factor)
    }
  }

  private func largestMagnitude(_ values: [Double]) -> Double {
    values.reduce(0) { max($0, abs($1)) }
  }
}
