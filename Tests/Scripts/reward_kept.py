"""How much reward the authors' epsilon rule hands on, layer by layer, in a run on MNIST.

    python reward_kept.py RUN MNIST SPIKELAB [IMAGES]

RUN: a run's directory; MNIST: a folder with its files; SPIKELAB: the program. Of the reward R at a step
R * S / (|U[t-1]| + |S - U[t-1]| + eps) is handed on, S the membrane before its reset.
"""
import gzip, json, subprocess, sys, tempfile
import numpy as np, torch, torch.nn.functional as F
from safetensors.torch import load_file, save_file

run, mnist, spikelab = sys.argv[1:4]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 128
config = json.load(open(f"{run}/config.json"))
net, rule = config["network"], config["learning"]
assert rule["rule"] == "lfp-epsilon" and rule["denominator"] == "membrane"
assert config["encoding"] == "constant" and net["reset"] == "subtract"
beta, theta = net["beta"], net["threshold"]
low, high = config["data"]["pixels"]
read = lambda part, skip: np.frombuffer(
    gzip.open(f"{mnist}/t10k-{part}-ubyte.gz").read(), np.uint8, offset=skip)
images = read("images-idx3", 16).reshape(-1, 1, 28, 28)[:count].astype(np.float32)
given = {k: v for k, v in load_file(f"{run}/checkpoint.safetensors").items() if k.startswith("layers")}
given["input"] = torch.tensor(images / 255 * (high - low) + low)
given["labels"] = torch.tensor(read("labels-idx1", 8)[:count].astype(np.int32))
with tempfile.TemporaryDirectory() as folder:
    save_file(given, f"{folder}/in")
    subprocess.check_call([spikelab, "trace", f"{run}/config.json", "--tensors", f"{folder}/in",
                           "--output", f"{folder}/out"])
    trace = load_file(f"{folder}/out")
stages = [[]]  # the layers that lead to each population
for layer in net["layers"][:-1]:
    stages[-1].append(layer) if layer != "lif" else stages.append([])

arriving = trace["reward"]
for index in reversed(range(len(stages))):
    u, g, carried = trace[f"membrane.{index}"], torch.empty_like(arriving), 0
    reward, share = torch.empty_like(u), torch.empty_like(u)
    for t in reversed(range(len(u))):
        before = u[t - 1] if t else torch.zeros_like(u[0])
        total = u[t] + theta * (before > theta)
        reward[t] = arriving[t] + carried
        g[t] = reward[t] / (before.abs() + (total - before).abs() + rule["epsilon"])
        share[t], carried = total * g[t], beta * before * g[t]  # R times the share, for now
    bias = g.sum([d for d in range(g.dim()) if d != 2]) * given[f"layers.{index}.bias"].abs()
    assert torch.allclose(bias, trace[f"feedback.{index}.bias"], rtol=0, atol=1e-3 * bias.abs().max())
    kept = (share[reward != 0] / reward[reward != 0]).numpy()
    total = share.abs().sum() / reward.abs().sum()
    print(f"LIF layer {index}: share kept at R != 0, quartiles {np.percentile(kept, [25, 50, 75]).round(3)}; "
          f"below 0.99 at {(kept < 0.99).mean():.1%}; sum |R share| / sum |R| {total:.3f}")
    if index:
        x = trace[f"spikes.{index - 1}"].requires_grad_()
        y, w = x.flatten(0, 1), given[f"layers.{index}.weight"]
        for layer in stages[index]:
            if "maxPool" in layer: y = F.max_pool2d(y, layer["maxPool"])
            elif "dense" in layer: y = F.linear(y.flatten(1), w)
            elif "conv2d" in layer:
                y = F.conv2d(y, w, None, layer["conv2d"]["stride"], layer["conv2d"]["padding"])
        y.backward(g.flatten(0, 1))
        arriving = (x * x.grad).detach()
