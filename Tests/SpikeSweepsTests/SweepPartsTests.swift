import SpikeConfig
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@testable import SpikeFiles
@testable import SpikeSweeps

@Suite struct SampleStatisticsTests {
  @Test func theDeviationIsOverCountLessOne() {
    let three = SampleStatistics([1, 2, 6])
    #expect(three?.mean == 3)
    #expect(three?.deviation == 7.0.squareRoot())
    #expect(SampleStatistics([4])?.deviation == nil)
    #expect(SampleStatistics([]) == nil)
  }
}

@Suite struct EpochClockTests {
  private func work(_ units: Int, train: Int, steps: Int) throws -> EpochWork {
    let file = try ConfigFile.parse(
      """
      { "name": "x", "data": { "dataset": "digits", "train": \(train) },
        "network": { "steps": \(steps), "layers": [ { "dense": \(units) }, "lif", { "dense": 10 }, "lif" ] } }
      """, file: "x.json")
    return EpochWork(try file.single())
  }

  private func line(_ seconds: Double) throws -> JSONValue {
    try JSONDocument(parsing: Array(#"{"epoch":1,"trainSeconds":\#(seconds)}"#.utf8)).root
  }

  @Test func runsOfAnUnknownKindAreJudgedByTheirCost() throws {
    var clock = EpochClock()
    let known = try work(100, train: 1000, steps: 5)
    #expect(clock.estimate(for: known) == nil)
    clock.add([try line(2), try line(4)], of: known)
    #expect(clock.seconds(for: known) == 3)
    #expect(clock.estimate(for: known) == 3)
    // Twice the images, twice the steps; a network of 200 hidden neurons has twice the weights.
    for (units, train, steps, factor) in [
      (100, 2000, 5, 2.0), (100, 1000, 10, 2), (200, 1000, 5, 2),
    ] {
      let other = try work(units, train: train, steps: steps)
      #expect(clock.seconds(for: other) == nil)
      let estimate = try #require(clock.estimate(for: other))
      #expect(abs(estimate - 3 * factor) < 1e-9)
    }
    // What is known of its own kind counts, whatever else is.
    let slow = try work(100, train: 1000, steps: 10)
    clock.add([try line(100)], of: slow)
    #expect(clock.estimate(for: slow) == 100)
    #expect(clock.estimate(for: known) == 3)
  }
}

@Suite struct CoreSlotTests {
  @Test func workersThatFillTheMachineGetCoresOfTheirOwn() {
    let set = CoreSet(cores: [0, 2, 4, 6])
    #expect(set.slots(workers: 4, threads: 1) == [[0], [2], [4], [6]])
    #expect(set.slots(workers: 2, threads: 2) == [[0, 2], [4, 6]])
    #expect(set.slots(workers: 1, threads: 3) == [[0, 2, 4]])
  }

  @Test func whereCoresAreLeftOverOrSharedTheSystemPlacesThem() {
    let set = CoreSet(cores: [0, 2, 4, 6])
    #expect(set.slots(workers: 1, threads: 1) == nil)
    #expect(set.slots(workers: 5, threads: 1) == nil)
    #expect(set.slots(workers: 3, threads: 2) == nil)
  }

  #if os(Linux)
    @Test func theAffinityIsNarrowedAndRestored() throws {
      let before = try #require(CoreSet.current)
      let one = try #require(before.cores.last)
      let previous = CoreSet.narrow(to: [one])
      #expect(CoreSet.current?.cores == [one])
      previous?.apply()
      #expect(CoreSet.current?.cores == before.cores)
    }
  #endif
}

@Suite struct SlurmPartsTests {
  @Test func runsAreDealtOutEvenly() {
    let runs = (0..<10).map(String.init)
    #expect(SlurmBatch.deal(runs, limit: 1001).map(\.count) == Array(repeating: 1, count: 10))
    #expect(
      SlurmBatch.deal(runs, limit: 4) == [
        ["0", "4", "8"], ["1", "5", "9"], ["2", "6"], ["3", "7"],
      ])
    #expect(SlurmBatch.deal(runs, limit: 0).count == 1)
    #expect(SlurmBatch.deal([], limit: 5).isEmpty)
  }

  @Test func theLargestArrayIsRead() {
    let config = "LaunchParameters        = (null)\nMaxArraySize            = 1001\nMaxX = 3\n"
    #expect(SlurmLauncher.largestArray(in: config) == 1001)
    #expect(SlurmLauncher.largestArray(in: "") == nil)
  }

  @Test func aBatchOfASlurmSweepKeepsTheLimit() throws {
    try withTemporaryFolder { root in
      for limit in [nil, 300_000_000] {
        let batch = SlurmBatch(
          root: root, dataRoot: nil, threads: 2, memoryLimit: limit, retriesFailed: false,
          tasks: [["a"]])
        try writeAtomically(batch.json, to: root + "/batch.json")
        #expect(try SlurmBatch(reading: root + "/batch.json").memoryLimit == limit)
      }
    }
  }
}

@Suite struct SharedMemoryTests {
  @Test func workersThatStartTogetherShareWhatIsFree() {
    #expect(SweepCoordinator.share(of: 1200, workers: 4, runs: 9) == 300)
    #expect(SweepCoordinator.share(of: 1200, workers: 4, runs: 3) == 400)
    #expect(SweepCoordinator.share(of: 1200, workers: 4, runs: 1) == nil)
    #expect(SweepCoordinator.share(of: 1200, workers: 1, runs: 9) == nil)
    #expect(SweepCoordinator.share(of: nil, workers: 4, runs: 9) == nil)
  }
}
