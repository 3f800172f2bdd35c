"""What holds for every model and every way to fit it: random stacks of layers, random arguments."""

from __future__ import annotations

import math
import random
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


RECURRENT = {"gru": (layers.GRU, 3, 2), "lstm": (layers.LSTM, 4, 1), "simple": (layers.SimpleRNN, 1, 1)}
"""A recurrent layer, how many gates it has, and how many rows of biases."""


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
        generator = np.random.default_rng(rows)
        x = generator.standard_normal((rows, self.width)).astype(dtype)
        return x, generator.random((rows, self.outputs))


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
    if name == "conv 2d":
        length, filters = settings
        image = [layers.Reshape((length, 1, 1)), layers.Conv2D(filters, 1), layers.MaxPooling2D(1)]
        return keras.Sequential([*image, layers.Flatten()])
    if name == "rnn":
        length, units, kind = settings
        return keras.Sequential([layers.Reshape((length, 1)), RECURRENT[kind][0](units)])
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
    names = ["dense", "conv", "conv 2d", "rnn", "layer norm", "activation"]
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
            units, kind = draw(st.integers(1, 3)), draw(st.sampled_from(sorted(RECURRENT)))
            kinds.append((name, before, units, kind))
            _, gates, biases = RECURRENT[kind]
            wide = gates * units
            shapes += [(1, wide), (units, wide), (wide,) if biases == 1 else (biases, wide)]
            before = units
        elif name == "conv 2d":
            filters = draw(st.integers(1, 2))
            kinds.append((name, before, filters))
            shapes += [(1, 1, 1, filters), (filters,)]
            before *= filters
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


# --- recording, whatever the training


class OwnStep(keras.Model):
    """A model with a `train_step` of its own, as the tutorials write it."""

    def train_step(self, data):
        x, y, weight = keras.utils.unpack_x_y_sample_weight(data)
        with tf.GradientTape() as tape:
            loss = self.compute_loss(x, y, self(x, training=True), weight)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
        return {"loss": loss, "drawn": tf.random.uniform(())}


class Drawn(keras.metrics.Metric):
    """A metric that is another one each time it is asked."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        pass

    def result(self):
        return tf.random.uniform(()) + np.random.random()


class Draws(keras.callbacks.Callback):
    """Draws random numbers, and changes a weight by one of them."""

    def on_train_batch_end(self, batch, logs=None):
        weight = self.model.trainable_weights[0]
        weight.assign_add(tf.ones_like(weight) * 0.01 * (np.random.random() + random.random()))


@dataclass(frozen=True)
class Training:
    """A training with everything that may be chosen about it.

    Attributes:
        stack: the layers.
        optimizer: its name.
        rows, batch_size: of the data.
        source: where the data come from: "arrays", "dataset", "generator" or "sequence".
        weights: "class", "sample" or None.
        own_step: whether the model has a `train_step` of its own.
        callbacks: names of callbacks.
        by_hand: whether the training ends with steps of a loop by hand.
    """

    stack: Stack
    optimizer: str
    rows: int
    batch_size: int
    source: str
    weights: str | None
    own_step: bool
    callbacks: tuple[str, ...]
    by_hand: bool

    def done(self):
        """All that it leaves behind: weights, slots, logs, predictions, the next random numbers."""
        random.seed(5)
        model = self.stack.model(seed=5)
        x, y = self.stack.data(self.rows)
        if self.own_step:
            model(x)
            inputs = keras.Input((self.stack.width,))
            model = OwnStep(inputs, model(inputs))
        model.compile(self.optimizer, "mse", metrics=["mae", Drawn()])
        history = model.fit(**self._data(x, y), epochs=2, verbose=0, callbacks=self._callbacks())
        if self.by_hand:
            model.train_on_batch(x, y)
            model.evaluate(x, y, verbose=0)
        arrays = [*model.get_weights(), *(slot.numpy() for slot in model.optimizer.variables)]
        drawn = [np.random.random(), random.random(), *tf.random.uniform((2,)).numpy()]
        return [*arrays, model.predict(x, verbose=0), np.array(drawn)], history.history

    def _data(self, x, y):
        weights = np.linspace(0.5, 2, self.rows) if self.weights == "sample" else None
        batches = range(0, self.rows, self.batch_size)
        cut = [(x[at : at + self.batch_size], y[at : at + self.batch_size]) for at in batches]
        if self.source == "dataset":
            data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(7, seed=2).batch(self.batch_size)
            return {"x": data}
        if self.source == "generator":
            endless = (cut[at % len(cut)] for at in range(10**6))
            return {"x": endless, "steps_per_epoch": len(cut)}
        if self.source == "sequence":
            return {"x": Batches(cut), "workers": 2, "use_multiprocessing": False}
        given = {"x": x, "y": y, "batch_size": self.batch_size, "sample_weight": weights}
        if self.weights == "class":
            classes = np.arange(self.rows)[:, None] % 2
            return given | {"y": classes, "class_weight": {0: 0.5, 1: 2}}
        return given

    def _callbacks(self):
        made = {
            "draws": Draws,
            "reduce": lambda: keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=0),
            "stop": lambda: keras.callbacks.EarlyStopping(monitor="loss", restore_best_weights=True),
            "schedule": lambda: keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1)),
        }
        return [made[name]() for name in self.callbacks]


class Batches(keras.utils.Sequence):
    """Batches by number."""

    def __init__(self, batches):
        self.batches = batches

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, place):
        return self.batches[place]


TRAININGS = st.builds(
    Training,
    stack=stacks(),
    optimizer=st.sampled_from(OPTIMIZERS),
    rows=st.integers(2, 20),
    batch_size=st.integers(1, 9),
    source=st.sampled_from(["arrays", "arrays", "dataset", "generator", "sequence"]),
    weights=st.sampled_from([None, "class", "sample"]),
    own_step=st.booleans(),
    callbacks=st.lists(st.sampled_from(["draws", "reduce", "stop", "schedule"]), unique=True).map(tuple),
    by_hand=st.booleans(),
)


@settings(max_examples=40)
@given(training=TRAININGS, values=st.sampled_from(["novel", "all", "none"]), to_file=st.booleans())
def test_recording_changes_nothing_bit_for_bit(tmp_path_factory, training, values, to_file):
    path = tmp_path_factory.mktemp("recorded") / "run" if to_file else None
    alone, history = training.done()
    with fittrace.record(path, values=values) as run:
        recorded, recorded_history = training.done()
    assert repr(recorded_history) == repr(history)
    for one, other in zip(alone, recorded, strict=True):
        np.testing.assert_array_equal(one, other)
    steps = [span for span in run.spans() if span.label.endswith(".train_step")]
    epochs = len(next(iter(history.values())))
    assert len(steps) == epochs * math.ceil(training.rows / training.batch_size) + training.by_hand
