"""Makes weighted.json beside this script: what Keras makes of regressions, of sample weights and of class weights.

Run with Keras 3.15.1: KERAS_BACKEND=jax python make_weighted.py
"""

import json
import pathlib

import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
BATCH_SIZE = 16
EPOCHS = 3
SAMPLES = 50


def numbers(array):
    return np.asarray(array, dtype="float64").tolist()


def metrics():
    """Two mini-batches and what each metric says of them, without weights and with them."""
    random = np.random.RandomState(3)
    batches = []
    for size in (5, 3):
        targets = (random.randn(size, 2) * [1, 20] + [0, 100]).astype("float32")
        predictions = (targets + random.randn(size, 2)).astype("float32")
        batches.append((targets, predictions, random.rand(size).astype("float32") * 3))
    results = {}
    for name in ("mean_absolute_error", "mean_squared_error", "root_mean_squared_error", "r2_score", "binary_accuracy"):
        plain, weighted = keras.metrics.get(name), keras.metrics.get(name)
        for targets, predictions, weights in batches:
            plain.update_state(targets, predictions)
            weighted.update_state(targets, predictions, sample_weight=weights)
        results[name] = {"plain": float(plain.result()), "weighted": float(weighted.result())}
    return {
        "batches": [{"y_true": numbers(y), "y_pred": numbers(p), "weights": numbers(w)} for y, p, w in batches],
        "results": results,
    }


def fits():
    """Networks trained without shuffling from given weights; the last mini-batch is smaller."""
    random = np.random.RandomState(7)
    x = random.randn(SAMPLES, 4).astype("float32")
    positions = random.randn(SAMPLES, 3, 4).astype("float32")
    one = (x @ [1, -2, 0.5, 0] + 3).astype("float32")
    two = np.stack([x[:, 0] * 2 - 1, x[:, 1] + x[:, 2]], axis=1).astype("float32")
    each = np.stack([positions[:, :, 0], positions[:, :, 1] * 3], axis=2).astype("float32")
    classes = random.randint(0, 3, SAMPLES)
    one_hot = np.eye(3, dtype="float32")[classes]
    coins = random.randint(0, 2, SAMPLES).astype("float32")
    weights = (random.rand(SAMPLES) * 3).astype("float32")
    weights[::7] = 0
    losses = keras.losses
    regression = ["mae", "mean_squared_error", "RootMeanSquaredError"]
    settings = {
        "one_output_flat": (x, one, 1, None, losses.Huber(), regression + ["r2_score"], [], {}),
        "one_output": (x, one[:, None], 1, None, losses.MeanAbsoluteError(), regression, ["mae"], {"sample_weight": weights}),
        "two_outputs": (x, two, 2, None, losses.Huber(delta=0.3), regression + ["r2_score"], regression + ["r2_score"], {"sample_weight": weights}),
        "positions": (positions, each, 2, None, losses.MeanAbsoluteError(), regression, ["mse"], {"sample_weight": weights}),
        "accuracy_of_values": (x, two, 2, None, losses.MeanSquaredError(), ["accuracy"], [], {}),
        "accuracy_of_a_value": (x, coins, 1, None, losses.MeanSquaredError(), ["acc"], [], {}),
        "class_weight": (x, classes, 3, "softmax", losses.SparseCategoricalCrossentropy(), ["accuracy"], ["accuracy"], {"class_weight": {0: 0.5, 2: 3.0}}),
        "class_weight_one_hot": (x, one_hot, 3, "softmax", losses.CategoricalCrossentropy(label_smoothing=0.1), ["accuracy"], ["acc"], {"class_weight": {0: 0.5, 2: 3.0}}),
        "weighted_logits": (x, one_hot, 3, None, losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.2), ["accuracy"], [], {"sample_weight": weights}),
        "weighted_sparse_logits": (x, classes, 3, None, losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"], ["accuracy"], {"sample_weight": weights}),
        "weighted_binary": (x, coins, 1, "sigmoid", losses.BinaryCrossentropy(label_smoothing=0.1), ["accuracy"], ["accuracy"], {"sample_weight": weights}),
        "weighted_binary_logits": (x, coins, 1, None, losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1), ["accuracy"], [], {"class_weight": {1: 4.0}}),
    }
    runs = {}
    for name, (inputs, targets, units, activation, loss, names, weighted, options) in settings.items():
        if inputs.ndim == 3:
            # Keras takes one weight per example of several positions in this shape alone.
            options = {"sample_weight": weights[:, None]}
        model = keras.Sequential(
            [
                keras.layers.Input(inputs.shape[1:]),
                keras.layers.Dense(8, activation="tanh"),
                keras.layers.Dense(units, activation=activation),
            ]
        )
        initial = [(random.randn(*w.shape) * 0.3).astype("float32") for w in model.get_weights()]
        model.set_weights(initial)
        model.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss, metrics=names, weighted_metrics=weighted)
        history = model.fit(
            inputs, targets, batch_size=BATCH_SIZE, epochs=EPOCHS, shuffle=False, validation_split=0.2, verbose=0, **options
        )
        evaluated = model.evaluate(
            inputs, targets, batch_size=BATCH_SIZE, sample_weight=options.get("sample_weight"), verbose=0, return_dict=True
        )
        runs[name] = {
            "x": numbers(inputs),
            "y": numbers(targets),
            "sample_weight": numbers(weights) if "sample_weight" in options else None,
            "class_weight": options.get("class_weight"),
            "activation": activation,
            "metrics": names,
            "weighted_metrics": weighted,
            "weights": [numbers(w) for w in initial],
            "final_weights": [numbers(w) for w in model.get_weights()],
            "history": {key: numbers(values) for key, values in history.history.items()},
            "evaluate": {key: float(value) for key, value in evaluated.items()},
        }
    return {"batch_size": BATCH_SIZE, "epochs": EPOCHS, "validation_split": 0.2, "runs": runs}


lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in {"metrics": metrics(), **fits()}.items())
(HERE / "weighted.json").write_text("{\n" + lines + "\n}\n")
