"""Whole models in files: what comes back, and what is refused."""

import json
import logging
import zipfile

import numpy as np
import pytest

from fittrace import keras, tf

RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((16, 4)).astype("float32")
Y = RANDOM.integers(0, 3, 16)


@pytest.fixture(autouse=True)
def seeded():
    keras.utils.set_random_seed(1)


def sequential():
    return keras.Sequential([keras.layers.Dense(5, "relu"), keras.layers.Dense(3, "softmax")])


def functional():
    inputs = keras.Input((4,))
    shared = keras.layers.Dense(4, "tanh", kernel_regularizer="l2")
    inner = keras.Sequential([keras.Input((4,)), keras.layers.BatchNormalization()])
    hidden = shared(inner(shared(inputs))) + 1.0
    model = keras.Model(inputs, keras.layers.Dense(3, "softmax")(hidden))
    model.add_loss(tf.reduce_mean(hidden))
    model.add_metric(tf.reduce_max(hidden), name="peak")
    return model


class Net(keras.Model):
    """A user's model, with plain arguments and so with a config."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.hidden, self.end = keras.layers.Dense(units, "relu"), keras.layers.Dense(3, "softmax")

    def call(self, inputs):
        return self.end(self.hidden(inputs))


MODELS = {"sequential": sequential, "functional": functional, "subclass": lambda: Net(5)}


def trained(model, **kwargs):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], **kwargs)
    model.fit(X, Y, epochs=2, batch_size=8, verbose=0, shuffle=False)
    return model


def halved(y_true, y_pred):
    return tf.reduce_mean(tf.abs(tf.cast(y_true, "float32") - y_pred[:, 0])) / 2.0


@pytest.mark.parametrize("kind", MODELS)
def test_a_loaded_model_predicts_the_same(kind, tmp_path):
    model = trained(MODELS[kind]())
    model.save(tmp_path / "it")
    loaded = keras.models.load_model(tmp_path / "it", custom_objects={"Net": Net})
    assert np.allclose(loaded.predict(X, verbose=0), model.predict(X, verbose=0))


@pytest.mark.parametrize("kind", MODELS)
def test_a_loaded_model_goes_on_learning_as_if_nothing_had_happened(kind, tmp_path):
    model = trained(MODELS[kind]())
    model.save(tmp_path / "it")
    loaded = keras.models.load_model(tmp_path / "it", custom_objects={"Net": Net})
    histories = [m.fit(X, Y, epochs=2, verbose=0, shuffle=False).history for m in (model, loaded)]
    assert histories[0].keys() == histories[1].keys()
    assert all(np.allclose(histories[0][key], histories[1][key]) for key in histories[0])


def test_a_model_may_be_loaded_without_being_compiled(tmp_path):
    trained(sequential()).save(tmp_path / "it")
    loaded = keras.models.load_model(tmp_path / "it", compile=False)
    with pytest.raises(RuntimeError, match="not compiled"):
        loaded.evaluate(X, Y, verbose=0)


def test_without_the_optimizer_a_model_is_not_compiled(tmp_path):
    trained(sequential()).save(tmp_path / "it", include_optimizer=False)
    assert keras.models.load_model(tmp_path / "it").optimizer is None


def test_a_model_that_was_never_compiled_comes_back_so(tmp_path):
    model = functional()
    keras.models.save_model(model, tmp_path / "it")
    assert np.allclose(keras.models.load_model(tmp_path / "it")(X), model(X))


def test_functions_of_the_user_are_found_by_name(tmp_path):
    model = sequential()
    model.compile("sgd", loss=halved, metrics=[halved])
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "it")
    loaded = keras.models.load_model(tmp_path / "it", custom_objects={"halved": halved})
    assert loaded.evaluate(X, Y, verbose=0) == pytest.approx(model.evaluate(X, Y, verbose=0))


def test_losses_weights_and_metrics_come_back_by_output(tmp_path):
    inputs = keras.Input((4,))
    ends = [keras.layers.Dense(1, name="p")(inputs), keras.layers.Dense(1, name="q")(inputs)]
    model = keras.Model(inputs, ends)
    model.compile(
        keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)),
        {"p": keras.losses.Huber(0.5), "q": "mse"},
        metrics={"p": ["mae", keras.metrics.MeanSquaredError(name="square")]},
        loss_weights={"p": 2.0, "q": 0.5},
    )
    model.fit(X, [X[:, :1], X[:, 1:2]], verbose=0)
    model.save(tmp_path / "it")
    loaded = keras.models.load_model(tmp_path / "it")
    expected, found = (
        m.evaluate(X, [X[:, :1], X[:, 1:2]], verbose=0, return_dict=True) for m in (model, loaded)
    )
    assert found == pytest.approx(expected)


def test_an_unknown_class_is_refused_by_name(tmp_path):
    trained(Net(5)).save(tmp_path / "it")
    with pytest.raises(ValueError, match="Net"):
        keras.models.load_model(tmp_path / "it")


def test_code_is_never_written_and_the_weights_are_not_lost(tmp_path, caplog):
    def make():
        return keras.Sequential([keras.layers.Dense(3), keras.layers.Lambda(lambda x: 2.0 * x)])

    model = trained(make())
    with caplog.at_level(logging.WARNING, "keras"):
        model.save(tmp_path / "it")
    assert "Only the weights" in caplog.text
    with pytest.raises(ValueError, match=r"lambda.*has no name"):
        keras.models.load_model(tmp_path / "it")
    again = make()
    again.build((None, 4))
    again.load_weights(tmp_path / "it")
    assert np.allclose(again(X), model(X))


def double(x):
    return 2.0 * x


def test_a_lambda_layer_with_a_function_that_has_a_name_can_be_loaded(tmp_path):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Lambda(double)])
    model.save(tmp_path / "it")
    loaded = keras.models.load_model(tmp_path / "it", custom_objects={"double": double})
    assert np.allclose(loaded(X), 2.0 * X)
    with pytest.raises(ValueError, match="'double'; code is not"):
        keras.models.load_model(tmp_path / "it")


def test_the_file_holds_plain_json_and_arrays(tmp_path):
    trained(sequential()).save(tmp_path / "it")
    with zipfile.ZipFile(tmp_path / "it") as archive:
        about = json.loads(archive.read("about.json"))["about"]
        assert {name.rpartition(".")[2] for name in archive.namelist()} == {"json", "npy"}
    assert about["model"]["class_name"] == "Sequential"
    assert about["training"]["loss"] == "sparse_categorical_crossentropy"


def test_a_file_of_weights_alone_is_refused(tmp_path):
    trained(sequential()).save_weights(tmp_path / "it")
    with pytest.raises(ValueError, match="weights alone"):
        keras.models.load_model(tmp_path / "it")


def test_a_file_that_is_none_is_refused(tmp_path):
    (tmp_path / "it").write_bytes(b"nothing of the kind")
    for name in ("it", "missing"):
        with pytest.raises(OSError, match=name):
            keras.models.load_model(tmp_path / name)


def test_an_operation_is_found_by_its_public_name_and_nothing_else_is():
    layer = {"class_name": "TFOpLambda", "config": {"name": "it", "function": "math.abs"}}
    assert np.allclose(keras.layers.deserialize(layer)(-X), abs(X))
    for symbol in ("io.gfile.remove", "py_function", "numpy_function", "__class__", "math.np"):
        layer["config"]["function"] = symbol
        with pytest.raises(ValueError, match="public name"):
            keras.layers.deserialize(layer)
