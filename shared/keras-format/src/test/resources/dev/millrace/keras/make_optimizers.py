"""Makes files of models that were trained with options, with schedules, and by optimizers that are rarer, and
optimizers.json with what Keras's hold.

Run with Keras 3.15.1: KERAS_BACKEND=jax python make_optimizers.py
"""

import json
import pathlib

import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
STEPS = 5


def variable(value):
    value = np.asarray(value)
    return {"shape": list(value.shape), "values": [float(x) for x in value.ravel()]}


def main():
    O = keras.optimizers
    optimizers = {
        "averaged": lambda: O.AdamW(
            0.01,
            global_clipnorm=0.5,
            use_ema=True,
            ema_momentum=0.9,
            ema_overwrite_frequency=2,
            gradient_accumulation_steps=2,
        ),
        "scheduled": lambda: O.SGD(
            O.schedules.CosineDecay(0.01, 10, alpha=0.1, warmup_target=0.1, warmup_steps=2), momentum=0.9, clipnorm=1.0
        ),
        "scheduled_plain": lambda: O.SGD(O.schedules.ExponentialDecay(0.1, 10, 0.5)),
        "scheduled_nadam": lambda: O.Nadam(O.schedules.PiecewiseConstantDecay([2, 4], [0.1, 0.01, 0.001]), clipvalue=0.5),
        "lion": lambda: O.Lion(0.01, weight_decay=0.01),
        "ftrl": lambda: O.Ftrl(0.01, l1_regularization_strength=0.1, beta=0.5),
    }
    x = np.random.default_rng(1).random((4 * STEPS, 4), dtype="float32")
    y = np.eye(3, dtype="float32")[np.arange(4 * STEPS) % 3]
    golden = {}
    for name, make_optimizer in optimizers.items():
        keras.utils.clear_session()
        keras.utils.set_random_seed(7)
        model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(3, activation="softmax")])
        model.compile(optimizer=make_optimizer(), loss="categorical_crossentropy")
        model.fit(x, y, batch_size=4, verbose=0)
        model.save(HERE / f"{name}.keras")
        golden[name] = {
            "weights": [variable(w) for w in model.get_weights()],
            "iterations": int(model.optimizer._iterations),
            "variables": [variable(v.numpy()) for v in model.optimizer.variables],
        }
    (HERE / "optimizers.json").write_text(json.dumps(golden, indent=1) + "\n")


main()
