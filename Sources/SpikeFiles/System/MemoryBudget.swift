/// How much memory this process may take: what there is, and less where somebody says so.
public struct MemoryBudget: Hashable, Sendable {
  /// What bounds the memory of a process.
  public enum Bound: Hashable, Sendable {
    /// What is free, see ``availableMemory()``.
    case free
    /// What the user allows.
    case limit
    /// What a coordinator leaves to each of its workers.
    case share
  }

  /// What does not fit.
  public struct Shortage: Hashable, Sendable {
    /// Bytes that come on top of what the process has; beside a limit or share all of its bytes.
    public var needed: Double
    /// Bytes there are, or that may be taken.
    public var available: Int
    /// What bounds them.
    public var bound: Bound
  }

  /// Most bytes that the process may take; nil for what the machine has free.
  public var limit: Int?
  /// This process's share of what was free as it was started with others; nil where it is alone.
  public var share: Int?

  /// Bounds the memory; what is free bounds it too.
  public init(limit: Int? = nil, share: Int? = nil) { (self.limit, self.share) = (limit, share) }

  /// Why so many more bytes do not fit; nil where they do.
  ///
  /// - Parameters:
  ///   - bytes: What is wanted.
  ///   - taken: Bytes that the process has.
  public func shortage(
    of bytes: Double, besides taken: Double = Double(residentMemory() ?? 0)
  ) -> Shortage? {
    for (bytes, most, bound) in [
      (taken + bytes, limit, Bound.limit), (taken + bytes, share, .share),
      (bytes, availableMemory(), .free),
    ] {
      if let most, bytes > Double(most) {
        return Shortage(needed: bytes, available: most, bound: bound)
      }
    }
    return nil
  }
}
