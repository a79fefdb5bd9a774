"""Networks without spikes beside PyTorch and lfprop: milliseconds a step, in alternation.

    python units.py --benchmarks BINARY [--isa avx2|avx512] [--threads N] [--rounds N] [--data FOLDER]

The MLP of the paper's Figure 2 on CIFAR-10 and its LeNet on MNIST, batches of 32 and 128: the gradient
beside PyTorch, LFP-epsilon beside lfprop. A step is all that training does for a batch: images drawn,
forward, loss or reward, backward, SGD with momentum. Each round takes the median of forty steps of both;
printed is the median of the rounds. BINARY is spikelab-benchmarks.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np

from common import read_idx
from peer_process import AVX2

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--benchmarks", required=True)
parser.add_argument("--isa", choices=["avx2", "avx512"])
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--only", default="", help="rows whose text contains this")
parser.add_argument("--data", default=os.environ.get("SPIKELAB_DATA"))
options = parser.parse_args()
# Read when torch is loaded.
if options.isa == "avx2":
    os.environ.update(AVX2)

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402

MLP = [{"dense": 512}, "relu", {"dropout": 0.5}, {"dense": 256}, "relu", {"dropout": 0.5},
       {"dense": 128}, "relu", {"dropout": 0.5}, {"dense": 10}]
LENET = [{"conv2d": {"channels": 16, "kernel": 5}}, "relu", {"maxPool": 2},
         {"conv2d": {"channels": 16, "kernel": 5}}, "relu", {"maxPool": 2}, "flatten",
         {"dense": 120}, "relu", {"dropout": 0.5}, {"dense": 84}, "relu", {"dropout": 0.5},
         {"dense": 10}]
CASES = [("MLP, CIFAR-10", "cifar10", MLP), ("LeNet, MNIST", "mnist", LENET)]
RATE = 0.001
IMAGES = 6400
STEPS = 40


def data(root, name, count):
    """Images [n, channels, rows, columns] from -1 to 1, and labels."""
    if name == "mnist":
        grey = read_idx(root, "train-images-idx3-ubyte")[:count, None]
        labels = read_idx(root, "train-labels-idx1-ubyte")[:count]
    else:
        folder = next(
            path for path in (root / "cifar10", root / "cifar-10-batches-bin", root)
            if (path / "data_batch_1.bin").exists())
        raw = np.concatenate([
            np.fromfile(folder / f"data_batch_{batch}.bin", np.uint8).reshape(-1, 3073)
            for batch in range(1, 6)])[:count]
        grey, labels = raw[:, 1:].reshape(-1, 3, 32, 32), raw[:, 0]
    images = grey.astype(np.float32) * np.float32(2 / 255) - 1
    return torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64))


def module(layers, shape):
    """The same network in PyTorch."""
    parts, (channels, side), units = [], shape, None
    for layer in layers:
        kind, value = (layer, None) if isinstance(layer, str) else next(iter(layer.items()))
        if kind == "conv2d":
            parts.append(nn.Conv2d(channels, value["channels"], value["kernel"]))
            channels, side = value["channels"], side - value["kernel"] + 1
        elif kind == "maxPool":
            parts.append(nn.MaxPool2d(value))
            side //= value
        elif kind == "dense":
            if units is None:
                parts.append(nn.Flatten())
                units = channels * side * side
            parts.append(nn.Linear(units, value))
            units = value
        elif kind == "relu":
            parts.append(nn.ReLU())
        elif kind == "dropout":
            parts.append(nn.Dropout(value))
    return nn.Sequential(*parts)


def gradient_step(network, x, y):
    functional.cross_entropy(network(x), y).backward()


def lfp_step(composite, network, x, y):
    with composite.context(network) as modified:
        x.requires_grad_(True)
        logits = modified(x)
        target = functional.one_hot(y, logits.shape[1])
        reward = (logits * (target - torch.sigmoid(logits))).detach()
        torch.autograd.grad((logits,), (x,), grad_outputs=(reward,))
    for parameter in network.parameters():
        parameter.grad = -parameter.feedback / len(y)


def peer_step(network, images, labels, batch, rule):
    """Milliseconds of a step: the median of forty, after two."""
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE, momentum=0.9)
    composite = None
    if rule != "gradient":
        from lfprop.propagation.propagator_lxt import LFPEpsilonComposite

        composite = LFPEpsilonComposite(1e-6)
    network.train()
    seconds = []
    for _ in range(STEPS + 2):
        begin = time.perf_counter()
        chosen = torch.randint(len(images), (batch,))
        x, y = images[chosen], labels[chosen]
        optimizer.zero_grad()
        if composite is None:
            gradient_step(network, x, y)
        else:
            lfp_step(composite, network, x, y)
        optimizer.step()
        seconds.append(time.perf_counter() - begin)
    return 1000 * statistics.median(seconds[2:])


def our_step(folder, name, layers, batch, rule):
    """The same of SpikeLab."""
    learning = {"rule": "gradient"} if rule == "gradient" else {
        "rule": "lfp-epsilon", "reward": "logistic", "reduction": "mean"}
    path = folder / "config.json"
    path.write_text(json.dumps({
        "name": "units", "data": {"dataset": name, "pixels": [-1, 1], "train": IMAGES, "test": 100},
        "network": {"layers": layers}, "learning": learning,
        "training": {"epochs": 1, "batchSize": batch, "clipping": "none",
                     "optimizer": {"sgd": {"learningRate": RATE, "momentum": 0.9}}}}))
    isa = ["--instruction-set", options.isa] if options.isa else []
    result = subprocess.run(
        [options.benchmarks, "step", "--config", path, "--json", "--threads", str(options.threads),
         "--data-root", options.data, "--batches", str(STEPS), *isa],
        check=True, capture_output=True, text=True)
    return json.loads(result.stdout)["milliseconds"]


def main():
    torch.set_num_threads(options.threads)
    print("| network | batch | rule | SpikeLab, ms | peer, ms | peer / SpikeLab |")
    print("|---|---|---|---|---|---|", flush=True)
    for label, name, layers in CASES:
        images, labels = data(pathlib.Path(options.data), name, IMAGES)
        network = module(layers, (images.shape[1], images.shape[2]))
        for batch in (32, 128):
            for rule, peer in (("gradient", "PyTorch"), ("LFP-ε", "lfprop")):
                row = f"| {label} | {batch} | {rule} |"
                if options.only not in row:
                    continue
                ours, theirs = [], []
                with tempfile.TemporaryDirectory() as folder:
                    for _ in range(options.rounds):
                        ours.append(our_step(pathlib.Path(folder), name, layers, batch, rule))
                        theirs.append(peer_step(network, images, labels, batch, rule))
                mine, other = statistics.median(ours), statistics.median(theirs)
                print(f"{row} {mine:.2f} | {other:.2f} ({peer}) | {other / mine:.2f} |", flush=True)


if __name__ == "__main__":
    main()
