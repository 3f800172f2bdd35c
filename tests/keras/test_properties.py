"""What holds for every model and every way to fit it: random stacks of layers, random arguments."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fittrace
from fittrace import keras, tf

layers = keras.layers

# --- models: each layer is told by its name, what it is made from, and the width that it gives

ACTIVATIONS = ("linear", "relu", "tanh", "sigmoid", "softplus", "elu", "swish", "softmax")
SMOOTH = tuple(name for name in ACTIVATIONS if name not in ("relu", "elu"))
OPTIMIZERS = ("sgd", "rmsprop", "adam", "adagrad", "adadelta", "adamax", "nadam", "ftrl")


@dataclass(frozen=True)
class Stack:
    """Layers one after the other, for inputs of `width` numbers.

    Attributes:
        width: numbers in a row of the input.
        kinds: what each layer is, ``("dense", 3, "relu")``.
        outputs: numbers in a row of the output.
        shapes: the shapes of all weights, in the order in which they are made.
    """

    width: int
    kinds: tuple[tuple[Any, ...], ...]
    outputs: int
    shapes: tuple[tuple[int, ...], ...]

    def model(self, *, seed=0, how="deferred"):
        """The model, new; `how` it comes to know its input: "deferred", "input_shape" or "functional"."""
        keras.backend.clear_session()
        keras.utils.set_random_seed(seed)
        made = [_layer(kind) for kind in self.kinds]
        if how == "functional":
            inputs = outputs = keras.Input((self.width,))
            for layer in made:
                outputs = layer(outputs)
            return keras.Model(inputs, outputs)
        return keras.Sequential([keras.Input((self.width,)), *made] if how == "input_shape" else made)

    def data(self, rows, dtype="float32"):
        """Inputs and targets."""
        random = np.random.default_rng(rows)
        return random.standard_normal((rows, self.width)).astype(dtype), random.random((rows, self.outputs))


def _layer(kind):
    name, *settings = kind
    if name == "dense":
        units, activation, use_bias, penalty = settings
        return layers.Dense(units, activation, use_bias=use_bias, kernel_regularizer=penalty)
    if name == "conv":
        length, filters, size = settings
        return keras.Sequential(
            [layers.Reshape((length, 1)), layers.Conv1D(filters, size, activation="tanh"), layers.Flatten()]
        )
    if name == "rnn":
        length, units = settings
        return keras.Sequential([layers.Reshape((length, 1)), layers.GRU(units)])
    return {
        "batch norm": layers.BatchNormalization,
        "layer norm": layers.LayerNormalization,
        "activation": layers.Activation,
        "dropout": layers.Dropout,
    }[name](*settings)


@st.composite
def stacks(draw, activations=ACTIVATIONS, deterministic=False):
    """A stack of one to four layers."""
    width = before = draw(st.integers(1, 6))
    kinds: list[tuple[Any, ...]] = []
    shapes: list[tuple[int, ...]] = []
    names = ["dense", "conv", "rnn", "layer norm", "activation"]
    names += [] if deterministic else ["batch norm", "dropout"]
    for name in [*draw(st.lists(st.sampled_from(names), max_size=3)), "dense"]:
        if name == "dense":
            units, use_bias = draw(st.integers(1, 5)), draw(st.booleans())
            activation = draw(st.sampled_from(activations))
            kinds.append((name, units, activation, use_bias, draw(st.sampled_from([None, "l2"]))))
            shapes += [(before, units), *([(units,)] if use_bias else [])]
            before = units
        elif name == "conv":
            size, filters = draw(st.integers(1, before)), draw(st.integers(1, 2))
            kinds.append((name, before, filters, size))
            shapes += [(size, 1, filters), (filters,)]
            before = (before - size + 1) * filters
        elif name == "rnn":
            units = draw(st.integers(1, 3))
            kinds.append((name, before, units))
            shapes += [(1, 3 * units), (units, 3 * units), (2, 3 * units)]
            before = units
        elif name in ("batch norm", "layer norm"):
            kinds.append((name,))
            shapes += [(before,)] * 2
        else:
            kinds.append((name, draw(st.sampled_from(activations)) if name == "activation" else 0.3))
    return Stack(width, tuple(kinds), before, tuple(shapes))


HOW = st.sampled_from(["deferred", "input_shape", "functional"])


def in_order_of_making(model):
    """Shapes of the trainable weights, which is the order in which layers make them."""
    return tuple(tuple(weight.shape) for weight in model.trainable_weights)


@settings(max_examples=40)
@given(stack=stacks(), how=HOW, rows=st.integers(1, 5))
def test_the_shapes_of_weights_and_outputs_follow_from_the_layers(stack, how, rows):
    model = stack.model(how=how)
    x, _ = stack.data(rows)
    assert model(x).shape == (rows, stack.outputs)
    assert in_order_of_making(model) == stack.shapes
    assert model.count_params() >= sum(math.prod(shape) for shape in stack.shapes)
    assert model.predict(x, verbose=0).shape == (rows, stack.outputs)


@settings(max_examples=25)
@given(stack=stacks(), how=HOW, rows=st.integers(1, 5))
def test_however_a_model_learns_its_input_it_is_the_same_model(stack, how, rows):
    one, other = stack.model(how="deferred"), stack.model(how=how)
    x, _ = stack.data(rows)
    one(x), other(x)
    other.set_weights(one.get_weights())
    np.testing.assert_allclose(other(x).numpy(), one(x).numpy(), rtol=1e-6)


@settings(max_examples=25)
@given(stack=stacks(), rows=st.integers(2, 6))
def test_rows_do_not_see_each_other_unless_they_are_trained_on(stack, rows):
    model = stack.model()
    x, _ = stack.data(rows)
    together = model(x).numpy()
    alone = np.concatenate([model(x[row : row + 1]).numpy() for row in range(rows)])
    np.testing.assert_allclose(together, alone, rtol=1e-4, atol=1e-6)


# --- fit: the bookkeeping of epochs, steps and logs


@dataclass
class Counted(keras.callbacks.Callback):
    """Counts what it is told of, and keeps the batch numbers."""

    def __post_init__(self):
        super().__init__()
        self.batches: list[list[int]] = []
        self.tested = 0
        self.logs: list[dict[str, float]] = []

    def on_epoch_begin(self, epoch, logs=None):
        self.batches.append([])

    def on_train_batch_end(self, batch, logs=None):
        self.batches[-1].append(batch)

    def on_test_batch_end(self, batch, logs=None):
        self.tested += 1

    def on_epoch_end(self, epoch, logs=None):
        self.logs.append(dict(logs))


@settings(max_examples=40)
@given(
    stack=stacks(),
    optimizer=st.sampled_from(OPTIMIZERS),
    rows=st.integers(2, 23),
    batch_size=st.one_of(st.none(), st.integers(1, 30)),
    begin=st.integers(0, 2),
    epochs=st.integers(1, 3),
    split=st.sampled_from([0.0, 0.2, 0.5]),
    metrics=st.lists(st.sampled_from(["mae", "mse", "cosine_similarity"]), unique=True),
    shuffle=st.sampled_from([True, False, "batch"]),
)
def test_fit_keeps_its_books(stack, optimizer, rows, batch_size, begin, epochs, split, metrics, shuffle):
    model = stack.model()
    model.compile(optimizer, "mse", metrics=metrics)
    x, y = stack.data(rows)
    told = Counted()
    history = model.fit(
        x,
        y,
        batch_size=batch_size,
        initial_epoch=begin,
        epochs=begin + epochs,
        validation_split=split,
        shuffle=shuffle,
        verbose=0,
        callbacks=[told],
    )
    kept = math.floor(rows * (1 - split)) if split else rows
    steps = math.ceil(kept / (batch_size or 32))
    tested = math.ceil((rows - kept) / (batch_size or 32)) if split else 0
    keys = ["loss", *metrics]
    assert told.batches == [list(range(steps))] * epochs
    assert told.tested == tested * epochs
    assert history.params["steps"] == steps
    assert history.epoch == list(range(begin, begin + epochs))
    assert list(history.history) == keys + ([f"val_{key}" for key in keys] if split else [])
    assert {len(values) for values in history.history.values()} == {epochs}
    assert [{key: values[i] for key, values in history.history.items()} for i in range(epochs)] == told.logs
    assert int(model.optimizer.iterations) == steps * epochs


@settings(max_examples=25)
@given(
    stack=stacks(deterministic=True),
    rows=st.integers(1, 20),
    batch_size=st.integers(1, 25),
    metric=st.sampled_from(["mae", "mse"]),
)
def test_what_evaluate_gives_is_the_mean_over_rows_however_they_are_cut(stack, rows, batch_size, metric):
    model = stack.model()
    model.compile("sgd", "mse", metrics=[metric])
    x, y = stack.data(rows)
    loss, result = model.evaluate(x, y, batch_size=batch_size, verbose=0)
    difference = model.predict(x, verbose=0) - y
    penalty = sum(float(value) for value in model.losses)
    assert loss == pytest.approx(np.mean(difference**2) + penalty, rel=1e-4)
    assert result == pytest.approx(
        np.mean(np.abs(difference) if metric == "mae" else difference**2), rel=1e-4
    )


@settings(max_examples=25)
@given(
    rows=st.integers(1, 20),
    batch_size=st.integers(1, 9),
    steps=st.one_of(st.none(), st.integers(1, 6)),
    epochs=st.integers(1, 3),
    repeat=st.booleans(),
)
def test_steps_over_a_dataset(rows, batch_size, steps, epochs, repeat):
    """An epoch is the dataset, or `steps_per_epoch` of it; where it runs dry the training ends."""
    stack = Stack(2, (("dense", 1, "linear", True, None),), 1, ())
    model = stack.model()
    model.compile("sgd", "mse")
    dataset = tf.data.Dataset.from_tensor_slices(stack.data(rows)).batch(batch_size)
    length = math.ceil(rows / batch_size)
    if repeat:
        dataset, steps = dataset.repeat(), steps or length
    told = Counted()
    model.fit(dataset, steps_per_epoch=steps, epochs=epochs, verbose=0, callbacks=[told])
    done = [len(batches) for batches in told.batches]
    if steps is None or repeat or steps == length:
        assert done == [steps or length] * epochs
    else:
        whole, rest = divmod(length, steps)
        expected = [steps] * whole + ([rest] if rest else [])
        assert done[: len(expected)] == expected[:epochs]
        assert sum(done) == min(length, steps * epochs)


# --- the numbers: gradients, and what recording does to them


def weights_as_vector(model):
    return np.concatenate([weight.numpy().ravel() for weight in model.trainable_weights])


def set_vector(model, vector):
    start = 0
    for weight in model.trainable_weights:
        size = math.prod(weight.shape)
        weight.assign(vector[start : start + size].reshape(weight.shape))
        start += size


@pytest.fixture
def double_precision():
    keras.backend.set_floatx("float64")
    yield
    keras.backend.set_floatx("float32")


@pytest.mark.usefixtures("double_precision")
@settings(max_examples=30)
@given(
    stack=stacks(activations=SMOOTH, deterministic=True),
    rows=st.integers(1, 3),
    loss=st.sampled_from(["mse", "log_cosh", "poisson", "kl_divergence", "binary_crossentropy"]),
)
def test_the_gradient_is_the_numerical_gradient_of_the_total_loss(stack, rows, loss):
    model = stack.model()
    model.compile("sgd", loss)
    x, y = stack.data(rows, "float64")
    if loss in ("poisson", "kl_divergence", "binary_crossentropy"):  # they want outputs between 0 and 1
        model = keras.Sequential([model, layers.Activation("sigmoid")])
        model.compile("sgd", loss)

    def total():
        return model.compute_loss(x, y, model(x))

    with tf.GradientTape() as tape:
        value = total()
    gradients = tape.gradient(value, model.trainable_weights)
    exact = np.concatenate(
        [
            np.zeros(math.prod(weight.shape)) if gradient is None else gradient.numpy().ravel()
            for gradient, weight in zip(gradients, model.trainable_weights, strict=True)
        ]
    )
    at, step = weights_as_vector(model), 1e-6
    direction = np.random.default_rng(1).standard_normal(at.size)
    beside = []
    for sign in (1, -1):
        set_vector(model, at + sign * step * direction)
        beside.append(float(total()))
    numerical = (beside[0] - beside[1]) / (2 * step)
    assert exact @ direction == pytest.approx(numerical, rel=1e-4, abs=1e-7)


def fitted(stack, optimizer, rows, batch_size, split):
    """Everything that a training leaves behind."""
    model = stack.model(seed=5)
    model.compile(optimizer, "mse", metrics=["mae"])
    x, y = stack.data(rows)
    history = model.fit(x, y, batch_size=batch_size, epochs=2, verbose=0, validation_split=split)
    slots = [variable.numpy() for variable in model.optimizer.variables]
    return [*model.get_weights(), *slots, model.predict(x, verbose=0)], history.history


@settings(max_examples=25)
@given(
    stack=stacks(),
    optimizer=st.sampled_from(OPTIMIZERS),
    rows=st.integers(2, 20),
    batch_size=st.integers(1, 9),
    split=st.sampled_from([0.0, 0.5]),
)
def test_recording_changes_nothing_bit_for_bit(stack, optimizer, rows, batch_size, split):
    arguments = stack, optimizer, rows, batch_size, split
    alone, history = fitted(*arguments)
    with fittrace.record() as run:
        recorded, recorded_history = fitted(*arguments)
    assert recorded_history == history
    for one, other in zip(alone, recorded, strict=True):
        np.testing.assert_array_equal(one, other)
    kept = math.floor(rows * (1 - split)) if split else rows
    steps = [span for span in run.spans() if span.label.endswith(".train_step")]
    assert len(steps) == 2 * math.ceil(kept / batch_size)
