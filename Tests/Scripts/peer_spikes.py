"""Compares the spikes of `spikelab trace` with those of an export, run by the other side's own code.

    peer_spikes.py snntorch SPIKELAB CONFIG CHECKPOINT MODEL.py IMAGES
    peer_spikes.py nir      SPIKELAB CONFIG CHECKPOINT FILE.nir IMAGES
    peer_spikes.py nir-file SPIKELAB CONFIG CHECKPOINT FILE.nir

The last reads the file alone, which takes no torch.

IMAGES are 500 images in an IDX file, or `events:C,H,W`, for 500 random streams of events. Prints JSON:

spikes      spikes of ours, all layers and steps
different   positions (step, image, neuron) where one side spikes and the other does not
images      images with such a position
unexplained of these, images whose first difference is none that the order of sums explains: one of the
            neurons that differ at the first step, in the first layer, is further than 1e-4 (of a threshold
            above 1: of the threshold) from its threshold on our side
membrane    the largest difference of membranes in images without such a position, as a share of the largest
            membrane of the layer; of snnTorch modules only
answers     images whose answer differs: the class that spiked most, the first of equals
counts      output spikes of each class and image by the peer, to be compared with `spikelab evaluate`
"""

import importlib.util
import json
import subprocess
import sys

import numpy as np
from safetensors.numpy import load_file, save_file

try:
    import torch
except ImportError:
    torch = None


def load_module(path):
    spec = importlib.util.spec_from_file_location("model", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def idx_images(path):
    data = np.fromfile(path, np.uint8)
    count, rows, columns = (int.from_bytes(data[k : k + 4], "big") for k in (4, 8, 12))
    return data[16:].reshape(count, 1, rows, columns)


def trace(program, config, checkpoint, x, batch):
    tensors = {k: v for k, v in load_file(checkpoint).items() if k.startswith("layers.")}
    tensors["input"] = np.ascontiguousarray(x, np.float32)
    tensors["labels"] = np.zeros(batch, np.int32)
    save_file(tensors, "in.safetensors")
    arguments = [program, "trace", config, "--tensors", "in.safetensors"]
    subprocess.run(arguments + ["--output", "out.safetensors", "--overwrite"], check=True)
    return load_file("out.safetensors")


def compare(ours, theirs, thresholds, membranes=()):
    """`theirs`: spikes [steps, batch, …] of each LIF layer; `thresholds` broadcast to a layer's neurons."""
    layers = len(theirs)
    steps, batch = ours["spikes.0"].shape[:2]
    first = {}
    different = spikes = 0
    for step in range(steps):
        for layer in range(layers):
            mine = ours[f"spikes.{layer}"][step].reshape(batch, -1)
            other = theirs[layer][step].reshape(batch, -1)
            assert mine.shape == other.shape, (mine.shape, other.shape)
            spikes += int(mine.sum())
            different += int((mine != other).sum())
            for image in np.flatnonzero((mine != other).any(1)):
                if image in first:
                    continue
                threshold = np.broadcast_to(
                    thresholds[layer], ours[f"spikes.{layer}"].shape[2:]
                ).reshape(-1)
                membrane = ours[f"membrane.{layer}"][step, image].reshape(-1)
                distance = np.abs(membrane - threshold) / np.maximum(1, threshold)
                first[image] = float(distance[mine[image] != other[image]].max())
    counts = theirs[-1].sum(0).reshape(batch, -1)
    mine = ours[f"spikes.{layers - 1}"].sum(0).reshape(batch, -1)
    return {
        "spikes": spikes,
        "different": different,
        "images": len(first),
        "unexplained": sum(distance > 1e-4 for distance in first.values()),
        "membrane": max((membrane_difference(ours, first, *m) for m in enumerate(membranes)), default=0),
        "answers": int((counts.argmax(1) != mine.argmax(1)).sum()),
        "counts": counts.astype(int).tolist(),
    }


def membrane_difference(ours, different, layer, theirs):
    same = [image for image in range(theirs.shape[1]) if image not in different]
    mine = ours[f"membrane.{layer}"][:, same]
    return float(np.abs(mine - theirs[:, same]).max() / np.abs(mine).max())


def record(modules, spikes, membranes):
    def hook(module, _, output, k):
        spikes[k].append(output.detach().numpy())
        membranes[k].append(module.mem.detach().numpy())

    for k, module in enumerate(modules):
        module.register_forward_hook(lambda m, x, y, k=k: hook(m, x, y, k))


def events(shape):
    return (np.random.default_rng(7).random(shape) < 0.1).astype(np.float32)


def run_snntorch(program, config, checkpoint, path, images):
    model = load_module(path)
    net = model.load(checkpoint)
    if images.startswith("events:"):
        plane = [int(size) for size in images.split(":")[1].split(",")]
        x = torch.from_numpy(events((model.STEPS, 500, *plane)))
    else:
        x = model.prepare(torch.from_numpy(idx_images(images)))
    ours = trace(program, config, checkpoint, x.numpy(), 500)
    if "logits" in ours:
        logits = model.simulate(net, x)[0].numpy()
        return {
            "largest": float(np.abs(logits - ours["logits"]).max()),
            "answers": int((logits.argmax(1) != ours["logits"].argmax(1)).sum()),
        }
    neurons = [m for name, m in net.named_children() if name.startswith("lif")]
    spikes, membranes = [[] for _ in neurons], [[] for _ in neurons]
    record(neurons, spikes, membranes)
    output = model.simulate(net, x)
    assert output.shape == (model.STEPS, 500, ours[f"spikes.{len(neurons) - 1}"].shape[2])
    thresholds = [m.threshold.detach().numpy() for m in neurons]
    return compare(
        ours, [np.stack(s) for s in spikes], thresholds, [np.stack(m) for m in membranes]
    )


def connections_and_lifs(graph):
    """The names of each layer's connection and neurons, from input to output."""
    return sorted(n for n in graph.nodes if n.endswith(("_dense", "_conv2d", "_lif")))


def check_nir(graph, path, config, checkpoint):
    """The numbers must be those of the checkpoint to the last bit, and every data set must open."""
    import h5py

    found = []
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.append(item[()]) if hasattr(item, "dtype") else None)
    saved = load_file(checkpoint)
    dt = np.float64(1e-4)
    names = connections_and_lifs(graph)
    for place, name in enumerate(names):
        node, layer, is_lif = graph.nodes[name], place // 2, place % 2 == 1
        assert name.endswith("_lif") == is_lif, name
        own = saved.get(f"layers.{layer}.recurrent.weight")
        if not is_lif:
            lif = graph.nodes[names[place + 1]]
            plain = type(lif).__name__ != "LIF" or f"layers.{layer}.beta" in saved
            scale = 1.0 if plain else 1 - np.float64(config["beta"][layer])
            bias = saved.get(f"layers.{layer}.bias")
            more = saved.get(f"layers.{layer}.recurrent.bias")
            if more is not None:
                total = more.astype(np.float64) + (0 if bias is None else bias)
                bias = total.astype(np.float32)
            for part, source in (("weight", saved[f"layers.{layer}.weight"]), ("bias", bias)):
                value = getattr(node, part, None)
                if source is None:
                    assert value is None or not value.any(), name
                    continue
                expected = (source.astype(np.float64) / scale).astype(np.float32)
                assert value.dtype == np.float32 and np.array_equal(value, expected), (name, part)
        else:
            if own is not None:
                matrix = own if own.ndim == 2 else np.diag(own)
                assert np.array_equal(node.nodes["w_rec"].weight, matrix), name
                assert set(node.edges) == {
                    ("input", "lif"), ("lif", "w_rec"), ("w_rec", "lif"), ("lif", "output")
                }, name
                node = node.nodes["lif"]
            shape = tuple(node.output_type["output"])
            beta = saved.get(f"layers.{layer}.beta", np.float32(config["beta"][layer]))
            beta = np.broadcast_to(beta, (int(np.prod(shape)),) if beta.size > 1 else (1,))
            beta = (beta if beta.size > 1 else np.full(np.prod(shape), beta[0])).reshape(shape)
            leak = 1 - beta.astype(np.float64)
            tau = (dt / leak).astype(np.float32)
            cuba = type(node).__name__ == "CubaLIF"
            plain = cuba or own is not None or f"layers.{layer}.beta" in saved
            r = (1 / leak).astype(np.float32) if plain else 1
            theta = saved.get(f"layers.{layer}.threshold", np.float32(config["threshold"][layer]))
            theta = theta.reshape(shape) if theta.size > 1 else np.full(shape, theta.reshape(-1)[0])
            assert np.array_equal(node.tau_mem if cuba else node.tau, tau), name
            if cuba:
                fade = 1 - np.float64(np.float32(config["alpha"][layer]))
                assert np.array_equal(node.tau_syn, np.full(shape, np.float32(dt / fade))), name
                assert np.array_equal(node.w_in, np.full(shape, np.float32(1 / fade))), name
            assert np.array_equal(node.r, np.full(shape, r) if np.isscalar(r) else r), name
            assert np.array_equal(node.v_threshold, theta), name
            assert not node.v_leak.any() and not node.v_reset.any(), name
            for field in ("r", "v_leak", "v_reset", "v_threshold"):
                assert getattr(node, field).shape == shape, (name, field)
                assert getattr(node, field).dtype == np.float32, (name, field)
    return len(found)


def neurons_of(config):
    """β, θ, α of each LIF layer as the resolved config has them."""
    network = config["network"]
    found = {"beta": [], "threshold": [], "alpha": []}
    for layer in network["layers"]:
        own = layer.get("lif", None) if isinstance(layer, dict) else ({} if layer == "lif" else None)
        if own is None:
            continue
        for key in ("beta", "threshold"):
            found[key].append(np.float32(own.get(key, network[key])))
        found["alpha"].append(own.get("synapticDecay", 0))
    return found


def run_nir_file(program, config, checkpoint, path):
    import nir

    graph = nir.read(path)
    return {
        "datasets": check_nir(graph, path, neurons_of(json.load(open(config))), checkpoint),
        "nodes": {name: type(node).__name__ for name, node in graph.nodes.items()},
        "edges": graph.edges,
        "reset": graph.metadata["reset"],
    }


def run_nir(program, config, checkpoint, path, images):
    import nir
    from snntorch.import_nir import import_from_nir

    graph = nir.read(path)
    x = -1 + idx_images(images).astype(np.float32) * np.float32(2 / 255)
    ours = trace(program, config, checkpoint, x, 500)
    steps = ours["spikes.0"].shape[0]
    layers = sum(name.startswith("spikes.") for name in ours)
    names = [name for name in connections_and_lifs(graph) if name.endswith("lif")]
    flat = graph.nodes["input"].output_type["output"].size == 1
    x = torch.from_numpy(x.reshape(500, -1) if flat else x)
    # snnTorch's Flatten counts the batch among NIR's dimensions: where there is one, image by image.
    alone = any(type(node).__name__ == "Flatten" for node in graph.nodes.values())

    def lif_of(net, layer):
        """The neurons themselves; those of recurrent ones stand in a graph of their own."""
        population = getattr(net, names[layer])
        return getattr(population, "lif", population)

    def snntorch_spikes():
        net = import_from_nir(nir.read(path))
        neurons = [lif_of(net, layer) for layer in range(layers)]
        batches = []
        for batch in x if alone else [x]:
            spikes = [[] for _ in neurons]
            hooks = []
            for module, found in zip(neurons, spikes):
                module.reset_mem()
                hooks.append(
                    module.register_forward_hook(
                        lambda _, __, y, found=found: found.append(y.detach().numpy())
                    )
                )
            state = None
            for _ in range(steps):
                _, state = net(batch, state)
            for hook in hooks:
                hook.remove()
            batches.append([np.stack(s) for s in spikes])
        if not alone:
            return batches[0]
        return [np.stack([b[layer] for b in batches], 1) for layer in range(layers)]

    def spikingjelly_spikes():
        from spikingjelly.activation_based.nir_exchange import import_from_nir as import_jelly

        net, state = import_jelly(nir.read(path)), None
        spikes = [[] for _ in range(layers)]
        for layer, found in enumerate(spikes):
            lif_of(net, layer).register_forward_hook(
                lambda _, __, y, found=found: found.append(y[0].detach().numpy())
            )
        for _ in range(steps):
            _, state = net(x, state)
        return [np.stack(s) for s in spikes]

    populations = [graph.nodes[name] for name in names]
    thresholds = [getattr(p, "nodes", {"lif": p})["lif"].v_threshold for p in populations]
    result = run_nir_file(program, config, checkpoint, path)
    result["snntorch"] = compare(ours, snntorch_spikes(), thresholds)
    if importlib.util.find_spec("spikingjelly"):
        try:
            with torch.no_grad():
                result["spikingjelly"] = compare(ours, spikingjelly_spikes(), thresholds)
        except ValueError as error:
            if "must be uniform across all neurons" not in str(error):
                raise
    return result


if __name__ == "__main__":
    run = {"snntorch": run_snntorch, "nir": run_nir, "nir-file": run_nir_file}[sys.argv[1]]
    if torch:
        torch.set_num_threads(1)
    stdout, sys.stdout = sys.stdout, sys.stderr  # snnTorch prints what it does
    result = run(*sys.argv[2:])
    print(json.dumps(result), file=stdout)
