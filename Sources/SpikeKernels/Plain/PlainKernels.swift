/// The plain twins of ``Kernels``: the equations as loops over bounds-checked elements, in the
/// same order of summation. Tests compare the two byte for byte; nothing else runs these.
package enum PlainKernels: KernelSet {
  /// The steps at which a neuron spiked, ascending.
  static func spikingSteps(of trains: TrainRegion, _ neuron: Int) -> [Int] {
    (0..<trains.count * 32).filter { trains.spiked(neuron, at: $0) }
  }
}

// MARK: Forward

extension PlainKernels {
  package static func denseCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, inputs: Int, x: Region<Float>,
    samples: Int, current: Region<Float>, currentStride: Int
  ) {
    let width = 16 * vectors
    for s in 0..<samples {
      for n in 0..<width {
        var sum = bias[n]
        for k in 0..<inputs { sum.addProduct(x[s * inputs + k], weights[k * width + n]) }
        current[s * currentStride + n] = sum
      }
    }
  }

  package static func eventCurrent(
    weights: Region<Float>, bias: Region<Float>, vectors: Int, events: GroupedEvents, steps: Int,
    current: Region<Float>
  ) {
    let width = 16 * vectors
    for n in 0..<steps * width { current[n] = bias[n % width] + 0 }
    for group in 0..<events.kinds.count {
      let (rows, steps) = (events.rows(group), events.steps(group))
      for n in 0..<width {
        let sum = rows.reduce(Float(0)) { $0 + weights[$1 * width + n] }
        for t in steps { current[t * width + n] += sum }
      }
    }
  }

  package static func listActive(
    trains: TrainRegion, neurons: Int, active: Region<Int32>, before: Region<Int32>,
    masks: Region<UInt32>, listed: Region<UInt32>
  ) {
    let spiking = (0..<neurons).filter { !spikingSteps(of: trains, $0).isEmpty }
    active.assign(spiking.map(Int32.init))
    for n in 0...neurons { before[n] = Int32(spiking.count { $0 < n }) }
    for block in 0..<(neurons + 15) / 16 { masks[block] = 0 }
    for neuron in spiking { masks[neuron / 16] |= 1 << UInt32(neuron % 16) }
    for (place, neuron) in spiking.enumerated() {
      for word in 0..<trains.count {
        listed[place * trains.count + word] = trains.words[word * trains.stride + neuron]
      }
    }
  }

  package static func findEvents(
    of patch: PatchRegion, among active: Region<Int32>, before: Region<Int32>,
    rows: Region<Int32>, places: Region<Int32>
  ) -> Int {
    var count = 0
    for entry in patch.entries where before[entry.source + 1] > before[entry.source] {
      rows[count] = Int32(entry.row)
      places[count] = before[entry.source]
      count += 1
    }
    return count
  }

  package static func listKinds(
    of trains: Region<UInt32>, words: Int, table: Region<Int32>, kinds: Region<Int32>,
    distinct: Region<UInt32>, sizes: Region<Int32>
  ) -> Int {
    var found: [[UInt32]] = []
    for place in 0..<trains.count / words {
      let train = (0..<words).map { trains[place * words + $0] }
      let kind = found.firstIndex(of: train) ?? found.count
      if kind == found.count {
        found.append(train)
        sizes[kind] = 0
      }
      kinds[place] = Int32(kind)
      sizes[kind] += 1
    }
    distinct.assign(found.flatMap { $0 })
    return found.count
  }

  package static func groupEvents(
    _ events: EventRegion, kinds: Region<Int32>, kindCount: Int, starts: Region<Int32>,
    rows: Region<Int32>, owners: Region<Int32>, groupKinds: Region<Int32>
  ) -> Int {
    var (groups, place) = (0, 0)
    for kind in 0..<kindCount {
      let members = (0..<events.rows.count).filter { kinds[Int(events.places[$0])] == kind }
      if members.isEmpty { continue }
      for event in members {
        (rows[place], owners[place]) = (events.rows[event], Int32(groups))
        place += 1
      }
      groupKinds[groups] = Int32(kind)
      groups += 1
    }
    return groups
  }

  package static func countSteps(_ events: EventRegion, steps: Int, counts: Region<Int32>) {
    counts.dropping(0, count: paddedSteps(steps)).fill(0)
    for event in 0..<events.places.count {
      for t in events.steps(event) { counts[t] += 1 }
    }
  }

  package static func countSpikes(_ events: EventRegion) -> Int {
    (0..<events.places.count).reduce(0) { $0 + events.steps($1).count }
  }

  package static func countNonzero(_ values: Region<Float>) -> Int {
    values.elements.count { $0 != 0 }
  }

  package static func poolTrains(
    _ trains: Region<UInt32>, height: Int, width: Int, stride: Int, size: Int, fill: UInt32,
    pooled: Region<UInt32>, winners: Region<UInt32>
  ) {
    winners.dropping(0, count: height * width * stride).fill(0)
    for channel in 0..<stride {
      for y in 0..<height / size {
        for x in 0..<width / size {
          let window = (0..<size * size).map {
            ((y * size + $0 / size) * width + x * size + $0 % size) * stride + channel
          }
          var seen: UInt32 = 0
          for bit in 0..<UInt32(32) {
            if let winner = window.first(where: { trains[$0] >> bit & 1 == 1 }) {
              winners[winner] |= 1 << bit
              seen |= 1 << bit
            } else if fill >> bit & 1 == 1 {
              winners[window[0]] |= 1 << bit
            }
          }
          pooled[(y * (width / size) + x) * stride + channel] = seen
        }
      }
    }
  }
}

extension PlainKernels {
  package static func poolAny(
    _ trains: Region<UInt32>, height: Int, width: Int, stride: Int, size: Int,
    pooled: Region<UInt32>
  ) {
    for y in 0..<height / size {
      for x in 0..<width / size {
        for channel in 0..<stride {
          pooled[(y * (width / size) + x) * stride + channel] = (0..<size * size).reduce(0) {
            $0 | trains[((y * size + $1 / size) * width + x * size + $1 % size) * stride + channel]
          }
        }
      }
    }
  }

  package static func intersect(
    _ a: Region<UInt32>, _ b: Region<UInt32>, into both: Region<UInt32>
  ) {
    for index in 0..<both.count { both[index] = a[index] & b[index] }
  }
}
