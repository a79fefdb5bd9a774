import SpikeFiles
import SpikeKernels

/// Points of a line and on which side of 0 they lie: the toy of the paper's A.1, generated.
///
/// A sample is a vector of one number x, from −4 to 4 in equal steps; its class is 1 for x ≥ 0 and 0 for
/// x < 0. Points to test with are drawn from the seed and held out; the others, in an order that is drawn
/// too, are there to train on.
public struct LineDataset: Sendable, Hashable {
  /// The seed of the data set `line`.
  public static let defaultSeed: UInt64 = 0
  /// Points held out unless told, of a line with fewer than twice as many half of them.
  public static let heldOut = 100
  /// The finest step: half a million points.
  public static let finest: Float = 0x1p-16

  /// How far two neighbours lie apart, ``finest`` … 1.
  public let step: Float
  /// The seed that the points to test with are drawn from.
  public let seed: UInt64

  /// The points at a distance of `step` (default: the paper's).
  public init(step: Float = 5e-4, seed: UInt64 = defaultSeed) {
    precondition((Self.finest...1).contains(step), "a step of \(step)")
    (self.step, self.seed) = (step, seed)
  }

  /// The step as it was written: 0.0005 rather than what a Float makes of it.
  private var exactStep: Double { Double(step.description) ?? Double(step) }

  /// The number of points.
  public var points: Int { Int((8 / exactStep * (1 + 1e-12)).rounded(.down)) + 1 }

  /// A point's place on the line.
  ///
  /// - Parameter index: From the left, 0 ..< ``points``.
  public func position(_ index: Int) -> Float {
    let position = Double(index) * exactStep - 4
    // What rounding leaves of 0 has no side.
    return abs(position) < exactStep * 1e-6 ? 0 : Float(position)
  }

  /// The points to train on and those held out.
  ///
  /// - Parameter test: How many are held out, at least 1; one is left to train on.
  /// - Complexity: O(``points``).
  public func splits(test: Int? = nil) -> DatasetSplits {
    var generator = SeededGenerator(seed: seed, stream: Self.stream)
    let order = generator.permutation(of: points)
    let held = heldOut(test)
    let splits = try? DatasetSplits(
      train: split("train", order[held...]), test: split("test", order[..<held]))
    guard let splits else { preconditionFailure("both splits are made alike") }
    return splits
  }

  private func heldOut(_ test: Int?) -> Int {
    min(test ?? min(Self.heldOut, points / 2), points - 1)
  }

  private func split(_ name: String, _ order: ArraySlice<Int>) -> Dataset {
    let values = order.map(position)
    let vectors = try? VectorDataset(
      name: "line \(name)", length: 1, classes: classes, values: values,
      labels: values.map { $0 < 0 ? 0 : 1 })
    guard let vectors else { preconditionFailure("points of a line are numbers of two classes") }
    return .vectors(vectors)
  }

  /// The stream of the seed that the order of the points is drawn from. The letters are "line".
  private static let stream: UInt64 = 0x6c69_6e65
}

extension LineDataset: NamedDataset {
  /// `line`.
  public var name: String { "line" }
  /// What they are.
  public var title: String { "points of a line" }
  /// One number.
  public var shape: SampleShape { .vector(length: 1) }
  /// Left and right of 0.
  public var classes: Int { 2 }
  /// All points but one may be in either split.
  public var counts: (train: Int, test: Int) { (points - 1, points - 1) }
  /// They are computed.
  public var needsFiles: Bool { false }

  /// Computes the points; as many are held out as are asked for.
  public func load(
    from root: DataRoot, first: SplitLimits, memory: MemoryBudget
  ) throws(DataError) -> DatasetSplits {
    splits(test: first.test)
  }

  /// All but those held out.
  public func trainingSamples(in root: DataRoot, test: Int?) -> Int? { points - heldOut(test) }
}
