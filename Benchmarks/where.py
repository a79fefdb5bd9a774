#!/usr/bin/env python3
"""Where the time of a training step goes: kernels sampled by `perf`, one thread, as a table in Markdown.

    python3 Benchmarks/where.py [--instruction-set avx2]

Needs `perf`, what `Benchmarks/peers/run.sh` has built and trained (in `Benchmarks/peers/.runs`), and a machine
that does nothing else. Milliseconds are shares of the step's median, measured without perf.
"""

import argparse
import json
import pathlib
import re
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CASES = [("lfp-epsilon", "mlp"), ("lfp-epsilon", "lenet"), ("surrogate", "mlp"), ("surrogate", "lenet")]
# A part of a step, and the kernels that it is made of.
PARTS = {
    "first layer: images without background, both ways":
        "pack background packed_product unpack column_sums copy_patches dense_current outer_dense pack_time unpack_time",
    "currents from events": "event_current add_to_rows",
    "finding and grouping events": "list_active find_events list_kinds group_events pool_any pool_trains intersect",
    "membranes forward": "lif lif_counting adaptive_lif",
    "reward or gradient through membranes":
        "gather_columns gather_membranes pick_columns constant_membranes lfp_whole lfp_magnitudes lfp_signs "
        "surrogate_membrane adaptive_surrogate sum_steps carry_rewards split_signs merge_signs scale_columns",
    "d(W) from events": "outer_events",
    "handed back through weights": "pull_back time_rows",
    "weighing, clipping, Adam": "weigh_by_magnitude column_squares adam sgd scale magnitudes magnitudes_within",
    "counting operations": "count_steps count_spikes count_nonzero add_counts add_nonzero add_intervals",
}
OF = {f"spike_{name}": part for part, names in PARTS.items() for name in names.split()}


def run_folders(runs):
    """The trained networks: the folder of each network's run of LFP."""
    found = {}
    for path in sorted(runs.rglob("config.json")):
        config = json.loads(path.read_text())
        if config["learning"]["rule"] != "lfp-epsilon":
            continue
        name = "lenet" if any("conv2d" in layer for layer in config["network"]["layers"]
                              if isinstance(layer, dict)) else "mlp"
        found[name] = path.parent
    return found


def command(options, folder, rule, batches):
    return [
        str(options.benchmarks), "step", "--config", str(folder / "config.json"), "--checkpoint",
        str(folder / "checkpoint.safetensors"), "--threads", "1", "--instruction-set",
        options.instruction_set, "--batches", str(batches), "--json", f"learning.rule={rule}",
    ]


def shares(arguments, delay):
    """The share of each part in the samples, loading left out."""
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(["perf", "record", "-q", "-D", str(delay), "-o", file.name, *arguments], check=True,
                       capture_output=True)
        text = subprocess.run(
            ["perf", "report", "-i", file.name, "--stdio", "--percent-limit", "0", "-F", "overhead,sym"],
            check=True, capture_output=True, text=True).stdout
    sums = dict.fromkeys([*PARTS, "all else"], 0.0)
    for share, symbol in re.findall(r"^\s*([\d.]+)%\s+\[.\]\s+(\S+)", text, re.MULTILINE):
        kernel = re.sub(r"_(avx512|avx2|baseline|body)$", "", symbol)
        sums[OF.get(kernel, "all else")] += float(share)
    whole = sum(sums.values())
    return {part: share / whole for part, share in sums.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--benchmarks", type=pathlib.Path,
                        default=HERE / ".build/release/spikelab-benchmarks")
    parser.add_argument("--runs", type=pathlib.Path, default=HERE / "peers/.runs")
    parser.add_argument("--instruction-set", default="avx512", choices=["baseline", "avx2", "avx512"])
    parser.add_argument("--delay", type=int, default=3000, help="milliseconds that loading takes (default 3000)")
    options = parser.parse_args()
    folders = run_folders(options.runs)
    columns = []
    for rule, network in CASES:
        step = subprocess.run(command(options, folders[network], rule, 20), check=True, capture_output=True,
                              text=True).stdout
        milliseconds = json.loads(step)["milliseconds"]
        batches = max(40, int(8000 / milliseconds))
        columns.append((milliseconds, shares(command(options, folders[network], rule, batches), options.delay)))
    print("| part | LFP, MLP | LFP, LeNet | surrogate, MLP | surrogate, LeNet |\n|---|---|---|---|---|")
    for part in [*PARTS, "all else"]:
        cells = [f"{share[part]:.0%} · {share[part] * whole:.1f} ms".replace("%", " %")
                 for whole, share in columns]
        print(f"| {part} | " + " | ".join(cells) + " |")
    print("| a step, one thread | " + " | ".join(f"{whole:.1f} ms" for whole, _ in columns) + " |")


main()
