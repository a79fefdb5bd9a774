"""JAX: a compiled scan over time, as Spyx does it."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


@functools.partial(jax.custom_vjp, nondiff_argnums=(1,))
def spike(u, slope):
    """1 where u is above 0; backward the fast sigmoid."""
    return (u > 0).astype(u.dtype)


spike.defvjp(
    lambda u, slope: (spike(u, slope), u),
    lambda slope, u, g: (g / jnp.square(1 + slope * jnp.abs(u)),),
)


def pool(x, size):
    """The largest of each window, the first of equal ones: faster here than `lax.reduce_window`."""
    height, width = (extent // size * size for extent in x.shape[2:])
    places = [(y, z) for y in range(size) for z in range(size)]
    parts = [x[:, :, y:height:size, z:width:size] for y, z in places]
    return functools.reduce(lambda best, part: jnp.where(part > best, part, best), parts)


def connect(layer, parameters, x):
    """What a layer without neurons makes of x."""
    if layer["kind"] == "flatten":
        return x.reshape(x.shape[0], -1)
    if layer["kind"] == "pool":
        return pool(x, layer["size"])
    weight, bias = parameters
    if layer["kind"] == "dense":
        return x @ weight.T + bias
    return lax.conv(x, weight, (1, 1), "VALID") + bias[:, None, None]


class Jax:
    def __init__(self, run):
        self.run = run
        self.parameters = [jnp.asarray(value) for value in run.parameters()]
        self.moments = [tuple(map(jnp.asarray, pair)) for pair in run.moments()]
        self.position = run.optimizer_steps
        slope = float(run.learning.get("slope", 25))
        self.forward = functools.partial(self.simulate, slope=slope)
        self.compiled_step = jax.jit(self.train, donate_argnums=(0, 1))
        self.compiled_gradient = jax.jit(jax.grad(self.loss))
        self.compiled_counts = jax.jit(lambda parameters, x: self.forward(parameters, x)[0])
        self.compiled_rates = jax.jit(lambda parameters, x: self.forward(parameters, x)[1])

    def hold(self, images, labels):
        return images, labels

    def stages(self):
        """For each layer of neurons the layers below it, each with its parameters' place."""
        below, place = [], 0
        for layer in self.run.layers:
            if layer["kind"] == "lif":
                yield below, layer
                below = []
                continue
            below.append((layer, place))
            place += 2 if layer["kind"] in ("dense", "conv") else 0

    def simulate(self, parameters, x, slope):
        """Spikes of each output, and each layer's mean spikes a neuron and step."""
        rates = []
        for index, (below, neuron) in enumerate(self.stages()):
            # All steps at once where there are some: the layers here are the same at each.
            lead = x.shape[:2]
            if index > 0:
                x = x.reshape(-1, *x.shape[2:])
            for layer, place in below:
                x = connect(layer, parameters[place:place + 2], x)
            beta, theta = neuron["beta"], neuron["threshold"]

            def advance(state, current):
                u, fired = state
                u = beta * u + current - theta * lax.stop_gradient(fired)
                fired = spike(u - theta, slope)
                return (u, fired), fired

            if index > 0:
                x = x.reshape(*lead, *x.shape[1:])
                zero = jnp.zeros_like(x[0])
                _, x = lax.scan(advance, (zero, zero), x)
            else:
                # The input does not change: its current is computed once.
                current, zero = x, jnp.zeros_like(x)
                _, x = lax.scan(
                    lambda state, _: advance(state, current), (zero, zero), length=self.run.steps)
            rates.append(x.mean())
        return x.sum(0), rates

    def loss(self, parameters, x, labels):
        scores = jax.nn.log_softmax(self.forward(parameters, x)[0])
        return -jnp.take_along_axis(scores, labels[:, None], 1).mean()

    def clip(self, parameter, step):
        """Adaptive clipping: a unit's step is at most a share of the unit's norm."""
        rows = (parameter.shape[0], -1) if parameter.ndim > 1 else (1, -1)
        flat = step.reshape(rows)
        largest = jnp.maximum(jnp.linalg.norm(parameter.reshape(rows), axis=1), 1e-3)
        largest, norm = largest * self.run.clipping, jnp.linalg.norm(flat, axis=1)
        factor = jnp.where(norm > largest, largest / (norm + 1e-6), 1.0)
        return (flat * factor[:, None]).reshape(parameter.shape)

    def train(self, parameters, moments, position, x, labels):
        rate, (beta1, beta2, epsilon) = self.run.adam["learningRate"], (0.9, 0.999, 1e-8)
        gradients = jax.grad(self.loss)(parameters, x, labels)
        moved, kept = [], []
        for parameter, gradient, (first, second) in zip(parameters, gradients, moments):
            step = self.clip(parameter, gradient)
            first = beta1 * first + (1 - beta1) * step
            second = beta2 * second + (1 - beta2) * step * step
            root = jnp.sqrt(second) / jnp.sqrt(1 - beta2**position) + epsilon
            moved.append(parameter - rate / (1 - beta1**position) * first / root)
            kept.append((first, second))
        return moved, kept

    def step(self, images, labels):
        self.position += 1
        self.parameters, self.moments = self.compiled_step(
            self.parameters, self.moments, self.position, images, labels)
        jax.block_until_ready(self.parameters)

    def gradient_norms(self, images, labels):
        gradients = self.compiled_gradient(self.parameters, images, labels)
        return [float(jnp.linalg.norm(gradient.ravel())) for gradient in gradients]

    def counts(self, images):
        return np.asarray(self.compiled_counts(self.parameters, images))

    def rates(self, images):
        return [float(rate) for rate in self.compiled_rates(self.parameters, images)]
