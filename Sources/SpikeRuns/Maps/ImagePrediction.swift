import SpikeData
import SpikeSim

/// What a network answered to an image of one's own, and why.
public struct ImagePrediction {
  /// What the image is called: its file, and its place there.
  package let name: String
  /// The image as the network saw it.
  package let image: ImageFile
  /// The class that spiked most; the first of equals.
  package let answer: Int
  /// Spikes of each class, or logits of a network without spikes.
  package let outputs: [Double]
  /// The simulation, of one sample, with membranes.
  package let trace: Trace
  /// Which pixels earned the answer.
  package let map: RewardMaps.Map

  /// How far the answer is ahead of the next best class, and which that is.
  package var margin: (ahead: Double, of: Int)? {
    let others = outputs.indices.filter { $0 != answer }
    guard let next = others.max(by: { (outputs[$0], $1) < (outputs[$1], $0) }) else { return nil }
    return (outputs[answer] - outputs[next], next)
  }

  /// Whether no output neuron spiked, so that the answer says nothing.
  package var isSilent: Bool { trace.output.unit == .neurons && outputs.allSatisfy { $0 == 0 } }
}
