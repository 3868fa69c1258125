"""Losses, metrics, initializers, regularizers and constraints as Keras 3.15.1 writes them; writes described.json."""

import json
import os

os.environ["KERAS_BACKEND"] = "jax"
import keras

LOSSES = [
    ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}),
    ("SparseCategoricalCrossentropy", {"from_logits": True}),
    ("BinaryCrossentropy", {"label_smoothing": 0.25}),
    ("CategoricalFocalCrossentropy", {"alpha": 0.5, "gamma": 1.5}),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True, "alpha": 0.75}),
]
PLAIN_LOSSES = """
    MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError Huber LogCosh
    CosineSimilarity Hinge SquaredHinge CategoricalHinge KLDivergence Poisson
""".split()
METRICS = [
    ("TopKCategoricalAccuracy", {"k": 3}),
    ("SparseTopKCategoricalAccuracy", {"k": 2}),
    ("Precision", {"thresholds": 0.25}),
    ("Recall", {"thresholds": 0.75}),
    ("FalseNegatives", {"thresholds": 0.25}),
    ("F1Score", {"average": "macro"}),
    ("F1Score", {"average": "weighted", "threshold": 0.5}),
    ("FBetaScore", {"average": "macro", "beta": 2.0}),
    ("FBetaScore", {"average": "micro", "beta": 0.5, "threshold": 0.25}),
    ("AUC", {"num_thresholds": 50, "curve": "PR"}),
    ("CategoricalCrossentropy", {"label_smoothing": 0.5}),
    ("SparseCategoricalCrossentropy", {"from_logits": True}),
    ("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.0}),
    # Keras writes its default as 0 here, and as 0.0 elsewhere
    ("CategoricalCrossentropy", {"label_smoothing": 0.0}),
    ("BinaryCrossentropy", {"label_smoothing": 0.0}),
]
PLAIN_METRICS = """
    BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy TopKCategoricalAccuracy SparseTopKCategoricalAccuracy
    Precision Recall TruePositives FalsePositives TrueNegatives FalseNegatives AUC RootMeanSquaredError R2Score
    MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError
    MeanSquaredLogarithmicError LogCoshError CosineSimilarity Hinge SquaredHinge CategoricalHinge KLDivergence Poisson
    SparseCategoricalCrossentropy
""".split()
INITIALIZERS = [
    ("Constant", {"value": 0.25}),
    ("Identity", {"gain": 2.0}),
    ("Orthogonal", {"gain": 0.5}),
    ("RandomNormal", {"mean": 1.0, "stddev": 0.5}),
    ("RandomUniform", {"minval": -1.0, "maxval": 2.0}),
    ("TruncatedNormal", {"mean": 1.0, "stddev": 0.5}),
    ("VarianceScaling", {"scale": 2.0, "mode": "fan_out", "distribution": "uniform"}),
]
PLAIN_INITIALIZERS = "Zeros Ones GlorotUniform GlorotNormal HeUniform HeNormal LecunUniform LecunNormal".split()
REGULARIZERS = [("L1", {"l1": 0.25}), ("L2", {"l2": 0.5}), ("L1L2", {"l1": 0.25, "l2": 0.5})]
CONSTRAINTS = [
    ("NonNeg", {}),
    ("MaxNorm", {"max_value": 0.5, "axis": [0, 1, 2]}),
    ("UnitNorm", {"axis": -1}),
    ("MinMaxNorm", {"min_value": 0.25, "max_value": 0.75, "rate": 0.5, "axis": 1}),
    ("UnitNorm", {}),
    ("MinMaxNorm", {}),
]

out = {"losses": [], "metrics": [], "initializers": [], "regularizers": [], "constraints": []}
for name, options in LOSSES + [(name, {}) for name, _ in LOSSES] + [(name, {}) for name in PLAIN_LOSSES]:
    out["losses"].append(keras.losses.serialize(getattr(keras.losses, name)(**options)))
for name, options in METRICS + [(name, {}) for name in PLAIN_METRICS]:
    out["metrics"].append(keras.metrics.serialize(getattr(keras.metrics, name)(name="mine", **options)))
for name, options in INITIALIZERS + [(name, {}) for name, _ in INITIALIZERS] + [(name, {}) for name in PLAIN_INITIALIZERS]:
    out["initializers"].append(keras.initializers.serialize(getattr(keras.initializers, name)(**options)))
for name, options in REGULARIZERS:
    out["regularizers"].append(keras.regularizers.serialize(getattr(keras.regularizers, name)(**options)))
for name, options in CONSTRAINTS:
    out["constraints"].append(keras.constraints.serialize(getattr(keras.constraints, name)(**options)))
json.dump(out, open("described.json", "w"), indent=1)
