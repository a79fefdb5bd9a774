import SpikeFiles
import SpikeSim

/// What a network answered to each of some samples.
public struct Predictions: Sendable {
  /// One answer.
  struct Row: Sendable {
    var label: Int
    var answer: Int
    /// Spikes of each class, or the logits of a network without spikes.
    var outputs: [Double]

    /// How far the answer is ahead of the next best class.
    var margin: Double {
      guard outputs.indices.contains(answer) else { return 0 }
      let others = outputs.indices.filter { $0 != answer }.map { outputs[$0] }
      return outputs[answer] - (others.max() ?? outputs[answer])
    }
  }

  private(set) var rows: [Row] = []
  private let isSpiking: Bool

  /// - Parameter isSpiking: Whether outputs are spike counts rather than logits.
  init(isSpiking: Bool) { self.isSpiking = isSpiking }

  /// Adds what a simulation left.
  mutating func add(_ trace: Trace, labels: [Int]) {
    let output = trace.output
    for sample in 0..<trace.samples {
      let outputs =
        isSpiking
        ? (0..<output.neurons).map { Double(output.spikeCount(sample: sample, neuron: $0)) }
        : output.sums(sample: sample).map(Double.init)
      rows.append(
        Row(label: labels[sample], answer: trace.predictedClass(sample: sample), outputs: outputs))
    }
  }

  /// Writes ``csv``.
  ///
  /// - Throws: ``SpikeFiles/FileError``.
  public func write(to path: String) throws {
    try writeAtomically(csv, to: path, overwriting: false)
  }

  /// A line a sample: its place, its label, the answer, whether that is right, what each class's output
  /// was, and the margin.
  public var csv: String {
    let what = isSpiking ? "spikes" : "logit"
    let classes = rows.first?.outputs.count ?? 0
    let header =
      ["sample", "label", "answer", "correct"] + (0..<classes).map { "\(what).\($0)" } + ["margin"]
    func text(_ value: Double) -> String {
      value.isFinite ? JSONValue.number(value).canonicalText : ""
    }
    return commaSeparated(
      [header]
        + rows.enumerated().map { place, row in
          ["\(place)", "\(row.label)", "\(row.answer)", row.answer == row.label ? "1" : "0"]
            + row.outputs.map(text) + [text(row.margin)]
        })
  }
}

/// Images cannot be given to a network that was trained on something else.
public struct OtherImagesError: UserError, Hashable {
  /// What it was trained on.
  public var dataset: String

  /// What is allowed.
  public var message: String {
    "--images and --labels are IDX files of grey images, and this run's data set \"\(dataset)\" has none"
  }

  /// ``SpikeFiles/ExitStatus/usage``.
  public var exitStatus: ExitStatus { .usage }
}
