"""Kills a sweep again and again, and checks that nothing is lost.

    swift build -c release
    python3 Tests/Scripts/soak.py .build/release/spikelab --kills 200

A sweep of twelve small runs is trained once in peace and once under fire: at random moments a
worker, the coordinator, or every process at once gets SIGKILL, as when a node is taken away. After
each kill every file of every run must be whole. The same command then goes on; a sweep that is done
before the last kill is followed by one of other seeds. In the end every summary, checkpoint and
config must have the bytes of the calm sweep, every run all its epochs, each once, and no folder a
file too many. Needs Python alone; leaves nothing; ends with 1 at the first thing that is wrong.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time

RUN_FILES = {
    "config.json", "status.json", "metrics.jsonl", "checkpoint.safetensors", "summary.json",
    "env.json", "log.txt", "worker.log",
}
EPOCHS = 60


def sweep_text(number):
    """The sweep of a round; no two rounds share a run."""
    seeds = [3 * number + offset for offset in range(3)]
    return json.dumps({
        "name": f"soak-{number}",
        "base": {
            "data": {"dataset": "digits", "train": 300, "test": 50},
            "network": {"steps": 5, "layers": [{"dense": 20}, "lif", {"dense": 10}, "lif"]},
            "training": {"epochs": EPOCHS, "batchSize": 20},
        },
        "grid": {
            "learning.rule": ["lfp-epsilon", "surrogate"], "network.beta": [0.5, 0.9],
            "seed": seeds,
        },
    })


def fail(message):
    print(f"FAILED: {message}")
    sys.exit(1)


def run_folders(root):
    return [path.parent for path in sorted(root.glob("*/config.json"))]


def check_whole(root):
    """Every file there is can be read: JSON is JSON, a checkpoint has all its bytes."""
    count = 0
    for folder in run_folders(root):
        for name in ["config.json", "status.json", "env.json", "summary.json"]:
            try:
                json.loads((folder / name).read_bytes())
                count += 1
            except FileNotFoundError:
                continue
            except ValueError as error:
                fail(f"{folder / name} is torn: {error}")
        try:
            data = (folder / "checkpoint.safetensors").read_bytes()
            (length,) = struct.unpack("<Q", data[:8])
            header = json.loads(data[8:8 + length])
            ends = [tensor["data_offsets"][1] for name, tensor in header.items()
                    if name != "__metadata__"]
            if 8 + length + max(ends) != len(data):
                fail(f"{folder / 'checkpoint.safetensors'} is torn")
            count += 1
        except FileNotFoundError:
            pass
        try:
            lines = (folder / "metrics.jsonl").read_bytes().split(b"\n")[:-1]
            epochs = [json.loads(line)["epoch"] for line in lines]
            if epochs != list(range(1, len(epochs) + 1)):
                fail(f"{folder / 'metrics.jsonl'} has the epochs {epochs}")
            count += 1
        except FileNotFoundError:
            pass
    return count


def check_end(root, calm):
    """The bytes of the calm sweep, each epoch once, and nothing else."""
    folders, peaceful = run_folders(root), run_folders(calm)
    if [f.name for f in folders] != [f.name for f in peaceful] or len(folders) != 12:
        fail(f"{len(folders)} runs, {len(peaceful)} in peace")
    size = 0
    for folder, other in zip(folders, peaceful):
        for name in ["config.json", "checkpoint.safetensors", "summary.json"]:
            mine, theirs = (folder / name).read_bytes(), (other / name).read_bytes()
            if hashlib.sha256(mine).digest() != hashlib.sha256(theirs).digest():
                fail(f"{folder / name} has other bytes than in peace")
            size += len(mine)
        epochs = len((folder / "metrics.jsonl").read_bytes().splitlines())
        if epochs != EPOCHS:
            fail(f"{folder} has {epochs} epochs")
        left = {path.name for path in folder.iterdir()} - RUN_FILES
        if left:
            fail(f"{folder} holds {left}")
    return size


def workers(root):
    """The processes that hold a run's lock."""
    pids = []
    for lock in root.glob("*/lock"):
        try:
            pids.append(json.loads(lock.read_bytes())["pid"])
        except (OSError, ValueError):
            continue
    return pids


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
        return True
    except ProcessLookupError:
        return False


def start(program, folder, root):
    return subprocess.Popen(
        [program, "sweep", "run", "sweep.json", "--output", str(root)], cwd=folder,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def under_fire(program, folder, root, left, chance, figures):
    """Runs the sweep of a folder to its end, with at most so many kills; returns how many."""
    kills = 0
    for _ in range(10 * left + 100):
        command = start(program, folder, root)
        while kills < left and command.poll() is None:
            time.sleep(chance.uniform(0.02, 0.25))
            at_work, kind = workers(root), chance.randrange(4)
            if kind < 2 and at_work:
                if kill(chance.choice(at_work)):
                    figures["workers"] += 1
                    kills += 1
            elif command.poll() is None:
                command.kill()
                figures["coordinators" if kind == 2 else "everything at once"] += 1
                kills += 1
                if kind == 3:
                    for pid in at_work:
                        kill(pid)
            figures["files read"] += check_whole(root)
        code = command.wait()
        figures["starts"] += 1
        if code == 0:
            return kills
        if code not in (75, -signal.SIGKILL):
            fail(f"the sweep ended with {code}")
    fail("the sweep does not end")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    program, chance = options.program.resolve(), random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)
    figures = dict.fromkeys(
        ["workers", "coordinators", "everything at once", "starts", "files read"], 0)
    begun, kills, rounds, size, attempts = time.monotonic(), 0, 0, 0, 0
    while kills < options.kills:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "sweep.json").write_text(sweep_text(rounds))
            if start(program, folder, folder / "calm").wait() != 0:
                fail("the calm sweep failed")
            kills += under_fire(
                program, folder, folder / "runs", options.kills - kills, chance, figures)
            size += check_end(folder / "runs", folder / "calm")
            attempts += sum(
                json.loads((run / "status.json").read_bytes())["attempt"]
                for run in run_folders(folder / "runs"))
        rounds += 1
        print(f"round {rounds}: {kills} of {options.kills} kills", flush=True)
    print(
        f"{kills} kills ({figures['workers']} workers, {figures['coordinators']} coordinators, "
        f"{figures['everything at once']} of everything at once) over {rounds} sweeps of 12 runs, "
        f"{time.monotonic() - begun:.0f} s\n"
        f"{figures['starts']} starts of the command, {attempts} beginnings of {12 * rounds} runs; "
        f"{figures['files read']} files read after kills, none torn\n"
        f"{size / 1e6:.1f} MB of configs, checkpoints and summaries: the same bytes as in peace, "
        f"and nothing of the dead left behind")


if __name__ == "__main__":
    main()
