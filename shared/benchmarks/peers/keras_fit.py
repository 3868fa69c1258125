"""The textbook's digits network, or a convolutional one, trained with Keras's `fit` on arrays in memory.

usage: KERAS_BACKEND=jax|tensorflow|torch python keras_fit.py FOLDER BATCH_SIZE sgd|adam EPOCHS SEED dense|conv

FOLDER holds four uncompressed IDX files named as MNIST's. Prints JSON: a line for each epoch, then the scores and versions.
"""
import importlib
import json
import os
import platform
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

folder, batch_size, optimizer, epochs = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
seed = int(sys.argv[5])
convolutional = sys.argv[6] == "conv"


def idx(name, header):
    return np.fromfile(os.path.join(folder, name), np.uint8)[header:]


def examples(prefix):
    x = (idx(prefix + "-images-idx3-ubyte", 16).reshape(-1, 784) / 255.0).astype("float32")
    return x, keras.utils.to_categorical(idx(prefix + "-labels-idx1-ubyte", 8), 10).astype("float32")


class Report(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        values = {name: float(value) for name, value in logs.items()}
        print(json.dumps({"seconds": time.perf_counter() - self.began, "values": values}), flush=True)


x, y = examples("train")
keras.utils.set_random_seed(seed)
layers = [
    keras.layers.Dense(500, activation="sigmoid"),
    keras.layers.Dense(500, activation="sigmoid"),
]
if convolutional:
    layers = [
        keras.layers.Reshape((28, 28, 1)),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.MaxPooling2D(2),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.5),
    ]
model = keras.Sequential([keras.Input((784,)), *layers, keras.layers.Dense(10, activation="softmax")])
model.compile(
    optimizer=keras.optimizers.SGD(0.1) if optimizer == "sgd" else keras.optimizers.Adam(),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0, callbacks=[Report()])
test = model.evaluate(*examples("t10k"), batch_size=100, verbose=0, return_dict=True)
backend = keras.backend.backend()
versions = {name: importlib.import_module(name).__version__ for name in ("keras", backend)}
print(json.dumps({"test": {k: float(v) for k, v in test.items()}, "versions": {"python": platform.python_version(), **versions}}))
