import SpikeKernels

/// The way back through neurons that are integrated one step at a time.
///
/// Every rule is linear in the reward of a neuron's step. So what a membrane carries of a reward of 1 is
/// found first, then the reward, and last its coefficients; what the coefficients of step t hand to the spikes of t − 1 is
/// added to what arrives there. The coefficients are kept for the walk of the layer's connection.
///
/// A synaptic current is one more node between the connection and the membrane. With n = α·I[t-1] and
/// m = β·U[t-1], the rule divides the reward of U among m and I, and that of I, to which the step after adds
/// what its n received, among n and the contributions to the current.
extension LayerBackward {
  /// Finds the coefficients of all samples and steps.
  func findStepwise(_ memory: StepwiseMemory, _ threads: Int, _ workers: Workers) {
    workers.forEach(samples) { sample, worker in
      gatherStepwise(sample, memory, scratch[worker])
    }
    let blocks = StepwiseBlocks(samples, threads: threads, most: Simulator.samplesTogether)
    guard rule.normalization == .step else {
      workers.forEach(blocks.count) { item, _ in
        for step in (0..<steps).reversed() {
          for sample in blocks[item] {
            _ = findRewards(sample, step, memory)
            divide(sample, step, 1, memory)
          }
          handBack(blocks[item], step, memory)
        }
      }
      return
    }
    for step in (0..<steps).reversed() {
      let largest =
        workers.map(blocks.count, filler: Float(0)) { item, _ in
          blocks[item].reduce(0) { max($0, findRewards($1, step, memory)) }
        }.max() ?? 0
      let factor = largest > Normalization.smallest ? 1 / largest : 1
      workers.forEach(blocks.count) { item, _ in
        for sample in blocks[item] { divide(sample, step, factor, memory) }
        handBack(blocks[item], step, memory)
      }
    }
  }

  /// What arrives at a sample's neurons from above, and the sums over the contributions to their currents.
  private func gatherStepwise(
    _ sample: Int, _ memory: StepwiseMemory, _ scratch: BackwardScratch
  ) {
    Kernels.gatherColumns(
      rows: self.memory.handed(by: layer.index + 1, sample), scale: arrivals.scale,
      columns: everyColumn(sample), destinations: arrivals.destinations,
      before: arrivals.trains.before(sample), steps: steps, stride: memory.padded,
      local: memory.columns[0][sample])
    addRates(
      sample, everyColumn(sample), stride: memory.padded, to: memory.columns[0][sample])
    if memory.constants.count > 0 { memory.constants[sample].fill(0) }
    guard form != nil else { return }
    let sums = memory.contributions[sample]
    switch input {
    case .spikes(let routed):
      findContributions(everyListing(sample), sample, routed, scratch)
      sums.copy(from: scratch.contributions.all.dropping(0, count: sums.count))
    case .values:
      guard let row = constantContributions(sample, scratch) else { return }
      for step in 0..<steps {
        memory.row(sums, step).copy(from: row.dropping(0, count: memory.padded))
      }
    }
    loop?.addContributions(sample, memory, scratch)
  }

  /// The rewards of a sample's neurons at a step.
  ///
  /// - Returns: The largest magnitude.
  private func findRewards(_ sample: Int, _ step: Int, _ memory: StepwiseMemory) -> Float {
    let arriving = memory.row(memory.columns[0][sample], step)
    let carry = memory.carry[sample]
    rule.coefficients(
      stateColumns(
        sample, step, local: arriving, carry: memory.half(carry, step % 2), memory))
    return Kernels.carryRewards(
      arriving: arriving, carry: step + 1 < steps ? memory.half(carry, (step + 1) % 2) : nil,
      factor: 1, vectors: memory.padded / 16, rewards: memory.rewards[sample])
  }

  /// Turns the rewards of a step into coefficients.
  private func divide(
    _ sample: Int, _ step: Int, _ factor: Float, _ memory: StepwiseMemory
  ) {
    let (local, rewards) = (
      memory.row(memory.columns[0][sample], step), memory.rewards[sample]
    )
    if factor != 1 { Kernels.scale(rewards, by: factor) }
    addConstants(sample, step, factor, reached: local, memory)
    local.copy(from: rewards)
    guard let synapses = population.stepwise?.synapses(sample) else {
      return rule.divide(stateColumns(sample, step, local: local, carry: nil, memory))
    }
    divideAtSynapse(sample, step, memory.row(synapses, step), local, memory)
  }

  /// Divides what a synaptic current receives of its membrane, and of itself one step later.
  private func divideAtSynapse(
    _ sample: Int, _ step: Int, _ synapse: Region<Float>, _ local: Region<Float>,
    _ memory: StepwiseMemory
  ) {
    let (vectors, carry) = (memory.padded / 16, memory.synapseCarry[sample])
    let here = memory.half(carry, step % 2)
    if rule.reachesSpikesOnly {
      rule.divide(stateColumns(sample, step, local: local, carry: nil, memory))
      let negative =
        rule.contributionsOfStates(layer.index).parts > 1
        ? memory.half(memory.moments[sample], 1) : local
      Kernels.shares(
        synapse, SignedCoefficients(positive: local, negative: negative), vectors: vectors,
        to: local)
      rule.coefficients(
        synapseColumns(
          sample, step, local: memory.half(memory.moments[sample], 0), carry: here, memory))
    } else {
      here.fill(population.stepwise?.synapticDecay ?? 0)
    }
    let rewards = memory.synapseRewards[sample]
    _ = Kernels.carryRewards(
      arriving: local, carry: step + 1 < steps ? memory.half(carry, (step + 1) % 2) : nil,
      factor: 1, vectors: vectors, rewards: rewards)
    local.copy(from: rewards)
    rule.divide(synapseColumns(sample, step, local: local, carry: nil, memory))
  }

  /// The membranes of a step. Where a synaptic current feeds them, that is their one contribution.
  private func stateColumns(
    _ sample: Int, _ step: Int, local: Region<Float>, carry: Region<Float>?,
    _ memory: StepwiseMemory
  ) -> MembraneColumns {
    guard let rows = population.membranes(sample), let stepwise = population.stepwise else {
      preconditionFailure("learning needs a trace that keeps membranes")
    }
    let constants = stepwise.constants
    var (contributions, negative) = (
      memory.contributions.count > 0 ? memory.row(memory.contributions[sample], step) : nil,
      memory.columns.count > 1 ? memory.row(memory.columns[1][sample], step) : nil
    )
    if let synapses = stepwise.synapses(sample) {
      let (sums, synapse) = (
        memory.half(memory.moments[sample], 0), memory.row(synapses, step)
      )
      let need = rule.contributionsOfStates(layer.index)
      for n in 0..<(need == .none ? 0 : sums.count) {
        sums[n] = need == .positive ? max(0, synapse[n]) : abs(synapse[n])
      }
      contributions = need == .none ? nil : sums
      negative = need.parts > 1 ? memory.half(memory.moments[sample], 1) : nil
    }
    return MembraneColumns(
      layer: layer.index, model: layer.model,
      block: ColumnBlock(
        membranes: memory.row(rows, step), vectors: memory.padded / 16, steps: 1,
        neuron: layer.model.constants, stride: memory.padded, local: local, carry: carry,
        thresholds: constants.thresholds,
        earlier: step > 0 ? memory.row(rows, step - 1) : nil, betas: constants.betas),
      contributions: contributions, negative: negative,
      isState: stepwise.synapticDecay != nil)
  }

  /// The synaptic currents of a step, as neurons that are never reset.
  private func synapseColumns(
    _ sample: Int, _ step: Int, local: Region<Float>, carry: Region<Float>?,
    _ memory: StepwiseMemory
  ) -> MembraneColumns {
    guard let stepwise = population.stepwise, let rows = stepwise.synapses(sample) else {
      preconditionFailure("neurons without a synaptic current")
    }
    return MembraneColumns(
      layer: layer.index, model: layer.model,
      block: ColumnBlock(
        membranes: memory.row(rows, step), vectors: memory.padded / 16, steps: 1,
        neuron: NeuronConstants(
          beta: stepwise.synapticDecay ?? 0, threshold: .infinity, reset: .none),
        stride: memory.padded, local: local, carry: carry,
        earlier: step > 0 ? memory.row(rows, step - 1) : nil),
      contributions: memory.contributions.count > 0
        ? memory.row(memory.contributions[sample], step) : nil,
      negative: memory.columns.count > 1 ? memory.row(memory.columns[1][sample], step) : nil)
  }

  /// Adds what the coefficients of a step hand to the spikes of the step before to what arrives there.
  private func handBack(_ samples: Range<Int>, _ step: Int, _ memory: StepwiseMemory) {
    guard step > 0, let loop else { return }
    loop.handBack(samples, step, population, atSpikesOnly: rule.reachesSpikesOnly, memory)
  }

  /// Adds what a step says of the constants that are learnt.
  ///
  /// By LFP the membrane's contribution is m = β·U\[t-1\], of the weight β: by (4) its sum is U·g = m·g / β,
  /// which is what the membrane receives, divided by β at the end. The threshold is no contribution.
  ///
  /// - Parameter reached: What arrived, times the slope of a surrogate.
  private func addConstants(
    _ sample: Int, _ step: Int, _ factor: Float, reached: Region<Float>, _ memory: StepwiseMemory
  ) {
    guard memory.constants.count > 0, let stepwise = population.stepwise,
      let rows = population.membranes(sample)
    else { return }
    let (betas, rewards) = (memory.half(memory.constants[sample], 0), memory.rewards[sample])
    guard !rule.reachesSpikesOnly else {
      let carry = memory.half(memory.carry[sample], step % 2)
      for n in 0..<memory.padded { betas[n] += carry[n] * rewards[n] }
      return
    }
    if factor != 1 { Kernels.scale(reached, by: factor) }
    Kernels.stepwiseGradients(
      stepwise.constants, vectors: memory.padded / 16,
      before: step > 0 ? memory.row(rows, step - 1) : nil, reached: reached, gradient: rewards,
      betas: betas, thresholds: memory.half(memory.constants[sample], 1))
  }

  /// The coefficients of some columns, found before.
  func pick(
    _ sample: Int, _ columns: NeuronColumns, stride: Int, from memory: StepwiseMemory,
    to locals: [Region<Float>]
  ) {
    for (rows, local) in zip(memory.columns, locals) {
      Kernels.pickColumns(
        rows[sample], rowStride: memory.padded, first: 0, columns: columns, steps: steps,
        stride: stride, local: local)
    }
  }
}
