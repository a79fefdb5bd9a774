#!/usr/bin/env python3
"""The gradient of the paper's spiking figures beside snnTorch, as lines of JSON.

    python Benchmarks/peers/baseline.py --tool spikelab --data-root FOLDER [--beta 0.9] [--steps 5] [--seeds 0 1 2]

Both train the MLP of Figure A.4 on MNIST with the settings of Configs/paper/figure-a4-mlp.json, the initial weights and the
order of images drawn by each program itself. A line has the accuracies after an epoch: in training, over the
epoch, and on the test images after it.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def snntorch(options, seed):
    import snntorch as snn
    import torch
    from common import read_images
    from snntorch import surrogate
    from torch import nn
    from torch.nn import functional
    from torch_peers import clip

    torch.set_num_threads(options.threads)
    torch.manual_seed(seed)
    layers = []
    for inputs, outputs in ((784, 1000), (1000, 1000), (1000, 10)):
        layers += [nn.Linear(inputs, outputs), snn.Leaky(
            beta=options.beta, spike_grad=surrogate.fast_sigmoid(slope=25),
            reset_mechanism="subtract", init_hidden=True)]
    module = nn.Sequential(*layers)
    adam = torch.optim.Adam(module.parameters(), lr=1e-3)

    def images(prefix):
        pixels, labels = read_images(options.data_root, prefix, (-1, 1), None)
        return torch.from_numpy(pixels).flatten(1), torch.from_numpy(labels).long()

    def counts(batch):
        for layer in module:
            if isinstance(layer, snn.Leaky):
                layer.reset_mem()
        return sum(module(batch) for _ in range(options.steps))

    (x, y), (x_test, y_test) = images("train"), images("t10k")
    for _ in range(options.epochs):
        right = 0
        for batch in torch.randperm(len(x)).split(128):
            adam.zero_grad()
            output = counts(x[batch])
            functional.cross_entropy(output, y[batch]).backward()
            for parameter in module.parameters():
                clip(parameter, 0.06, floor=1e-6)
            adam.step()
            right += (output.argmax(1) == y[batch]).sum().item()
        with torch.no_grad():
            tested = torch.cat([counts(part).argmax(1) for part in x_test.split(1000)])
        yield right / len(x), (tested == y_test).float().mean().item()


def spikelab(options, seed):
    sweep = json.loads("\n".join(
        line for line in (HERE.parents[1] / "Configs/paper/figure-a4-mlp.json").read_text().splitlines()
        if not line.lstrip().startswith("//")))
    config = sweep["base"] | {"name": "baseline", "seed": seed} | next(
        run for run in sweep["runs"] if run["learning"]["rule"] == "surrogate")
    config["network"] |= {"beta": options.beta, "steps": options.steps}
    config["training"]["epochs"] = options.epochs
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "baseline.json"
        path.write_text(json.dumps(config))
        subprocess.run(
            [options.tool, "train", path, "--output", folder, "--quiet", "--threads",
             str(options.threads), "--data-root", str(options.data_root)],
            check=True, stdout=subprocess.DEVNULL)
        lines = next(pathlib.Path(folder).glob("*/metrics.jsonl")).read_text().splitlines()
    for line in map(json.loads, lines):
        yield line["trainAccuracy"], line["testAccuracy"]


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--tool", required=True, help="the program spikelab")
    options.add_argument("--data-root", type=pathlib.Path, default=os.environ.get("SPIKELAB_DATA"))
    options.add_argument("--beta", type=float, default=0.9)
    options.add_argument("--steps", type=int, default=5)
    options.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    options.add_argument("--epochs", type=int, default=3)
    options.add_argument("--threads", type=int, default=2)
    options = options.parse_args()
    for seed in options.seeds:
        for program, train in (("snnTorch", snntorch), ("SpikeLab", spikelab)):
            for epoch, (trained, tested) in enumerate(train(options, seed), 1):
                print(json.dumps({
                    "program": program, "beta": options.beta, "steps": options.steps, "seed": seed,
                    "epoch": epoch, "trainAccuracy": round(trained, 4), "testAccuracy": round(tested, 4),
                }), flush=True)


if __name__ == "__main__":
    main()
