import CSpikeKernels

extension Kernels {
  package static func weighByMagnitude(parameters: Region<Float>, direction: Region<Float>) {
    require(parameters, direction.count)
    requireLanes(direction)
    unsafe spike_weigh_by_magnitude(
      parameters.pointer, Int64(direction.count), direction.pointer)
  }

  package static func magnitudes(of values: Region<Float>, into magnitudes: Region<Float>) {
    require(magnitudes, values.count)
    requireLanes(values)
    unsafe spike_magnitudes(values.pointer, Int64(values.count), magnitudes.pointer)
  }

  package static func splitSigns(
    of values: Region<Float>, positive: Region<Float>, negative: Region<Float>
  ) {
    for region in [positive, negative] { require(region, values.count) }
    requireLanes(values)
    unsafe spike_split_signs(
      values.pointer, Int64(values.count), positive.pointer, negative.pointer)
  }

  package static func mergeSigns(
    of values: Region<Float>, positive: Region<Float>, negative: Region<Float>,
    into sums: Region<Float>
  ) {
    for region in [positive, negative, sums] { require(region, values.count) }
    requireLanes(values)
    unsafe spike_merge_signs(
      values.pointer, Int64(values.count), positive.pointer, negative.pointer, sums.pointer)
  }

  package static func columnSquares(
    values: Region<Float>, vectors: Int, inputs: Int, squares: Region<Float>
  ) {
    require(values, inputs * 16 * vectors)
    require(squares, 16 * vectors)
    unsafe spike_column_squares(values.pointer, Int32(vectors), Int32(inputs), squares.pointer)
  }

  package static func scaleColumns(
    factors: Region<Float>, vectors: Int, inputs: Int, values: Region<Float>
  ) {
    require(values, inputs * 16 * vectors)
    require(factors, 16 * vectors)
    unsafe spike_scale_columns(factors.pointer, Int32(vectors), Int32(inputs), values.pointer)
  }

  package static func adam(
    gradient: Region<Float>, constants: AdamStep, first: Region<Float>, second: Region<Float>,
    parameters: Region<Float>
  ) {
    requireLanes(gradient)
    for region in [first, second, parameters] { require(region, gradient.count) }
    unsafe spike_adam(
      gradient.pointer, Int64(gradient.count), constants.beta1, constants.beta2,
      constants.epsilon, constants.size, constants.rootCorrection, first.pointer, second.pointer,
      parameters.pointer)
  }

  package static func sgd(
    gradient: Region<Float>, rate: Float, momentum: Float, share: Float,
    velocity: Region<Float>, parameters: Region<Float>
  ) {
    requireLanes(gradient)
    require(velocity, gradient.count)
    require(parameters, gradient.count)
    unsafe spike_sgd(
      gradient.pointer, Int64(gradient.count), rate, momentum, share, velocity.pointer,
      parameters.pointer)
  }

  package static func scale(_ values: Region<Float>, by factor: Float) {
    requireLanes(values)
    unsafe spike_scale(values.pointer, Int64(values.count), factor)
  }

  package static func areAll(_ values: Region<Float>, within bound: Float) -> Bool {
    requireLanes(values)
    precondition(bound >= 0 && bound.isFinite, "a bound of \(bound)")
    var within: Int32 = 0
    unsafe spike_magnitudes_within(values.pointer, Int64(values.count), bound, &within)
    return within == 1
  }

  package static func scaleBytes(
    bytes: Region<UInt8>, low: Float, scale: Float, values: Region<Float>
  ) {
    require(values, bytes.count)
    unsafe spike_scale_bytes(bytes.pointer, Int64(bytes.count), low, scale, values.pointer)
  }

  private static func requireLanes(_ region: Region<Float>) {
    precondition(region.count % 16 == 0, "parameters are padded to lane vectors of 16")
  }
}
