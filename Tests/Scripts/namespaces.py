"""Lets two coordinators that cannot see each other's processes share a sweep, and stops one of them.

    swift build -c release
    sudo python3 Tests/Scripts/namespaces.py .build/release/spikelab --rounds 200

Each coordinator runs in a process namespace of its own (`unshare --pid --fork --mount-proc`), as in two
containers, or on two machines of one name: neither can ask whether the other's processes live. In every
round one of the two, with its workers, is stopped at a random moment (SIGSTOP) for longer than a takeover
takes, and then goes on, so that it comes back to runs that the other has taken over, and perhaps
finished. SPIKELAB_TAKEOVER_SECONDS shortens the takeover, so that a round takes seconds.

After each round every run must be done, with the bytes of a calm sweep in config, checkpoint and summary,
every epoch once in its metrics, and no file too many. Needs Python and the right to make namespaces;
leaves nothing; ends with 1 at the first thing that is wrong.
"""

import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

RUN_FILES = {
    "config.json", "status.json", "metrics.jsonl", "checkpoint.safetensors", "summary.json",
    "env.json", "log.txt", "worker.log",
}


def sweep_text(epochs):
    return json.dumps({
        "name": "namespaces",
        "base": {
            "data": {"dataset": "digits", "train": 300, "test": 50},
            "network": {"steps": 5, "layers": [{"dense": 20}, "lif", {"dense": 10}, "lif"]},
            "training": {"epochs": epochs, "batchSize": 20},
        },
        "grid": {"learning.rule": ["lfp-epsilon", "surrogate"], "seed": [0, 1]},
    })


def fail(message):
    print(f"FAILED: {message}")
    sys.exit(1)


def folders(root):
    return [path.parent for path in sorted(root.glob("*/config.json"))]


def family(pid):
    """A process and all that come from it."""
    children = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                children.setdefault(int(fields[1]), []).append(int(entry.name))
            except (OSError, IndexError):
                continue
    found = [pid]
    for member in found:
        found += children.get(member, [])
    return found


def send(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def start(program, folder, root, takeover, isolated=True):
    command = [program, "sweep", "run", "sweep.json", "--output", root, "--workers", "1",
               "--threads-per-worker", "1"]
    if isolated:
        command = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"] + command
    environment = dict(os.environ, SPIKELAB_TAKEOVER_SECONDS=str(takeover))
    with open(folder / f"{time.monotonic_ns()}.out", "wb") as output:
        return subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, env=environment)


def check(root, calm, epochs, figures):
    mine, theirs = folders(root), folders(calm)
    if [run.name for run in mine] != [run.name for run in theirs] or len(mine) != 4:
        fail(f"{len(mine)} runs, {len(theirs)} in peace")
    for run, other in zip(mine, theirs):
        for name in ["config.json", "checkpoint.safetensors", "summary.json"]:
            if (run / name).read_bytes() != (other / name).read_bytes():
                fail(f"{run / name} has other bytes than in peace")
            figures["bytes"] += (run / name).stat().st_size
        lines = (run / "metrics.jsonl").read_bytes().splitlines()
        if [json.loads(line)["epoch"] for line in lines] != list(range(1, epochs + 1)):
            fail(f"{run / 'metrics.jsonl'} has {len(lines)} lines")
        if json.loads((run / "status.json").read_bytes())["state"] != "done":
            fail(f"{run / 'status.json'} is not done")
        left = {path.name for path in run.iterdir()} - RUN_FILES
        if left:
            fail(f"{run} holds {left}")
        figures["late writers"] += (run / "worker.log").read_text().count("no longer holds the run")


def play(program, folder, takeover, chance, figures):
    """One round in a folder: two coordinators, one of which is stopped and goes on."""
    both = [start(program, folder, "runs", takeover) for _ in range(2)]
    time.sleep(chance.uniform(0.1, 1.5) * takeover)
    unlucky = family(chance.choice(both).pid)
    # The last first: a coordinator must not see its worker stop.
    send(unlucky[::-1], signal.SIGSTOP)
    time.sleep(chance.uniform(1.5, 3) * takeover)
    send(unlucky, signal.SIGCONT)
    for coordinator in both:
        code = coordinator.wait()
        if code not in (0, 75):
            texts = [path.read_text() for path in folder.glob("*.out")]
            fail(f"a coordinator ended with {code}\n" + "\n".join(texts))
        # Three of its workers lost their runs: the same command goes on.
        if code == 75:
            figures["given up for now"] += 1
            if start(program, folder, "runs", takeover).wait() != 0:
                fail("the same command does not end the sweep")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--takeover", type=float, default=1)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    program, chance = options.program.resolve(), random.Random(options.seed)
    print(f"seed {options.seed}", flush=True)
    figures = dict.fromkeys(["late writers", "given up for now", "bytes"], 0)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        calm = pathlib.Path(name)
        (calm / "sweep.json").write_text(sweep_text(options.epochs))
        if start(program, calm, "runs", 120, isolated=False).wait() != 0:
            fail("the calm sweep failed")
        for number in range(options.rounds):
            with tempfile.TemporaryDirectory() as round_name:
                folder = pathlib.Path(round_name)
                (folder / "sweep.json").write_text(sweep_text(options.epochs))
                play(program, folder, options.takeover, chance, figures)
                check(folder / "runs", calm / "runs", options.epochs, figures)
            if (number + 1) % 10 == 0:
                print(f"{number + 1} of {options.rounds} rounds: {figures}", flush=True)
    if options.rounds >= 20 and figures["late writers"] == 0:
        fail("no writer came too late: the trial has tried nothing")
    print(
        f"{options.rounds} rounds in {time.monotonic() - begun:.0f} s: "
        f"{figures['late writers']} writers came back to runs that others had taken over, "
        f"{figures['given up for now']} coordinators gave up for now; "
        f"{figures['bytes'] / 1e6:.1f} MB of configs, checkpoints and summaries with the bytes of a calm "
        f"sweep, every epoch once, nothing left behind")


if __name__ == "__main__":
    main()
