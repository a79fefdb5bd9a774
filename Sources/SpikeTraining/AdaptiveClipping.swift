import SpikeKernels

/// Adaptive gradient clipping (Brock et al. 2021): the step of a unit is bounded by a share of
/// the unit's own norm.
///
///     ‖g_j‖ > limit·max(‖w_j‖, floor)  ⟹  g_j ← g_j · limit·max(‖w_j‖, floor) / (‖g_j‖ + 10⁻⁶)
///
/// A unit is the weights into one neuron; the biases of a layer are one unit together.
struct AdaptiveClipping {
  let limit: Float
  let floor: Float

  /// Clips one piece of a tensor: each column of a tile, a vector as one unit.
  func clip(_ gradient: Region<Float>, of values: Region<Float>, tiles: TileShape?) {
    if let tiles {
      clip(gradient, of: values, shape: tiles)
    } else {
      clip(vector: gradient, of: values)
    }
  }

  /// Clips each column of a tile, [inputs][width].
  private func clip(_ gradient: Region<Float>, of values: Region<Float>, shape: TileShape) {
    let ours = Buffer<Float>(count: shape.width, repeating: 0)
    let theirs = Buffer<Float>(count: shape.width, repeating: 0)
    Kernels.columnSquares(
      values: values, vectors: shape.vectors, inputs: shape.inputs, squares: ours.all)
    Kernels.columnSquares(
      values: gradient, vectors: shape.vectors, inputs: shape.inputs, squares: theirs.all)
    var clips = false
    for column in 0..<shape.width {
      let factor = factor(squares: theirs[column], of: ours[column])
      clips = clips || factor != 1
      ours[column] = factor
    }
    guard clips else { return }
    Kernels.scaleColumns(
      factors: ours.all, vectors: shape.vectors, inputs: shape.inputs, values: gradient)
  }

  /// Clips a vector as one unit.
  private func clip(vector gradient: Region<Float>, of values: Region<Float>) {
    func squares(_ region: Region<Float>) -> Float {
      (0..<region.count).reduce(0) { $0 + region[$1] * region[$1] }
    }
    let factor = factor(squares: squares(gradient), of: squares(values))
    guard factor != 1 else { return }
    for index in 0..<gradient.count { gradient[index] *= factor }
  }

  private func factor(squares: Float, of values: Float) -> Float {
    let norm = squares.squareRoot()
    let largest = max(values.squareRoot(), floor) * limit
    return norm > largest ? largest / (norm + 1e-6) : 1
  }
}
