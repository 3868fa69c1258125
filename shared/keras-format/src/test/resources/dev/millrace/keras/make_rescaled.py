"""Makes rescaled.keras beside this script: a trained model that begins and ends with Rescaling.

Run with Keras 3.15.1: KERAS_BACKEND=jax python make_rescaled.py
"""

import pathlib

import keras
import numpy as np

keras.utils.set_random_seed(1)
model = keras.Sequential(
    [
        keras.layers.Input((3,)),
        keras.layers.Rescaling(1 / 255, name="pixels"),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(2),
        keras.layers.Rescaling([2.0, 30.0], np.array([-1.0, 50.0])),
    ]
)
model.compile(optimizer="adam", loss="mean_squared_error")
x = np.random.RandomState(2).randint(0, 256, (8, 3)).astype("float32")
model.fit(x, x[:, :2], batch_size=4, verbose=0)
model.save(pathlib.Path(__file__).parent / "rescaled.keras")
