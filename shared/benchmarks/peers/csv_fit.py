"""A CSV file of numbers read by tf.data or by Torch's DataLoader, alone or with a trainer behind it.

usage: python csv_fit.py tfdata|tfdata-fit|torch|torch-fit FILE BATCH_SIZE EPOCHS SEED COLUMNS

The last column of FILE is the target `y`. The network is COLUMNS-128-64-1, ReLU, Adam, mean squared error. Prints JSON: a line
for each epoch, the first of which begins before the file is opened, then the rows of an epoch, the last loss, and versions.
"""
import json
import os
import platform
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

who, file, batch_size, epochs, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
columns = int(sys.argv[6])
trained = who.endswith("-fit")


class Watch:
    def __init__(self):
        self.began = time.perf_counter()

    def ended(self):
        now = time.perf_counter()
        print(json.dumps({"seconds": now - self.began}), flush=True)
        self.began = now


def tensorflow():
    """The file is parsed in every epoch, in parallel, as tf.data's own function for CSV has it."""
    import tensorflow as tf

    def table():
        names = [f"x{i}" for i in range(columns)]
        batches = tf.data.experimental.make_csv_dataset(
            file,
            batch_size,
            column_names=names + ["y"],
            column_defaults=[tf.float32] * (columns + 1),
            label_name="y",
            num_epochs=1,
            shuffle=True,
            shuffle_seed=seed,
            num_parallel_reads=os.cpu_count(),
        )
        return batches.map(lambda x, y: (tf.stack([x[name] for name in names], axis=1), y), tf.data.AUTOTUNE).prefetch(
            tf.data.AUTOTUNE
        )

    rows, loss = 0, None
    if trained:
        import keras

        class Report(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                watch.ended()

        keras.utils.set_random_seed(seed)
        model = keras.Sequential(
            [
                keras.Input((columns,)),
                keras.layers.Dense(128, activation="relu"),
                keras.layers.Dense(64, activation="relu"),
                keras.layers.Dense(1),
            ]
        )
        model.compile(optimizer="adam", loss="mean_squared_error")
        counted = tf.Variable(0, dtype=tf.int64)

        def count(x, y):
            counted.assign_add(tf.shape(x, tf.int64)[0])
            return x, y

        watch = Watch()
        history = model.fit(table().map(count), epochs=epochs, verbose=0, callbacks=[Report()])
        rows, loss = int(counted.numpy()) / epochs, history.history["loss"][-1]
        return rows, loss, {"tensorflow": tf.__version__, "keras": keras.__version__}
    watch = Watch()
    batches = table()
    for _ in range(epochs):
        rows = 0
        for x, _y in batches:
            rows += int(x.shape[0])
        watch.ended()
    return rows, loss, {"tensorflow": tf.__version__}


def torch():
    """The file is parsed once, by pandas; a DataLoader shuffles the rows in memory."""
    import pandas
    import torch as t

    t.manual_seed(seed)
    watch = Watch()
    table = t.from_numpy(pandas.read_csv(file, dtype="float32").to_numpy())
    examples = t.utils.data.TensorDataset(table[:, :columns], table[:, columns:])
    batches = t.utils.data.DataLoader(examples, batch_size=batch_size, shuffle=True)
    network = t.nn.Sequential(
        t.nn.Linear(columns, 128), t.nn.ReLU(), t.nn.Linear(128, 64), t.nn.ReLU(), t.nn.Linear(64, 1)
    )
    optimizer = t.optim.Adam(network.parameters())
    rows, loss = 0, None
    for _ in range(epochs):
        rows, total = 0, 0.0
        for x, y in batches:
            rows += len(x)
            if trained:
                optimizer.zero_grad()
                error = t.nn.functional.mse_loss(network(x), y)
                error.backward()
                optimizer.step()
                total += error.item() * len(x)
        watch.ended()
        loss = total / rows
    return rows, loss if trained else None, {"torch": t.__version__, "pandas": pandas.__version__}


rows, loss, versions = tensorflow() if who.startswith("tfdata") else torch()
scores = {"rows": float(rows)}
if loss is not None:
    scores["loss"] = float(loss)
print(json.dumps({"test": scores, "versions": {"python": platform.python_version(), **versions}}))
