import Foundation

/// Lets several writers work on one folder, the steps of each in every order that there is.
///
/// The writers run the program's own code on a real folder. Before every system call that others can see
/// the effect of, and before every look at what others may have done, a writer waits for its turn. One
/// that gets no further turn while the others go on is one that was stopped there, or died.
///
/// What stands in the folder, and what each writer has done and seen so far, decide all that comes next.
/// Where that was met before, by another order of the same steps, the rest is not gone through again.
final class Interleavings {
  /// Called after every step that was not met before, with how it stood before and stands now; false
  /// stops.
  typealias Step = (Stage, _ before: Stage.Snapshot, _ after: Stage.Snapshot) throws -> Bool

  private let setting: Stage.Setting
  /// Most times that a writer is left for another while it could go on; nil for no limit.
  private let mostSwitches: Int?
  private var met: Set<[Int]> = []
  /// Orders that were followed to where all writers have ended.
  private(set) var orders = 0
  /// Steps that were taken and not met before.
  private(set) var steps = 0
  /// States that were met.
  var states: Int { met.count }

  init(_ setting: Stage.Setting, mostSwitches: Int? = nil) {
    (self.setting, self.mostSwitches) = (setting, mostSwitches)
  }

  /// A place where one of several writers goes on.
  private struct Choice {
    var taken: Int
    var left: [Int]
    /// How it stood before.
    let before: Stage.Snapshot
    let histories: [Int]
    let current: Int
    let switches: Int
  }

  /// Follows all orders.
  ///
  /// - Parameter end: Called where all writers have ended.
  func follow(step: Step, end: (Stage, Stage.Snapshot) throws -> Void) throws {
    var choices: [Choice] = []
    repeat {
      guard try followOne(&choices, step, end) else { return }
      while let last = choices.last, last.left.isEmpty { choices.removeLast() }
      if let last = choices.indices.last {
        choices[last].taken = choices[last].left.removeLast()
      }
    } while !choices.isEmpty
  }

  /// - Returns: Whether to go on with another order.
  private func followOne(
    _ choices: inout [Choice], _ step: Step, _ end: (Stage, Stage.Snapshot) throws -> Void
  ) throws -> Bool {
    let stage = try Stage(setting)
    defer { stage.close() }
    // To where the last choice was made anew.
    for choice in choices.dropLast() { stage.step(choice.taken) }
    var current = choices.last?.current ?? 0
    var switches = choices.last?.switches ?? 0
    var before = choices.last?.before ?? stage.snapshot()
    if let choice = choices.last { stage.histories = choice.histories }
    var next = choices.last?.taken
    while true {
      if let taken = next {
        if taken != current, stage.waiting.contains(current) { switches += 1 }
        current = taken
        stage.step(taken, seeing: before)
        steps += 1
        let after = stage.snapshot()
        guard try step(stage, before, after) else { return false }
        before = after
      }
      let waiting = stage.waiting
      let key = stage.state(before) + (mostSwitches == nil ? [] : [current, switches])
      guard met.insert(key).inserted else { return true }
      guard let first = waiting.first else {
        orders += 1
        try end(stage, before)
        return true
      }
      let goesOn = waiting.contains(current)
      let maySwitch = !goesOn || mostSwitches.map { switches < $0 } ?? true
      let chosen = goesOn ? current : first
      choices.append(
        Choice(
          taken: chosen, left: maySwitch ? waiting.filter { $0 != chosen } : [], before: before,
          histories: stage.histories, current: current, switches: switches))
      next = chosen
    }
  }
}
