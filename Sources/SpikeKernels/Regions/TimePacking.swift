import CSpikeKernels

/// How many samples' time rows stand side by side where every neuron has one: T steps alone are
/// seldom whole lane vectors.
package struct TimePacking: Sendable {
  /// Steps T of a sample.
  package let steps: Int
  /// The most samples in a row.
  package let samples: Int

  /// Packs as many samples as fit a row.
  package init(steps: Int) {
    self.steps = steps
    samples = max(1, Int(SPIKE_TIME_ROW) / steps)
  }

  /// Floats of a row of so many samples: whole lane vectors.
  package func row(of samples: Int) -> Int { Kernels.paddedSteps(samples * steps) }

  /// Floats of the longest row.
  package var row: Int { row(of: samples) }

  /// The panels of a row of so many samples: where each begins, and its steps.
  package func panels(of samples: Int) -> [Range<Int>] {
    let row = row(of: samples)
    return stride(from: 0, to: row, by: 32).map { $0..<min(row, $0 + 32) }
  }

  /// The samples of each row, of so many in all.
  package func groups(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: samples).map { $0..<min(count, $0 + samples) }
  }

  /// Every sample and step of a row.
  func places(_ samples: Int) -> [(sample: Int, step: Int)] {
    (0..<samples).flatMap { sample in (0..<steps).map { (sample, $0) } }
  }

  /// Where a step of a sample of neuron k of `count` lies among packed rows of `row` floats.
  func place(_ k: Int, _ sample: Int, _ step: Int, count: Int, row: Int) -> Int {
    let time = sample * steps + step
    let panel = time / 32 * 32
    return panel * count + k * min(32, row - panel) + time - panel
  }
}
