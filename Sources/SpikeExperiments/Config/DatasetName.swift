/// The data sets a config may name.
enum DatasetName: String, CaseIterable, Hashable, Sendable {
  /// Handwritten digits, 28×28, ten classes (LeCun et al. 1998).
  case mnist
  /// Procedurally drawn digits of the same shape, made from a seed.
  case digits
}
