import SpikeKernels
import SpikeSim
import Testing
import TestSupport

@Suite struct GoldenSimulationTests {
  @Test(
    arguments: [
      "mlp-lfp-epsilon", "mlp-surrogate-fast-sigmoid", "mlp-surrogate-atan", "lenet-lfp-epsilon",
      "lenet-surrogate-fast-sigmoid", "mlp-events-surrogate", "mlp-events-recurrent-surrogate",
      "mlp-events-recurrent-lfp-epsilon",
    ] + GoldenNetwork.stepwiseFeedbackNames + GoldenNetwork.stepwiseGradientNames)
  func `membranes and spikes are those of snnTorch`(name: String) throws {
    let golden = try GoldenNetwork(name)
    let trace = try golden.simulate()
    for (index, population) in trace.populations.enumerated() {
      let expected = try golden.file.floats(
        "membrane.\(index)", shape: [population.steps, trace.samples] + population.layout.shape)
      let membranes = population.timeMajor(samples: trace.samples) {
        population.membrane(sample: $0, step: $1, neuron: $2)
      }
      // Synaptic currents add up to membranes of 50 and more: a float has 10⁻⁷ of that.
      let scale = max(1, expected.reduce(0) { max($0, abs($1)) } / 10)
      #expect(largestDifference(membranes, expected) <= 1e-5 * scale)
      let threshold = try golden.threshold(index)
      var wrongSpikes = 0
      for step in 0..<population.steps {
        for sample in 0..<trace.samples {
          for neuron in 0..<population.neurons {
            let position = (step * trace.samples + sample) * population.neurons + neuron
            let spiked = population.spiked(sample: sample, step: step, neuron: neuron)
            wrongSpikes += spiked == (expected[position] > threshold) ? 0 : 1
          }
        }
      }
      #expect(wrongSpikes == 0)
    }
    let last = golden.network.layers.count - 1
    let output = try golden.file.floats(
      golden.file["output_spikes"] == nil ? "spikes.\(last)" : "output_spikes")
    for (position, spike) in output.enumerated() {
      let neuron = position % trace.output.neurons
      let row = position / trace.output.neurons
      #expect(
        trace.output.spiked(
          sample: row % trace.samples, step: row / trace.samples, neuron: neuron) == (spike == 1))
    }
  }
}
