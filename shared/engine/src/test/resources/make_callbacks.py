"""What Keras's callbacks decide, epoch by epoch, for given scores; written to callbacks.json.

    pip install keras jax; KERAS_BACKEND=jax python make_callbacks.py
"""

import json
import math
import os

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import numpy as np  # noqa: E402

FALLING = [1.0, 0.8, 0.6, 0.5, 0.45, 0.44]
HILLS = [1.0, 0.7, 0.75, 0.72, 0.69, 0.8, 0.81, 0.9, 0.6, 0.61, 0.62, 0.63]
FLAT = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
SLOW = [0.5, 0.495, 0.49, 0.485, 0.48, 0.475, 0.47]
RISING = [0.1, 0.5, 0.4, 0.6, 0.55, 0.58, 0.59, 0.7, 0.6, 0.6]

CASES = []
for patience in (0, 1, 2, 3):
    for scores in (FALLING, HILLS, FLAT, SLOW):
        CASES.append(("EarlyStopping", {"patience": patience}, "val_loss", scores))
for config in (
    {"patience": 2, "min_delta": 0.05},
    {"patience": 2, "min_delta": -0.05},
    {"patience": 2, "baseline": 0.65},
    {"patience": 2, "baseline": 0.1},
    {"patience": 1, "start_from_epoch": 3},
    {"patience": 1, "restore_best_weights": True},
    {"patience": 3, "restore_best_weights": True, "min_delta": 0.02},
    {"patience": 20, "restore_best_weights": True},
):
    CASES.append(("EarlyStopping", config, "val_loss", HILLS))
for mode in ("auto", "max", "min"):
    CASES.append(("EarlyStopping", {"patience": 2, "mode": mode, "restore_best_weights": True}, "val_accuracy", RISING))
CASES.append(("EarlyStopping", {"patience": 2, "mode": "auto"}, "mae", RISING))
CASES.append(("EarlyStopping", {"patience": 2}, "val_loss", [math.nan, 0.5, 0.4, 0.3, 0.2]))
CASES.append(("EarlyStopping", {"patience": 2}, "val_loss", [0.5, math.nan, 0.6, 0.4]))
for config in (
    {"patience": 1},
    {"patience": 2, "factor": 0.5},
    {"patience": 1, "factor": 0.5, "cooldown": 2},
    {"patience": 1, "factor": 0.5, "min_lr": 0.02},
    {"patience": 2, "min_delta": 0.1},
    {"patience": 0},
):
    for scores in (HILLS, FLAT, SLOW):
        CASES.append(("ReduceLROnPlateau", config, "val_loss", scores))
CASES.append(("ReduceLROnPlateau", {"patience": 2, "factor": 0.5}, "accuracy", RISING))
for config in ({}, {"initial_value_threshold": 0.7}, {"mode": "max"}):
    CASES.append(("ModelCheckpoint", config, "val_loss", HILLS))
CASES.append(("ModelCheckpoint", {}, "val_accuracy", RISING))


def model():
    net = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    net.compile(keras.optimizers.SGD(0.1), "mse", metrics=["accuracy", "mae"])
    net.fit(np.zeros((2, 1)), np.zeros((2, 1)), verbose=0)
    return net


NET = model()


def decisions(name, config, monitor, scores):
    kwargs = dict(config, monitor=monitor)
    if name == "ModelCheckpoint":
        kwargs.update(filepath="/tmp/best.keras", save_best_only=True)
    callback = getattr(keras.callbacks, name)(**kwargs)
    callback.set_model(NET)
    NET.optimizer.learning_rate = 0.1
    NET.stop_training = False
    saved = []
    NET.save = lambda *args, **kwargs: saved.append(True)
    callback.on_train_begin()
    epochs = []
    for epoch, score in enumerate(scores):
        # The epoch's number stands for the weights that training has made.
        NET.set_weights([np.array([[float(epoch)]])])
        del saved[:]
        callback.on_epoch_begin(epoch)
        logs = {monitor: score}
        callback.on_epoch_end(epoch, logs)
        epochs.append(
            {
                "stop": bool(NET.stop_training),
                "learning_rate": round(float(NET.optimizer.learning_rate), 6),
                "logged": round(logs.get("learning_rate", 0), 6),
                "saved": bool(saved),
                "wait": getattr(callback, "wait", 0),
            }
        )
        if NET.stop_training:
            break
    callback.on_train_end()
    return {
        "callback": name,
        "config": config,
        "monitor": monitor,
        "scores": [None if math.isnan(s) else s for s in scores],
        **{key: [epoch[key] for epoch in epochs] for key in epochs[0]},
        "weights_of_epoch": float(NET.get_weights()[0][0][0]),
    }


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "callbacks.json"), "w") as out:
    rows = ",\n".join(json.dumps(decisions(*case)) for case in CASES)
    out.write('{"keras": "%s", "cases": [\n%s\n]}\n' % (keras.__version__, rows))
