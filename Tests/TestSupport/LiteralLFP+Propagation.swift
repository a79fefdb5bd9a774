import SpikeSim

/// One population on the way back.
extension LiteralLFP {
  /// Takes rewards through one population and its connection, from the last step to the first, all
  /// samples side by side.
  ///
  /// - Parameter turns: Whether what arrives counts with the sign of Σz.
  /// - Returns: What each value that the connection read received: [samples][steps][values].
  func propagate(
    _ arriving: [[[Double]]], _ turns: Bool, _ stage: Int, _ g: LiteralNetwork.Geometry,
    _ runs: [LiteralNetwork.Run], _ feedback: inout Feedback
  ) -> [[[Double]]] {
    let count = arriving[0][0].count
    let terms = (0..<g.outputs.c * g.outputs.h * g.outputs.w).map { output in
      literal.links(g, output).map { Term.input(weight: $0.weight, cell: $0.cell) }
        + [.bias(channel: literal.channel(g, output))]
    }
    var handed = runs.map { run in
      run.values[stage].map { [Double](repeating: 0, count: $0.count) }
    }
    let zeros = arriving.map { [Double](repeating: 0, count: $0[0].count) }
    // M[t+1] and N[t+1]: what each membrane and synaptic current received one step later; and what
    // recurrent connections handed to the spikes of this step.
    var (carried, synapse, returned) = (zeros, zeros, zeros)
    for t in (0..<literal.steps).reversed() {
      let neurons = runs.map { self.neurons(stage, g, terms, $0, t, count) }
      var rewards = runs.indices.map { b in
        neurons[b].indices.map { n in
          arriving[b][t][n] * (turns ? neurons[b][n].membrane.sign : 1) + carried[b][n]
            + returned[b][n]
        }
      }
      returned = zeros
      if normalization == .step {
        let largest = largestMagnitude(rewards.flatMap { $0 })
        if largest > 1e-10 { rewards = rewards.map { $0.map { $0 / largest } } }
      }
      for b in runs.indices {
        for (n, place) in neurons[b].enumerated() {
          let shares = divide(
            rewards[b][n], place, stage, carried: &carried[b][n], synapse: &synapse[b][n])
          if let beta = literal.neurons[stage].constant("beta", n) {
            // m = β·U[t-1]: (4) with the weight β and the activation U[t-1].
            let values = literal.neurons[stage].tensors["beta"]?.count ?? 0
            feedback.neurons[stage]["beta"]?[values == 1 ? 0 : n] +=
              abs(beta) * (carried[b][n] / beta)
          }
          for (z, term) in zip(place.inputs.contributions, place.terms) {
            switch term {
            case .input(let weight, let cell):
              let w = literal.weights[stage][weight]
              let a = runs[b].values[stage][t][cell] * place.factor
              handed[b][t][cell] += z * shares.of(z)
              feedback.weights[stage][weight] += abs(w) * a * shares.of(z)
            case .bias(let channel):
              let w = literal.biases[stage][channel]
              feedback.biases[stage][channel] += abs(w) * place.factor * shares.of(z)
            case .recurrent(let weight, let k):
              let w = literal.neurons[stage].tensors["recurrent.weight"]?[weight] ?? .nan
              let a = t > 0 ? runs[b].sent[stage][t - 1][k] : 0
              returned[b][k] += z * shares.of(z)
              feedback.neurons[stage]["recurrent.weight"]?[weight] += abs(w) * a * shares.of(z)
            case .recurrentBias:
              let w = literal.neurons[stage].tensors["recurrent.bias"]?[n] ?? .nan
              feedback.neurons[stage]["recurrent.bias"]?[n] += abs(w) * shares.of(z)
            }
          }
        }
      }
    }
    return handed
  }

  /// Divides the reward of a neuron between its states, and what is left among its inputs.
  ///
  /// - Returns: The factors of the inputs.
  private func divide(
    _ reward: Double, _ place: Place, _ stage: Int, carried: inout Double, synapse: inout Double
  ) -> LiteralShares {
    guard place.hasSynapse else {
      let shares = rules[stage].divide(reward, place.membrane)
      carried = place.membrane.kept * shares.membrane
      return shares
    }
    // The membrane's contributions are m and I; those of I are n and the inputs.
    let states = rules[stage].ofStates.divide(reward, place.membrane)
    carried = place.membrane.kept * states.membrane
    let current = place.membrane.contributions[0]
    let shares = rules[stage].divide(current * states.of(current) + synapse, place.inputs)
    synapse = place.inputs.kept * shares.membrane
    return shares
  }

  /// Where a contribution comes from.
  private enum Term {
    case input(weight: Int, cell: Int)
    case bias(channel: Int)
    case recurrent(weight: Int, neuron: Int)
    case recurrentBias
  }

  /// A neuron at a step, with the origin of each contribution z = w·a·factor: the factor is that of a
  /// mean before the population, 1 without one.
  private struct Place {
    /// U as a sum of contributions.
    let membrane: LiteralNeuron
    /// What the inputs are contributions to: U, or the synaptic current.
    let inputs: LiteralNeuron
    let hasSynapse: Bool
    let terms: [Term]
    let factor: Double
  }

  /// The neurons of a population at a step, given the terms of each output of its connection.
  private func neurons(
    _ stage: Int, _ g: LiteralNetwork.Geometry, _ terms: [[Term]], _ run: LiteralNetwork.Run,
    _ t: Int, _ count: Int
  ) -> [Place] {
    let (weights, biases) = (literal.weights[stage], literal.biases[stage])
    let own = literal.neurons[stage]
    let values = run.values[stage][t]
    return run.membranes[stage][t].indices.map { n in
      let (outputs, factor) = literal.feeders(n, g, run.currents[stage][t])
      let terms =
        (outputs.count == 1 ? terms[outputs[0]] : outputs.flatMap { terms[$0] })
        + recurrentTerms(stage, n, count)
      let contributions = terms.map { term in
        switch term {
        case .input(let weight, let cell): weights[weight] * values[cell] * factor
        case .bias(let channel): biases[channel] * factor
        case .recurrent(let weight, let k):
          (own.tensors["recurrent.weight"]?[weight] ?? .nan)
            * (t > 0 ? run.sent[stage][t - 1][k] : 0)
        case .recurrentBias: own.tensors["recurrent.bias"]?[n] ?? .nan
        }
      }
      let previous = t == 0 ? 0 : run.membranes[stage][t - 1][n]
      let emptied = g.neurons.reset == .zero && run.resets[stage][t][n] > 0
      let kept = emptied ? 0 : literal.beta(stage, g, n) * previous
      guard let alpha = literal.synapticDecay(g) else {
        let neuron = LiteralNeuron(kept: kept, previous: previous, contributions: contributions)
        return Place(
          membrane: neuron, inputs: neuron, hasSynapse: false, terms: terms, factor: factor)
      }
      let earlier = t == 0 ? 0 : run.synapses[stage][t - 1][n]
      return Place(
        membrane: LiteralNeuron(
          kept: kept, previous: previous, contributions: [run.synapses[stage][t][n]]),
        inputs: LiteralNeuron(
          kept: alpha * earlier, previous: earlier, contributions: contributions),
        hasSynapse: true, terms: terms, factor: factor)
    }
  }

  private func recurrentTerms(_ stage: Int, _ n: Int, _ count: Int) -> [Term] {
    let own = literal.neurons[stage]
    let spikes = (0..<count).compactMap { k in
      own.weight(from: k, to: n, of: count).map { Term.recurrent(weight: $0.index, neuron: k) }
    }
    return spikes + (own.tensors["recurrent.bias"] == nil ? [] : [.recurrentBias])
  }
}
