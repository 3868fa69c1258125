"""Makes keras2.keras and keras2.json beside this script: a model as tf.keras 2.13 saves it.

tf.keras 2.13 needs a TensorFlow of its time; this writes what its `saving_lib._save_state` writes: a group `vars` for
each object that it visits, `_layer_checkpoint_dependencies` before `layers`, in which each layer with weights stands
twice and is counted twice, and no learning rate among the optimizer's variables.

Run with h5py and numpy: python make_keras2.py
"""

import io
import json
import pathlib
import zipfile

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
LAYERS = "_layer_checkpoint_dependencies"


def serialized(module, class_name, config, **more):
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None, **more}


def dense(name, inputs, units, activation, **more):
    uniform = serialized("keras.initializers", "GlorotUniform", {"seed": None})
    zeros = serialized("keras.initializers", "Zeros", {})
    config = {"name": name, "trainable": True, "dtype": "float32", **more, "units": units, "activation": activation}
    config |= {"use_bias": True, "kernel_initializer": uniform, "bias_initializer": zeros}
    config |= {f"{of}_{what}": None for what in ("regularizer", "constraint") for of in ("kernel", "bias")}
    config |= {"activity_regularizer": None}
    return serialized("keras.layers", "Dense", config, build_config={"input_shape": [None, inputs]})


def config():
    dropout = {"name": "dropout", "trainable": True, "dtype": "float32", "rate": 0.5, "noise_shape": None, "seed": None}
    layer = {"batch_input_shape": [None, 4], "dtype": "float32", "sparse": False, "ragged": False, "name": "dense_input"}
    optimizer = {"name": "Adam", "weight_decay": None, "clipnorm": None, "global_clipnorm": None, "clipvalue": None}
    optimizer |= {"use_ema": False, "ema_momentum": 0.99, "ema_overwrite_frequency": None, "jit_compile": True}
    optimizer |= {"is_legacy_optimizer": False, "learning_rate": 0.0010000000474974513}
    optimizer |= {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": False}
    loss = {"reduction": "auto", "name": "categorical_crossentropy", "from_logits": False, "label_smoothing": 0.0}
    loss |= {"axis": -1, "fn": "categorical_crossentropy"}
    layers = [
        serialized("keras.layers", "InputLayer", layer),
        dense("hidden", 4, 8, "relu", batch_input_shape=[None, 4]),
        serialized("keras.layers", "Dropout", dropout, build_config={"input_shape": [None, 8]}),
        dense("dense_1", 8, 5, "tanh"),
        dense("dense_2", 5, 3, "softmax"),
    ]
    compiled = {"optimizer": serialized("keras.optimizers", "Adam", optimizer)}
    compiled |= {"loss": serialized("keras.losses", "CategoricalCrossentropy", loss), "metrics": ["accuracy"]}
    compiled |= {"loss_weights": None, "weighted_metrics": None, "run_eagerly": None, "steps_per_execution": None}
    compiled |= {"jit_compile": None}
    return serialized(
        "keras",
        "Sequential",
        {"name": "sequential", "layers": layers},
        build_config={"input_shape": [None, 4]},
        compile_config=compiled,
    )


def weights():
    random = np.random.default_rng(2)
    shapes = [(4, 8), (8,), (8, 5), (5,), (5, 3), (3,)]
    return [random.random(shape, dtype="float32") - 0.5 for shape in shapes]


def hdf5(values):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_group("vars")
        for k, layer in enumerate(["dense", "dense_2", "dense_4"]):
            variables = file.create_group(f"{LAYERS}/{layer}").create_group("vars")
            variables["0"], variables["1"] = values[2 * k], values[2 * k + 1]
        file.create_group(f"{LAYERS}/dropout").create_group("vars")
        state = file.create_group("optimizer").create_group("vars")
        state["0"] = np.int64(3)
        for k, value in enumerate(v for value in values for v in (value, value * value)):
            state[str(1 + k)] = value
        for k, metric in enumerate(["mean", "mean_metric_wrapper"]):
            total = file.create_group(f"metrics/{metric}").create_group("vars")
            total["0"], total["1"] = np.float32(1 + k), np.float32(2)
    return buffer.getvalue()


def main():
    values = weights()
    with zipfile.ZipFile(HERE / "keras2.keras", "w") as archive:
        for name, content in {
            "metadata.json": json.dumps({"keras_version": "2.13.1", "date_saved": "2026-11-30@08:00:00"}),
            "config.json": json.dumps(config()),
            "model.weights.h5": hdf5(values),
        }.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    held = [{"shape": list(v.shape), "values": [float(x) for x in v.ravel()]} for v in values]
    (HERE / "keras2.json").write_text(json.dumps(held) + "\n")


main()
