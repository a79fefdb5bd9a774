extension PlainKernels {
  package static func copyPatches(
    _ x: Region<Float>, positions: Region<Int32>?, of table: PatchRegions, inputs: Int,
    into patches: Region<Float>
  ) {
    for (row, position) in (positions?.elements.map(Int.init) ?? Array(0..<table.positions))
      .enumerated()
    {
      for input in 0..<inputs { patches[row * inputs + input] = 0 }
      for entry in table.patch(position).entries {
        patches[row * inputs + entry.row] = x[entry.source]
      }
    }
  }

  package static func gateUnits(
    _ units: Region<Float>, by sums: Region<Float>, weighs: Bool
  ) -> Float {
    var largest: Float = 0
    for unit in 0..<units.count {
      let sum = sums[unit]
      units[unit] = sum > 0 ? (weighs ? sum * units[unit] : units[unit]) : 0
      largest = max(largest, abs(units[unit]))
    }
    return largest
  }

  package static func placeValues(
    _ values: Region<Float>, at places: Region<Int32>, in out: Region<Float>
  ) {
    for index in 0..<places.count { out[Int(places[index])] = values[index] }
  }

  package static func carryValues(
    _ sums: Region<Float>, sources: Region<Int32>, gain: Float, into out: Region<Float>
  ) {
    let share = sources.count / out.count
    for cell in 0..<out.count {
      let sum = (cell * share..<(cell + 1) * share).reduce(Float(0)) {
        let value = sums[Int(sources[$1])]
        return $0 + (value > 0 ? value : 0)
      }
      out[cell] = share == 1 ? sum : gain * sum
    }
  }

  package static func carryBack(
    _ handed: Region<Float>, kept: Region<Float>?, sources: Region<Int32>, cells: Int, gain: Float,
    to units: Region<Float>
  ) {
    let share = sources.count / cells
    for cell in 0..<cells {
      var value = handed[cell]
      if let kept { value *= kept[cell] }
      if share > 1 { value *= gain }
      for place in cell * share..<(cell + 1) * share { units[Int(sources[place])] = value }
    }
  }
}
