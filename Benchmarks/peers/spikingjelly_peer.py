"""SpikingJelly in multi-step mode: each layer takes all steps at once."""

import torch
from spikingjelly.activation_based import functional, layer, neuron, surrogate
from torch import nn
from torch.nn.functional import conv2d, cross_entropy, linear

from torch_peers import TorchPeer

# SoftSign's derivative is a/2 / (1 + a|u|)^2: the fast sigmoid's, times a/2. It is one of those that
# SpikingJelly has an operator of its own for, so it is taken, and the factor divided out.


class ShiftedLinear(layer.Linear):
    shift = 0.0

    def forward(self, x):
        return linear(x, self.weight, self.bias + self.shift)


class ShiftedConvolution(layer.Conv2d):
    shift = 0.0

    def forward(self, x):
        many = x.flatten(0, 1) if x.ndim == 5 else x
        out = conv2d(many, self.weight, self.bias + self.shift)
        return out.unflatten(0, x.shape[:2]) if x.ndim == 5 else out


class SpikingJelly(TorchPeer):
    """
    SpikingJelly's reset takes the threshold from the membrane before it decays, ours after:

        there  H[t] = beta (H[t-1] - theta' S[t-1]) + I'[t],   S[t] = H[t] >= theta'
        here   U[t] = beta U[t-1] - theta S[t-1] + I[t],       S[t] = U[t] >  theta

    They are one with theta' = theta / beta, H = U + c, c = theta' - theta: a current that is larger by
    c (1 - beta), and a membrane that begins at c. So its own neuron and operator are used as they are.
    """

    def __init__(self, run):
        slope = run.learning.get("slope", 25)
        layers, self.beginnings = [], []
        for spec in run.layers:
            if spec["kind"] == "dense":
                layers.append(ShiftedLinear(spec["inputs"], spec["outputs"], step_mode="m"))
            elif spec["kind"] == "conv":
                layers.append(ShiftedConvolution(
                    spec["inputs"], spec["outputs"], spec["size"], step_mode="m"))
            elif spec["kind"] == "pool":
                layers.append(layer.MaxPool2d(spec["size"], step_mode="m"))
            elif spec["kind"] == "flatten":
                layers.append(layer.Flatten(step_mode="m"))
            else:
                beta, threshold = spec["beta"], spec["threshold"]
                beginning = threshold / beta - threshold
                layers[-1].shift = beginning * (1 - beta)
                self.beginnings.append(beginning)
                layers.append(neuron.LIFNode(
                    tau=1 / (1 - beta), decay_input=False, v_threshold=threshold / beta,
                    v_reset=None, surrogate_function=surrogate.SoftSign(alpha=slope),
                    detach_reset=True, step_mode="m"))
        self.module = nn.Sequential(*layers)
        # The input does not change: what feeds the first neurons is computed once.
        first = next(i for i, part in enumerate(layers) if isinstance(part, neuron.LIFNode))
        self.below, self.above = layers[:first], layers[first:]
        depth = len(self.beginnings)
        self.factors = [(2 / slope) ** (depth - index // 2) for index in range(2 * depth)]
        self.prepare(run)

    def neurons(self):
        return [part for part in self.module if isinstance(part, neuron.LIFNode)]

    def spikes(self, images):
        functional.reset_net(self.module)
        for unit, beginning in zip(self.neurons(), self.beginnings):
            unit.v = beginning
        x = images
        for part in self.below:
            x = x.flatten(1) if isinstance(part, layer.Flatten) else part(x)
        x = x.unsqueeze(0).expand(self.run.steps, *x.shape)
        for part in self.above:
            x = part(x)
        return x

    def gradients(self, images, labels):
        cross_entropy(self.spikes(images).sum(0), labels).backward()
        with torch.no_grad():
            for parameter, factor in zip(self.module.parameters(), self.factors):
                parameter.grad.mul_(factor)
