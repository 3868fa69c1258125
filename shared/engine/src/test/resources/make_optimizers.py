# Every optimizer with every common option and with schedules, on two variables for seven steps: the weights after each of
# the last two steps and after what `fit` does at its end, and the optimizer's variables in the order of Keras's files.
# Run with Keras 3.15.1 on JAX; writes optimizers.json.
import os
os.environ["KERAS_BACKEND"] = "jax"
import json
import keras
import numpy as np

O = keras.optimizers
S = O.schedules
STEPS = 7


def numbers(a):
    return [float(f"{x:.9g}") for x in np.asarray(a, dtype="float64").reshape(-1)]


random = np.random.RandomState(5)
start = [random.randn(2, 3).astype("f4"), random.randn(3).astype("f4")]
gradients = [[(random.randn(*w.shape) * scale).astype("f4") for w in start] for scale in (1, 0.1, 2, 0.3, 1, 0.5, 4)]

formulas = {
    "SGD": [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}],
    "RMSprop": [{}, {"momentum": 0.9, "centered": True}],
    "Adagrad": [{}],
    "Adadelta": [{}],
    "Adam": [{}, {"amsgrad": True}],
    "AdamW": [{}],
    "Adamax": [{}],
    "Nadam": [{}],
    "Lion": [{}],
    "Ftrl": [{"l1_regularization_strength": 0.1, "l2_regularization_strength": 0.1,
              "l2_shrinkage_regularization_strength": 0.01, "beta": 0.5}],
}
options = [
    {},
    {"weight_decay": 0.1},
    {"clipnorm": 0.5},
    {"global_clipnorm": 0.5},
    {"clipvalue": 0.25},
    {"use_ema": True, "ema_momentum": 0.9},
    {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 3},
    {"gradient_accumulation_steps": 3},
    {"weight_decay": 0.1, "global_clipnorm": 0.5, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 2,
     "gradient_accumulation_steps": 2},
]
schedules = [
    S.ExponentialDecay(0.1, 3, 0.5),
    S.PiecewiseConstantDecay([2, 4], [0.1, 0.05, 0.01]),
    S.PolynomialDecay(0.1, 4, cycle=True),
    S.InverseTimeDecay(0.1, 3, 0.5, staircase=True),
    S.CosineDecay(0.0, 4, warmup_target=0.1, warmup_steps=2),
    S.CosineDecayRestarts(0.1, 2),
]


def run(name, settings):
    optimizer = getattr(O, name)(**settings)
    variables = [keras.Variable(w.copy(), name=n) for w, n in zip(start, ("kernel", "bias"))]
    optimizer.build(variables)
    after = []
    for g in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(x) for x in g], variables)
        after.append([numbers(v.numpy()) for v in variables])
    slots = [numbers(v.numpy()) for v in optimizer.variables]
    optimizer.finalize_variable_values(variables)
    return {"optimizer": O.serialize(optimizer), "after": after[-2:], "variables": slots,
            "finally": [numbers(v.numpy()) for v in variables]}


runs = []
for name, settings in formulas.items():
    for i, formula in enumerate(settings):
        for option in options if i == 0 else options[:1]:
            runs.append(run(name, {**formula, **option}))
for schedule in schedules:
    runs.append(run("SGD", {"learning_rate": schedule, "momentum": 0.9}))
    runs.append(run("AdamW", {"learning_rate": schedule, "gradient_accumulation_steps": 2}))
json.dump({"keras_version": keras.__version__, "weights": [numbers(w) for w in start],
           "gradients": [[numbers(x) for x in g] for g in gradients], "runs": runs},
          open("optimizers.json", "w"), separators=(",", ":"))
print(len(runs))
