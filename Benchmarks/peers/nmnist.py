#!/usr/bin/env python3
"""N-MNIST beside snnTorch: the same recordings, steps, network and settings, as lines of JSON.

    python Benchmarks/peers/nmnist.py --tool spikelab --data-root FOLDER [--configs CONFIG …] [--seeds 0 1 2]

Each config of SpikeLab is trained for each seed, in alternation with snnTorch (surrogate gradients, fast sigmoid of
slope 25) on its network, with its batch size, epochs, Adam and adaptive clipping. A line has the test accuracy
after the last epoch and the seconds of an epoch, without evaluation.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
SIZE = 34


def recording(path, steps):
    """The spikes of a recording, [steps, 2, 34, 34], as SpikeLab bins them by time."""
    raw = np.fromfile(path, np.uint8).reshape(-1, 5).astype(np.int64)
    x, y = raw[:, 0], raw[:, 1]
    polarity, stamp = raw[:, 2] >> 7, (raw[:, 2] & 127) << 16 | raw[:, 3] << 8 | raw[:, 4]
    # A record of y = 240 stands for an overflow of the clock, of 2^13 units.
    overflow = y == 240
    stamp = (stamp + np.cumsum(overflow) * 8192)[~overflow]
    x, y, polarity = x[~overflow], y[~overflow], polarity[~overflow]
    first, last = stamp.min(), stamp.max()
    step = np.minimum(steps - 1, ((stamp - first) / max(1, last - first) * steps).astype(int))
    spikes = np.zeros((steps, 2, SIZE, SIZE), np.float32)
    spikes[step, polarity, y, x] = 1
    return spikes


def split(root, name, steps):
    """Recordings of a split in the order of their numbers, and their labels."""
    files = [(path, label) for label in range(10)
             for path in (root / name / str(label)).glob("*.bin")]
    files.sort(key=lambda file: file[0].name)
    return (np.stack([recording(path, steps) for path, _ in files]),
            np.array([label for _, label in files]))


def train_snntorch(config, seed, data, threads):
    import snntorch as snn
    import torch
    from snntorch import surrogate
    from torch import nn
    from torch.nn import functional
    from torch_peers import clip

    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    network, training = config["network"], config["training"]
    shape, layers = (2, SIZE, SIZE), []
    for spec in network["layers"]:
        kind, value = (spec, None) if isinstance(spec, str) else next(iter(spec.items()))
        if kind == "dense":
            if len(shape) > 1:
                layers.append(nn.Flatten())
            layers.append(nn.Linear(int(np.prod(shape)), value))
            shape = (value,)
        elif kind == "conv2d":
            size = value["kernel"]
            layers.append(nn.Conv2d(shape[0], value["channels"], size))
            shape = (value["channels"], shape[1] - size + 1, shape[2] - size + 1)
        elif kind == "maxPool":
            layers.append(nn.MaxPool2d(value))
            shape = (shape[0], shape[1] // value, shape[2] // value)
        elif kind == "flatten":
            layers.append(nn.Flatten())
            shape = (int(np.prod(shape)),)
        elif kind == "lif":
            layers.append(snn.Leaky(
                beta=network["beta"], spike_grad=surrogate.fast_sigmoid(slope=25),
                reset_mechanism="subtract", init_hidden=True))
    module = nn.Sequential(*layers)
    adam = torch.optim.Adam(module.parameters(), lr=1e-3)
    (x, y), (x_test, y_test) = data
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    x_test, y_test = torch.from_numpy(x_test), torch.from_numpy(y_test)

    def counts(batch):
        for layer in module:
            if isinstance(layer, snn.Leaky):
                layer.reset_mem()
        return sum(module(batch[:, step]) for step in range(network["steps"]))

    seconds = []
    for _ in range(training["epochs"]):
        begin = time.perf_counter()
        for batch in torch.randperm(len(x)).split(training["batchSize"]):
            adam.zero_grad()
            functional.cross_entropy(counts(x[batch]), y[batch]).backward()
            for parameter in module.parameters():
                clip(parameter, 0.01)
            adam.step()
        seconds.append(time.perf_counter() - begin)
    with torch.no_grad():
        accuracy = (counts(x_test).argmax(1) == y_test).float().mean().item()
    return accuracy, statistics.median(seconds)


def train_spikelab(tool, path, seed, root, threads, overrides):
    with tempfile.TemporaryDirectory() as folder:
        command = [tool, "train", path, "--output", folder, "--quiet", "--threads", str(threads),
                   "--data-root", str(root), f"seed={seed}", *overrides]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        run = next(path.parent for path in pathlib.Path(folder).glob("*/metrics.jsonl"))
        epochs = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    epochs = [epoch for epoch in epochs if "testAccuracy" in epoch]
    return epochs[-1]["testAccuracy"], statistics.median(e["trainSeconds"] for e in epochs)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--tool", required=True, help="the program spikelab")
    options.add_argument("--data-root", type=pathlib.Path, default=os.environ.get("SPIKELAB_DATA"))
    options.add_argument("--configs", nargs="+", default=[
        "Configs/nmnist-mlp-lfp.json", "Configs/nmnist-conv-lfp.json"])
    options.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--epochs", type=int, default=10)
    options = options.parse_args()
    root = pathlib.Path(options.data_root)
    folder = root / "nmnist" if (root / "nmnist").is_dir() else root
    for path in options.configs:
        config = json.loads(pathlib.Path(path).read_text())
        config["training"]["epochs"] = options.epochs
        data = [split(folder, name, config["network"]["steps"]) for name in ("Train", "Test")]
        for seed in options.seeds:
            results = {"snnTorch, surrogate": train_snntorch(config, seed, data, options.threads)}
            for rule in ("surrogate", "lfp-epsilon"):
                results[f"SpikeLab, {rule}"] = train_spikelab(
                    options.tool, path, seed, root, options.threads,
                    [f"learning.rule={rule}", f"training.epochs={options.epochs}"])
            for program, (accuracy, seconds) in results.items():
                print(json.dumps({
                    "config": pathlib.Path(path).stem, "seed": seed, "program": program,
                    "testAccuracy": accuracy, "secondsAnEpoch": seconds}), flush=True)


if __name__ == "__main__":
    main()
