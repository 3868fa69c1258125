"""Makes rescaling.json beside this script: networks with Rescaling layers, trained by Keras.

Run with Keras 3.15.1: KERAS_BACKEND=jax python make_rescaling.py
"""

import json
import pathlib

import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
BATCH_SIZE = 16
EPOCHS = 3
SAMPLES = 50

random = np.random.RandomState(7)
Dense, Rescaling = keras.layers.Dense, keras.layers.Rescaling
x = random.randn(SAMPLES, 4).astype("float32")
bytes_ = np.trunc(random.rand(SAMPLES, 2, 3) * 256).astype("float32")
price = (200_000 + 100_000 * np.tanh(x @ [1, -2, 0.5, 0]))[:, None].astype("float32")
two = np.stack([x[:, 0] * 2 - 1, 50 + 30 * x[:, 1]], axis=1).astype("float32")
each = (bytes_[:, :, :1] / 64 - bytes_[:, :, 1:2] / 128).astype("float32")
one_hot = np.eye(3, dtype="float32")[random.randint(0, 3, SAMPLES)]
coins = random.randint(0, 2, (SAMPLES, 1)).astype("float32")
settings = {
    "units_of_the_target": (x, price, "mean_squared_error", [Dense(8, "tanh"), Dense(1), Rescaling(100_000, 200_000)]),
    "of_each_target": (x, two, "mean_absolute_error", [Dense(8, "tanh"), Dense(2), Rescaling([2, 30], [-1, 50])]),
    "pixels": (bytes_, each, "huber", [Rescaling(1 / 255), Dense(8, "relu"), Dense(1), Rescaling(3)]),
    "channels": (bytes_, each, "mean_squared_error", [Rescaling([1 / 255, 1 / 127.5, 0.01], [0, -1, 0.5]), Dense(8, "relu"), Dense(1)]),
    "between": (x, two, "mean_squared_error", [Dense(8, "tanh"), Rescaling(-2, 0.5), Dense(2)]),
    "after_softmax": (x, one_hot, "categorical_crossentropy", [Dense(8, "tanh"), Dense(3, "softmax"), Rescaling([0.5, 0.8, 0.25], 0.1)]),
    "after_sigmoid": (x, coins, "binary_crossentropy", [Dense(8, "tanh"), Dense(1, "sigmoid"), Rescaling(0.5, 0.25)]),
}


def numbers(array):
    return np.asarray(array, dtype="float64").tolist()


runs = {}
for name, (inputs, targets, loss, layers) in settings.items():
    model = keras.Sequential([keras.layers.Input(inputs.shape[1:]), *layers])
    initial = [(random.randn(*w.shape) * 0.3).astype("float32") for w in model.get_weights()]
    model.set_weights(initial)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss)
    history = model.fit(inputs, targets, batch_size=BATCH_SIZE, epochs=EPOCHS, shuffle=False, validation_split=0.2, verbose=0)
    runs[name] = {
        "x": numbers(inputs),
        "y": numbers(targets),
        "loss": loss,
        "weights": [numbers(w) for w in initial],
        "final_weights": [numbers(w) for w in model.get_weights()],
        "history": {key: numbers(values) for key, values in history.history.items()},
        "predictions": numbers(model.predict(inputs, batch_size=BATCH_SIZE, verbose=0)),
    }
lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in runs.items())
(HERE / "rescaling.json").write_text("{\n" + lines + "\n}\n")
