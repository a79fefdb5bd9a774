"""snnTorch and lfprop, and the end of a step that all peers on torch share."""

import snntorch as snn
import torch
from snntorch import surrogate
from torch import nn
from torch.nn import functional


def spiking_network(run, slope):
    """The config's layers in snnTorch."""
    layers = []
    for layer in run.layers:
        if layer["kind"] == "dense":
            layers.append(nn.Linear(layer["inputs"], layer["outputs"]))
        elif layer["kind"] == "conv":
            layers.append(nn.Conv2d(layer["inputs"], layer["outputs"], layer["size"]))
        elif layer["kind"] == "pool":
            layers.append(nn.MaxPool2d(layer["size"]))
        elif layer["kind"] == "flatten":
            layers.append(nn.Flatten())
        else:
            layers.append(snn.Leaky(
                beta=layer["beta"], threshold=layer["threshold"],
                spike_grad=surrogate.fast_sigmoid(slope=slope), reset_mechanism="subtract",
                init_hidden=True))
    return nn.Sequential(*layers)


class TorchPeer:
    """Weights, moments, clipping and Adam; a subclass has the network and its gradients."""

    module = None

    def prepare(self, run):
        """Weights and Adam's moments of SpikeLab's checkpoint."""
        self.run = run
        self.adam = torch.optim.Adam(
            self.module.parameters(), lr=run.adam["learningRate"], fused=True)
        tensors = zip(self.module.parameters(), run.parameters(), run.moments())
        with torch.no_grad():
            for parameter, value, (first, second) in tensors:
                parameter.copy_(torch.from_numpy(value))
                self.adam.state[parameter] = {
                    "step": torch.tensor(run.optimizer_steps),
                    "exp_avg": torch.from_numpy(first).clone(),
                    "exp_avg_sq": torch.from_numpy(second).clone(),
                }

    def hold(self, images, labels):
        """Images as this peer keeps them."""
        return torch.from_numpy(images), torch.from_numpy(labels).long()

    def step(self, images, labels):
        self.adam.zero_grad()
        self.gradients(images, labels)
        for parameter in self.module.parameters():
            clip(parameter, self.run.clipping)
        self.adam.step()

    def gradient_norms(self, images, labels):
        self.adam.zero_grad()
        self.gradients(images, labels)
        return [parameter.grad.norm().item() for parameter in self.module.parameters()]

    def counts(self, images):
        with torch.inference_mode():
            return self.spikes(images).sum(0).numpy()

    def rates(self, images):
        """Mean spikes a neuron and step of each layer of neurons."""
        sums = [[0.0, 0] for _ in self.neurons()]

        def watch(index):
            def hook(_, __, output):
                spikes = output[0] if isinstance(output, tuple) else output
                sums[index][0] += spikes.sum().item()
                sums[index][1] += spikes.numel()

            return hook

        hooks = [unit.register_forward_hook(watch(i)) for i, unit in enumerate(self.neurons())]
        self.counts(images)
        for hook in hooks:
            hook.remove()
        return [total / max(1, count) for total, count in sums]


class SnnTorch(TorchPeer):
    """Back-propagation through time, cross-entropy of the summed spikes."""

    def __init__(self, run):
        self.module = spiking_network(run, run.learning.get("slope", 25))
        self.prepare(run)

    def neurons(self):
        return [layer for layer in self.module if isinstance(layer, snn.Leaky)]

    def spikes(self, images):
        for unit in self.neurons():
            unit.reset_mem()
        return torch.stack([self.module(images) for _ in range(self.run.steps)])

    def gradients(self, images, labels):
        functional.cross_entropy(self.spikes(images).sum(0), labels).backward()


class Lfprop(TorchPeer):
    """The LFP authors' package: its network, its rule, its gradients with the sign turned."""

    def __init__(self, run):
        from lfprop.model.spiking_networks import LifCNN, LifMLP
        from lfprop.propagation.propagator_snn import LFPSNNEpsilonComposite

        neurons = [layer for layer in run.layers if layer["kind"] == "lif"]
        if any(layer != neurons[0] for layer in neurons):
            raise ValueError("lfprop has one beta for all layers")
        is_convolutional = any(layer["kind"] == "conv" for layer in run.layers)
        make, inputs = (LifCNN, 1) if is_convolutional else (LifMLP, 784)
        self.module = make(inputs, 10, beta=neurons[0]["beta"], spike_grad="step")
        self.composite = LFPSNNEpsilonComposite(run.learning["epsilon"])
        self.reading = run.learning["reward"]
        self.prepare(run)

    def neurons(self):
        return [unit for unit in self.module.modules() if isinstance(unit, snn.Leaky)]

    def spikes(self, images):
        self.module.reset()
        spikes = torch.stack([self.module(images)[0] for _ in range(self.run.steps)])
        self.module.reset()
        return spikes

    def reward(self, spikes, labels):
        """A.16, as printed or as released."""
        half = spikes.shape[0] / 2 if self.reading == "sequence" else spikes.shape[0] // 2
        count = spikes.sum(0)
        other = count - spikes.shape[0] if self.reading == "sequence" else spikes.shape[0] - count
        hit, miss = torch.sigmoid(half - count), torch.sigmoid(half - other)
        is_target = functional.one_hot(labels, spikes.shape[2]).bool()
        return torch.where(is_target, hit.expand_as(spikes), -spikes * miss)

    def gradients(self, images, labels):
        self.module.train()
        self.module.reset()
        with self.composite.context(self.module) as network:
            images = images.clone().requires_grad_(True)
            spikes = torch.stack([network(images)[0] for _ in range(self.run.steps)])
            reward = self.reward(spikes, labels).detach()
            torch.autograd.grad((spikes,), (images,), grad_outputs=(reward,))
        for parameter in self.module.parameters():
            parameter.grad = -parameter.feedback
        self.module.reset()


def clip(parameter, limit, floor=1e-3):
    """Adaptive clipping: a unit's step is at most a share of the unit's norm, which counts as `floor` at least."""
    rows = (parameter.shape[0], -1) if parameter.ndim > 1 else (1, -1)
    step = parameter.grad.reshape(rows)
    largest = parameter.detach().reshape(rows).norm(dim=1).clamp_(min=floor).mul_(limit)
    norm = step.norm(dim=1)
    factor = torch.where(norm > largest, largest / (norm + 1e-6), 1.0)
    parameter.grad = (step * factor[:, None]).reshape(parameter.shape)
