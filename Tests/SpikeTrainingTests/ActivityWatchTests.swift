import SpikeSim
import SpikeTraining
import Testing

/// What is told of populations that fall silent or fire nearly always.
@Suite struct ActivityWatchTests {
  /// Two populations: 20 neurons and 2, 10 steps.
  private static func network() throws -> Network {
    let lif = LayerSpec.lif(LIFParameters())
    return try Network(
      NetworkSpec(
        inputShape: [4], steps: 10, layers: [.dense(units: 20), lif, .dense(units: 2), lif]))
  }

  /// A training that is watched, some images at a time.
  private struct Watched {
    var watch: ActivityWatch
    var tally = Tally(populations: 2)
    let network: Network

    init() throws {
      network = try ActivityWatchTests.network()
      watch = ActivityWatch(network, from: tally)
    }

    /// Adds images with so many spikes each in the two populations.
    mutating func add(_ images: Int, _ spikes: [Double], isEnd: Bool = false)
      -> [ActivityWatch.Change]
    {
      tally.samples += images
      for index in 0..<2 { tally.spikes[index] += Int(spikes[index] * Double(images)) }
      defer { if isEnd { tally = Tally(populations: 2) } }
      return watch.look(at: tally, isEnd: isEnd)
    }
  }

  @Test func `a network that fires is not spoken of`() throws {
    var watched = try Watched()
    for _ in 0..<30 { #expect(watched.add(400, [20, 1]).isEmpty) }
    // Just above silence, just below saturation.
    for _ in 0..<30 { #expect(watched.add(400, [0.11, 18.9], isEnd: true).isEmpty) }
  }

  @Test
  func `silence is told once, after a window of images, with what leaves a layer without input`()
    throws
  {
    var watched = try Watched()
    #expect(watched.add(ActivityWatch.window / 2, [0, 0]).isEmpty)
    #expect(watched.add(ActivityWatch.window / 2 - 1, [0, 0]).isEmpty)
    let changes = watched.add(1, [0, 0])
    #expect(changes.map(\.activity) == [.silent, .silent])
    #expect(changes.map(\.layer) == [1, 3])
    #expect(changes.map(\.samples) == [ActivityWatch.window, ActivityWatch.window])
    #expect(changes.map(\.isInitial) == [true, true])
    #expect(changes.map(\.silentBelow) == [nil, 1])
    for end in [false, true, false, true] {
      #expect(watched.add(2 * ActivityWatch.window, [0, 0], isEnd: end).isEmpty)
    }
    // Hardly more than nothing is silence still.
    #expect(watched.add(2 * ActivityWatch.window, [0.9, 0.9]).isEmpty)
    let back = watched.add(2 * ActivityWatch.window, [3, 0])
    #expect(back.map(\.activity) == [.active])
    #expect(back.map(\.rate) == [3 / 200])
    // Silent again, and no longer from the beginning.
    let again = watched.add(2 * ActivityWatch.window, [0.05, 0])
    #expect(again.map(\.activity) == [.silent])
    #expect(again.map(\.spikes) == [ActivityWatch.window / 10])
    #expect(again.map(\.isInitial) == [false])
  }

  @Test func `saturation is told once, and its end`() throws {
    var watched = try Watched()
    #expect(watched.add(ActivityWatch.window, [20, 1]).isEmpty)
    let changes = watched.add(ActivityWatch.window, [20, 19])
    #expect(changes.map(\.activity) == [.saturated])
    #expect(changes.map(\.layer) == [3])
    #expect(changes.map(\.isInitial) == [false])
    #expect(watched.add(ActivityWatch.window, [20, 18.5]).isEmpty)
    #expect(watched.add(ActivityWatch.window, [20, 17]).map(\.activity) == [.active])
  }

  @Test func `a short epoch is looked at once, at its end, and an empty one never`() throws {
    var watched = try Watched()
    #expect(watched.add(30, [0, 1]).isEmpty)
    #expect(watched.add(10, [0, 1], isEnd: true).map(\.samples) == [40])
    #expect(watched.add(0, [0, 0], isEnd: true).isEmpty)
    #expect(watched.add(40, [5, 1], isEnd: true).map(\.activity) == [.active])
  }

  @Test func `a rest of an epoch that says little is not looked at`() throws {
    var watched = try Watched()
    #expect(watched.add(ActivityWatch.window, [20, 1]).isEmpty)
    #expect(watched.add(ActivityWatch.window / 10 - 1, [0, 0], isEnd: true).isEmpty)
    #expect(watched.add(ActivityWatch.window, [20, 1]).isEmpty)
    let changes = watched.add(ActivityWatch.window / 10, [0, 1], isEnd: true)
    #expect(changes.map(\.activity) == [.silent])
  }
}
