/// The spike trains of one sample from one neuron on: bit t mod 32 of `words[t / 32 · stride + n]`
/// is set where neuron n spiked at step t.
package struct TrainRegion: Sendable {
  /// The words, rows of neurons.
  package let words: Region<UInt32>
  /// Distance between the word rows.
  package let stride: Int
  /// Word rows: one for each 32 steps.
  package let count: Int

  /// Names the spike trains of a sample, or of the neurons from one on.
  package init(words: Region<UInt32>, stride: Int, count: Int) {
    precondition(count > 0 && words.count > (count - 1) * stride, "trains outside their buffer")
    self.words = words
    self.stride = stride
    self.count = count
  }

  /// Whether neuron `neuron` of the region spiked at a step.
  package func spiked(_ neuron: Int, at step: Int) -> Bool {
    words[step / 32 * stride + neuron] >> UInt32(step % 32) & 1 == 1
  }
}
