import ArgumentParser
import SpikeRuns

extension CompletionKind {
  /// Config and sweep files.
  static let config = CompletionKind.file(extensions: ["json"])

  /// The runs of the folder that `SPIKELAB_RUNS` names, else of `Results/runs`.
  static let run = CompletionKind.custom { _, _, _ in RunLocator().folders }
}
