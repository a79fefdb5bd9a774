"""One measurement of a peer, in a process of its own: a line of JSON on standard output.

    peers.py step      RUN   training steps: lfprop where the run's rule is LFP, else snnTorch
    peers.py inference RUN   snnTorch over the test images

RUN is the folder of a SpikeLab run. Layers, constants and pixels come from its config.json, weights
and Adam's moments from its checkpoint, so that both programs train one network at the same rates.
"""

import argparse
import gzip
import json
import pathlib
import resource
import statistics
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np
import snntorch as snn
import torch
from safetensors.numpy import load_file
from snntorch import surrogate
from torch import nn
from torch.nn import functional


def read_idx(root, name):
    """The array of an IDX file, plain or gzip, where SpikeLab would look for it."""
    for folder in (root / "mnist", root, root / "MNIST" / "raw"):
        for path, opener in ((folder / name, open), (folder / f"{name}.gz", gzip.open)):
            if path.exists():
                with opener(path, "rb") as file:
                    data = file.read()
                shape = np.frombuffer(data, ">u4", count=data[3], offset=4)
                values = np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape))
                return values.reshape(shape)
    sys.exit(f"{name} is not below {root}")


class Images:
    """A split as floats, scaled as the config says."""

    def __init__(self, root, prefix, pixels):
        low, high = pixels
        grey = torch.from_numpy(read_idx(root, f"{prefix}-images-idx3-ubyte").copy())
        self.pixels = grey.unsqueeze(1).float().mul_((high - low) / 255).add_(low)
        self.labels = torch.from_numpy(read_idx(root, f"{prefix}-labels-idx1-ubyte").copy()).long()

    def __len__(self):
        return len(self.labels)


class SpikingNetwork(nn.Module):
    """The config's layers in snnTorch."""

    def __init__(self, config, slope):
        super().__init__()
        network, layers, shape = config["network"], [], (1, 28, 28)
        for spec in network["layers"]:
            kind, value = (spec, {}) if isinstance(spec, str) else next(iter(spec.items()))
            if kind == "dense":
                if len(shape) > 1:
                    layers.append(nn.Flatten())
                layers.append(nn.Linear(int(np.prod(shape)), value))
                shape = (value,)
            elif kind == "conv2d":
                layers.append(nn.Conv2d(shape[0], value["channels"], value["kernel"]))
                shape = (value["channels"], *(n - value["kernel"] + 1 for n in shape[1:]))
            elif kind == "maxPool":
                layers.append(nn.MaxPool2d(value))
                shape = (shape[0], *(n // value for n in shape[1:]))
            elif kind == "flatten":
                layers.append(nn.Flatten())
                shape = (int(np.prod(shape)),)
            elif kind == "lif":
                layers.append(
                    snn.Leaky(
                        beta=value.get("beta", network["beta"]),
                        threshold=value.get("threshold", network["threshold"]),
                        spike_grad=surrogate.fast_sigmoid(slope=slope),
                        reset_mechanism="subtract",
                        init_hidden=True,
                    )
                )
            else:
                sys.exit(f"no counterpart for the layer {kind}")
        self.layers = nn.Sequential(*layers)

    def reset(self):
        for layer in self.layers:
            if isinstance(layer, snn.Leaky):
                layer.reset_mem()

    def run(self, images, steps):
        """Spikes of the output, [steps, images, classes]."""
        self.reset()
        return torch.stack([self.layers(images) for _ in range(steps)])


class SurrogateLearner:
    """Back-propagation through time, cross-entropy of the summed spikes."""

    program = "snntorch"

    def __init__(self, config):
        self.network = SpikingNetwork(config, config["learning"].get("slope", 25))

    def gradients(self, images, labels, steps):
        spikes = self.network.run(images, steps)
        functional.cross_entropy(spikes.sum(0), labels).backward()


class FeedbackLearner:
    """The LFP authors' package: its network, its rule, its gradients with the sign turned."""

    program = "lfprop"

    def __init__(self, config):
        from lfprop.model.spiking_networks import LifCNN, LifMLP
        from lfprop.propagation.propagator_snn import LFPSNNEpsilonComposite

        network, learning = config["network"], config["learning"]
        if any(isinstance(spec, dict) and "lif" in spec for spec in network["layers"]):
            sys.exit("lfprop has one beta for all layers")
        beta = network["beta"]
        is_convolutional = any("conv2d" in spec for spec in network["layers"])
        make, inputs = (LifCNN, 1) if is_convolutional else (LifMLP, 784)
        self.network = make(inputs, 10, beta=beta, spike_grad="step")
        self.composite = LFPSNNEpsilonComposite(learning["epsilon"])
        self.reading = learning["reward"]

    def reward(self, spikes, labels):
        """A.16, as printed or as released."""
        half = spikes.shape[0] / 2 if self.reading == "sequence" else spikes.shape[0] // 2
        count = spikes.sum(0)
        other = count - spikes.shape[0] if self.reading == "sequence" else spikes.shape[0] - count
        hit, miss = torch.sigmoid(half - count), torch.sigmoid(half - other)
        is_target = functional.one_hot(labels, spikes.shape[2]).bool()
        return torch.where(is_target, hit.expand_as(spikes), -spikes * miss)

    def gradients(self, images, labels, steps):
        self.network.train()
        self.network.reset()
        with self.composite.context(self.network) as network:
            images = images.clone().requires_grad_(True)
            spikes = torch.stack([network(images)[0] for _ in range(steps)])
            reward = self.reward(spikes, labels).detach()
            torch.autograd.grad((spikes,), (images,), grad_outputs=(reward,))
        for parameter in self.network.parameters():
            parameter.grad = -parameter.feedback
        self.network.reset()


def clip(parameter, limit):
    """Adaptive clipping: a unit's step is at most a share of the unit's norm."""
    rows = (parameter.shape[0], -1) if parameter.ndim > 1 else (1, -1)
    step = parameter.grad.reshape(rows)
    largest = parameter.detach().reshape(rows).norm(dim=1).clamp_(min=1e-3).mul_(limit)
    norm = step.norm(dim=1)
    factor = torch.where(norm > largest, largest / (norm + 1e-6), 1.0)
    parameter.grad = (step * factor[:, None]).reshape(parameter.shape)


def restore(network, optimizer, tensors):
    """Weights and, where there is an optimiser, Adam's moments of SpikeLab's checkpoint."""
    steps = float(tensors["position"][0])
    with torch.no_grad():
        for index, parameter in enumerate(network.parameters()):
            name = f"layers.{index // 2}.{'bias' if index % 2 else 'weight'}"
            parameter.copy_(torch.from_numpy(tensors[name]))
            if optimizer is not None:
                optimizer.state[parameter] = {
                    "step": torch.tensor(steps),
                    "exp_avg": torch.from_numpy(tensors[f"optimizer.first.{name}"]).clone(),
                    "exp_avg_sq": torch.from_numpy(tensors[f"optimizer.second.{name}"]).clone(),
                }


def firing_rates(network, run):
    """Mean spikes a neuron and step of each LIF layer while `run` runs."""
    units = [unit for unit in network.modules() if isinstance(unit, snn.Leaky)]
    sums, counts = [0.0] * len(units), [0] * len(units)

    def watch(index):
        def hook(_, __, output):
            spikes = output[0] if isinstance(output, tuple) else output
            sums[index] += spikes.sum().item()
            counts[index] += spikes.numel()

        return hook

    hooks = [unit.register_forward_hook(watch(index)) for index, unit in enumerate(units)]
    with torch.no_grad():
        run()
    for hook in hooks:
        hook.remove()
    return [total / max(1, count) for total, count in zip(sums, counts)]


def measure_steps(config, tensors, images, arguments):
    training = config["training"]
    is_surrogate = config["learning"]["rule"] == "surrogate"
    learner = (SurrogateLearner if is_surrogate else FeedbackLearner)(config)
    network, adam = learner.network, training["optimizer"]["adam"]
    optimizer = torch.optim.Adam(network.parameters(), lr=adam["learningRate"])
    restore(network, optimizer, tensors)
    steps, limit = config["network"]["steps"], training["clipping"]["adaptive"]
    size, seconds = training["batchSize"], []
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
    for batch in range(arguments.warm_up + arguments.batches):
        begin = time.perf_counter()
        chosen = order[torch.arange(batch * size, (batch + 1) * size) % len(images)]
        optimizer.zero_grad()
        learner.gradients(images.pixels[chosen], images.labels[chosen], steps)
        for parameter in network.parameters():
            clip(parameter, limit)
        optimizer.step()
        seconds.append(time.perf_counter() - begin)
    peak = peak_megabytes()
    seconds = seconds[arguments.warm_up :]

    def once():
        network.reset()
        layers = network.layers if is_surrogate else network
        for _ in range(steps):
            layers(images.pixels[chosen])

    return {
        "program": learner.program,
        "rule": config["learning"]["rule"],
        "milliseconds": 1e3 * statistics.median(seconds),
        "imagesPerSecond": size / statistics.median(seconds),
        "peakMegabytes": peak,
        "firingRates": firing_rates(network, once),
        "repetitions": [1e3 * value for value in seconds],
    }


def measure_inference(config, tensors, images, arguments):
    network = SpikingNetwork(config, 25)
    restore(network, None, tensors)
    network.eval()
    steps, size = config["network"]["steps"], arguments.inference_batch

    def classify(first):
        with torch.inference_mode():
            counts = network.run(images.pixels[first : first + size], steps).sum(0)
        return (counts.argmax(1) == images.labels[first : first + size]).sum().item()

    classify(0)
    begin = time.perf_counter()
    correct = sum(classify(first) for first in range(0, len(images), size))
    seconds = time.perf_counter() - begin
    peak = peak_megabytes()
    return {
        "program": "snntorch",
        "imagesPerSecond": len(images) / seconds,
        "milliseconds": 1e3 * seconds,
        "accuracy": correct / len(images),
        "peakMegabytes": peak,
        "firingRates": firing_rates(network, lambda: network.run(images.pixels[:size], steps)),
    }


def peak_megabytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=["step", "inference"])
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--data-root", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batches", type=int, default=20, help="steps that are timed")
    parser.add_argument("--warm-up", type=int, default=2, help="steps before those")
    parser.add_argument("--inference-batch", type=int, default=500)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    config = json.loads((arguments.run / "config.json").read_text())
    tensors = load_file(arguments.run / "checkpoint.safetensors")
    prefix = "train" if arguments.task == "step" else "t10k"
    images = Images(arguments.data_root, prefix, config["data"]["pixels"])
    measure = measure_steps if arguments.task == "step" else measure_inference
    result = measure(config, tensors, images, arguments)
    print(json.dumps(result | {"task": arguments.task, "threads": torch.get_num_threads()}))


main()
