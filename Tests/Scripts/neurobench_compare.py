"""SpikeLab's sparsity numbers beside those that the neurobench package finds for the same network.

    python neurobench_compare.py RUN MNIST

RUN: the directory of a finished run on MNIST; MNIST: a folder with its files. Builds the network in snnTorch
from config.json and checkpoint.safetensors, runs neurobench 2 on the run's test images (data.test in the
config: a few hundred take a minute) and compares every number with summary.json. Needs torch, snntorch,
neurobench and safetensors. Exit code 1 where a number differs.
"""
import gzip, json, sys
import numpy as np, snntorch, torch, torch.nn as nn
from neurobench.benchmarks import Benchmark
from neurobench.metrics.static import ConnectionSparsity, Footprint
from neurobench.metrics.workload import (
    ActivationSparsity, ActivationSparsityByLayer, ClassificationAccuracy, MembraneUpdates, SynapticOperations)
from neurobench.models import SNNTorchModel
from neurobench.processors.postprocessors import ChooseMaxCount
from safetensors.torch import load_file

run, mnist = sys.argv[1:3]
config, summary = (json.load(open(f"{run}/{name}.json")) for name in ("config", "summary"))
net = config["network"]
assert config["data"]["dataset"] == "mnist" and config["encoding"] == "constant"
low, high = config["data"]["pixels"]
count = summary["testSamples"]


def read(part, skip):
    return np.frombuffer(gzip.open(f"{mnist}/t10k-{part}-ubyte.gz").read(), np.uint8, offset=skip)


# One rounding at a time, as SpikeLab scales bytes.
scale = np.float32((np.float32(high) - np.float32(low)) / np.float32(255))
images = read("images-idx3", 16).reshape(-1, 1, 28, 28)[:count].astype(np.float32) * scale + np.float32(low)
labels = read("labels-idx1", 8)[:count].astype(np.int64)


def lif(settings):
    constants = {**net, **settings}
    # A threshold that is written as a whole number would be kept in 8 bytes.
    return snntorch.Leaky(beta=float(constants["beta"]), threshold=float(constants["threshold"]),
                          reset_mechanism=constants["reset"], init_hidden=True)


state, modules, layer, shape = load_file(f"{run}/checkpoint.safetensors"), [], 0, (1, 28, 28)
for spec in net["layers"]:
    if spec == "lif" or "lif" in spec:
        modules.append(lif(spec["lif"] if isinstance(spec, dict) else {}))
    elif spec == "flatten":
        modules.append(nn.Flatten())
    elif "maxPool" in spec:
        modules.append(nn.MaxPool2d(spec["maxPool"]))
    elif "averagePool" in spec:
        modules.append(nn.AvgPool2d(spec["averagePool"]))
    elif "dropout" not in spec:
        weight = state[f"layers.{layer}.weight"]
        if "dense" in spec:
            modules += [nn.Flatten(), nn.Linear(weight.shape[1], weight.shape[0])]
        else:
            conv = spec["conv2d"]
            modules.append(nn.Conv2d(weight.shape[1], weight.shape[0], conv["kernel"], conv.get("stride", 1),
                                     conv.get("padding", 0)))
        modules[-1].load_state_dict({"weight": weight, "bias": state[f"layers.{layer}.bias"]})
        layer += 1
modules[-1].output = True
model = nn.Sequential(*modules)


class Steps(torch.utils.data.Dataset):
    """Every image at every step."""

    def __len__(self):
        return count

    def __getitem__(self, index):
        return torch.from_numpy(images[index]).expand(net["steps"], -1, -1, -1), labels[index]


# neurobench sums operations in 32-bit floats, a layer and step at a time: 8 images stay below 2^24.
loader = torch.utils.data.DataLoader(Steps(), batch_size=8)
with torch.no_grad():
    found = Benchmark(SNNTorchModel(model), loader, [], [ChooseMaxCount()], [
        [Footprint, ConnectionSparsity],
        [ActivationSparsity, ActivationSparsityByLayer, ClassificationAccuracy, MembraneUpdates,
         SynapticOperations]]).run(quiet=True)

ours = summary["sparsity"]
operations = ours["synapticOperations"]
rows = [
    ("Footprint", ours["footprint"], found["Footprint"]),
    # neurobench rounds it to four decimals.
    ("ConnectionSparsity", round(ours["connectionSparsity"], 4), found["ConnectionSparsity"]),
    ("ActivationSparsity", ours["activationSparsity"], found["ActivationSparsity"]),
    ("Effective_MACs", operations["effectiveMACs"], found["SynapticOperations"]["Effective_MACs"]),
    ("Effective_ACs", operations["effectiveACs"], found["SynapticOperations"]["Effective_ACs"]),
    ("Dense", operations["dense"], found["SynapticOperations"]["Dense"]),
    ("MembraneUpdates", ours["membraneUpdates"], found["MembraneUpdates"]),
    ("ClassificationAccuracy", summary["testAccuracy"], found["ClassificationAccuracy"]),
]
for index, (theirs, mine) in enumerate(zip(found["ActivationSparsityByLayer"].values(), ours["layers"])):
    rows.append((f"ActivationSparsityByLayer, LIF {index}", 1 - mine["firingRate"], theirs))
print(f"{config['name']}, {count} test images, T {net['steps']}")
print(f"{'':32}{'SpikeLab':>20}{'neurobench':>20}")
differing = 0
for name, mine, theirs in rows:
    # Sums of doubles over batches of images differ in their last bits.
    equal = abs(mine - theirs) <= 1e-12 * max(1, abs(theirs))
    differing += not equal
    print(f"{name:32}{mine:20.10g}{theirs:20.10g}  {'equal' if equal else f'differs by {mine - theirs:.4g}'}")
sys.exit(differing > 0)
