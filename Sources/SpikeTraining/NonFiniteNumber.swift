/// What to do about a batch that would bring NaN or infinity into a network.
public enum NonFinitePolicy: String, Hashable, Sendable, CaseIterable {
  /// Stop with a ``NonFiniteNumber``.
  case stop
  /// Leave the batch out, as if it had not been, and go on with a warning.
  case warn
}

/// A number that is NaN or infinite, which training met in a batch.
public struct NonFiniteNumber: Error, Hashable, Sendable {
  /// Where it stands. Layers are counted among ``SpikeSim/NetworkSpec/layers``, neurons as PyTorch
  /// does, images among those that are trained on; all from 0.
  public enum Place: Hashable, Sendable {
    /// A value of an image as it is fed.
    case input(image: Int, value: Int)
    /// A parameter before the batch, of the tensor `name` of a layer; of a matrix `input` is its place
    /// in its row of [out, …].
    case parameter(_ name: String, layer: Int, neuron: Int, input: Int?)
    /// The first membrane of the first image that has one: at the earliest step, nearest the input. Without
    /// spikes it is the sum z of a unit, and there is no step.
    case membrane(layer: Int, neuron: Int, step: Int?, image: Int)
    /// What the rule aims at: its reward or loss.
    case objective(name: String, image: Int?)
    /// What the rule says of a neuron: its feedback or gradient, the layer nearest the output.
    case feedback(layer: Int, neuron: Int, image: Int?)
    /// A parameter that the optimiser's step made so; everything before it was finite.
    case movedParameter(_ name: String, layer: Int, neuron: Int, input: Int?)
    /// The first membrane, as ``membrane(layer:neuron:step:image:)``, that the step makes so while
    /// every weight is finite.
    case movedMembrane(layer: Int, neuron: Int, step: Int?, image: Int)
    /// An optimiser's moment that the step made so; the weights would no longer move.
    case moment(layer: Int, neuron: Int)
  }

  /// Where it stands.
  public var place: Place
  /// The epoch, from 1.
  public var epoch: Int
  /// The batch of the epoch, from 1.
  public var batch: Int
  /// The step of the training that the batch would have been, from 1.
  public var step: Int
}

extension NonFiniteNumber: CustomStringConvertible {
  /// `batch 13 of epoch 2 (step 482): the membrane of neuron 17 of network.layers[3] is not finite at
  /// t = 4 for training image 812`.
  public var description: String {
    "batch \(batch) of epoch \(epoch) (step \(step)): \(place)"
  }
}

extension NonFiniteNumber.Place: CustomStringConvertible {
  /// What is not finite, in words.
  public var description: String {
    switch self {
    case .input(let image, let value):
      "value \(value) of training image \(image) is not finite"
    case .parameter(let name, let layer, let neuron, let input):
      "the \(name) of neuron \(neuron) of network.layers[\(layer)]\(Self.from(input)) is not finite"
    case .membrane(let layer, let neuron, let step, let image):
      "\(Self.membrane(neuron, layer, step)) is not finite\(Self.at(step)) for training image "
        + "\(image)"
    case .objective(let name, let image):
      "the \(name)\(Self.of(image)) is not finite"
    case .feedback(let layer, let neuron, let image):
      "what neuron \(neuron) of network.layers[\(layer)] is to learn\(Self.of(image)) is not finite"
    case .movedParameter(let name, let layer, let neuron, let input):
      "the optimiser's step makes the \(name) of neuron \(neuron) of network.layers[\(layer)]"
        + "\(Self.from(input)) overflow"
    case .movedMembrane(let layer, let neuron, let step, let image):
      "the optimiser's step makes \(Self.membrane(neuron, layer, step)) overflow\(Self.at(step)) "
        + "for training image \(image)"
    case .moment(let layer, let neuron):
      "a moment of the optimiser for neuron \(neuron) of network.layers[\(layer)] overflows"
    }
  }

  private static func membrane(_ neuron: Int, _ layer: Int, _ step: Int?) -> String {
    (step == nil ? "the sum of unit" : "the membrane of neuron")
      + " \(neuron) of network.layers[\(layer)]"
  }

  private static func at(_ step: Int?) -> String { step.map { " at t = \($0)" } ?? "" }

  private static func from(_ input: Int?) -> String {
    input.map { " for its input \($0)" } ?? ""
  }

  private static func of(_ image: Int?) -> String {
    image.map { " from training image \($0)" } ?? ""
  }
}
