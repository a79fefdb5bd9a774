/// One layer of a network, as a config names it.
public enum LayerSpec: Hashable, Sendable {
  /// A dense layer: `units` outputs, each with a bias unless told.
  case dense(units: Int, hasBias: Bool = true)
  /// A two-dimensional convolution.
  case conv2d(Convolution)
  /// The largest value of each window of `size` × `size`; windows do not overlap, and what does not
  /// fill one is left out. Ties go to the first in row-major order.
  case maxPool(size: Int)
  /// The mean of each window of `size` × `size`.
  case averagePool(size: Int)
  /// All cells side by side. A dense layer does so by itself.
  case flatten
  /// Each cell is left out at each step with a probability, the others scaled up; in training only.
  case dropout(Float)
  /// A population of leaky integrate-and-fire neurons, one per output of the layer before it.
  case lif(LIFParameters)
  /// A population of rectified linear units, one per output of the layer before it: max(0, z). Of
  /// networks without spikes.
  case relu
}

/// The constants of a convolution.
public struct Convolution: Hashable, Sendable {
  /// Output channels.
  public var channels: Int
  /// Height and width of the kernel.
  public var kernel: Int
  /// Step between two positions, at least 1.
  public var stride: Int
  /// Rows and columns of zeros around the input.
  public var padding: Int
  /// Whether each channel has a bias.
  public var hasBias: Bool

  /// Describes a convolution.
  public init(
    channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, hasBias: Bool = true
  ) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.hasBias = hasBias
  }
}

/// The constants of one population of LIF neurons (A.14, A.15).
public struct LIFParameters: Hashable, Sendable {
  /// Membrane decay per step, in (0, 1]; 1 is a perfect integrator.
  public var beta: Float
  /// Firing threshold θ, positive and finite.
  public var threshold: Float
  /// What a spike does to the membrane one step later.
  public var reset: Reset
  /// How the threshold adapts to the neuron's spikes; nil where it does not.
  public var adaptation: Adaptation?
  /// Which of its own spikes a neuron reads one step later; nil for none.
  public var recurrence: Recurrence?
  /// Decay α of a synaptic current, in [0, 1): I\[t\] = α·I\[t-1\] + W·x\[t\] + b is what the membrane
  /// integrates. Nil where the membrane integrates W·x + b itself.
  public var synapticDecay: Float?
  /// Which of the constants are learnt; nil for none.
  public var learned: LearnedConstants?

  /// Describes a population.
  ///
  /// - Parameters:
  ///   - beta: Membrane decay, in (0, 1]. 0.9 unless told.
  ///   - threshold: Firing threshold. 1 unless told.
  ///   - reset: The reset mechanism. By subtraction unless told.
  ///   - adaptation: How the threshold adapts. Not at all unless told.
  ///   - recurrence: Which of its own spikes a neuron reads. None unless told.
  ///   - synapticDecay: Decay of a synaptic current. None unless told.
  ///   - learned: Which constants are learnt. None unless told.
  public init(
    beta: Float = 0.9, threshold: Float = 1, reset: Reset = .subtract,
    adaptation: Adaptation? = nil, recurrence: Recurrence? = nil, synapticDecay: Float? = nil,
    learned: LearnedConstants? = nil
  ) {
    self.beta = beta
    self.threshold = threshold
    self.reset = reset
    self.adaptation = adaptation
    self.recurrence = recurrence
    self.synapticDecay = synapticDecay
    self.learned = learned
  }

  /// The highest threshold that a neuron can have.
  public var largestThreshold: Float {
    guard let adaptation else { return threshold }
    return threshold + adaptation.strength / (1 - adaptation.decay)
  }
}

/// A threshold that rises with every spike and falls back by itself: θ\[t\] = θ + b·a\[t\],
/// a\[t\] = ρ·a\[t-1\] + S\[t-1\].
public struct Adaptation: Hashable, Sendable {
  /// Decay ρ per step, in [0, 1).
  public var decay: Float
  /// Strength b, what one spike adds to the threshold of the next step: 0 or more, and finite.
  public var strength: Float

  /// Describes an adaptation.
  public init(decay: Float, strength: Float) {
    self.decay = decay
    self.strength = strength
  }
}

/// What a spike does to the membrane, one step after it; R = H(U\[t-1\] − θ).
public enum Reset: String, Hashable, Sendable, CaseIterable {
  /// θ is taken away: U\[t\] = β·U\[t-1\] + I\[t\] − θ·R.
  case subtract
  /// The membrane is emptied: U\[t\] = β·(1 − R)·U\[t-1\] + I\[t\].
  case zero
  /// Nothing: U\[t\] = β·U\[t-1\] + I\[t\].
  case none
}

/// How a sample becomes the input of T steps.
public enum Encoding: String, Hashable, Sendable, CaseIterable {
  /// The image is fed as current, the same at every step (the paper's).
  case constant
  /// Each pixel spikes at each step with a probability: its value, clamped to 0 … 1.
  case rate
  /// Each pixel above 0 spikes once, the brighter the earlier: at step round((1 − value)·(T − 1)).
  case latency
  /// Not at all: samples are event streams.
  case events
}

/// A network: the shape of one input sample, the number of steps, and the layers from input to
/// output.
public struct NetworkSpec: Hashable, Sendable {
  /// Shape of one sample: [features] or [channels, height, width].
  public var inputShape: [Int]
  /// Steps T that one sample is simulated for, 1 … ``Network/maximumSteps``.
  public var steps: Int
  /// What a sample is, and how it becomes the input of the steps.
  public var input: NetworkInput
  /// Layers from input to output.
  public var layers: [LayerSpec]

  /// Describes a network whose input are values; ``Network`` checks it.
  public init(
    inputShape: [Int], steps: Int, encoding: Encoding = .constant, layers: [LayerSpec]
  ) {
    self.init(
      inputShape: inputShape, steps: steps,
      input: encoding == .events ? .spikes : .values(encoding), layers: layers)
  }

  /// Describes a network; ``Network`` checks it.
  public init(inputShape: [Int], steps: Int, input: NetworkInput, layers: [LayerSpec]) {
    self.inputShape = inputShape
    self.steps = steps
    self.input = input
    self.layers = layers
  }

  /// Where the dense and conv2d layers stand among ``layers``, from input to output.
  public var connections: [Int] {
    layers.indices.filter {
      switch layers[$0] {
      case .dense, .conv2d: true
      default: false
      }
    }
  }

  /// Where the populations (LIF neurons, units) stand among ``layers``, from input to output; for the
  /// logits of a network without spikes, their connection.
  public var populations: [Int] {
    let populations = layers.indices.filter {
      switch layers[$0] {
      case .lif, .relu: true
      default: false
      }
    }
    return populations + (isSpiking ? [] : connections.suffix(1))
  }

  /// Whether the last layer is a population, or a connection that gives logits.
  var endsWithPopulation: Bool { if case .lif = layers.last { true } else { !isSpiking } }

  /// Whether the network has neurons that spike: a network without any has units (``LayerSpec/relu``) and
  /// one step.
  public var isSpiking: Bool { !layers.contains(.relu) }
}
