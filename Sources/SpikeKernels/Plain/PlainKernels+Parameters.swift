extension PlainKernels {
  package static func weighByMagnitude(parameters: Region<Float>, direction: Region<Float>) {
    for i in 0..<direction.count { direction[i] = -(abs(parameters[i]) * direction[i]) }
  }

  package static func magnitudes(of values: Region<Float>, into magnitudes: Region<Float>) {
    for i in 0..<values.count { magnitudes[i] = abs(values[i]) }
  }

  package static func splitSigns(
    of values: Region<Float>, positive: Region<Float>, negative: Region<Float>
  ) {
    for i in 0..<values.count {
      positive[i] = values[i] > 0 ? values[i] : 0
      negative[i] = values[i] < 0 ? values[i] : 0
    }
  }

  package static func mergeSigns(
    of values: Region<Float>, positive: Region<Float>, negative: Region<Float>,
    into sums: Region<Float>
  ) {
    for i in 0..<values.count {
      sums[i] += values[i] > 0 ? positive[i] : negative[i]
      (positive[i], negative[i]) = (0, 0)
    }
  }

  package static func columnSquares(
    values: Region<Float>, vectors: Int, inputs: Int, squares: Region<Float>
  ) {
    for n in 0..<16 * vectors {
      var sum: Float = 0
      for k in 0..<inputs {
        sum.addProduct(values[k * 16 * vectors + n], values[k * 16 * vectors + n])
      }
      squares[n] = sum
    }
  }

  package static func scaleColumns(
    factors: Region<Float>, vectors: Int, inputs: Int, values: Region<Float>
  ) {
    for i in 0..<inputs * 16 * vectors { values[i] *= factors[i % (16 * vectors)] }
  }

  package static func adam(
    gradient: Region<Float>, constants: AdamStep, first: Region<Float>, second: Region<Float>,
    parameters: Region<Float>
  ) {
    for i in 0..<gradient.count {
      let g = gradient[i]
      let kept = (constants.beta1 * first[i], constants.beta2 * second[i])
      let added = ((1 - constants.beta1) * g, (1 - constants.beta2) * g * g)
      first[i] = normalOrZero(kept.0 + added.0)
      second[i] = normalOrZero(kept.1 + added.1)
      let root = second[i].squareRoot() / constants.rootCorrection + constants.epsilon
      let move = constants.size * (first[i] / root)
      parameters[i] -= move
    }
  }

  package static func sgd(
    gradient: Region<Float>, rate: Float, momentum: Float, share: Float,
    velocity: Region<Float>, parameters: Region<Float>
  ) {
    for i in 0..<gradient.count {
      let kept = momentum * velocity[i]
      let added = share * gradient[i]
      velocity[i] = normalOrZero(kept + added)
      let move = rate * velocity[i]
      parameters[i] -= move
    }
  }

  package static func scale(_ values: Region<Float>, by factor: Float) {
    for i in 0..<values.count { values[i] *= factor }
  }

  package static func areAll(_ values: Region<Float>, within bound: Float) -> Bool {
    (0..<values.count).allSatisfy { abs(values[$0]) <= bound }
  }

  package static func scaleBytes(
    bytes: Region<UInt8>, low: Float, scale: Float, values: Region<Float>
  ) {
    for i in 0..<bytes.count {
      let scaled = scale * Float(bytes[i])
      values[i] = low + scaled
    }
  }

  private static func normalOrZero(_ value: Float) -> Float {
    abs(value) < .leastNormalMagnitude ? 0 : value
  }
}
