/// How the samples of a batch make one direction, in PyTorch's words.
public enum Reduction: String, Hashable, Sendable, CaseIterable {
  /// Σ over the samples, as lfprop 1.0.0.
  case sum
  /// The mean over the samples of the batch, as the authors' earlier trainer.
  case mean
}
