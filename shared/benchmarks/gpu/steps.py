"""Training steps of the benchmark's networks, written by hand in JAX and Torch, timed as GpuCheck times Millrace's.

    steps.py jax|torch CASE...          a case is BATCH:OPTIMIZER:NETWORK, like 100:adam:dense or 128:adam:conv
    steps.py jax|torch --try CASE...    three steps each, on whatever device there is, and no times

Prints one line of JSON for each case. JAX: one jitted function with donated buffers. Torch: a CUDA graph of the whole
step. Both get one record of bytes a step from the host, pixels and then class numbers, compute in float32 (no TF32), add
up loss and accuracy on the device, and read them every 100 steps.
"""

import json
import math
import sys
import time

import numpy as np

BATCHES = 16
PIXELS = 784
READ_EVERY = 100
UNITS = {"dense": 500, "large": 9600}


class Skipped(Exception):
    """It cannot be measured here; the message says why."""


def records(batch):
    """Mini-batches as they travel: pixels, four in five of them dark, and labels."""
    random = np.random.default_rng(1)
    for _ in range(BATCHES):
        pixels = random.integers(1, 256, batch * PIXELS, dtype=np.uint8)
        pixels[random.random(pixels.size, dtype=np.float32) < 0.8] = 0
        yield np.concatenate([pixels, random.integers(0, 10, batch, dtype=np.uint8)])


def glorot(random, *shape):
    """Keras's first weights; windows of convolutions are (height, width, channels, filters)."""
    window = math.prod(shape[:-2])
    limit = math.sqrt(6 / (window * (shape[-2] + shape[-1])))
    values = random.random(shape, dtype=np.float32)
    values *= 2 * limit
    values -= limit
    return values


def shapes(network):
    """Of the kernels; each has a bias beside."""
    if network == "conv":
        return [(3, 3, 1, 32), (3, 3, 32, 64), (1600, 10)]
    units = UNITS[network]
    return [(PIXELS, units), (units, units), (units, 10)]


def jax_steps(batch, optimizer, network, tried):
    import jax
    import jax.numpy as jnp
    from jax import lax

    if jax.default_backend() != "gpu" and not tried:
        raise Skipped("JAX sees no GPU")
    jax.config.update("jax_default_matmul_precision", "highest")

    def dense(params, x, key):
        (w1, b1), (w2, b2), (w3, b3) = params
        x = jax.nn.sigmoid(x @ w1 + b1)
        x = jax.nn.sigmoid(x @ w2 + b2)
        return x @ w3 + b3

    def pooled(x):
        return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")

    def convolved(x, kernel, bias):
        out = lax.conv_general_dilated(x, kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
        return pooled(jax.nn.relu(out + bias))

    def conv(params, x, key):
        (w1, b1), (w2, b2), (w3, b3) = params
        x = convolved(convolved(x.reshape(batch, 28, 28, 1), w1, b1), w2, b2).reshape(batch, -1)
        x = jnp.where(jax.random.bernoulli(key, 0.5, x.shape), 2 * x, 0.0)
        return x @ w3 + b3

    forward = conv if network == "conv" else dense

    def loss_of(params, x, y, key):
        logits = forward(params, x, key)
        picked = jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1)
        return -picked.mean(), (logits.argmax(axis=1) == y).sum()

    def updated(state, gradients):
        params = state["params"]
        if optimizer == "sgd":
            return {"params": jax.tree.map(lambda w, g: w - 0.1 * g, params, gradients)}
        t = state["t"] + 1
        m = jax.tree.map(lambda m, g: m + 0.1 * (g - m), state["m"], gradients)
        v = jax.tree.map(lambda v, g: v + 0.001 * (g * g - v), state["v"], gradients)
        rate = 0.001 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        params = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-7), params, m, v)
        return {"params": params, "m": m, "v": v, "t": t}

    def step(state, record):
        x = record[: batch * PIXELS].reshape(batch, PIXELS).astype(jnp.float32) * np.float32(1 / 255)
        y = record[batch * PIXELS :].astype(jnp.int32)
        key, used = jax.random.split(state["key"]) if network == "conv" else (state["key"], None)
        (loss, right), gradients = jax.value_and_grad(loss_of, has_aux=True)(state["params"], x, y, used)
        return {
            **updated(state, gradients),
            "key": key,
            "scores": state["scores"] + jnp.stack([loss * batch, right.astype(jnp.float32)]),
        }

    random = np.random.default_rng(2)
    params = [(jnp.asarray(glorot(random, *s)), jnp.zeros(s[-1], jnp.float32)) for s in shapes(network)]
    state = {"params": params, "key": jax.random.key(3), "scores": jnp.zeros(2, jnp.float32)}
    if optimizer == "adam":
        zeros = lambda: jax.tree.map(jnp.zeros_like, params)
        state |= {"m": zeros(), "v": zeros(), "t": jnp.zeros((), jnp.float32)}
    state = [state]
    jitted = jax.jit(step, donate_argnums=0)
    data = list(records(batch))

    def take(count):
        scores = None
        for i in range(count):
            state[0] = jitted(state[0], data[i % BATCHES])
            if (i + 1) % READ_EVERY == 0 or i + 1 == count:
                scores = np.asarray(state[0]["scores"])
        return float(scores[0])

    return take, "jax " + jax.__version__


def torch_steps(batch, optimizer, network, tried):
    import torch
    from torch import nn
    from torch.nn import functional

    there = torch.cuda.is_available()
    if not there and not tried:
        raise Skipped("Torch sees no GPU")
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(2)
    device = torch.device("cuda" if there else "cpu")
    if network == "conv":
        model = nn.Sequential(
            nn.Unflatten(1, (1, 28, 28)),
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10),
        )  # fmt: skip
    else:
        units = UNITS[network]
        model = nn.Sequential(
            nn.Linear(PIXELS, units), nn.Sigmoid(), nn.Linear(units, units), nn.Sigmoid(), nn.Linear(units, 10)
        )
    model = model.to(device)
    for module in model:
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    if optimizer == "sgd":
        update = torch.optim.SGD(model.parameters(), lr=0.1, fused=there)
    else:
        update = torch.optim.Adam(model.parameters(), eps=1e-7, capturable=there, fused=there)
    record = torch.zeros(batch * (PIXELS + 1), dtype=torch.uint8, device=device)
    scores = torch.zeros(2, device=device)

    def step():
        x = record[: batch * PIXELS].view(batch, PIXELS).float() * (1 / 255)
        y = record[batch * PIXELS :].long()
        logits = model(x)
        loss = functional.cross_entropy(logits, y)
        loss.backward()
        update.step()
        scores.add_(torch.stack([loss.detach() * batch, (logits.detach().argmax(1) == y).sum().float()]))

    def eager():
        update.zero_grad(set_to_none=True)
        step()

    replay = eager
    if there:
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(5):
                eager()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        update.zero_grad(set_to_none=True)
        with torch.cuda.graph(graph):
            step()
        replay = graph.replay
    data = [torch.from_numpy(each) for each in records(batch)]
    if there:
        data = [each.pin_memory() for each in data]

    def take(count):
        read = None
        for i in range(count):
            record.copy_(data[i % BATCHES], non_blocking=True)
            replay()
            if (i + 1) % READ_EVERY == 0 or i + 1 == count:
                read = scores.cpu()
        return float(read[0])

    return take, "torch " + torch.__version__


def seconds(take, count):
    began = time.perf_counter()
    take(count)
    return time.perf_counter() - began


def timed(take):
    """As the class Timing does it."""
    warm = 0.0
    last = 0.0
    take(1)
    while warm < 1.5:
        last = seconds(take, READ_EVERY)
        warm += last
    size = READ_EVERY * max(1, math.ceil(0.2 / last))
    times = []
    while len(times) < 3 or (sum(times) * size / 1e6 < 3 and len(times) < 9):
        times.append(seconds(take, size) / size * 1e6)
    times.sort()
    return {"micros": times[len(times) // 2], "least": times[0], "most": times[-1], "chunks": len(times), "stepsPerChunk": size}


def measured(framework, case, tried):
    batch, optimizer, network = case.split(":")
    take, version = {"jax": jax_steps, "torch": torch_steps}[framework](int(batch), optimizer, network, tried)
    if tried:
        losses = [take(1) for _ in range(3)]
        return {"version": version, "losses": losses}
    return {"version": version, **timed(take)}


def main():
    framework, *cases = sys.argv[1:]
    tried = "--try" in cases
    for case in cases:
        if case == "--try":
            continue
        try:
            found = measured(framework, case, tried)
        except Exception as problem:  # one that does not work keeps no other from being measured
            found = {"skipped": (str(problem).strip() or repr(problem)).splitlines()[0][:200]}
        print(json.dumps({"case": case, **found}), flush=True)


if __name__ == "__main__":
    main()
