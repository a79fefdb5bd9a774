"""SpikeLab and its peers in alternation: rounds, medians, ratios, targets.

Called by run.sh, which builds SpikeLab and sets up Python. Each measurement is a process of its own.
"""

import argparse
import hashlib
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONFIGS = {
    ("lfp", "MLP"): "mnist-mlp-lfp",
    ("lfp", "LeNet"): "mnist-lenet-lfp",
    ("surrogate", "MLP"): "mnist-mlp-surrogate",
    ("surrogate", "LeNet"): "mnist-lenet-surrogate",
}
NETWORKS = ("MLP", "LeNet")
PEERS = {"lfp": "lfprop", "surrogate": "snnTorch", "inference": "snnTorch"}
TITLES = {"lfp": "LFP step", "surrogate": "surrogate step", "inference": "inference"}
# At least, and the aim: how many times as fast, or as little memory.
TARGETS = {
    ("lfp", "MLP"): (15, 30),
    ("lfp", "LeNet"): (12, 25),
    ("surrogate", "MLP"): (3, 5),
    ("surrogate", "LeNet"): (2.5, 5),
    ("inference", "MLP"): (8, 20),
    ("inference", "LeNet"): (6, 15),
    "memory": (5, 10),
    "threads": (1.8, 1.95),
    "own": (3, 3),
}
BASELINE = 'learning={"rule": "surrogate", "surrogate": "fast-sigmoid", "slope": 25}'


def note(text):
    print(text, file=sys.stderr, flush=True)


def call(command, **environment):
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
    )
    if done.returncode:
        sys.exit(f"{' '.join(str(part) for part in command)} ended with {done.returncode}")
    return done.stdout


def checksum(file):
    """What checkpoints are kept under: another data set has others."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


class Bench:
    def __init__(self, arguments):
        self.options = arguments
        self.benchmarks = pathlib.Path(arguments.benchmarks)
        self.tool = pathlib.Path(arguments.tool)
        self.cache = HERE / ".runs"
        self.data = self.find_data()
        self.runs = {key: self.train(name) for key, name in CONFIGS.items()}

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
             "--data-root", self.data, "--threads", self.options.threads]
        )
        return pathlib.Path(said.strip().splitlines()[-1].removesuffix(" is done already"))

    def run_of(self, task, network):
        # Inference is of the network that LFP trained, on both sides.
        return self.runs["lfp" if task == "inference" else task, network]

    def peer(self, task, network):
        batches, warm_up = self.options.batches, self.options.warm_up
        threads = str(self.options.threads)
        output = call(
            [sys.executable, HERE / "peers.py", "inference" if task == "inference" else "step",
             self.run_of(task, network), "--data-root", self.data, "--threads", threads,
             "--batches", batches, "--warm-up", warm_up],
            OMP_NUM_THREADS=threads, MKL_NUM_THREADS=threads,
        )
        return json.loads(output)

    def spikelab(self, task, network, threads=None, override=None):
        run = self.run_of(task, network)
        command = [
            self.benchmarks, "inference" if task == "inference" else "step",
            "--config", run / "config.json", "--checkpoint", run / "checkpoint.safetensors",
            "--data-root", self.data, "--threads", threads or self.options.threads, "--json",
        ]
        if task == "inference":
            command += ["--passes", 1 if self.options.quick else 3]
        else:
            command += ["--batches", 2 * self.options.batches, "--warm-up", self.options.warm_up]
        return json.loads(call(command + ([override] if override else [])))

    def round(self):
        """Every measurement once: the peer, then SpikeLab."""
        results = {}
        for task in PEERS:
            for network in NETWORKS:
                note(f"  {TITLES[task]}, {network}")
                results[task, network, "peer"] = self.peer(task, network)
                results[task, network, "spikelab"] = self.spikelab(task, network)
                if task != "inference" and self.options.threads > 1:
                    results[task, network, "one thread"] = self.spikelab(task, network, threads=1)
        for network in NETWORKS:
            results["own", network, "spikelab"] = self.spikelab("lfp", network, override=BASELINE)
        return results


def median(rounds, key, field):
    return statistics.median(results[key][field] for results in rounds)


def verdict(ratio, target):
    least, aim = target
    return "aim" if ratio >= aim else "yes" if ratio >= least else "no"


def summarise(rounds, threads):
    """A row for each target: what, the peer's number, SpikeLab's, their ratio."""
    rows = []

    def add(what, unit, theirs, ours, ratio, target, places=1):
        rows.append({
            "what": what, "unit": unit, "theirs": theirs, "ours": ours, "ratio": ratio,
            "atLeast": target[0], "aim": target[1], "reached": verdict(ratio, target),
            "places": places,
        })

    for task, peer in PEERS.items():
        for network in NETWORKS:
            field = "imagesPerSecond" if task == "inference" else "milliseconds"
            theirs = median(rounds, (task, network, "peer"), field)
            ours = median(rounds, (task, network, "spikelab"), field)
            ratio = ours / theirs if task == "inference" else theirs / ours
            unit = "images/s" if task == "inference" else "ms"
            add(f"{TITLES[task]}, {network}, against {peer}", unit, theirs, ours, ratio,
                TARGETS[task, network], 0 if task == "inference" else 1)
    for task in ("lfp", "surrogate"):
        for network in NETWORKS:
            theirs = median(rounds, (task, network, "peer"), "peakMegabytes")
            ours = median(rounds, (task, network, "spikelab"), "peakMegabytes")
            add(f"peak memory, {TITLES[task]}, {network}, against {PEERS[task]}", "MB", theirs,
                ours, theirs / ours, TARGETS["memory"], 0)
    for task in ("lfp", "surrogate"):
        for network in NETWORKS:
            if threads > 1:
                one = median(rounds, (task, network, "one thread"), "milliseconds")
                ours = median(rounds, (task, network, "spikelab"), "milliseconds")
                add(f"{TITLES[task]}, {network}, {threads} threads against one", "ms", one, ours,
                    one / ours, TARGETS["threads"])
    for network in NETWORKS:
        baseline = median(rounds, ("own", network, "spikelab"), "milliseconds")
        ours = median(rounds, ("lfp", network, "spikelab"), "milliseconds")
        add(f"LFP step, {network}, against our surrogate step of the same network", "ms", baseline,
            ours, baseline / ours, TARGETS["own"])
    return rows


def cells(row):
    number = lambda value: f"{value:,.{row['places']}f}".replace(",", " ") + f" {row['unit']}"
    target = f"{row['atLeast']:g} ×" + (
        f", aim {row['aim']:g} ×" if row["aim"] != row["atLeast"] else "")
    return [row["what"], number(row["theirs"]), number(row["ours"]), f"{row['ratio']:.2f} ×",
            target, row["reached"]]


def text_table(rows):
    lines = [["", "against", "SpikeLab", "ratio", "at least", "reached"], *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        "   ".join(cell.ljust(width) if column == 0 else cell.rjust(width)
                   for column, (cell, width) in enumerate(zip(line, widths)))
        for line in lines)


def markdown(rows, machine):
    lines = ["| | against | SpikeLab | ratio |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(cells(row)[:3] + [f"**{row['ratio']:.1f} ×**"]) + " |" for row in rows]
    return "\n".join([machine, "", *lines])


def rates(rounds):
    """Firing rates of both programs: they must be those of one network."""
    lines = []
    for task in PEERS:
        for network in NETWORKS:
            shown = [
                " · ".join(f"{100 * rate:.1f}" for rate in rounds[-1][task, network, who]["firingRates"])
                for who in ("peer", "spikelab")
            ]
            lines.append(f"  {TITLES[task]}, {network}: {shown[0]} % there, {shown[1]} % here")
    return "\n".join(lines)


def versions():
    import lfprop  # noqa: F401
    from importlib.metadata import version

    return {name: version(name) for name in ("torch", "snntorch", "lfprop", "numpy")}


def main():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__.splitlines()[0])
    parser.add_argument("--benchmarks", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--tool", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, help="rounds (default 5)")
    parser.add_argument("--batches", type=int, default=20,
                        help="batches a peer is timed for in a round, SpikeLab twice as many")
    parser.add_argument("--warm-up", type=int, default=2, help="batches before those")
    parser.add_argument("--epochs", type=int, default=2,
                        help="epochs the networks have learnt before (default 2 of the configs' 3)")
    parser.add_argument("--threads", type=int, default=2, help="threads of both (default 2)")
    parser.add_argument("--data-root", help="folder with MNIST (default: SPIKELAB_DATA, the cache)")
    parser.add_argument("--quick", action="store_true", help="one round of three batches")
    parser.add_argument("--json", type=pathlib.Path, help="write every number to this file")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.batches = 1, 3
    bench = Bench(options)
    rounds = []
    for number in range(options.rounds):
        note(f"round {number + 1} of {options.rounds}")
        rounds.append(bench.round())
    environment = rounds[0]["lfp", "MLP", "spikelab"]["environment"]
    peers = versions()
    rows = summarise(rounds, options.threads)
    machine = (
        f"{environment['processor']} ({environment['cores']} cores, {environment['system']}, "
        f"{environment['instructionSet']}), {options.threads} threads, {bench.dataset}, T 25, batch 128, "
        f"medians of {options.rounds} alternating rounds; torch {peers['torch']}, "
        f"snnTorch {peers['snntorch']}, lfprop {peers['lfprop']}, Python {platform.python_version()}"
    )
    print(f"{machine}\n\n{text_table(rows)}\n\nfiring rates:\n{rates(rounds)}\n")
    print(f"For a README:\n\n{markdown(rows, machine)}")
    if options.json:
        options.json.write_text(json.dumps({
            "machine": environment, "versions": peers, "dataset": bench.dataset,
            "threads": options.threads, "rows": rows,
            "rounds": [{", ".join(key): value for key, value in results.items()} for results in rounds],
        }, indent=1) + "\n")


main()
