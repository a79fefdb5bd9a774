import SpikeKernels
import SpikeSim

/// A rule that spoils what another one says, in some of its batches.
final class PoisonedRule: LearningRule {
  enum Poison: Hashable, Sendable {
    case objective(Double)
    case bias(layer: Int, neuron: Int, Float)
    case weight(layer: Int, place: Int, Float)
  }

  private let base: any LearningRule
  private let poison: Poison
  private let batches: Set<Int>
  private var batch = 0

  /// - Parameter batches: Counted from 0, as the trainer hands them over: with the last image of each
  ///   begins the next, and what is looked at again afterwards is spoilt as well.
  init(_ base: any LearningRule, _ poison: Poison, inBatches batches: Set<Int>) {
    self.base = base
    self.poison = poison
    self.batches = batches
  }

  var objectiveName: String { base.objectiveName }
  var capacity: Int { base.capacity }
  var needsWholeBatches: Bool { base.needsWholeBatches }
  var turn: @Sendable (_ sums: Region<Float>, _ values: Region<Float>) -> Void { base.turn }
  private var isSearching = false

  func accumulate(
    _ trace: Trace, labels: [Int], batch size: Int, parameters: Parameters,
    into direction: Parameters
  ) -> Lesson {
    // The search hands over one image of a batch at a time.
    isSearching = trace.capacity == 1
    var lesson = base.accumulate(
      trace, labels: labels, batch: size, parameters: parameters, into: direction)
    let current = isSearching ? batch - 1 : batch
    if batches.contains(current), case .objective(let value) = poison { lesson.objective = value }
    return lesson
  }

  func gather(_ direction: Parameters, parameters: Parameters) {
    base.gather(direction, parameters: parameters)
    spoil(direction)
  }

  func gatherLeavingOpen(_ direction: Parameters, parameters: Parameters) -> OpenSums? {
    // Where sums are open, nothing else may be added to them.
    if case .weight = poison {
      gather(direction, parameters: parameters)
      return nil
    }
    let open = base.gatherLeavingOpen(direction, parameters: parameters)
    spoil(direction)
    return open
  }

  private func spoil(_ direction: Parameters) {
    let current = isSearching ? batch - 1 : batch
    if !isSearching { batch += 1 }
    guard batches.contains(current) else { return }
    switch poison {
    case .objective: break
    case .bias(let layer, let neuron, let value): direction.layers[layer].bias[neuron] = value
    case .weight(let layer, let place, let value): direction.layers[layer].weight[place] = value
    }
  }
}
