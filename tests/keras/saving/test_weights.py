"""Weights in files, loaded into models that are built and into models that are not."""

import numpy as np
import pytest

from fittrace import keras, record, tf
from fittrace.keras.saving.weights import load_weights, save_all, save_weights

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.standard_normal((16, 4)).astype("float32"), RANDOM.integers(0, 3, 16)


def sequential(hidden=5):
    layers = keras.layers
    return keras.Sequential(
        [
            layers.Dense(hidden, activation="relu", name="hidden"),
            layers.BatchNormalization(name="norm"),
            layers.Dense(3, activation="softmax", name="out"),
        ]
    )


class Scaled(keras.layers.Layer):
    """A layer of layers, with a weight of its own, a nameless one and a list of layers."""

    def __init__(self):
        super().__init__(name="scaled")
        self.inner = [keras.layers.Dense(4), sequential()]

    def build(self, input_shape):
        self.scale = self.add_weight("deep/scale", (4,), initializer="random_normal")
        self.shift = self.add_weight(shape=(4,), initializer="random_normal")

    def call(self, inputs):
        for layer in self.inner:
            inputs = layer(inputs * self.scale + self.shift if inputs.shape[-1] == 4 else inputs)
        return inputs


class Subclass(keras.Model):
    def __init__(self):
        super().__init__(name="subclass")
        self.scaled = Scaled()

    def call(self, inputs):
        return self.scaled(inputs)


def functional():
    inputs = keras.Input((4,))
    shared = keras.layers.Dense(4, name="shared")
    return keras.Model(inputs, sequential()(shared(shared(inputs))))


MODELS = {"sequential": sequential, "subclass": Subclass, "functional": functional}


def trained(make, epochs=2, optimizer="adam"):
    model = compiled(make, optimizer)
    model.fit(X, Y, epochs=epochs, batch_size=8, verbose=0, shuffle=False)
    return model


def compiled(make, optimizer="adam"):
    model = make()
    model.compile(optimizer, "sparse_categorical_crossentropy", run_eagerly=True)
    return model


def assert_same(one, other):
    for value, expected in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(value, expected, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("is_built", [True, False])
def test_a_model_gets_the_weights_at_once_or_as_they_come_into_being(kind, is_built, tmp_path):
    model, other = trained(MODELS[kind]), MODELS[kind]()
    save_weights(model, tmp_path / "it")
    if is_built:
        other(X)
    load_weights(other, tmp_path / "it")
    np.testing.assert_allclose(other(X).numpy(), model(X).numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("is_built", [True, False])
def test_a_training_goes_on_as_if_it_had_never_ended(kind, is_built, tmp_path):
    first, whole = trained(MODELS[kind]), trained(MODELS[kind])
    whole.set_weights(first.get_weights())
    save_weights(first, tmp_path / "it")
    resumed = trained(MODELS[kind], epochs=1) if is_built else compiled(MODELS[kind])
    load_weights(resumed, tmp_path / "it")
    assert int(resumed.optimizer.iterations) == 4
    for model in (first, resumed):
        model.fit(X, Y, epochs=1, batch_size=8, verbose=0, shuffle=False)
    assert_same(first, resumed)
    assert int(resumed.optimizer.iterations) == 6


def test_the_learning_rate_comes_with_the_optimizer(tmp_path):
    model, other = trained(sequential), compiled(sequential)
    model.optimizer.learning_rate = 0.037
    save_weights(model, tmp_path / "it")
    load_weights(other, tmp_path / "it")
    assert float(other.optimizer.learning_rate) == pytest.approx(0.037)


@pytest.mark.parametrize(("name", "save_format"), [("it.h5", None), ("it", "h5"), ("it.keras", None)])
def test_files_of_weights_alone_leave_the_optimizer_as_it_is(name, save_format, tmp_path):
    save_weights(trained(sequential), tmp_path / name, save_format=save_format)
    other = trained(sequential, epochs=1)
    load_weights(other, tmp_path / name)
    assert int(other.optimizer.iterations) == 2


def test_another_optimizer_starts_anew_with_a_warning(tmp_path, caplog):
    save_weights(trained(sequential), tmp_path / "it")
    other = compiled(sequential, "sgd")
    load_weights(other, tmp_path / "it")
    assert int(other.optimizer.iterations) == 0
    assert "an optimizer Adam with 13 variables remembered; it is of no use to the model's SGD" in caplog.text


def test_weights_that_come_into_being_need_no_initializer(tmp_path):
    save_weights(trained(sequential), tmp_path / "it")
    other = sequential()
    load_weights(other, tmp_path / "it")
    with record() as run:
        other(X)
    assert {fact.initializer for fact in run.facts("WeightCreated")} == {"restored"}
    assert not [span for span in run.spans() if span.label == "GlorotUniform.__call__"]


def test_layers_without_weights_may_come_and_go(tmp_path):
    model = trained(sequential)
    save_weights(model, tmp_path / "it")
    other = keras.Sequential([*sequential().layers, keras.layers.Dropout(0.5)])
    other(X)
    load_weights(other, tmp_path / "it")
    assert_same(other, model)


def test_other_shapes_are_refused_and_nothing_is_changed(tmp_path):
    save_weights(trained(sequential), tmp_path / "it")
    other = trained(lambda: sequential(hidden=6))
    before = other.get_weights()
    with pytest.raises(ValueError, match=r"`hidden/kernel:0` has shape \(4, 6\), but in the file \(4, 5\)"):
        load_weights(other, tmp_path / "it")
    assert all(np.array_equal(*pair) for pair in zip(before, other.get_weights(), strict=True))


def test_other_shapes_of_a_model_that_is_not_built_are_refused_when_it_is(tmp_path):
    save_weights(trained(sequential), tmp_path / "it")
    other = sequential(hidden=6)
    load_weights(other, tmp_path / "it")
    with pytest.raises(ValueError, match=r"`hidden/kernel:0` has shape \(4, 6\), but the value loaded"):
        other(X)


def test_other_layers_are_refused(tmp_path):
    save_weights(trained(sequential), tmp_path / "it")
    with pytest.raises(ValueError, match=r"The file holds 4 layers, but model `.*` has 2"):
        load_weights(keras.Sequential([keras.layers.Dense(5)]), tmp_path / "it")


def test_layers_can_be_found_by_name(tmp_path):
    model = trained(sequential)
    save_weights(model, tmp_path / "it.h5")
    other = keras.Sequential([keras.layers.Dense(5, name="hidden"), keras.layers.Dense(2, name="new")])
    other.build((None, 4))
    new = other.get_layer("new").get_weights()
    load_weights(other, tmp_path / "it.h5", by_name=True)
    assert_same(other.get_layer("hidden"), model.get_layer("hidden"))
    assert np.array_equal(other.get_layer("new").get_weights()[0], new[0])


def test_layers_of_another_shape_can_be_skipped(tmp_path):
    model, other = trained(sequential), sequential()
    save_weights(model, tmp_path / "it.h5")
    other.pop()
    other.add(keras.layers.Dense(7, name="out"))
    other.build((None, 4))
    load_weights(other, tmp_path / "it.h5", by_name=True, skip_mismatch=True)
    assert_same(other.get_layer("hidden"), model.get_layer("hidden"))


def test_everything_can_be_saved_whatever_the_name(tmp_path):
    model = trained(sequential)
    save_all(model, tmp_path / "it", overwrite=True, include_optimizer=False)
    other = trained(sequential, epochs=1)
    load_weights(other, tmp_path / "it")
    assert_same(model, other)


@pytest.mark.parametrize(("answer", "is_overwritten"), [("y", True), ("n", False)])
def test_the_user_may_be_asked_before_a_file_is_overwritten(tmp_path, monkeypatch, answer, is_overwritten):
    (tmp_path / "it").write_bytes(b"precious")
    answers = iter(["what?", answer])
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    save_weights(trained(sequential), tmp_path / "it", overwrite=False)
    assert ((tmp_path / "it").read_bytes() != b"precious") is is_overwritten


def test_a_missing_file_is_refused(tmp_path):
    model = trained(sequential)
    with pytest.raises(tf.errors.NotFoundError, match="there is no such file"):
        load_weights(model, tmp_path / "it")
    with pytest.raises(FileNotFoundError):
        load_weights(model, tmp_path / "it.h5")


def test_a_model_without_weights_is_refused(tmp_path):
    save_weights(trained(sequential), tmp_path / "it.h5")
    with pytest.raises(ValueError, match="has no weights yet"):
        save_weights(sequential(), tmp_path / "other")
    with pytest.raises(ValueError, match="has no weights yet that"):
        load_weights(sequential(), tmp_path / "it.h5")


def test_what_keras_does_not_combine_is_refused(tmp_path):
    model = trained(sequential)
    save_weights(model, tmp_path / "it")
    with pytest.raises(ValueError, match="Pass `by_name=True`"):
        load_weights(model, tmp_path / "it", skip_mismatch=True)
    with pytest.raises(NotImplementedError, match="`by_name` is True"):
        load_weights(model, tmp_path / "it", by_name=True)
    with pytest.raises(ValueError, match="`save_format` is 'pickle'"):
        save_weights(model, tmp_path / "it", save_format="pickle")
    with pytest.raises(ValueError, match="Leave out one"):
        save_weights(model, tmp_path / "it.h5", save_format="tf")
