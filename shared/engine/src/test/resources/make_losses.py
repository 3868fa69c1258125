"""Losses and their gradients by the predictions, as Keras's JAX backend computes them; writes losses.json."""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax
import keras
import numpy as np

random = np.random.RandomState(29)
ROWS = 4


def of(shape, low, high):
    return random.uniform(low, high, shape).astype("float32")


def data(columns):
    hot = np.eye(columns, dtype="float32")[random.randint(0, columns, ROWS)]
    probabilities = of((ROWS, columns), 0.05, 0.95)
    outside = probabilities.copy()
    outside[0, 0] = 0.0
    outside[-1, -1] = 1.5
    return {
        "hot": (hot, probabilities),
        "hot_clipped": (hot, outside),
        "logits": (hot, of((ROWS, columns), -4, 4)),
        "values": (of((ROWS, columns), -3, 3), of((ROWS, columns), -3, 3)),
        "shares": (of((ROWS, columns), 0.05, 0.95), probabilities),
        "counts": (random.poisson(2, (ROWS, columns)).astype("float32"), of((ROWS, columns), 0.1, 4)),
        "sides": (np.sign(of((ROWS, columns), -1, 1)), of((ROWS, columns), -2, 2)),
    }


CASES = [
    ("CategoricalCrossentropy", {}, ["hot", "hot_clipped", "shares"]),
    ("CategoricalCrossentropy", {"label_smoothing": 0.2}, ["hot"]),
    ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, ["logits"]),
    ("SparseCategoricalCrossentropy", {}, ["hot", "hot_clipped"]),
    ("SparseCategoricalCrossentropy", {"from_logits": True}, ["logits"]),
    ("CategoricalFocalCrossentropy", {}, ["hot", "hot_clipped", "shares"]),
    ("CategoricalFocalCrossentropy", {"from_logits": True, "gamma": 1.5, "alpha": 0.5}, ["logits"]),
    ("CategoricalFocalCrossentropy", {"label_smoothing": 0.1}, ["hot"]),
    ("BinaryCrossentropy", {}, ["hot", "hot_clipped", "shares"]),
    ("BinaryCrossentropy", {"label_smoothing": 0.2}, ["hot"]),
    ("BinaryCrossentropy", {"from_logits": True}, ["logits"]),
    ("BinaryFocalCrossentropy", {}, ["hot", "shares"]),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True, "alpha": 0.3, "gamma": 3.0}, ["hot"]),
    ("BinaryFocalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, ["logits"]),
    ("MeanSquaredError", {}, ["values"]),
    ("MeanAbsoluteError", {}, ["values"]),
    ("MeanAbsolutePercentageError", {}, ["values", "hot"]),
    ("MeanSquaredLogarithmicError", {}, ["values", "counts"]),
    ("Huber", {}, ["values"]),
    ("Huber", {"delta": 0.4}, ["values"]),
    ("LogCosh", {}, ["values"]),
    ("CosineSimilarity", {}, ["values", "hot"]),
    ("Hinge", {}, ["sides", "logits"]),
    ("SquaredHinge", {}, ["sides", "logits"]),
    ("CategoricalHinge", {}, ["hot", "logits"]),
    ("KLDivergence", {}, ["shares", "hot", "hot_clipped"]),
    ("Poisson", {}, ["counts"]),
]

out = []
for columns in (1, 3, 10, 21):
    made = data(columns)
    for name, options, kinds in CASES:
        for kind in kinds:
            if columns == 1 and name.startswith(("Categorical", "Sparse")):
                continue
            y, p = made[kind]
            # class numbers, where the loss takes them; the file has them one-hot
            given = y.argmax(axis=-1) if name.startswith("Sparse") else y
            loss = getattr(keras.losses, name)(reduction=None, **options)
            mean = getattr(keras.losses, name)(**options)
            out.append({
                "loss": {"class_name": name, "config": options},
                "y": y.tolist(),
                "p": p.tolist(),
                "losses": np.asarray(loss(given, p), "float64").tolist(),
                "gradient": np.asarray(jax.grad(lambda q: mean(given, q))(p), "float64").tolist(),
            })
json.dump(out, open("losses.json", "w"), indent=None, separators=(",", ":"))
