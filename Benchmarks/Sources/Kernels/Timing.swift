import SpikeFiles

/// Seconds of the fastest of some trials; each repeats the body until `atLeast` seconds have gone.
/// What else the machine does only ever adds time.
func fastest(atLeast: Double, trials: Int, _ body: () -> Void) -> Double {
  body()
  var repetitions = 1
  while true {
    let clock = Stopwatch()
    for _ in 0..<repetitions { body() }
    let seconds = clock.seconds
    if seconds >= atLeast || repetitions >= 1 << 30 { break }
    let factor = seconds > 0 ? min(100, 1.2 * atLeast / seconds) : 8
    repetitions = max(repetitions * 2, Int(Double(repetitions) * factor))
  }
  return (0..<trials).map { _ in
    let clock = Stopwatch()
    for _ in 0..<repetitions { body() }
    return clock.seconds / Double(repetitions)
  }.min() ?? 0
}
