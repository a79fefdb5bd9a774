/// How far hands differ: the ranges that each image's distortion is drawn from.
///
/// The values were chosen so that the digits stay legible, a linear classifier stays below 93 %
/// and a multilayer perceptron goes above 97.5 %.
struct DigitStyle {
  /// Pixels of a 28 × 28 image per unit of the digit's box.
  var scale: Float = 8.4
  /// Half the tangent of the largest rotation, either way.
  var rotation: Float = 0.08
  /// The largest slant, either way: x per y.
  var shear: Float = 0.25
  /// The largest relative change of width and of height, either way.
  var stretch: Float = 0.12
  /// The largest move along each axis, in pixels of a 28 × 28 image, either way.
  var shift: Float = 3.1
  /// The standard deviation of the elastic field's knots, in units of the box.
  var bend: Float = 0.065
  /// The standard deviation of each control point's own jitter.
  var jitter: Float = 0.035
  /// The smallest and largest half-width of the pen, in pixels of a 28 × 28 image.
  var radius: ClosedRange<Float> = 0.75...1.5
  /// How much of its width the pen may lose or gain towards a stroke's end.
  var pressure: Float = 0.3
  /// The largest share of a pixel's ink that noise takes.
  var noise: Float = 0.2
}
