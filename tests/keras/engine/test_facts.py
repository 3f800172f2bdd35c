"""What the engine tells a recording, and when."""

import numpy as np
import pytest

import fittrace
from fittrace import keras


@pytest.fixture(scope="module")
def run():
    keras.backend.clear_session()
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).standard_normal((20, 3))
    y = np.arange(20) % 2
    with fittrace.record() as run:
        layers = [keras.layers.Dense(4, activation="relu"), keras.layers.Dense(2, activation="softmax")]
        model = keras.Sequential(layers)
        model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(x, y, epochs=2, batch_size=8, validation_split=0.1, verbose=0)
    return run


def fields(run, kind, *names):
    return [tuple(getattr(fact, name) for name in names) for fact in run.facts(kind)]


def test_compile_tells_its_settings(run):
    (fact,) = run.facts("CompileConfigured")

    assert (fact.optimizer, fact.loss, fact.metrics) == (
        "rmsprop",
        "sparse_categorical_crossentropy",
        ["accuracy"],
    )


def test_fit_tells_its_settings(run):
    assert fields(run, "FitConfigured", "epochs", "initial_epoch", "shuffle") == [(2, 0, True)]


def test_arrays_become_tensors(run):
    assert fields(run, "TensorConverted", "what", "from_type", "to_dtype")[:2] == [
        ("x", "a numpy.ndarray of float64", "float32"),
        ("y", "a numpy.ndarray of int64", "int64"),
    ]


def test_the_data_is_split_and_counted(run):
    assert fields(run, "ValidationSplit", "train", "validation") == [(18, 2)]
    assert fields(run, "BatchSizeResolved", "batch_size", "given")[0] == (8, True)
    assert fields(run, "StepsInferred", "steps", "samples", "last_batch")[0] == (3, 18, 2)


def test_callbacks_are_told_apart_by_who_brought_them(run):
    assert fields(run, "CallbackAdded", "callback", "by_default") == [("History", True)]


def test_the_train_function_tells_what_it_closes_over(run):
    made = next(iter(run.facts("TrainFunctionMade")))

    assert made.reused is False
    assert made.closure == {"self": "sequential", "step_function": "step_function", "run_step": "run_step"}
    assert fields(run, "FunctionRunsEagerly", "function", "traced_by_keras")[0] == ("train_function", True)


def test_states_change_at_their_moments(run):
    states = fields(run, "StateChanged", "owner", "attribute", "after")

    assert states.index(("sequential", "_is_compiled", True)) < states.index(("dense", "built", True))
    assert states.index(("dense", "built", True)) < states.index(("sequential", "_graph_initialized", True))


def test_the_shape_is_inferred_and_relaxed(run):
    assert fields(run, "InputShapeInferred", "shape") == [((8, 3),), ((None, 3),)]


def test_layers_are_built_with_their_shapes(run):
    built = {fact.layer: (fact.input_shape, fact.output_shape) for fact in run.facts("LayerBuilt")}

    assert built["dense"] == ((8, 3), (8, 4))
    assert built["dense_1"] == ((8, 4), (8, 2))


def test_weights_are_told_when_they_appear(run):
    weights = [fact for fact in run.facts("WeightCreated") if fact.layer == "dense"]

    assert [(w.name, w.shape, w.initializer, w.trainable, w.count) for w in weights] == [
        ("dense/kernel:0", (3, 4), "GlorotUniform", True, 12),
        ("dense/bias:0", (4,), "Zeros", True, 4),
    ]


def test_the_graph_is_told_layer_by_layer(run):
    assert fields(run, "LayersConnected", "source", "target", "shape")[:2] == [
        ("dense_input", "dense", (8, 3)),
        ("dense", "dense_1", (8, 4)),
    ]
    assert fields(run, "GraphNetworkReady", "layers")[0] == (("dense_input", "dense", "dense_1"),)


def test_each_step_takes_a_batch_and_has_a_loss(run):
    batches = [fact.batch for fact in run.facts("BatchTaken")]

    assert [batch[0][1] for batch in batches][:3] == [(8, 3), (8, 3), (2, 3)]
    assert len([fact for fact in run.facts("LossComputed") if fact.loss == "total"]) == len(batches) == 8


def test_the_logs_of_an_epoch_are_told(run):
    keys = [fact.key for fact in run.facts("LogsWritten") if fact.callback == "fit"]

    assert keys == ["loss", "accuracy", "val_loss", "val_accuracy"] * 2
