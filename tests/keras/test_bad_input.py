"""What Keras refuses is refused with Keras's class of exception, and with words of our own.

Each row of the tables is a mistake that people make, the exception that Keras 2.12 raises for it (run
eagerly; each was seen there), and what the message must name: the argument, what was given, what was
expected, what to do.
"""

from __future__ import annotations

import gc
import threading

import numpy as np
import pytest

import fittrace
from fittrace import keras, tf

N, WIDTH, CLASSES = 12, 4, 3
RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((N, WIDTH)).astype("float32")
Y = RANDOM.integers(0, CLASSES, N)
ONE_HOT = np.eye(CLASSES, dtype="float32")[Y]

Invalid, Unknown = tf.errors.InvalidArgumentError, tf.errors.UnknownError
NotFound, Unimplemented = tf.errors.NotFoundError, tf.errors.UnimplementedError


def mlp(**settings):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.layers.Dense(5, activation="relu"), keras.layers.Dense(CLASSES, activation="softmax")]
    )
    given = {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
    model.compile(**{**given, "run_eagerly": True, **settings})
    return model


def fit(x=X, y=Y, compile_with=None, **arguments):
    """Fit the classifier on batches of four; what is passed takes the place of what is right."""
    return mlp(**(compile_with or {})).fit(x, y, **{"verbose": 0, "batch_size": 4, **arguments})


def stream(x, **arguments):
    """Fit on a source of whole batches."""
    return fit(x, None, **{"batch_size": None, **arguments})


def with_label(value, dtype="int64"):
    labels = Y.astype(dtype)
    labels[5] = value
    return labels


def dataset(x=X, y=Y):
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(4)


def batches(*more):
    """Two good batches, then what is given: a batch, or an exception to raise."""
    for item in ((X[:4], Y[:4]), (X[4:8], Y[4:8]), *more):
        if isinstance(item, Exception):
            raise item
        yield item


class Images(keras.utils.Sequence):
    """Three batches, of which one cannot be read."""

    def __init__(self, broken=1, length=3):
        super().__init__()
        self.broken, self.length = broken, length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        if index == self.broken:
            raise RuntimeError("cannot read image 7")
        return X[:4], Y[:4]


def callback(hook, error):
    def fail(self, *args, **kwargs):
        raise error

    return type("Broken", (keras.callbacks.Callback,), {hook: fail})()


def trained_on(x):
    model = mlp()
    model.fit(x, Y, verbose=0)
    return model


def built(**settings):
    model = mlp(**settings)
    model.build((None, WIDTH))
    return model


LABELS = [
    (
        "too large",
        lambda: fit(y=with_label(7)),
        Invalid,
        ["labels", "7", "3 classes", "0 and 2", "last layer"],
    ),
    ("negative", lambda: fit(y=with_label(-1)), Invalid, ["labels", "-1", "0 and 2"]),
    ("counted from 1", lambda: fit(y=Y + 1), Invalid, ["labels", "3", "0 and 2"]),
    ("floats, too large", lambda: fit(y=with_label(7, "float32")), Invalid, ["labels", "7", "0 and 2"]),
    ("NaN", lambda: fit(y=with_label(np.nan, "float32")), Invalid, ["labels", "NaN", "0 and 2"]),
    ("one-hot for the sparse loss", lambda: fit(y=ONE_HOT), ValueError, ["`y_true`", "(4, 3)", "one-hot"]),
    (
        "numbers for the one-hot loss",
        lambda: fit(compile_with={"loss": "categorical_crossentropy"}),
        ValueError,
        ["`y_true`", "(4, 1)", "(4, 3)", "to_categorical"],
    ),
    (
        "five classes for three outputs",
        lambda: fit(y=np.eye(5, dtype="float32")[Y], compile_with={"loss": "categorical_crossentropy"}),
        ValueError,
        ["`y_true`", "(4, 5)", "(4, 3)"],
    ),
    (
        "one column for three outputs",
        lambda: fit(compile_with={"loss": "binary_crossentropy"}),
        ValueError,
        ["`labels`", "(4, 1)", "(4, 3)"],
    ),
    (
        "two columns for three outputs",
        lambda: fit(y=np.ones((N, 2)), compile_with={"loss": "mse", "metrics": None}),
        Invalid,
        ["(4, 3)", "(4, 2)"],
    ),
    (
        "missing",
        lambda: fit(y=None),
        ValueError,
        ["`y` is missing", "sparse_categorical_crossentropy", "Pass targets"],
    ),
    (
        "missing in a dataset",
        lambda: stream(tf.data.Dataset.from_tensor_slices(X).batch(4)),
        ValueError,
        ["`y` is missing", "have the dataset give"],
    ),
    ("missing in evaluate", lambda: mlp().evaluate(X, verbose=0), AttributeError, ["`y` is missing"]),
    ("strings", lambda: fit(y=np.array(["cat", "dog", "cow"])[Y]), Unimplemented, ["Strings", "int64"]),
    ("a list of strings", lambda: fit(y=["cat"] * N), ValueError, ["`y`", "list of str", "Pass arrays"]),
    ("swapped with x", lambda: fit(x=Y, y=X), ValueError, ["Input 0", "dense", "2 axes", "(4,)"]),
    ("too few", lambda: fit(y=Y[:10]), ValueError, ["`x` has 12", "`y` has 10", "equal length"]),
]

INPUTS = [
    ("no rows", lambda: fit(x=X[:0], y=Y[:0]), ValueError, ["no batch", "at least one sample"]),
    (
        "no rows in predict",
        lambda: mlp().predict(X[:0], verbose=0),
        ValueError,
        ["`x` is empty", "at least one"],
    ),
    ("empty lists", lambda: fit(x=[], y=[]), KeyError, ["`x`", "no array", "at least one"]),
    (
        "an empty dataset",
        lambda: stream(dataset(X[:0], Y[:0])),
        ValueError,
        ["no batch", "at least one sample"],
    ),
    ("None", lambda: fit(x=None), ValueError, ["`x` is None", "no data adapter", "Pass arrays"]),
    ("strings", lambda: fit(x=X.astype(str)), Unimplemented, ["Strings", "float32"]),
    ("strings to predict", lambda: mlp().predict_on_batch(np.array([["a"]])), Unimplemented, ["Strings"]),
    ("a list of strings", lambda: fit(x=["a"] * N), ValueError, ["`x`", "list of str", "Pass arrays"]),
    ("objects", lambda: fit(x=X.astype(object)), ValueError, ["`x`", "Python objects", "astype"]),
    (
        "objects with None",
        lambda: fit(x=np.where(X > 0, None, X.astype(object))),
        ValueError,
        ["`x`", "holds None", "numeric dtype"],
    ),
    (
        "dates",
        lambda: fit(x=np.zeros((N, WIDTH), "datetime64[s]")),
        ValueError,
        ["`x`", "datetime64", "numbers"],
    ),
    (
        "ragged rows",
        lambda: fit(x=[[1, 2, 3, 4]] * 11 + [[1, 2]]),
        ValueError,
        ["`x`", "list of list", "Pass arrays"],
    ),
    ("a number", lambda: fit(x=3), ValueError, ["`x`", "int", "Pass arrays"]),
    ("a set", lambda: fit(x={1, 2}), ValueError, ["`x`", "set", "Pass arrays"]),
    ("a function", lambda: fit(x=len), ValueError, ["`x`", "function", "Pass arrays"]),
    ("two arrays for one input", lambda: fit(x=[X, X]), ValueError, ["dense", "takes 1", "given 2"]),
    ("one axis too few", lambda: fit(x=X[:, 0]), ValueError, ["Input 0", "2 axes", "(4,)"]),
    (
        "another width than before",
        lambda: trained_on(X).predict(X[:, :3], verbose=0),
        ValueError,
        ["Input 0", "dense", "length 4", "found 3"],
    ),
    (
        "a dataset without batches",
        lambda: stream(tf.data.Dataset.from_tensor_slices((X, Y))),
        ValueError,
        ["Input 0", "2 axes", "(4,)"],
    ),
    ("a dataset beside y", lambda: fit(x=dataset(), batch_size=None), ValueError, ["`y`", "Leave `y` out"]),
    (
        "a dataset without end",
        lambda: stream(dataset().repeat()),
        ValueError,
        ["never ends", "steps_per_epoch"],
    ),
    ("a generator beside y", lambda: fit(x=batches(), batch_size=None), ValueError, ["`y`", "Leave `y` out"]),
    ("a generator that is used up", lambda: stream(iter(())), StopIteration, ["no batch at all", "fresh"]),
    ("a generator of strings", lambda: stream(iter("ab")), TypeError, ["dense", "'a'", "tensors"]),
    (
        "a generator that raises ValueError",
        lambda: stream(batches(ValueError("bad row 3"))),
        Invalid,
        ["ValueError", "`x`", "element 3", "bad row 3"],
    ),
    (
        "a generator that raises KeyError",
        lambda: stream(batches(KeyError("row"))),
        Unknown,
        ["KeyError", "`x`", "element 3", "row"],
    ),
    (
        "a generator that changes its structure",
        lambda: stream(batches(X[:4])),
        Invalid,
        ["A batch of `x` is (4, 4)", "((4, 4), (4,))", "one structure"],
    ),
    (
        "a generator that changes its width",
        lambda: stream(batches((X[:4, :3], Y[:4]))),
        ValueError,
        ["Input 0", "length 4", "found 3"],
    ),
    ("a sequence that fails", lambda: stream(Images()), Unknown, ["RuntimeError", "cannot read image 7"]),
    (
        "a sequence that fails in a worker",
        lambda: stream(Images(), workers=3),
        Unknown,
        ["RuntimeError", "cannot read image 7"],
    ),
    (
        "a sequence that fails at once",
        lambda: stream(Images(broken=0)),
        RuntimeError,
        ["cannot read image 7"],
    ),
    ("a sequence without batches", lambda: stream(Images(length=0)), ValueError, ["no batch"]),
]

COMPILE = [
    ("optimizer", lambda: mlp(optimizer="adamm"), ValueError, ["optimizer", "'adamm'", "nearest", "'adam'"]),
    ("loss", lambda: fit(compile_with={"loss": "msee"}), ValueError, ["loss", "'msee'", "nearest", "'mse'"]),
    (
        "metric",
        lambda: fit(compile_with={"metrics": ["acuracy"]}),
        ValueError,
        ["metric", "'acuracy'", "custom_object_scope"],
    ),
    ("a number as optimizer", lambda: mlp(optimizer=5), ValueError, ["`5`", "optimizer", "'rmsprop'"]),
    ("a class as optimizer", lambda: mlp(optimizer=keras.optimizers.SGD), ValueError, ["SGD", "instance"]),
    ("a number as loss", lambda: fit(compile_with={"loss": 5}), ValueError, ["`5`", "loss", "'mse'"]),
    (
        "a class as loss",
        lambda: fit(compile_with={"loss": keras.losses.MeanSquaredError}),
        TypeError,
        ["`loss`", "class MeanSquaredError", "`MeanSquaredError()`"],
    ),
    ("no loss", lambda: fit(compile_with={"loss": None}), ValueError, ["no loss", "add_loss"]),
    (
        "a number as metric",
        lambda: fit(compile_with={"metrics": [5]}),
        ValueError,
        ["`5`", "metric", "'accuracy'"],
    ),
    (
        "a loss for an output that is not there",
        lambda: fit(compile_with={"loss": {"out": "mse"}}),
        ValueError,
        ["'out'", "output_1"],
    ),
    (
        "a loss that gives text",
        lambda: fit(compile_with={"loss": lambda a, b: "x"}),
        Unimplemented,
        ["Strings"],
    ),
    ("an argument misspelt", lambda: mlp(optimiser="sgd"), TypeError, ["`optimiser`", "spelling"]),
    (
        "fit before compile",
        lambda: keras.Sequential([keras.layers.Dense(3)]).fit(X, Y),
        RuntimeError,
        ["sequential", "model.compile"],
    ),
    (
        "evaluate before compile",
        lambda: keras.Sequential([keras.layers.Dense(3)]).evaluate(X, Y),
        RuntimeError,
        ["not compiled", "model.compile"],
    ),
]

ARGUMENTS = [
    ("batch_size a fraction", lambda: fit(batch_size=2.5), TypeError, ["`batch_size`", "2.5", "integer"]),
    ("batch_size a text", lambda: fit(batch_size="4"), TypeError, ["`batch_size`", "'4'", "integer"]),
    ("batch_size negative", lambda: fit(batch_size=-1), ValueError, ["no batch"]),
    ("epochs a fraction", lambda: fit(epochs=2.5), TypeError, ["`epochs`", "2.5", "integer"]),
    ("epochs a text", lambda: fit(epochs="4"), TypeError, ["`epochs`", "'4'", "integer"]),
    ("epochs None", lambda: fit(epochs=None), TypeError, ["`epochs`", "None", "integer"]),
    (
        "steps_per_epoch a text",
        lambda: fit(steps_per_epoch="3"),
        TypeError,
        ["`steps_per_epoch`", "'3'", "number"],
    ),
    ("steps_per_epoch 0", lambda: fit(steps_per_epoch=0), ValueError, ["no batch"]),
    ("validation_split 1", lambda: fit(validation_split=1.0), ValueError, ["`validation_split`", "0 of 12"]),
    (
        "validation_split a text",
        lambda: fit(validation_split="x"),
        TypeError,
        ["`validation_split`", "'x'", "number"],
    ),
    (
        "validation_split of a dataset",
        lambda: stream(dataset(), validation_split=0.5),
        ValueError,
        ["`validation_split`", "validation_data"],
    ),
    (
        "validation_data without y",
        lambda: fit(validation_data=X),
        ValueError,
        ["`validation_data`", "(x, y)"],
    ),
    (
        "validation_data of four",
        lambda: fit(validation_data=(X, Y, None, None)),
        ValueError,
        ["4 items", "(x, y, sample_weight)"],
    ),
    (
        "validation_data of another width",
        lambda: fit(validation_data=(X[:, :3], Y)),
        ValueError,
        ["Input 0", "length 4", "found 3"],
    ),
    (
        "validation_freq 0",
        lambda: fit(validation_split=0.25, validation_freq=0),
        ZeroDivisionError,
        ["`validation_freq`", "0"],
    ),
    (
        "class_weight without a class",
        lambda: fit(class_weight={0: 1.0, 1: 2.0}),
        Invalid,
        ["`class_weight`", "2 classes", "[2]"],
    ),
    (
        "class_weight from 1",
        lambda: fit(class_weight={1: 1.0, 2: 1.0, 3: 1.0}),
        ValueError,
        ["`class_weight`", "[1, 2, 3]", "from 0 to 2"],
    ),
    (
        "class_weight a list",
        lambda: fit(class_weight=[1.0, 2.0]),
        AttributeError,
        ["`class_weight`", "dictionary"],
    ),
    (
        "class_weight of texts",
        lambda: fit(class_weight={0: "a", 1: "b", 2: "c"}),
        Unimplemented,
        ["`class_weight`", "'a'", "number"],
    ),
    ("sample_weight too short", lambda: fit(sample_weight=np.ones(5)), ValueError, ["`sample_weight` has 5"]),
    (
        "sample_weight of texts",
        lambda: fit(sample_weight=np.array(["a"] * N)),
        Unimplemented,
        ["Strings", "float32"],
    ),
    ("an argument misspelt", lambda: fit(epoch=3), TypeError, ["epoch"]),
]

CALLBACKS = [
    ("a number", lambda: fit(callbacks=[5]), AttributeError, ["`callbacks`", "5", "Callback"]),
    ("a text", lambda: fit(callbacks="history"), AttributeError, ["`callbacks`", "'history'", "Callback"]),
    ("a function", lambda: fit(callbacks=[lambda: 1]), AttributeError, ["`callbacks`", "LambdaCallback"]),
    (
        "a class",
        lambda: fit(callbacks=[keras.callbacks.History]),
        TypeError,
        ["class History", "`History()`"],
    ),
    (
        "a schedule that gives nothing",
        lambda: fit(callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch: None)]),
        ValueError,
        ["`schedule`", "None", "float"],
    ),
    (
        "a factor that makes the rate grow",
        lambda: keras.callbacks.ReduceLROnPlateau(factor=1.5),
        ValueError,
        ["`factor`", "1.5"],
    ),
    (
        "a folder that is not there, for the log",
        lambda: fit(callbacks=[keras.callbacks.CSVLogger("/proc/nowhere/log.csv")]),
        NotFound,
        ["`filename`", "/proc/nowhere/log.csv"],
    ),
    (
        "a folder that cannot be made, for the weights",
        lambda: fit(
            callbacks=[keras.callbacks.ModelCheckpoint("/proc/nowhere/w.h5", save_weights_only=True)]
        ),
        NotFound,
        ["`filepath`", "/proc/nowhere"],
    ),
]

LAYERS = [
    (
        "activation",
        lambda: keras.layers.Dense(3, activation="rellu"),
        ValueError,
        ["activation", "'rellu'", "nearest", "'relu'"],
    ),
    ("a number as activation", lambda: keras.layers.Dense(3, activation=5), TypeError, ["`5`", "'relu'"]),
    (
        "initializer",
        lambda: keras.layers.Dense(3, kernel_initializer="glorot_unifrom"),
        ValueError,
        ["initializer", "'glorot_unifrom'", "'glorot_uniform'"],
    ),
    (
        "an initializer of another shape",
        lambda: keras.layers.Dense(3, kernel_initializer=lambda shape, dtype: tf.zeros((2, 2)))(X),
        ValueError,
        ["`initializer`", "(2, 2)", "kernel", "(4, 3)"],
    ),
    (
        "regularizer",
        lambda: keras.layers.Dense(3, kernel_regularizer="l3"),
        ValueError,
        ["regularizer", "'l3'"],
    ),
    ("dtype", lambda: keras.layers.Dense(3, dtype="floaty"), TypeError, ["'floaty'", "float32"]),
    (
        "an argument misspelt",
        lambda: keras.layers.Dense(3, activations="relu"),
        TypeError,
        ["`activations`", "spelling"],
    ),
    ("units negative", lambda: keras.layers.Dense(-1), ValueError, ["`units`", "-1", "positive"]),
    (
        "units a word",
        lambda: keras.layers.Dense("three"),
        ValueError,
        ["`units`", "'three'", "positive integer"],
    ),
    ("units None", lambda: keras.layers.Dense(None), TypeError, ["`units`", "None", "positive integer"]),
    ("rate over 1", lambda: keras.layers.Dropout(1.5), ValueError, ["`rate`", "1.5", "between 0 and 1"]),
    (
        "rate a text",
        lambda: keras.layers.Dropout("x")(X, training=True),
        ValueError,
        ["`rate`", "'x'", "number"],
    ),
    (
        "index too large",
        lambda: keras.layers.Embedding(5, 2)(np.array([[5]])),
        Invalid,
        ["5", "between 0 and 4"],
    ),
    (
        "index negative",
        lambda: keras.layers.Embedding(5, 2)(np.array([[-1]])),
        Invalid,
        ["-1", "between 0 and 4"],
    ),
    (
        "a window larger than the picture",
        lambda: keras.layers.Conv2D(2, 9)(np.zeros((1, 4, 4, 1), "float32")),
        ValueError,
        ["(1, 4, 4, 1)", "(9, 9)", "padding"],
    ),
    (
        "pictures without channels",
        lambda: keras.layers.Conv2D(2, 3)(np.zeros((1, 4, 4), "float32")),
        ValueError,
        ["conv2d", "4 axes", "found 3"],
    ),
    (
        "padding",
        lambda: keras.layers.Conv2D(2, 3, padding="big"),
        ValueError,
        ["`padding`", "'big'", "'same'"],
    ),
    (
        "a shape of other size",
        lambda: keras.layers.Reshape((3, 2))(X),
        Invalid,
        ["reshape", "(12, 4)", "(12,3,2)"],
    ),
    ("sequences without an axis", lambda: keras.layers.LSTM(3)(X), ValueError, ["lstm", "3 axes", "found 2"]),
    (
        "features that do not fit",
        lambda: keras.layers.Concatenate()([np.zeros((1, 2, 3)), np.zeros((1, 3, 3))]),
        ValueError,
        ["(1, 2, 3)", "(1, 3, 3)", "agree"],
    ),
    (
        "one input for Concatenate",
        lambda: keras.layers.Concatenate()(X),
        ValueError,
        ["single input", "list"],
    ),
    ("a text as input", lambda: keras.layers.Dense(3)("hello"), TypeError, ["dense", "'hello'", "tensors"]),
    ("no input", lambda: keras.layers.Dense(3)(), ValueError, ["without `inputs`", "layer(inputs)"]),
    (
        "a constructor that forgets its base",
        lambda: type("Forgets", (keras.layers.Layer,), {"__init__": lambda self: None})()(X),
        RuntimeError,
        ["Forgets", "super().__init__()"],
    ),
]

MODELS = [
    ("no layer", lambda: keras.Sequential().add("dense"), TypeError, ["`layer`", "'dense'", "Layer"]),
    ("a class as layer", lambda: keras.Sequential([keras.layers.Dense]), TypeError, ["`layer`", "Dense"]),
    (
        "two layers of one name",
        lambda: keras.Sequential([keras.layers.Dense(2, name="a"), keras.layers.Dense(2, name="a")]),
        ValueError,
        ["`a`", "another layer", "`name`"],
    ),
    ("get_layer", lambda: mlp().get_layer("dens"), ValueError, ["`name`", "'dens'", "'dense"]),
    ("summary before build", lambda: mlp().summary(), ValueError, ["not built", "build(input_shape)"]),
    (
        "count_params before build",
        lambda: mlp().count_params(),
        ValueError,
        ["not built", "build(input_shape)"],
    ),
    ("set_weights, too few", lambda: built().set_weights([X]), ValueError, ["1 arrays", "4 weights"]),
    (
        "set_weights, other shapes",
        lambda: (lambda model: model.set_weights([w.T for w in model.get_weights()]))(built()),
        ValueError,
        ["(5, 4)", "kernel", "(4, 5)"],
    ),
    ("load_weights", lambda: built().load_weights("/nowhere/w.h5"), FileNotFoundError, ["/nowhere/w.h5"]),
    (
        "an output that the input does not lead to",
        lambda: keras.Model(keras.Input((3,)), keras.layers.Dense(2)(keras.Input((3,)))),
        ValueError,
        ["disconnected", "dense", "`inputs`"],
    ),
    ("Input without a shape", lambda: keras.Input(), ValueError, ["`shape`", "Input(shape=(784,))"]),
    (
        "a constructor that forgets its base",
        lambda: type(
            "Forgets", (keras.Model,), {"__init__": lambda self: setattr(self, "d", keras.layers.Dense(3))}
        )(),
        RuntimeError,
        ["Forgets", "super().__init__()"],
    ),
    (
        "a train_step that returns nothing",
        lambda: _with_train_step(lambda self, data: None),
        ValueError,
        ["`train_step`", "None", "dictionary"],
    ),
    (
        "a train_step that returns a number",
        lambda: _with_train_step(lambda self, data: 3),
        AttributeError,
        ["`train_step`", "3", "dictionary"],
    ),
]


def _with_train_step(train_step):
    model = type("Own", (keras.Sequential,), {"train_step": train_step})([keras.layers.Dense(4)])
    model.compile("sgd", "mse", run_eagerly=True)
    model.fit(X, X, verbose=0)


OTHERS = [
    (
        "learning_rate",
        lambda: keras.optimizers.SGD("fast"),
        TypeError,
        ["`learning_rate`", "'fast'", "number"],
    ),
    ("momentum", lambda: keras.optimizers.SGD(momentum=2.0), ValueError, ["`momentum`", "2.0", "0 and 1"]),
    ("an optimizer's argument", lambda: keras.optimizers.SGD(rate=2.0), TypeError, ["`rate`"]),
    (
        "no gradient at all",
        lambda: keras.optimizers.SGD().apply_gradients([(None, tf.Variable(1.0))]),
        ValueError,
        ["No gradients", "inside the tape"],
    ),
    (
        "a gradient of another shape",
        lambda: keras.optimizers.SGD().apply_gradients([(tf.ones((2,)), tf.Variable(tf.ones((3,))))]),
        Invalid,
        ["gradient", "(2,)", "(3,)"],
    ),
    (
        "reduction",
        lambda: keras.losses.MeanSquaredError(reduction="mean"),
        ValueError,
        ["`reduction`", "'mean'"],
    ),
    ("to_categorical", lambda: keras.utils.to_categorical([5], 3), IndexError, ["`y`", "5", "0 and 2"]),
    ("pad_sequences", lambda: keras.utils.pad_sequences([1, 2]), ValueError, ["`sequences`", "1", "list"]),
    (
        "boundaries and values",
        lambda: keras.optimizers.schedules.PiecewiseConstantDecay([1, 2], [0.1]),
        ValueError,
        ["`boundaries`", "`values`", "one value more"],
    ),
    ("rows of two lengths", lambda: dataset(X, Y[:3]), ValueError, ["different numbers of rows", "[12, 3]"]),
    ("a batch of nothing", lambda: tf.data.Dataset.range(3).batch(0), Invalid, ["`batch_size`", "0"]),
    (
        "a function of Python's own in the pipeline",
        lambda: list(
            tf.data.Dataset.from_generator(
                lambda: batches(ValueError("row 3")), output_types=("float32", "int64")
            )
        ),
        Invalid,
        ["ValueError", "the generator", "element 3", "row 3"],
    ),
]

TABLES = {
    "labels": LABELS,
    "inputs": INPUTS,
    "compile": COMPILE,
    "arguments": ARGUMENTS,
    "callbacks": CALLBACKS,
    "layers": LAYERS,
    "models": MODELS,
    "others": OTHERS,
}
ROWS = [
    pytest.param(act, error, words, id=f"{table}: {mistake}")
    for table, rows in TABLES.items()
    for mistake, act, error, words in rows
]


@pytest.mark.parametrize(("act", "error", "words"), ROWS)
def test_a_mistake_is_refused_as_in_keras_and_explained(act, error, words):
    with fittrace.record() as run, pytest.raises(error) as raised:
        act()
    assert type(raised.value) is error
    message = str(raised.value)
    assert all(word in message for word in words), message
    assert all(span.finished for span in run.spans())


# --- nothing is lost, changed by halves, or left running


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
def test_a_step_that_fails_leaves_the_weights_of_the_step_before(optimizer):
    model, reference = built(optimizer=optimizer), built(optimizer=optimizer)
    with pytest.raises(Invalid):
        model.fit(X, with_label(9), batch_size=4, shuffle=False, verbose=0)
    reference.train_on_batch(X[:4], Y[:4])
    for kept, expected in zip(model.get_weights(), reference.get_weights(), strict=True):
        np.testing.assert_array_equal(kept, expected)


def test_a_model_trains_on_after_a_mistake():
    model = mlp()
    for wrong in (with_label(9), with_label(np.nan, "float32")):
        with pytest.raises(Invalid):
            model.fit(X, wrong, verbose=0)
    assert np.isfinite(model.fit(X, Y, epochs=2, verbose=0).history["loss"]).all()


@pytest.mark.parametrize(
    "hook",
    [
        "set_model",
        "on_train_begin",
        "on_epoch_begin",
        "on_train_batch_begin",
        "on_train_batch_end",
        "on_test_begin",
        "on_test_batch_end",
        "on_epoch_end",
        "on_train_end",
    ],
)
def test_what_a_callback_raises_comes_out_as_it_is_and_the_run_says_where(hook, tmp_path):
    mine = KeyError("mine")
    with pytest.raises(KeyError) as raised, fittrace.record(tmp_path / "a.fittrace"):
        fit(callbacks=[callback(hook, mine)], validation_split=0.25)
    run = fittrace.load(tmp_path / "a.fittrace")
    assert raised.value is mine
    assert (run.ending.state, run.ending.raised.type) == ("raised", "KeyError")
    assert [span.label for span in run.spans() if span.exception][-1] == f"Broken.{hook}"


@pytest.mark.parametrize("workers", [0, 1, 3])
def test_no_worker_is_left_behind(workers):
    before = threading.active_count()
    with pytest.raises(KeyError, match="mine"):
        stream(
            Images(broken=-1), workers=workers, callbacks=[callback("on_train_batch_end", KeyError("mine"))]
        )
    with pytest.raises(Unknown):
        stream(Images(), workers=workers)
    gc.collect()  # the frames that the exceptions held
    assert threading.active_count() == before


def test_a_generator_that_ends_early_ends_the_training_and_says_so(caplog):
    five = ((X[:4], Y[:4]) for _ in range(5))
    history = stream(five, steps_per_epoch=3, epochs=3)
    assert history.epoch == [0, 1]
    assert "The data ended before the training did" in caplog.text
    assert "9 batches" in caplog.text


def test_nan_in_the_data_makes_the_loss_nan_as_in_keras_and_is_told_once(caplog):
    x = X.copy()
    x[2, 1] = np.nan
    history = fit(x=x, epochs=3)
    assert np.isnan(history.history["loss"]).all()
    assert caplog.text.count("The loss of epoch 1 is nan") == 1
    assert "TerminateOnNaN" in caplog.text


def test_terminate_on_nan_ends_it_at_the_first_such_batch():
    history = fit(x=X * np.nan, epochs=3, callbacks=[keras.callbacks.TerminateOnNaN()])
    assert history.epoch == [0]


@pytest.mark.parametrize(
    "act",
    [
        lambda: fit(y=with_label(9)),
        lambda: fit(x=X * np.nan, epochs=2),
        lambda: stream(batches(KeyError("row"))),
        lambda: fit(callbacks=[callback("on_epoch_end", KeyError("mine"))]),
        lambda: keras.layers.Dense(3, activation="rellu"),
    ],
    ids=["label", "nan", "generator", "callback", "nothing ran"],
)
def test_a_page_can_be_made_of_what_there_is(act, tmp_path):
    path = tmp_path / "a.fittrace"
    try:
        with fittrace.record(path):
            act()
    except Exception as error:
        raised = type(error).__name__
    else:
        raised = None
    fittrace.load(path).report(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    assert raised is None or raised in page
