"""Makes layer_options.json beside this script: networks whose outputs of layers add to the loss, and whose weights are kept to
something, trained by Keras.

Run with Keras 3.15.1, which divides what outputs add by the size of the mini-batch: KERAS_BACKEND=jax python
make_layer_options.py
"""

import json
import pathlib

import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
BATCH_SIZE = 7
EPOCHS = 3
SAMPLES = 25

random = np.random.RandomState(11)
L, R, C = keras.layers, keras.regularizers, keras.constraints
rows = random.randn(SAMPLES, 4).astype("float32")
positions = random.randn(SAMPLES, 3, 4).astype("float32")
images = random.randn(SAMPLES, 6, 6, 1).astype("float32")
words = random.randint(0, 7, (SAMPLES, 3)).astype("float32")
classes = random.randint(0, 3, SAMPLES)
values = random.randn(SAMPLES, 2).astype("float32")
CE, MSE = "sparse_categorical_crossentropy", "mean_squared_error"
settings = {
    "dense": (rows, classes, CE, [L.Dense(6, "tanh", activity_regularizer=R.L1L2(0.01, 0.02)), L.Dense(3, "softmax")]),
    "positions": (positions, classes, CE, [L.Dense(5, "relu", activity_regularizer="l2"), L.Flatten(), L.Dense(3, "softmax")]),
    "last": (rows, classes, CE, [L.Dense(5, "relu"), L.Dense(3, "softmax", activity_regularizer=R.L2(0.1))]),
    "two_in_one": (rows, values, MSE, [L.Dense(6, "gelu", activity_regularizer=R.L1(0.05)), L.Dense(2)]),
    "before_activation": (rows, values, MSE, [L.Dense(6, activity_regularizer=R.L2(0.05)), L.Activation("tanh"), L.Dense(2)]),
    "convolution": (images, classes, CE, [L.Conv2D(4, 3, activation="relu", activity_regularizer=R.L2(0.003)), L.MaxPooling2D(), L.Flatten(), L.Dense(3, "softmax")]),
    "embedding": (words, values, MSE, [L.Embedding(7, 4, activity_regularizer=R.L2(0.1)), L.Flatten(), L.Dense(2)]),
    "frozen": (rows, values, MSE, [L.Dense(5, "tanh"), L.Dense(4, "tanh", activity_regularizer=R.L1(0.02), trainable=False), L.Dense(2)]),
    "below": (rows, values, MSE, [L.Dense(5, "tanh", activity_regularizer=R.L2(0.1), trainable=False), L.Dense(2)]),
    "layer": (rows, classes, CE, [L.Dense(6, "sigmoid", kernel_regularizer=R.L2(0.01)), L.ActivityRegularization(l1=0.02, l2=0.03), L.Dense(3, "softmax")]),
    "inputs": (rows, values, MSE, [L.ActivityRegularization(l2=0.1), L.Dense(2)]),
    "max_norm": (rows, classes, CE, [L.Dense(6, "tanh", kernel_constraint=C.MaxNorm(0.8), bias_constraint="non_neg"), L.Dense(3, "softmax", kernel_constraint=C.MaxNorm(0.5, axis=1))]),
    "unit_norm": (images, classes, CE, [L.Conv2D(4, 3, activation="relu", kernel_constraint=C.UnitNorm([0, 1, 2]), bias_constraint=C.NonNeg()), L.MaxPooling2D(), L.Flatten(), L.Dense(3, "softmax", kernel_constraint=C.UnitNorm())]),
    "middle_axis": (images, classes, CE, [L.Conv2D(4, 3, activation="relu", kernel_constraint=C.MaxNorm(0.5, [1])), L.Flatten(), L.Dense(3, "softmax")]),
    "min_max_norm": (words, values, MSE, [L.Embedding(7, 4, embeddings_constraint=C.MinMaxNorm(0.2, 0.6, 0.5, axis=-1)), L.Flatten(), L.Dense(2, kernel_constraint=C.MinMaxNorm(0.1, 0.7))]),
    "normalized": (rows, values, MSE, [L.Dense(6), L.BatchNormalization(gamma_constraint=C.MaxNorm(1), beta_constraint="non_neg"), L.ReLU(), L.LayerNormalization(gamma_constraint=C.UnitNorm(), beta_constraint=C.MaxNorm(0.1)), L.Dense(2)]),
    "kept_frozen": (rows, values, MSE, [L.Dense(5, "tanh", kernel_constraint="unit_norm", trainable=False), L.Dense(2)]),
    "accumulated": (rows, values, MSE, [L.Dense(5, "tanh", kernel_constraint=C.MinMaxNorm(0.1, 0.5, 0.25)), L.Dense(2, bias_constraint="non_neg")]),
}
OPTIONS = {"accumulated": {"gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 4, "weight_decay": 0.1}}


def numbers(array):
    return json.loads(json.dumps(np.asarray(array, dtype="float64").tolist()), parse_float=lambda text: float(f"{float(text):.9g}"))


runs = {}
for name, (inputs, targets, loss, layers) in settings.items():
    model = keras.Sequential([L.Input(inputs.shape[1:]), *layers])
    initial = [(random.randn(*w.shape) * 0.5).astype("float32") for w in model.weights]
    initial = [np.abs(v) + 0.25 if "variance" in w.path else v for w, v in zip(model.weights, initial)]
    model.set_weights(initial)
    optimizer = keras.optimizers.SGD(0.05, momentum=0.5, **OPTIONS.get(name, {}))
    model.compile(optimizer=optimizer, loss=loss)
    serialized = keras.optimizers.serialize(optimizer)
    history = model.fit(inputs, targets, batch_size=BATCH_SIZE, epochs=EPOCHS, shuffle=False, validation_split=0.2, verbose=0)
    runs[name] = {
        "model": json.loads(model.to_json()),
        "x": numbers(inputs),
        "y": numbers(targets),
        "optimizer": serialized,
        "loss": loss,
        "weights": [numbers(w) for w in initial],
        "final_weights": [numbers(w) for w in model.get_weights()],
        "history": {key: numbers(values) for key, values in history.history.items()},
    }
lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in runs.items())
(HERE / "layer_options.json").write_text("{\n" + lines + "\n}\n")
