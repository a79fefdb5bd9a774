import SpikeConfig
import SpikeData
import SpikeFiles
import SpikeSim

/// The module as a file.
extension SnnTorchModule {
  /// The module.
  var text: String {
    let usesPools = forward.contains { $0.contains("F.") }
    let isSpiking = network.spec.isSpiking
    let imports =
      (isSpiking ? ["import snntorch as snn"] : []) + ["import torch"]
      + (usesPools ? ["import torch.nn.functional as F"] : [])
      + ["from safetensors.torch import load_file", "from torch import nn"]
    let (needs, output) =
      isSpiking
      ? ("torch, snntorch 1.0 and safetensors", "spikes") : ("torch and safetensors", "logits")
    let prepared = config.data.isOfImages ? "prepare(images)" : "x"
    let name = JSONText.cut(JSONText.printable(config.name)).filter { $0 != "\\" && $0 != "\"" }
    return """
      # \(origin).
      \"""The network of \(name): the same \(output) as SpikeLab's. Needs \(needs).

          net = load()
          \(output) = simulate(net, \(prepared))  # [\(network.steps), batch, \(network.classes)]
          answers = \(output).sum(0).argmax(1)
      \"""

      \(imports.joined(separator: "\n"))

      CHECKPOINT = \(JSONText.quoted(checkpoint, escapesInvisible: false))
      STEPS = \(network.steps)


      class Net(nn.Module):
          \"""One step of the network.\"""

          def __init__(self):
              super().__init__()
              \(layers.joined(separator: "\n        "))

          def forward(self, x):
              \(forward.joined(separator: "\n        "))


      def load(path=CHECKPOINT):
          \"""The network with the weights of the run's checkpoint.\"""
          net, saved = Net(), load_file(path)
          state = net.state_dict()
          \(loading.joined(separator: "\n    "))
          net.load_state_dict(state)
          return net.eval()

      \(preparation)
      @torch.no_grad()
      def simulate(net, x):
          \"""\(isSpiking ? "Output spikes" : "Logits") [\(network.steps), batch, \(network.classes)]; \(encoding.words)\"""
          for layer in net.children():
              if hasattr(layer, "reset_mem"):
                  layer.reset_mem()
          \(encoding.lines.joined(separator: "\n    "))

      """
  }

  /// `prepare`, of networks that read images.
  private var preparation: String {
    guard config.data.isOfImages else { return "" }
    let shape = network.inputPlane.map(String.init).joined(separator: ", ")
    let line: String
    switch config.data.pixels {
    case .range(let low, let high): line = "\(low) + images.float() * (\(high - low) / 255)"
    case .normalized(let mean, let deviation):
      func channels(_ numbers: [Float]) -> String {
        "torch.tensor(\(numbers)).view(-1, 1, 1)"
      }
      line = "(images.float() / 255 - \(channels(mean))) / \(channels(deviation))"
    }
    return """

      def prepare(images):
          \"""What the network reads of images [batch, \(shape)] of bytes: black is 0, white 255.\"""
          return \(line)


      """
  }

  /// How `x` is fed.
  private var encoding: (words: String, lines: [String]) {
    switch config.encoding {
    case .constant:
      (
        "x is fed as current, the same at every step.",
        ["return torch.stack([net(x) for _ in range(STEPS)])"]
      )
    case .rate:
      (
        "x spikes at random at each step, with its value as probability.",
        [
          "x = x.clamp(0, 1)",
          "return torch.stack([net(torch.bernoulli(x)) for _ in range(STEPS)])",
        ]
      )
    case .latency:
      (
        "x above 0 spikes once, the larger the earlier.",
        [
          "first = torch.floor((1 - x.clamp(0, 1)) * (STEPS - 1) + 0.5)",
          "return torch.stack([net(((first == t) & (x > 0)).float()) for t in range(STEPS)])",
        ]
      )
    case .events:
      (
        "x [\(network.steps), batch, \(network.inputPlane.map(String.init).joined(separator: ", "))] are spikes, 0 or 1.",
        ["return torch.stack([net(x[t]) for t in range(STEPS)])"]
      )
    }
  }
}
