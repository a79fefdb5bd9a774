#!/usr/bin/env python3
"""What a recurrent layer costs: SpikeLab's steps beside snnTorch's RLeaky, in alternation, as JSON and a table.

    python Benchmarks/peers/recurrent.py --benchmarks spikelab-benchmarks --data-root FOLDER [--isa avx2]

The network is 784-1000-1000-10 on MNIST, batches of 128, its second layer of neurons recurrent, all with all;
every layer of SpikeLab's is calibrated to a firing rate, and the weights stay. The feed-forward network is the
same without the recurrent connection. snnTorch computes every step densely, so that its rate does not matter.
`spikelab-benchmarks` is built as `run.sh` does. --trained names a config of the recurrent network and its
checkpoint, measured besides.

Where other work runs on the machine, --cpu measures processor time on one thread in place of time on the clock:
SpikeLab's is that of two runs, one of more batches than the other, divided by the difference.
"""

import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from peer_process import AVX2  # noqa: E402

BATCH = 128


def config(recurrent, steps, rate):
    lif = {"lif": {"recurrent": "all-to-all"}} if recurrent else "lif"
    return {
        "name": "recurrent" if recurrent else "feed-forward",
        "data": {"dataset": "mnist", "pixels": [-1, 1]},
        "network": {
            "steps": steps, "beta": 0.9, "initialisation": {"firingRate": rate},
            "layers": [{"dense": 1000}, "lif", {"dense": 1000}, lif, {"dense": 10}, "lif"]},
        "learning": {"rule": "lfp-epsilon"},
        "training": {
            "batchSize": BATCH, "optimizer": {"adam": {"learningRate": 1e-8}},
            "clipping": {"adaptive": 0.01}},
    }


def peer(options):
    """snnTorch's side: answers a number of steps on standard input by their milliseconds."""
    import time

    import snntorch as snn
    import torch
    from common import read_images
    from snntorch import surrogate
    from torch import nn
    from torch.nn import functional
    from torch_peers import clip

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    slope = surrogate.fast_sigmoid(slope=25)
    linear = nn.ModuleList([nn.Linear(784, 1000), nn.Linear(1000, 1000), nn.Linear(1000, 10)])
    leaky = [snn.Leaky(beta=0.9, spike_grad=slope) for _ in range(2)]
    recurrent = snn.RLeaky(beta=0.9, linear_features=1000, all_to_all=True, spike_grad=slope)
    module = nn.ModuleList([linear, recurrent])
    adam = torch.optim.Adam(module.parameters(), lr=1e-8, fused=True)
    images, labels = read_images(pathlib.Path(options.data_root), "train", (-1, 1), BATCH * 40)
    images = torch.from_numpy(images).flatten(1)
    labels = torch.from_numpy(labels).long()

    def step(first):
        x, y = images[first : first + BATCH], labels[first : first + BATCH]
        adam.zero_grad()
        first_state, last_state = (unit.reset_mem() for unit in leaky)
        spikes, state = recurrent.reset_mem()
        total = 0
        for _ in range(options.steps):
            below, first_state = leaky[0](linear[0](x), first_state)
            spikes, state = recurrent(linear[1](below), spikes, state)
            above, last_state = leaky[1](linear[2](spikes), last_state)
            total = total + above
        functional.cross_entropy(total, y).backward()
        for parameter in module.parameters():
            clip(parameter, 0.01)
        adam.step()

    done = 0
    for line in sys.stdin:
        times = []
        for _ in range(int(line)):
            clock = time.process_time if options.cpu else time.perf_counter
            begin = clock()
            step(BATCH * (done % 40))
            times.append(1e3 * (clock() - begin))
            done += 1
        print(json.dumps(times), flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--benchmarks", help="the program spikelab-benchmarks")
    options.add_argument("--data-root", default=os.environ.get("SPIKELAB_DATA"))
    options.add_argument("--isa", choices=["avx512", "avx2"], default="avx512")
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--batches", type=int, default=8, help="of a measurement")
    options.add_argument("--cpu", action="store_true", help="processor time, one thread")
    options.add_argument("--steps", type=int, default=15)
    options.add_argument("--rate", type=float, default=0.1)
    options.add_argument("--trained", nargs=2, metavar=("CONFIG", "CHECKPOINT"))
    options.add_argument("--json", type=pathlib.Path)
    options.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    options = options.parse_args()
    if options.cpu:
        options.threads = 1
    if not options.data_root:
        sys.exit("--data-root or SPIKELAB_DATA must name the folder of MNIST")
    if options.peer:
        return peer(options)
    if not options.benchmarks:
        sys.exit("--benchmarks must name spikelab-benchmarks")

    threads = str(options.threads)
    environment = os.environ | {"OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads}
    environment |= AVX2 if options.isa == "avx2" else {}
    snntorch = subprocess.Popen(
        [sys.executable, __file__, "--peer", "--data-root", options.data_root, "--threads", threads,
         "--steps", str(options.steps)] + (["--cpu"] if options.cpu else []),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def of_snntorch(count):
        snntorch.stdin.write(f"{count}\n")
        snntorch.stdin.flush()
        return json.loads(snntorch.stdout.readline())

    def run(config, rule, checkpoint, batches):
        """Milliseconds of steps on the clock, and the processor's of the whole."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = subprocess.run(
            [options.benchmarks, "step", "--config", config, "--json", "--threads", threads,
             "--instruction-set", options.isa, "--data-root", options.data_root,
             "--batches", str(batches), f"learning.rule={rule}"]
            + (["--checkpoint", checkpoint] if checkpoint else []),
            check=True, stdout=subprocess.PIPE, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = json.loads(found.stdout)
        rates.append(found["firingRates"])
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return found["repetitions"], 1e3 * spent

    def of_spikelab(config, rule, checkpoint=None):
        if not options.cpu:
            return run(config, rule, checkpoint, options.batches)[0]
        few, many = (run(config, rule, checkpoint, n)[1] for n in (2, 2 + options.batches))
        return [(many - few) / options.batches]

    rates = []
    cases = {"snnTorch, surrogate": lambda: of_snntorch(options.batches)}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("feed-forward", "recurrent"):
            path = pathlib.Path(folder) / f"{name}.json"
            path.write_text(
                json.dumps(config(name == "recurrent", options.steps, options.rate)))
            for rule in ("lfp-epsilon", "surrogate"):
                cases[f"{name}, {rule}"] = lambda p=str(path), r=rule: of_spikelab(p, r)
        if options.trained:
            cases["trained, lfp-epsilon"] = lambda: of_spikelab(
                options.trained[0], "lfp-epsilon", options.trained[1])
        of_snntorch(2)
        found = {name: [] for name in cases}
        for _ in range(options.rounds):
            for name, measure in cases.items():
                found[name].append(measure())
    snntorch.stdin.close()
    snntorch.wait()

    # The median over rounds of each round's median; and the shortest step, which other work disturbs least.
    medians = {name: statistics.median(map(statistics.median, r)) for name, r in found.items()}
    shortest = {name: min(map(min, rounds)) for name, rounds in found.items()}
    pairs = [
        ("recurrent against feed-forward, LFP", "recurrent, lfp-epsilon", "feed-forward, lfp-epsilon"),
        ("recurrent against feed-forward, surrogate", "recurrent, surrogate", "feed-forward, surrogate"),
        ("snnTorch against LFP", "snnTorch, surrogate", "recurrent, lfp-epsilon"),
        ("snnTorch against surrogate", "snnTorch, surrogate", "recurrent, surrogate"),
    ]
    if options.trained:
        pairs.append(("snnTorch against LFP, trained", "snnTorch, surrogate", "trained, lfp-epsilon"))
    clock = ", processor time" if options.cpu else ""
    print(f"{options.isa}, threads: {threads}{clock}, T {options.steps}, batches of {BATCH}\n")
    print("| step | median | shortest |\n|---|---|---|")
    for name in cases:
        print(f"| {name} | {medians[name]:.1f} ms | {shortest[name]:.1f} ms |")
    print("\n| | median | shortest |\n|---|---|---|")
    for title, above, below in pairs:
        print(f"| {title} | {medians[above] / medians[below]:.2f} × "
              f"| {shortest[above] / shortest[below]:.2f} × |")
    print("\nfiring rates of the last measurement:", " · ".join(f"{100 * r:.1f} %" for r in rates[-1]))
    if options.json:
        options.json.write_text(json.dumps({"options": vars(options) | {"json": None}, "found": found}))


if __name__ == "__main__":
    main()
