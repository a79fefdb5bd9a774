import SpikeKernels

/// The sums over contributions to currents, for rules that need them: those of positive ones, or all
/// magnitudes.
extension LayerBackward {
  /// Finds the sums for all columns of a sample of a layer that spikes feed.
  func findContributions(
    _ listing: Listing, _ sample: Int, _ routed: RoutedSpikes, _ scratch: BackwardScratch
  ) {
    guard let summed = form?.summed else { return }
    guard !layer.isDense else {
      findContributions(listing, position: 0, scratch) {
        current(summed, $0, routed.denseGroups(sample), scratch, into: $1)
      }
      return
    }
    for position in 0..<layer.layout.positions where !range(position, listing).isEmpty {
      if let pool = layer.pool {
        findContributions(pool, listing, position: position, sample: sample, scratch) {
          place, tile, sums in
          let events = find(place, routed, sample, scratch)
          current(summed, tile, events.groups, scratch, into: sums)
        }
      } else {
        let events = find(position, routed, sample, scratch)
        findContributions(listing, position: position, scratch) {
          current(summed, $0, events.groups, scratch, into: $1)
        }
      }
    }
  }

  /// Finds the sums for the columns of a position of a connection without pools.
  ///
  /// - Parameters:
  ///   - position: Of the population; its columns alone are filled.
  ///   - sums: Computes the sums of a tile by given weights: [steps][width].
  private func findContributions(
    _ listing: Listing, position: Int, _ scratch: BackwardScratch,
    sums: (_ tile: Int, _ sums: Region<Float>) -> Void
  ) {
    let width = layer.shape.width
    let tile = scratch.window.region(0, steps * width)
    for index in 0..<layer.shape.tiles {
      let first = position * layer.layout.stride + index * width
      let range = Int(listing.before[first])..<Int(listing.before[first + width])
      guard !range.isEmpty else { continue }
      sums(index, tile)
      Kernels.pickColumns(
        tile, rowStride: width, first: first,
        columns: listing.columns.dropping(range.lowerBound, count: range.count), steps: steps,
        stride: listing.stride, local: scratch.contributions.all.dropping(range.lowerBound))
    }
  }

  /// The same for a layer with a pool of currents: each position of a window counts where it won, or by
  /// its share of the mean.
  private func findContributions(
    _ pool: CurrentPool, _ listing: Listing, position: Int, sample: Int,
    _ scratch: BackwardScratch,
    sums: (_ place: Int, _ tile: Int, _ sums: Region<Float>) -> Void
  ) {
    let width = layer.shape.width
    let tile = scratch.window.region(0, steps * width)
    let pooled = scratch.pooled.region(0, steps * width)
    let shares = shares(pool, sample)
    for index in 0..<layer.shape.tiles {
      let first = position * layer.layout.stride + index * width
      let range = Int(listing.before[first])..<Int(listing.before[first + width])
      guard !range.isEmpty else { continue }
      for (order, place) in pool.window(position, outputs: layer.outputs).enumerated() {
        sums(place, index, tile)
        Kernels.pickShares(
          tile, neurons: first..<first + width, shares: shares, order: order, steps: steps,
          into: pooled)
      }
      Kernels.pickColumns(
        pooled, rowStride: width, first: first,
        columns: listing.columns.dropping(range.lowerBound, count: range.count), steps: steps,
        stride: listing.stride, local: scratch.contributions.all.dropping(range.lowerBound))
    }
  }

  /// What each place of a window has in a pooled value of a sample.
  func shares(_ pool: CurrentPool, _ sample: Int) -> WindowShares {
    switch pool.kind {
    case .mean: .equal(1 / Float(pool.size * pool.size))
    case .largest:
      .winner(
        population.poolWinners(sample),
        rowStride: population.poolWinnerRows == 1 ? 0 : layer.layout.padded)
    }
  }

  /// The current of a tile by given weights: b + gain·Σ of the events' rows.
  func current(
    _ weights: Parameters.Layer, _ tile: Int, _ events: GroupedEvents, _ scratch: BackwardScratch,
    into current: Region<Float>
  ) {
    var bias = weights.biasTile(tile)
    if gain != 1 {
      let scaled = scratch.bias.region(0, layer.shape.width)
      for lane in 0..<layer.shape.width { scaled[lane] = bias[lane] / gain }
      bias = scaled
    }
    Kernels.eventCurrent(
      weights: weights.weightTile(tile), bias: bias, vectors: layer.shape.vectors, events: events,
      steps: steps, current: current)
    if gain != 1 { Kernels.scale(current, by: gain) }
  }
}
