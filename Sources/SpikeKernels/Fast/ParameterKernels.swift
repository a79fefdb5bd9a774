/// The kernels that move parameters, and look at them.
package protocol ParameterKernels {
  /// direction = −|parameter|·direction: what LFP hands to an optimiser that minimises.
  static func weighByMagnitude(parameters: Region<Float>, direction: Region<Float>)

  /// magnitudes = |values|.
  static func magnitudes(of values: Region<Float>, into magnitudes: Region<Float>)

  /// The values above 0, and those below; 0 elsewhere.
  static func splitSigns(
    of values: Region<Float>, positive: Region<Float>, negative: Region<Float>)

  /// sums += positive where a value is above 0, else negative; both become 0.
  static func mergeSigns(
    of values: Region<Float>, positive: Region<Float>, negative: Region<Float>,
    into sums: Region<Float>)

  /// squares[n] = Σ_k values[k][n]², k ascending, fused.
  static func columnSquares(
    values: Region<Float>, vectors: Int, inputs: Int, squares: Region<Float>)

  /// values[k][n] ·= factors[n].
  static func scaleColumns(
    factors: Region<Float>, vectors: Int, inputs: Int, values: Region<Float>)

  /// One step of Adam, in PyTorch's order of operations.
  static func adam(
    gradient: Region<Float>, constants: AdamStep, first: Region<Float>, second: Region<Float>,
    parameters: Region<Float>)

  /// One step of stochastic gradient descent: v = momentum·v + share·g, w −= rate·v. A share of 1 is
  /// PyTorch's momentum, 1 − momentum an average.
  static func sgd(
    gradient: Region<Float>, rate: Float, momentum: Float, share: Float,
    velocity: Region<Float>, parameters: Region<Float>)

  /// values ·= factor.
  static func scale(_ values: Region<Float>, by factor: Float)

  /// Whether no magnitude is above a bound, which is finite and not negative; NaN is none within.
  static func areAll(_ values: Region<Float>, within bound: Float) -> Bool

  /// values = low + scale·bytes.
  static func scaleBytes(
    bytes: Region<UInt8>, low: Float, scale: Float, values: Region<Float>)
}
