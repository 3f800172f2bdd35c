"""What the scenarios are made of."""

import numpy as np

SCENARIOS = {}
NUMBERS_ONLY = set()
"""Scenarios of which only the numbers are compared, not the calls."""


def scenario(fn):
    """A program ``fn(keras, tf)`` that returns what is to be compared, or None."""
    SCENARIOS[fn.__name__] = fn
    return fn


def refusal(fn):
    """A scenario that must end with an exception; its name gets ``error_`` in front."""
    fn.__name__ = f"error_{fn.__name__}"
    return scenario(fn)


def numbers_only(fn):
    """A scenario of which only the numbers are compared."""
    NUMBERS_ONLY.add(fn.__name__)
    return scenario(fn)


def data(n=24, d=6, c=3, seed=0):
    r = np.random.default_rng(seed)
    x = r.standard_normal((n, d)).astype("float32")
    y = r.integers(0, c, n)
    return x, y


def const(shape, dtype=None, **kw):
    """A deterministic initial value that depends on the shape alone."""
    n = int(np.prod(shape)) if len(shape) else 1
    v = np.sin(np.arange(1, n + 1, dtype="float64") * 0.7 + len(shape)) * 0.3
    return v.reshape(shape).astype("float32")


def mlp(keras, classes=3, hidden=5, **kw):
    return keras.models.Sequential(
        [
            keras.layers.Dense(hidden, activation="relu", kernel_initializer=const, **kw),
            keras.layers.Dense(classes, activation="softmax", kernel_initializer=const),
        ]
    )


def compiled(
    keras,
    model=None,
    optimizer="rmsprop",
    loss="sparse_categorical_crossentropy",
    metrics=("accuracy",),
    **kw,
):
    model = model or mlp(keras)
    model.compile(optimizer=optimizer, loss=loss, metrics=list(metrics), run_eagerly=True, **kw)
    return model


def numbers(model, history=None, **extra):
    out = {"weights": [np.asarray(w) for w in model.get_weights()]}
    if history is not None:
        out["history"] = history.history
        out["epoch"] = list(history.epoch)
    out.update(extra)
    return out
