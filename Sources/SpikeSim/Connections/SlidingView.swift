import SpikeKernels

/// What the positions of a connection that reads values see of them: where the values lie, or where they lie with
/// the zeros of its padding around them.
struct SlidingView: Sendable {
  let regions: SlidingRegions
  /// The zeros around the values; nil without padding.
  let frame: GridFrame?

  /// - Returns: nil for a connection that reads spikes.
  init?(_ plan: PatchGeometry, _ patches: PatchRegions) {
    guard plan.countsCells else { return nil }
    frame = plan.frame
    let framed = plan.frame.map { PatchTable(plan.framed($0)).patches }
    guard let regions = (framed ?? patches).sliding else { return nil }
    self.regions = regions
  }

  /// Room that ``values(_:in:)`` needs.
  var framedCount: Int { frame?.count ?? 0 }

  /// The values as the regions see them.
  ///
  /// - Parameter scratch: Receives them if they have a frame.
  func values(_ x: Region<Float>, in scratch: Buffer<Float>) -> Region<Float> {
    guard let frame else { return x }
    let framed = scratch.region(0, frame.count)
    Kernels.frame(x, frame, into: framed)
    return framed
  }
}
