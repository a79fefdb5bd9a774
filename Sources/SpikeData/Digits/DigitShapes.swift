/// How the ten digits are written: each in several ways, as people do.
enum DigitShapes {
  /// The ways of writing each digit, by digit; each way is a list of strokes.
  static let variants: [[[Stroke]]] = [
    zero, one, two, three, four, five, six, seven, eight, nine,
  ]

  private static let zero: [[Stroke]] = [
    [
      Stroke(0.1, -1).curve(-0.4, -1, -0.62, -0.55, -0.62, 0).curve(-0.62, 0.6, -0.35, 1, 0, 1)
        .curve(0.4, 1, 0.62, 0.55, 0.62, 0).curve(0.62, -0.6, 0.4, -1, 0.05, -1)
    ],
    [  // narrow, the pen going on inside
      Stroke(0.3, -0.85).curve(-0.2, -1.15, -0.48, -0.5, -0.48, 0.1)
        .curve(-0.48, 0.75, -0.25, 1, 0.02, 1).curve(0.35, 1, 0.5, 0.4, 0.5, -0.1)
        .curve(0.5, -0.7, 0.3, -1, -0.05, -0.88)
    ],
  ]

  private static let one: [[Stroke]] = [
    [Stroke(0, -1).curve(0.02, -0.4, -0.02, 0.4, 0, 1)],
    [Stroke(-0.38, -0.55).line(0.05, -1).line(0.05, 1)],
    [Stroke(-0.32, -0.65).line(0.03, -1).line(0.03, 1), Stroke(-0.4, 1).line(0.45, 1)],
  ]

  private static let two: [[Stroke]] = [
    [
      Stroke(-0.55, -0.6).curve(-0.45, -1.1, 0.6, -1.15, 0.55, -0.4)
        .curve(0.5, 0.1, -0.2, 0.6, -0.6, 1).line(0.62, 0.97)
    ],
    [  // a loop at the foot
      Stroke(-0.5, -0.7).curve(-0.3, -1.15, 0.6, -1.1, 0.52, -0.4)
        .curve(0.45, 0.15, 0, 0.9, -0.4, 0.95).curve(-0.75, 0.98, -0.68, 0.55, -0.35, 0.65)
        .curve(-0.05, 0.74, 0.2, 1.1, 0.65, 0.85)
    ],
  ]

  private static let three: [[Stroke]] = [
    [
      Stroke(-0.5, -0.75).curve(-0.3, -1.1, 0.55, -1.15, 0.5, -0.5)
        .curve(0.47, -0.15, 0.1, -0.05, -0.15, -0.05).curve(0.3, -0.05, 0.65, 0.15, 0.6, 0.5)
        .curve(0.55, 1.1, -0.35, 1.15, -0.6, 0.7)
    ],
    [  // a flat top
      Stroke(-0.5, -0.97).line(0.48, -0.97).line(-0.05, -0.2)
        .curve(0.35, -0.25, 0.65, 0.05, 0.58, 0.45).curve(0.5, 1.1, -0.35, 1.15, -0.58, 0.72)
    ],
  ]

  private static let four: [[Stroke]] = [
    [  // open
      Stroke(-0.35, -0.95).curve(-0.45, -0.5, -0.55, -0.1, -0.55, 0.12).line(0.6, 0.1),
      Stroke(0.38, -0.65).curve(0.36, -0.1, 0.3, 0.5, 0.28, 1),
    ],
    [  // closed
      Stroke(0.22, -1).line(-0.6, 0.3).line(0.65, 0.3), Stroke(0.22, -1).line(0.22, 1),
    ],
  ]

  private static let five: [[Stroke]] = [
    [
      Stroke(-0.4, -0.95).line(-0.48, -0.1).curve(-0.1, -0.4, 0.6, -0.3, 0.58, 0.35)
        .curve(0.55, 1.1, -0.3, 1.1, -0.6, 0.75),
      Stroke(-0.4, -0.95).line(0.52, -1),
    ],
    [  // in one stroke, round
      Stroke(0.55, -0.95).line(-0.3, -0.92).curve(-0.4, -0.5, -0.5, -0.3, -0.42, -0.15)
        .curve(-0.1, -0.25, 0.55, -0.15, 0.5, 0.4).curve(0.45, 1.05, -0.2, 1.1, -0.55, 0.9)
    ],
  ]

  private static let six: [[Stroke]] = [
    [
      Stroke(0.4, -0.95).curve(-0.2, -0.8, -0.6, -0.1, -0.58, 0.4)
        .curve(-0.55, 1.1, 0.55, 1.15, 0.55, 0.45).curve(0.55, -0.1, -0.35, -0.1, -0.55, 0.45)
    ],
    [  // steep, with a small bowl
      Stroke(0.1, -1).curve(-0.3, -0.5, -0.55, 0.1, -0.5, 0.5)
        .curve(-0.45, 1.1, 0.45, 1.1, 0.48, 0.6).curve(0.45, 0.15, -0.25, 0.15, -0.48, 0.6)
    ],
  ]

  private static let seven: [[Stroke]] = [
    [Stroke(-0.55, -0.92).line(0.55, -0.95).curve(0.35, -0.4, -0.05, 0.3, -0.15, 1)],
    [  // with a bar
      Stroke(-0.55, -0.92).line(0.55, -0.95).curve(0.3, -0.4, 0, 0.3, -0.15, 1),
      Stroke(-0.28, 0.02).line(0.48, -0.02),
    ],
    [  // with a hook
      Stroke(-0.55, -0.6).line(-0.5, -0.95).line(0.55, -0.9)
        .curve(0.3, -0.3, 0.1, 0.4, 0.05, 1)
    ],
  ]

  private static let eight: [[Stroke]] = [
    [
      Stroke(0.45, -0.65).curve(0.3, -1.15, -0.5, -1.1, -0.48, -0.55)
        .curve(-0.45, -0.1, 0.55, -0.05, 0.55, 0.5).curve(0.55, 1.12, -0.55, 1.15, -0.55, 0.5)
        .curve(-0.55, 0.05, 0.48, -0.1, 0.45, -0.65)
    ],
    [  // two rings
      Stroke(0, -0.05).curve(-0.55, -0.1, -0.55, -1, 0, -1).curve(0.55, -1, 0.55, -0.1, 0, -0.05)
        .curve(-0.7, 0, -0.7, 1, 0, 1).curve(0.7, 1, 0.7, 0, 0, -0.05)
    ],
  ]

  private static let nine: [[Stroke]] = [
    [  // a straight stem
      Stroke(0.48, -0.5).curve(0.45, -1.1, -0.52, -1.15, -0.52, -0.45)
        .curve(-0.5, 0.1, 0.4, 0.1, 0.48, -0.55).line(0.38, 1)
    ],
    [  // a curved one
      Stroke(0.5, -0.5).curve(0.45, -1.1, -0.5, -1.1, -0.5, -0.45)
        .curve(-0.5, 0.1, 0.42, 0.1, 0.5, -0.5).curve(0.58, 0.3, 0.45, 1.1, -0.4, 0.9)
    ],
  ]
}
