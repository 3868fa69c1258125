"""Metrics over three mini-batches, without weights and with, as Keras computes them; writes metrics.json."""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np

random = np.random.RandomState(31)


def uniform(shape, low, high):
    return random.uniform(low, high, shape).astype("float32")


def batches(kind, columns):
    made = []
    for rows in (5, 8, 2):
        if kind == "hot":
            y = np.eye(columns, dtype="float32")[random.randint(0, columns, rows)]
            p = uniform((rows, columns), 0, 1)
            p /= p.sum(axis=-1, keepdims=True)
        elif kind == "sides":
            y = (uniform((rows, columns), 0, 1) > 0.6).astype("float32")
            # whole hundredths, some at thresholds
            p = (np.round(uniform((rows, columns), 0, 1) * 20) / 20).astype("float32")
        elif kind == "shares":
            y, p = uniform((rows, columns), 0.05, 0.95), uniform((rows, columns), 0.05, 0.95)
        else:
            y, p = uniform((rows, columns), -3, 3), uniform((rows, columns), -3, 3)
        made.append({"y": y, "p": p, "weights": random.choice([0, 0.5, 1, 2], rows).astype("float32")})
    return made


CASES = [
    ("BinaryAccuracy", {}, "sides"),
    ("CategoricalAccuracy", {}, "hot"),
    ("SparseCategoricalAccuracy", {}, "hot"),
    ("TopKCategoricalAccuracy", {}, "hot"),
    ("TopKCategoricalAccuracy", {"k": 2}, "hot"),
    ("SparseTopKCategoricalAccuracy", {"k": 3}, "hot"),
    ("Precision", {}, "sides"),
    ("Precision", {"thresholds": 0.3}, "sides"),
    ("Recall", {}, "sides"),
    ("Recall", {"thresholds": 0.8}, "sides"),
    ("F1Score", {"average": "micro"}, "hot"),
    ("F1Score", {"average": "macro"}, "hot"),
    ("F1Score", {"average": "weighted"}, "hot"),
    ("F1Score", {"average": "macro", "threshold": 0.4}, "sides"),
    ("TruePositives", {}, "sides"),
    ("FalsePositives", {}, "sides"),
    ("TrueNegatives", {"thresholds": 0.3}, "sides"),
    ("FalseNegatives", {"thresholds": 0.8}, "sides"),
    ("AUC", {}, "sides"),
    ("AUC", {"num_thresholds": 7}, "sides"),
    ("AUC", {"curve": "PR"}, "sides"),
    ("AUC", {"curve": "PR", "num_thresholds": 11}, "hot"),
    ("RootMeanSquaredError", {}, "values"),
    ("R2Score", {}, "values"),
    ("MeanSquaredError", {}, "values"),
    ("MeanAbsoluteError", {}, "values"),
    ("MeanAbsolutePercentageError", {}, "values"),
    ("MeanSquaredLogarithmicError", {}, "values"),
    ("LogCoshError", {}, "values"),
    ("CosineSimilarity", {}, "values"),
    ("Hinge", {}, "values"),
    ("SquaredHinge", {}, "values"),
    ("CategoricalHinge", {}, "hot"),
    ("KLDivergence", {}, "shares"),
    ("Poisson", {}, "shares"),
    ("CategoricalCrossentropy", {}, "hot"),
    ("CategoricalCrossentropy", {"label_smoothing": 0.1}, "hot"),
    ("SparseCategoricalCrossentropy", {}, "hot"),
    ("BinaryCrossentropy", {}, "hot"),
    ("FBetaScore", {"average": "micro", "beta": 2.0}, "hot"),
    ("FBetaScore", {"average": "macro", "beta": 0.5}, "hot"),
    ("FBetaScore", {"average": "weighted", "beta": 3.0}, "hot"),
    ("FBetaScore", {"average": "macro", "beta": 2.0, "threshold": 0.4}, "sides"),
]

out = []
for columns in (1, 4, 9):
    for name, options, kind in CASES:
        if kind == "hot" and columns == 1:
            continue
        case = {"metric": {"class_name": name, "config": options}, "batches": []}
        plain = getattr(keras.metrics, name)(**options)
        weighted = getattr(keras.metrics, name)(**options)
        for batch in batches(kind, columns):
            y, p, weights = batch["y"], batch["p"], batch["weights"]
            given = y.argmax(axis=-1) if name.startswith("Sparse") else y
            # these want a weight for each value
            each = name in ("Precision", "Recall", "AUC") or name.endswith("tives")
            plain.update_state(given, p)
            weighted.update_state(
                given, p, sample_weight=np.broadcast_to(weights[:, None], p.shape) if each else weights
            )
            case["batches"].append({key: value.tolist() for key, value in batch.items()})
        case["plain"] = float(plain.result())
        case["weighted"] = float(weighted.result())
        out.append(case)
json.dump(out, open("metrics.json", "w"), separators=(",", ":"))
