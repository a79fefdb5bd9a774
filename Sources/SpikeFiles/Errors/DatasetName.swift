/// The data sets SpikeLab knows.
public enum DatasetName: String, CaseIterable, Sendable {
  /// Handwritten digits of LeCun, Cortes and Burges: 60,000 to train on and 10,000 to test.
  case mnist
  /// Digits drawn by ``ProceduralDigits``: needs no files.
  case digits
}
