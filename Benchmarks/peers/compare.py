"""SpikeLab and its peers in alternation: rounds, medians, ratios, targets.

Called by run.sh, which builds SpikeLab and sets up Python. One task on one network after another: each
peer is a process that waits while others are measured, each measurement of SpikeLab one of its own.
"""

import argparse
import hashlib
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

import agreement
from peer_process import Peer
from report import TITLES, Report, markdown, text_table

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONFIGS = {
    ("lfp", "MLP"): "mnist-mlp-lfp",
    ("lfp", "LeNet"): "mnist-lenet-lfp",
    ("surrogate", "MLP"): "mnist-mlp-surrogate",
    ("surrogate", "LeNet"): "mnist-lenet-surrogate",
}
NETWORKS = ("MLP", "LeNet")
PEERS = {
    "lfp": ("lfprop",),
    "surrogate": ("snnTorch", "SpikingJelly", "JAX"),
    "inference": ("snnTorch", "SpikingJelly", "JAX"),
}
BASELINE = 'learning={"rule": "surrogate", "surrogate": "fast-sigmoid", "slope": 25}'
BEGIN = time.monotonic()


def note(text):
    """A line of progress."""
    minutes, seconds = divmod(int(time.monotonic() - BEGIN), 60)
    print(f"[{minutes}:{seconds:02}] {text}", file=sys.stderr, flush=True)


def call(command):
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    if done.returncode:
        sys.exit(f"{' '.join(str(part) for part in command)} ended with {done.returncode}")
    return done.stdout


def checksum(file):
    """What checkpoints are kept under: another data set has others."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


class Bench:
    def __init__(self, options):
        self.options = options
        self.benchmarks = pathlib.Path(options.benchmarks)
        self.tool = pathlib.Path(options.tool)
        self.cache = HERE / ".runs"
        self.data = self.find_data()
        self.runs = {key: self.train(name) for key, name in CONFIGS.items()}
        self.missing, self.agreements = {}, []
        self.rounds = [{} for _ in range(options.rounds)]

    def find_data(self):
        """The folder with MNIST, or with digits in files named as MNIST's are."""
        names = [f"train-images-idx3-ubyte{ending}" for ending in ("", ".gz")]
        given = self.options.data_root or os.environ.get("SPIKELAB_DATA")
        cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
        roots = [given] if given else [
            pathlib.Path(cache) / "spikelab",
            pathlib.Path.home() / "Library/Caches/spikelab",
        ]
        for root in map(pathlib.Path, roots):
            folders = (root / "mnist", root, root / "MNIST" / "raw")
            files = [folder / name for folder in folders for name in names]
            if found := next((file for file in files if file.exists()), None):
                self.dataset, self.checksum = "MNIST", checksum(found)
                return root.resolve()
        if given:
            sys.exit(f"no MNIST below {given}")
        note("no MNIST found (spikelab data fetch mnist): digits that SpikeLab generates")
        self.dataset = "generated digits"
        root = HERE / ".digits"
        call([self.tool, "data", "generate", "--output", root, "--overwrite"])
        self.checksum = checksum(root / names[0])
        return root

    def train(self, name):
        """The run of a config past its first epochs on these very images; trained once and kept."""
        epochs = self.options.epochs
        note(f"{name}: {epochs} epochs, unless they are there")
        said = call(
            [self.tool, "train", f"Configs/{name}.json",
             f"training.epochs={epochs}", "--resume", "--quiet",
             "--output", self.cache / self.checksum / name,
             "--data-root", self.data, "--threads", self.options.threads])
        return pathlib.Path(said.strip().splitlines()[-1].removesuffix(" is done already"))

    def run_of(self, task, network):
        # Inference is of the network that LFP trained, on all sides.
        return self.runs["lfp" if task == "inference" else task, network]

    def spikelab(self, task, network, threads=None, override=None):
        run = self.run_of(task, network)
        command = [
            self.benchmarks, "inference" if task == "inference" else "step",
            "--config", run / "config.json", "--checkpoint", run / "checkpoint.safetensors",
            "--data-root", self.data, "--threads", threads or self.options.threads, "--json",
        ]
        if self.options.isa != "best":
            command += ["--instruction-set", self.options.isa]
        if task == "inference":
            command += ["--passes", 1]
        else:
            command += ["--batches", 6 * self.options.batches, "--warm-up", self.options.warm_up]
        return json.loads(call(command + ([override] if override else [])))

    def measure(self, task, network):
        """All rounds of a task on a network: in each, every peer once, then SpikeLab."""
        what, peers = f"{TITLES[task]}, {network}", {}
        for program in PEERS[task]:
            note(f"{what}: {program} begins")
            peer = Peer(program, task, self.run_of(task, network), self.data, self.options)
            if peer.missing:
                self.missing[task, network, program] = peer.missing
            else:
                peers[program] = peer
        count = 1 if task == "inference" else self.options.batches
        for number, results in enumerate(self.rounds, start=1):
            note(f"{what}: round {number} of {len(self.rounds)}")
            for program, peer in peers.items():
                results[task, network, program] = peer.measure(count)
            results[task, network, "SpikeLab"] = self.spikelab(task, network)
            if task != "inference" and self.options.threads > 1:
                results[task, network, "one thread"] = self.spikelab(task, network, threads=1)
            if task == "lfp":
                results["own", network, "SpikeLab"] = self.spikelab(
                    task, network, override=BASELINE)
        self.check(task, network, peers)
        for peer in peers.values():
            peer.end()

    def check(self, task, network, peers):
        """Whether each peer's network is ours: spikes, gradients, firing rates."""
        own = json.loads(call(
            [sys.executable, HERE / "agreement.py", self.tool, self.run_of(task, network), self.data]))
        rates = self.rounds[-1][task, network, "SpikeLab"]["firingRates"]
        shown = " · ".join(f"{100 * rate:.1f}" for rate in rates)
        self.agreements.append(f"  {TITLES[task]}, {network}: firing rates {shown} %")
        for program, peer in peers.items():
            self.agreements.append(f"    {program}: {agreement.compare(peer.seen, own)}")


def versions():
    from importlib import metadata

    found = {}
    for name in ("torch", "snntorch", "lfprop", "spikingjelly", "jax", "numpy"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def main():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__.splitlines()[0])
    parser.add_argument("--benchmarks", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--tool", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="rounds (default 5)")
    parser.add_argument("--batches", type=int, default=4,
                        help="batches a peer is timed for in a round, SpikeLab six times as many")
    parser.add_argument("--images", type=int, default=1000,
                        help="test images of a peer's pass, of which there is one a round")
    parser.add_argument("--warm-up", type=int, default=2, help="batches before those")
    parser.add_argument("--epochs", type=int, default=2,
                        help="epochs the networks have learnt before (default 2 of the configs' 3)")
    parser.add_argument("--threads", type=int, default=2, help="threads of all (default 2)")
    parser.add_argument("--isa", choices=["best", "avx2"], default="best",
                        help="instruction set of all programs (default: the best there is)")
    parser.add_argument("--data-root", help="folder with MNIST (default: SPIKELAB_DATA, the cache)")
    parser.add_argument("--quick", action="store_true", help="one round of two batches")
    parser.add_argument("--json", type=pathlib.Path, help="write every number to this file")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.batches, options.images = 1, 2, 500
    bench = Bench(options)
    for task in PEERS:
        for network in NETWORKS:
            bench.measure(task, network)
    rounds, agreements = bench.rounds, "\n".join(bench.agreements)
    environment, found = rounds[0]["lfp", "MLP", "SpikeLab"]["environment"], versions()
    report = Report(
        rounds, PEERS, bench.missing, NETWORKS, options.threads, environment["instructionSet"])
    machine = (
        f"{environment['processor']} ({environment['cores']} cores, {environment['system']}, "
        f"{environment['instructionSet']}), {options.threads} threads, {bench.dataset}, T 25, batch "
        f"128, medians of {options.rounds} alternating rounds; "
        + ", ".join(f"{name} {version}" for name, version in found.items())
        + f", Python {platform.python_version()}")
    print(f"{machine}\n\n{text_table(report.rows)}\n\nthe same network:\n{agreements}\n")
    print(f"For a README:\n\n{machine}\n\n{markdown(report.rows)}")
    note("done")
    if options.json:
        options.json.write_text(json.dumps({
            "machine": environment, "versions": found, "dataset": bench.dataset,
            "threads": options.threads, "isa": options.isa, "rows": report.rows,
            "agreement": bench.agreements,
            "rounds": [{", ".join(key): value for key, value in results.items()} for results in rounds],
        }, indent=1) + "\n")


main()
