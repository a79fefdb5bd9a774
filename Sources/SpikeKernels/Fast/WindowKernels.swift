/// Pools of currents: which place of a window wins, and what goes to whom.
package protocol WindowKernels {
  /// Takes one place of a window: where its value is larger than the largest so far, or `order` is 0, it
  /// becomes that, and the winner is `order`.
  static func takeLargest(
    _ values: Region<Float>, order: Int, largest: Region<Float>, winners: Region<Int32>)

  /// The largest of each window, and which of its places has it, row by row: the first of equals.
  ///
  /// - Parameters:
  ///   - rows: [height][width][stride].
  ///   - largest: [height / size][width / size][stride].
  static func poolLargest(
    _ rows: Region<Float>, height: Int, width: Int, stride: Int, size: Int, largest: Region<Float>,
    winners: Region<Int32>)

  /// Spreads what pooled outputs have over the places of their windows: the winner gets it, the others 0.
  ///
  /// - Parameters:
  ///   - sums: [height / size][width / size][stride].
  ///   - winners: Which place of its window, row by row.
  ///   - cells: [height][width][stride]; what no window sees stays.
  static func spreadWindows(
    _ sums: Region<Float>, winners: Region<Int32>, height: Int, width: Int, stride: Int, size: Int,
    to cells: Region<Float>)

  /// The way back of ``spreadWindows(_:winners:height:width:stride:size:to:)``: each pooled output gets what the
  /// winner of its window has, or the mean of the window.
  ///
  /// - Parameters:
  ///   - cells: [height][width][stride].
  ///   - shares: Of one step, or the same at all.
  ///   - sums: [height / size][width / size][stride].
  static func gatherWindows(
    _ cells: Region<Float>, shares: WindowShares, height: Int, width: Int, stride: Int, size: Int,
    into sums: Region<Float>)

  /// What one place of a window has of the columns of its pooled neurons: all where it won, or its share.
  ///
  /// - Parameters:
  ///   - values: The columns, rows of `valueStride`.
  ///   - order: Which place, row by row.
  ///   - out: Rows of `stride`, padding 0.
  static func shareColumns(
    _ values: Region<Float>, valueStride: Int, columns: NeuronColumns, shares: WindowShares,
    order: Int, steps: Int, into out: Region<Float>, stride: Int)

  /// Picks a value for each neuron and step from the place of its window that won; of a mean, the places' shares
  /// are added. One call for each place, the first first.
  ///
  /// - Parameters:
  ///   - values: What this place has, [steps][neurons].
  ///   - neurons: Whole lane vectors of the pooled outputs.
  ///   - local: [steps][neurons]. Where this place did not win, it keeps what it has.
  static func pickShares(
    _ values: Region<Float>, neurons: Range<Int>, shares: WindowShares, order: Int, steps: Int,
    into local: Region<Float>)
}
