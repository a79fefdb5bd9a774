import SpikeKernels

/// A convolution that reads values: the same as a dense layer does, position by position.
extension LayerBackward {
  func walkConstantPositions(_ workers: Workers) -> SynapticOperations {
    inGroups(workers) { sample, sums, worker in walkConstant(sample, sums, scratch[worker]) }
  }

  private func walkConstant(
    _ sample: Int, _ sums: [PartialSums], _ scratch: BackwardScratch
  ) -> SynapticOperations {
    let x = image(sample)
    let totals = scratch.totals.prefix(parts.count).map { $0.region(0, layer.outputs.padded) }
    for total in totals { total.fill(0) }
    addTotals(sample, totals, scratch)
    if layer.index == 0 {
      for (record, total) in zip(memory.inputTotals, totals) {
        record.region(sample * layer.outputs.padded, layer.outputs.padded).assign(total.elements)
      }
    }
    handDown(sample, totals, scratch)
    return addProducts(x, totals, sums, scratch)
  }

  /// Whether the rule splits the values by sign and some may be negative: those of images, not those of units.
  private var readsBothSigns: Bool { form?.splitsSigns == true && layer.index == 0 }

  /// The magnitudes of what a sample is fed, as the positions see them.
  private func magnitudes(
    _ sample: Int, _ sliding: SlidingView, _ scratch: BackwardScratch
  ) -> Region<Float> {
    let x = image(sample)
    guard layer.index == 0 else { return sliding.values(x, in: scratch.framed) }
    let near = scratch.framed.region(0, sliding.frame?.count ?? x.count)
    if let frame = sliding.frame {
      Kernels.frame(x, frame, into: near)
    } else {
      near.copy(from: x)
    }
    for place in 0..<near.count { near[place] = abs(near[place]) }
    return near
  }

  /// What a sample is fed.
  private func image(_ sample: Int) -> Region<Float> {
    guard case .values(let values, _) = input else {
      preconditionFailure("a connection that reads spikes has no image")
    }
    let size = layer.route.cells.count
    return values.region(sample * size, size)
  }

  /// The sums over the contributions of a sample, one for each neuron; nil where the rule needs none.
  func constantContributions(_ sample: Int, _ scratch: BackwardScratch) -> Region<Float>? {
    guard let form else { return nil }
    let (summed, padded) = (form.summed, layer.layout.padded)
    if let constant = form.constant { return constant.sums.region(sample * padded, padded) }
    let rows = layer.pool == nil ? scratch.constantContributions : scratch.outputs
    let (shape, stride) = (layer.shape, layer.outputs.stride)
    let patches = readsBothSigns ? copyPatches(image(sample), nil, scratch) : nil
    let sliding = layer.patches.sliding
    let near = sliding.map { magnitudes(sample, $0, scratch) }
    for tile in 0..<shape.tiles {
      let (weights, bias) = (summed.weightTile(tile), summed.biasTile(tile))
      let current = rows.all.dropping(tile * shape.width)
      if let patches {
        Kernels.denseCurrent(
          weights: weights, bias: bias, vectors: shape.vectors, inputs: summed.shape.inputs,
          x: patches, samples: layer.outputs.positions, current: current, currentStride: stride)
      } else if let sliding, let near {
        Kernels.slidingCurrent(
          weights: weights, bias: bias, vectors: shape.vectors, x: near, of: sliding.regions,
          current: current, currentStride: stride)
      }
    }
    if let pool = layer.pool {
      Kernels.gatherWindows(
        rows.all, shares: shares(pool, sample), height: layer.outputs.height,
        width: layer.outputs.width, stride: layer.layout.stride, size: pool.size,
        into: scratch.constantContributions.all)
    }
    return scratch.constantContributions.all
  }

  /// Σ_t of the coefficients of each output, for each sign.
  private func addTotals(
    _ sample: Int, _ totals: [Region<Float>], _ scratch: BackwardScratch
  ) {
    let contributions = constantContributions(sample, scratch)
    guard let pool = layer.pool else {
      return sumOverTime(sample, contributions, scratch, into: totals)
    }
    let stride = layer.layout.stride
    let pooled = scratch.pooledTotals.prefix(parts.count).map { $0.region(0, layer.layout.padded) }
    for sums in pooled { sums.fill(0) }
    sumOverTime(sample, contributions, scratch, into: pooled)
    for (sums, total) in zip(pooled, totals) {
      switch pool.kind {
      case .largest:
        // The winner of a window is the same at every step.
        Kernels.spreadWindows(
          sums, winners: population.poolWinners(sample), height: layer.outputs.height,
          width: layer.outputs.width, stride: stride, size: pool.size, to: total)
      case .mean:
        for neuron in 0..<sums.count where sums[neuron] != 0 {
          let window = pool.window(neuron / stride, outputs: layer.outputs)
          let share = 1 / Float(window.count) * sums[neuron]
          for place in window { total[place * stride + neuron % stride] = share }
        }
      }
    }
  }

  /// One product over the positions whose outputs received anything.
  private func addProducts(
    _ x: Region<Float>, _ totals: [Region<Float>], _ sums: [PartialSums], _ scratch: BackwardScratch
  ) -> SynapticOperations {
    let positions = layer.outputs.positions
    let nonzero = scratch.nonzeroSums.region(0, positions)
    let sliding = readsBothSigns ? nil : layer.patches.sliding
    let near = sliding?.values(x, in: scratch.framed) ?? x
    var pairs = 0
    for (part, target) in sums.enumerated() {
      let count = Kernels.listReached(
        totals[part], positions: positions, stride: layer.outputs.stride, biases: target.biases.all,
        reached: scratch.reached.all, nonzero: nonzero)
      guard count > 0 else { continue }
      let reached = scratch.reached.region(0, count)
      if let sliding = sliding?.regions {
        addSliding(near, sliding, totals[part], reached, to: target.weights)
        if part == 0 {
          Kernels.countSeen(
            near, of: sliding, before: scratch.before.region(0, near.count + 1),
            seen: scratch.seen.all)
        }
      } else {
        addCopied(x, totals[part], reached, to: target.weights, counting: part == 0, scratch)
      }
      guard part == 0 else { continue }
      for place in 0..<count {
        let position = Int(reached[place])
        pairs += multiplyAdds(
          nonzero: Int(scratch.seen[position]), of: layer.patches.count(position),
          Int(nonzero[position]))
      }
    }
    return SynapticOperations(multiplyAdds: pairs)
  }

  /// The product of what positions see where it lies.
  private func addSliding(
    _ x: Region<Float>, _ sliding: SlidingRegions, _ totals: Region<Float>,
    _ reached: Region<Int32>, to weights: Buffer<Float>
  ) {
    let shape = layer.shape
    // Of a rule that splits values by sign the first rows: those that positive values meet.
    let size = parts[0].weights.shape.inputs * shape.width
    for tile in 0..<shape.tiles {
      Kernels.slidingOuter(
        x: x, of: sliding, sums: totals.dropping(tile * shape.width), stride: layer.outputs.stride,
        positions: reached, vectors: shape.vectors, direction: weights.region(tile * size, size))
    }
  }

  /// The product of patches that are copied, where a rule splits values by sign.
  ///
  /// - Parameter counting: Whether to leave in `seen` how many values of each patch are not 0.
  private func addCopied(
    _ x: Region<Float>, _ totals: Region<Float>, _ reached: Region<Int32>,
    to weights: Buffer<Float>, counting: Bool, _ scratch: BackwardScratch
  ) {
    let (shape, stride) = (layer.shape, layer.outputs.stride)
    let width = parts[0].weights.shape.inputs
    let rows = scratch.outputs.all
    let patches = copyPatches(x, reached, scratch)
    for row in 0..<reached.count {
      let position = Int(reached[row])
      rows.dropping(row * stride, count: stride).copy(
        from: totals.dropping(position * stride, count: stride))
      if counting {
        scratch.seen[position] = Int32(
          Kernels.countNonzero(patches.dropping(row * width, count: width)))
      }
    }
    for tile in 0..<shape.tiles {
      let size = width * shape.width
      Kernels.outerDense(
        x: patches, inputStride: width, inputs: width, sums: rows.dropping(tile * shape.width),
        sumsStride: stride, samples: reached.count, vectors: shape.vectors,
        direction: weights.region(tile * size, size))
    }
  }

  /// What some positions see, or all, split by sign.
  private func copyPatches(
    _ x: Region<Float>, _ positions: Region<Int32>?, _ scratch: BackwardScratch
  ) -> Region<Float> {
    let inputs = layer.shape.inputs
    let size = (positions?.count ?? layer.outputs.positions) * inputs
    let plain = scratch.patch.region(0, size)
    Kernels.copyPatches(
      x, positions: positions, of: layer.patches.patches, inputs: inputs, into: plain)
    let split = scratch.patch.region(size, 2 * size)
    splitSigns(plain, inputs: inputs, rows: size / inputs, into: split)
    return split
  }
}
