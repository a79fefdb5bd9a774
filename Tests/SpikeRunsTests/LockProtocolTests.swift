import Foundation
import Testing

@testable import SpikeRuns

/// The protocol of `lock` and staging folders, in every order of the steps of those who follow it.
/// `Documentation/Reliability.md` describes it.
@Suite("The lock's protocol, in every order of its steps", .serialized)
struct LockProtocolTests {
  private static let hash = Result { try ProtocolRun.experiment.get().hash }

  private static func setting(
    _ count: Int, _ body: @escaping @Sendable (Int, RunDirectory) throws -> Void
  ) throws -> Stage.Setting {
    Stage.Setting(run: try hash.get(), writers: count) { number, root in
      ProtocolRun.end { try body(number, ProtocolRun.directory(in: root)) }
    }
  }

  /// Follows all orders and makes sure that none does harm, and that somebody new can finish the run from
  /// wherever all stopped.
  ///
  /// - Returns: How the writers ended, each combination once.
  private static func followAll(
    _ orders: Interleavings, what: String,
    violation: (Stage.Snapshot, Stage.Snapshot) throws -> String? = ProtocolRun.violation
  ) throws -> Set<[String]> {
    var (ends, stops): (Set<[String]>, Set<Stage.Snapshot>) = ([], [])
    try orders.follow { stage, before, after in
      if let found = try violation(before, after) {
        Issue.record("\(found)\n\(before.files)\n\(after.files)")
        return false
      }
      if stops.insert(after).inserted, let found = try ProtocolRun.faultOfFinishing(stage.folder) {
        Issue.record("\(found)\n\(after.files)")
        return false
      }
      return true
    } end: { stage, _ in
      ends.insert(stage.ends.map { $0 ?? "" }.sorted())
    }
    print(
      "\(what): \(orders.states) states, \(orders.steps) steps, \(orders.orders) ends, finished anew "
        + "from \(stops.count) places; \(ends.sorted { "\($0)" < "\($1)" })")
    return ends
  }

  @Test("two who train, each stopped anywhere for longer than a takeover takes")
  func two() throws {
    let orders = Interleavings(
      try Self.setting(2) { number, directory in
        try ProtocolRun.train(number, directory, takeovers: 2)
      })
    let ends = try Self.followAll(orders, what: "two who train")
    for end in [["done", "done before"], ["done", "lost"], ["done", "running"]] {
      #expect(ends.contains(end))
    }
    #expect(ends.allSatisfy { end in end.count { $0 == "done" } <= 1 })
    #expect(ends.joined().allSatisfy(ProtocolRun.ends.contains), "\(ends)")
    #expect(orders.states > 1000)
  }

  @Test("three who train, with at most two standstills while there is work to do")
  func three() throws {
    let orders = Interleavings(
      try Self.setting(3) { number, directory in
        try ProtocolRun.train(number, directory, takeovers: 1, epochs: 1)
      }, mostSwitches: 2)
    let ends = try Self.followAll(orders, what: "three who train")
    #expect(ends.contains(["done", "lost", "lost"]))
    #expect(ends.joined().allSatisfy(ProtocolRun.ends.contains), "\(ends)")
  }

  @Test("one who trains and one who removes what is not finished")
  func cleaning() throws {
    let orders = Interleavings(
      try Self.setting(2) { number, directory in
        if number == 0 {
          try ProtocolRun.train(number, directory, takeovers: 1, epochs: 1)
        } else {
          try directory.remove(evenFinished: false, judge: ProtocolRun.judge(takeovers: 1))
        }
      })
    // What is not finished may go; what is finished stays.
    let ends = try Self.followAll(orders, what: "one who trains, one who removes") {
      before, after in
      before.published["summary.json"] != nil && before.published != after.published
        ? "a finished run was changed" : nil
    }
    #expect(ends.contains(["done", "done"]) && ends.contains(["done", "lost"]), "\(ends)")
  }

  @Test("without taking staging folders away, the same search finds late writers that do harm")
  func withoutStaging() throws {
    var setting = try Self.setting(2) { number, directory in
      try ProtocolRun.train(number, directory, takeovers: 1)
    }
    setting.outcome = { call in
      // The folder is said to be taken and stays where it is.
      if case .rename(_, let target) = call, target.contains("/taken-") { return .pretended }
      return nil
    }
    var found: Set<String> = []
    try Interleavings(setting).follow { _, before, after in
      if let violation = try ProtocolRun.violation(before, after) { found.insert(violation) }
      return found.isEmpty
    } end: { _, _ in
    }
    print("without staging folders: \(found)")
    #expect(!found.isEmpty)
  }
}
