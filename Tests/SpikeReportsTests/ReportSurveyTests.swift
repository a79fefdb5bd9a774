import SpikeConfig
import SpikeKernels
import SpikeSim
import SpikeTraining
import TestSupport
import Testing

@testable import SpikeReports

/// What all test images say of a network.
@Suite struct ReportSurveyTests {
  private func survey(
    _ layers: String, spiking: Bool = true
  ) throws -> (ReportSurvey, Network, Parameters, Samples) {
    let config = try config(
      """
      { "name": "survey", "data": { "dataset": "digits", "train": 20, "test": 130 },
        "network": { \(spiking ? #""steps": 6, "# : "")"layers": [ \(layers) ] },
        "learning": { "rule": "\(spiking ? "lfp-epsilon" : "gradient")" } }
      """)
    let network = try Network(config.networkSpec)
    let parameters = Parameters(zerosFor: network)
    var generator = SeededGenerator(seed: 3)
    for layer in parameters.layers {
      let bound = 4 / Float(layer.shape.inputs).squareRoot()
      layer.store(
        weightRows: (0..<layer.shape.inputs * layer.shape.outputs).map { _ in
          generator.uniform(from: -bound / 2, to: bound)
        }, biases: [Float](repeating: 0, count: layer.shape.outputs))
    }
    let samples = Samples(try config.data.load(dataRoot: nil).test, pixels: config.data.pixels)
    var done: [Int] = []
    let survey = ReportSurvey(
      of: samples, network: network, parameters: parameters, seed: 0, workers: Workers(threads: 2)
    ) { done.append($0) }
    #expect(done.last == 130)
    return (survey, network, parameters, samples)
  }

  @Test(arguments: [
    (#"{ "dense": 20 }, "lif", { "dense": 10 }, "lif""#, true),
    (#"{ "dense": 20 }, "relu", { "dense": 10 }"#, false),
  ])
  func `mistakes are what an evaluation counts, the furthest from right first`(
    layers: String, isSpiking: Bool
  ) throws {
    let (survey, network, parameters, samples) = try survey(layers, spiking: isSpiking)
    let tally = Evaluator(network: network, workers: Workers(threads: 1)).evaluate(
      parameters, on: samples)
    #expect(survey.images == 130 && survey.mistakes == 130 - tally.correct)
    #expect(survey.worst.count == min(40, survey.mistakes) && !survey.worst.isEmpty)
    for (mistake, next) in zip(survey.worst, survey.worst.dropFirst()) {
      #expect((next.lead, mistake.image) < (mistake.lead, next.image))
    }
    for mistake in survey.worst {
      #expect(mistake.label != mistake.answer && mistake.lead >= 0)
      #expect(samples.labels[mistake.image] == mistake.label)
      let trace = Evaluator.replay(
        mistake.image, of: samples, network: network, parameters: parameters, seed: 0)
      #expect(trace.predictedClass(sample: 0) == mistake.answer)
    }
    #expect(survey.channelRates == [nil, nil])
  }

  @Test func `rates by channel add up to the layer's rate`() throws {
    let (survey, network, parameters, samples) = try survey(
      #"{ "conv2d": { "channels": 3, "kernel": 5 } }, "lif", { "maxPool": 2 }, "flatten", { "dense": 10 }, "lif""#
    )
    let rates = try #require(survey.channelRates[0])
    #expect(rates.count == 3 && survey.channelRates[1] == nil)
    #expect(Set(rates).count == 3 && rates.allSatisfy { $0 > 0 && $0 < 1 })
    // Counted neuron by neuron, an image at a time.
    var counts = [Int](repeating: 0, count: 3)
    let positions = network.layers[0].layout.positions
    for image in 0..<samples.count {
      let trace = Evaluator.replay(
        image, of: samples, network: network, parameters: parameters, seed: 0)
      for channel in 0..<3 {
        for position in 0..<positions {
          counts[channel] += trace.populations[0].spikeCount(
            sample: 0, neuron: channel * positions + position)
        }
      }
    }
    #expect(rates == counts.map { Double($0) / Double(positions * 6 * 130) })
  }
}
