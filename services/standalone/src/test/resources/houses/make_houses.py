"""Makes train.csv and test.csv, and keras.json: what Keras makes of them. Needs keras and jax.

A network of two dense layers, squared error, Adam, 40 epochs in mini-batches of 32, five seeds. Numbers are standardised and
texts made one-hot by the training rows, as Millrace does it.
"""

import csv
import json
import os
import random

os.environ["KERAS_BACKEND"] = "jax"
import keras
import numpy as np

PLACES = ["Berlin", "Hamburg", "Köln", "Ulm"]


def rows(count, rng):
    for _ in range(count):
        place = rng.choice(PLACES)
        area = round(rng.uniform(30, 160), 1)
        room_count = rng.randint(1, 6)
        age = rng.randint(0, 90)
        price = 0.5 + PLACES.index(place) * 0.4 + area * 0.02 + 0.1 * room_count - 0.012 * age + (age > 60) * 0.3
        yield place, area, room_count, age, round(price + rng.gauss(0, 0.15), 4)


def write(name, count, rng):
    with open(name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["place", "area", "rooms", "age", "price"])
        writer.writerows(rows(count, rng))


def read(name):
    with open(name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def prepared(train, test):
    columns = []
    places = sorted({row["place"] for row in train})
    both = [(train, []), (test, [])]
    for row_list, out in both:
        out.append(np.array([[row["place"] == place for place in places] for row in row_list], dtype="float32"))
    for column in ("area", "rooms", "age"):
        values = np.array([float(row[column]) for row in train])
        for row_list, out in both:
            raw = np.array([float(row[column]) for row in row_list])
            out.append(((raw - values.mean()) / values.std()).astype("float32")[:, None])
    return [
        (np.concatenate(out, axis=1), np.array([[float(row["price"])] for row in row_list], dtype="float32"))
        for row_list, out in both
    ]


def main():
    rng = random.Random(7)
    write("train.csv", 800, rng)
    write("test.csv", 400, rng)
    (x, y), (test_x, test_y) = prepared(read("train.csv"), read("test.csv"))
    scores = []
    for seed in range(5):
        keras.utils.set_random_seed(seed)
        model = keras.Sequential(
            [keras.Input((7,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1)]
        )
        model.compile(optimizer=keras.optimizers.Adam(0.005), loss="mean_squared_error", metrics=["mean_absolute_error"])
        model.fit(x, y, batch_size=32, epochs=40, verbose=0)
        loss, error = model.evaluate(test_x, test_y, verbose=0)
        scores.append({"seed": seed, "loss": loss, "mean_absolute_error": error})
    with open("keras.json", "w", encoding="utf-8") as file:
        json.dump({"keras": keras.__version__, "scores": scores}, file, indent=1)
        file.write("\n")


main()
