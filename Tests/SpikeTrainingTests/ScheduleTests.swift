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

  @Test func `one cycle is PyTorch's to within the change of a step`() {
    // torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=1000), PyTorch 2.15.
    let torch: [(step: Int, factor: Double)] = [
      (0, 0.04), (100, 0.2814573614), (250, 0.9377776324), (299, 1), (300, 0.9999949645),
      (500, 0.8099881015), (750, 0.2810414284), (998, 9.035483856e-06), (999, 4e-06),
    ]
    let schedule = Schedule.oneCycle(warmup: 0.3, initial: 0.04, final: 4e-6)
    for (step, factor) in torch {
      let found = Double(schedule.factor(step: step, stepsPerEpoch: 100, epochs: 10))
      // Half a cosine over n steps changes by at most π / 2n at a step.
      let slope = 1.5707964 / (step < 300 ? 299.0 : 700)
      #expect(abs(found - factor) <= slope, "step \(step): \(found), \(factor)")
    }
    // Both ends are exact.
    #expect(schedule.factor(step: 0, stepsPerEpoch: 100, epochs: 10) == 0.04)
    #expect(schedule.factor(step: 1000, stepsPerEpoch: 100, epochs: 10) == 4e-6)
  }

  @Test func `a step count beyond any training is no endless loop`() {
    #expect(factors(.step(epochs: 1, factor: 0.5), [1 << 40]) == [0])
    #expect(factors(.step(epochs: 1, factor: 1), [.max]) == [1])
  }
}
