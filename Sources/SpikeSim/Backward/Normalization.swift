/// What is divided on the way back by the largest magnitude in the batch.
///
/// The largest magnitude is that of a whole batch: a trace must hold all of its samples.
public enum Normalization: String, Hashable, Sendable, CaseIterable {
  /// Nothing, as in the authors' released code.
  case none
  /// What a layer hands down, over all steps at once: as it arrives at the neurons below, behind pools
  /// and dropout. The output's reward stays as it is.
  case largest
  /// What counts at a neuron's step, what arrives and what the membrane carries there, at every layer
  /// and step on its own, the output included: as the authors' trainer for spiking networks did.
  /// Magnitudes of up to ``smallest`` are left alone.
  case step

  /// The largest magnitude that is not divided by.
  public static let smallest: Float = 1e-10

  /// Checks that a trace holds a whole batch, where the largest magnitude of one counts.
  package func requireWhole(_ batch: Int, in trace: Trace) {
    precondition(
      self == .none || trace.samples == batch,
      "normalization \(rawValue) of a trace of \(trace.samples) of the batch's \(batch) samples")
  }
}
