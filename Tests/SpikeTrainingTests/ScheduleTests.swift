import SpikeKernels
import SpikeSim
import SpikeTraining
import Testing

@Suite struct ScheduleTests {
  private func factors(_ schedule: Schedule, _ steps: [Int]) -> [Float] {
    steps.map { schedule.factor(step: $0, stepsPerEpoch: 10, epochs: 4) }
  }

  @Test func `a step schedule falls by a factor every so many epochs`() {
    #expect(factors(.step(epochs: 2, factor: 0.5), [0, 19, 20, 39]) == [1, 1, 0.5, 0.5])
    #expect(factors(.constant, [0, 39]) == [1, 1])
  }

  @Test func `a cosine goes from 1 over the middle to its end`() {
    let found = factors(.cosine(final: 0.2), [0, 20, 40])
    for (value, expected) in zip(found, [Float(1), 0.6, 0.2]) {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  @Test func `one cycle rises to 1 and falls to its end`() {
    let found = factors(.oneCycle(warmup: 0.25, initial: 0.1, final: 0), [0, 5, 10, 25, 40])
    for (value, expected) in zip(found, [Float(0.1), 0.55, 1, 0.5, 0]) {
      #expect(abs(value - expected) < 1e-6)
    }
  }
}
