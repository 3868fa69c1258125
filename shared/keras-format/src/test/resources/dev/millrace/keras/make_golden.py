"""Makes the .keras and .h5 files beside this script, and golden.json with what Keras's hold.

Run with Keras 3.15.1: KERAS_BACKEND=jax python make_golden.py
"""

import json
import pathlib

import h5py
import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
STEPS = 3


def model():
    keras.utils.clear_session()  # names count from the start: "dense", not "dense_9"
    keras.utils.set_random_seed(7)
    return keras.Sequential(
        [
            keras.layers.Input((4,)),
            keras.layers.Dense(8, activation="relu", kernel_initializer="he_uniform", name="hidden"),
            keras.layers.Dense(3),
            keras.layers.Activation("softmax"),
        ]
    )


def variable(value):
    value = np.asarray(value)
    return {"shape": list(value.shape), "values": [float(x) for x in value.ravel()]}


def describe(trained):
    golden = {"weights": [variable(w) for w in trained.get_weights()]}
    if getattr(trained, "optimizer", None) is not None:
        state = [variable(v.numpy()) for v in trained.optimizer.variables]
        golden["optimizer"] = {
            "class_name": type(trained.optimizer).__name__,
            "iterations": int(trained.optimizer.iterations),
            "learning_rate": float(trained.optimizer.learning_rate),
            "slots": state[2:],
        }
    return golden


def main():
    optimizers = {
        "sgd": lambda: keras.optimizers.SGD(0.1),
        "sgd_momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        "rmsprop": lambda: keras.optimizers.RMSprop(0.01),
        "rmsprop_centered": lambda: keras.optimizers.RMSprop(0.01, momentum=0.5, centered=True),
        "adam": lambda: keras.optimizers.Adam(0.01),
        "adam_amsgrad": lambda: keras.optimizers.Adam(0.01, amsgrad=True),
        "adagrad": lambda: keras.optimizers.Adagrad(0.01),
        "adadelta": lambda: keras.optimizers.Adadelta(0.5),
        "adamax": lambda: keras.optimizers.Adamax(0.01),
        "nadam": lambda: keras.optimizers.Nadam(0.01),
    }
    x = np.random.default_rng(1).random((4 * STEPS, 4), dtype="float32")
    y = np.eye(3, dtype="float32")[np.arange(4 * STEPS) % 3]
    golden = {}
    for name, make_optimizer in optimizers.items():
        trained = model()
        trained.compile(
            optimizer=make_optimizer(),
            loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
            metrics=["accuracy", keras.metrics.CategoricalAccuracy()],
        )
        trained.fit(x, y, batch_size=4, verbose=0)
        trained.save(HERE / f"{name}.keras")
        golden[name] = describe(trained)
    trained.save_weights(HERE / "nadam.weights.h5")

    uncompiled = model()
    uncompiled.save(HERE / "uncompiled.keras")
    golden["uncompiled"] = describe(uncompiled)

    fresh = model()
    fresh.compile("adam", "categorical_crossentropy")
    fresh.save(HERE / "fresh.keras")
    golden["fresh"] = describe(fresh)

    # What no reader should follow: values in another file, and values that grow when they are read.
    with h5py.File(HERE / "linked.weights.h5", "w") as file:
        file["layers"] = h5py.ExternalLink("nadam.weights.h5", "/layers")
    with h5py.File(HERE / "compressed.weights.h5", "w") as file:
        for group, weights in {"dense": [(4, 8), (8,)], "dense_1": [(8, 3), (3,)]}.items():
            for i, shape in enumerate(weights):
                path = f"layers/{group}/vars/{i}"
                file.create_dataset(path, data=np.zeros(shape, "float32"), compression="gzip")

    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(held)}" for name, held in golden.items())
    (HERE / "golden.json").write_text("{\n" + lines + "\n}\n")


main()
