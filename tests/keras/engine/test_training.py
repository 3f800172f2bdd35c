"""`compile`, `fit`, `evaluate`, `predict` and what they stand on."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fittrace import keras, tf


def data(n=12, width=3, classes=2):
    r = np.random.default_rng(1)
    return r.standard_normal((n, width)).astype("float32"), r.integers(0, classes, n)


def classifier(**compile_arguments):
    model = keras.Sequential([keras.layers.Dense(2, activation="softmax", kernel_initializer="ones")])
    arguments = {"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
    model.compile(**(arguments | compile_arguments))
    return model


class Counter(keras.callbacks.Callback):
    """Counts what it hears."""

    def __init__(self):
        super().__init__()
        self.epochs, self.batches, self.tests = [], [], []

    def on_epoch_begin(self, epoch, logs=None):
        self.epochs.append(epoch)

    def on_train_batch_begin(self, batch, logs=None):
        self.batches.append(batch)

    def on_test_begin(self, logs=None):
        self.tests.append(len(self.epochs))


def test_learning_lowers_the_loss():
    x, _ = data(60)
    keras.utils.set_random_seed(0)
    model = classifier(optimizer=keras.optimizers.Adam(0.1))

    history = model.fit(x, (x[:, 0] > 0).astype(int), epochs=20, verbose=0)

    assert history.history["loss"][-1] < 0.5 * history.history["loss"][0]
    assert history.history["accuracy"][-1] > 0.9


def test_the_same_seed_gives_the_same_training():
    x, y = data()

    def train():
        keras.utils.set_random_seed(5)
        model = keras.Sequential([keras.layers.Dense(4, activation="relu"), keras.layers.Dense(2)])
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        return model.fit(x, y, epochs=3, batch_size=5, verbose=0).history["loss"]

    assert train() == train()


@settings(max_examples=25)
@given(st.integers(1, 25), st.integers(1, 30), st.integers(0, 2), st.integers(1, 2), st.integers(1, 3))
def test_fit_takes_every_batch_of_every_epoch(samples, batch_size, initial_epoch, more_epochs, at_once):
    x, y = data(samples)
    heard = Counter()
    model = classifier(steps_per_execution=at_once)

    history = model.fit(
        x,
        y,
        batch_size=batch_size,
        initial_epoch=initial_epoch,
        epochs=initial_epoch + more_epochs,
        callbacks=[heard],
        verbose=0,
    )

    steps = math.ceil(samples / batch_size)
    epochs = list(range(initial_epoch, initial_epoch + more_epochs))
    assert history.epoch == heard.epochs == epochs
    assert heard.batches == list(range(0, steps, min(at_once, steps))) * more_epochs
    assert int(model.optimizer.iterations) == steps * more_epochs
    assert sorted(history.history) == ["accuracy", "loss"]
    assert all(len(values) == more_epochs for values in history.history.values())


def test_validation_adds_its_results_to_the_logs():
    x, y = data()

    history = classifier().fit(x, y, validation_data=(x, y), epochs=2, verbose=0)

    assert sorted(history.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]


@pytest.mark.parametrize(("freq", "after"), [(1, [1, 2, 3, 4]), (2, [2, 4]), ([1, 4], [1, 4])])
def test_validation_happens_as_often_as_asked(freq, after):
    x, y = data()
    heard = Counter()

    classifier().fit(
        x, y, validation_data=(x, y), validation_freq=freq, epochs=4, callbacks=[heard], verbose=0
    )

    assert heard.tests == after


def test_the_split_off_rows_are_not_learned_from():
    x, y = data(10)
    model = classifier()

    model.fit(x, y, validation_split=0.4, batch_size=3, verbose=0)

    assert int(model.optimizer.iterations) == 2


def test_a_callback_ends_the_training_after_the_batch():
    class Stop(Counter):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    x, y = data()
    stop = Stop()

    history = classifier().fit(x, y, batch_size=2, epochs=5, callbacks=[stop], verbose=0)

    assert (stop.batches, history.epoch) == ([0, 1], [0])


def test_no_epochs_train_nothing():
    x, y = data()
    model = classifier()

    history = model.fit(x, y, epochs=0, verbose=0)

    assert (history.epoch, history.history, model.built) == ([], {}, False)


def test_evaluate_gives_a_list_or_a_dictionary():
    x, y = data()
    model = classifier()

    values = model.evaluate(x, y, verbose=0)

    assert model.evaluate(x, y, verbose=0, return_dict=True) == dict(
        zip(model.metrics_names, values, strict=True)
    )


def test_a_loss_alone_is_a_number():
    x, y = data()

    assert isinstance(classifier(metrics=None).evaluate(x, y, verbose=0), float)


def test_evaluate_changes_no_weight():
    x, y = data()
    model = classifier()
    model.predict(x, verbose=0)
    before = model.get_weights()

    model.evaluate(x, y, verbose=0)

    assert all((old == new).all() for old, new in zip(before, model.get_weights(), strict=True))


@given(st.integers(1, 20), st.integers(1, 7))
def test_predict_gives_a_row_a_sample_in_order(samples, batch_size):
    x, _ = data(samples)
    model = keras.Sequential([keras.layers.Activation("linear")])

    assert model.predict(x, batch_size=batch_size, verbose=0).tolist() == x.tolist()


def test_predict_keeps_the_structure_of_the_outputs():
    i = keras.Input((3,))
    model = keras.Model(i, {"same": i * 1.0, "pair": (i + 1.0, i + 2.0)})

    outputs = model.predict(np.zeros((5, 3)), batch_size=2, verbose=0)

    assert (sorted(outputs), [part[0, 0] for part in outputs["pair"]]) == (["pair", "same"], [1.0, 2.0])


def test_on_batch_methods_go_on_from_the_last_batch_if_asked():
    x, _ = data()
    model = classifier(loss="mse", metrics=None, optimizer=keras.optimizers.SGD(0.0))
    targets = np.zeros((12, 2))

    first = model.train_on_batch(x[:4], targets[:4])
    both = model.train_on_batch(x[4:], targets[4:], reset_metrics=False)
    second = model.test_on_batch(x[4:], targets[4:])

    assert both == pytest.approx((4 * first + 8 * second) / 12)
    assert model.predict_on_batch(x).shape == (12, 2)


def test_what_is_trained_is_decided_by_compile():
    x, y = data()
    model = classifier()
    model(x)
    kernel = model.layers[0].kernel.numpy()

    model.layers[0].trainable = False
    model.fit(x, y, verbose=0)
    changed = not (model.layers[0].kernel.numpy() == kernel).all()
    kernel = model.layers[0].kernel.numpy()
    model.compile("sgd", "sparse_categorical_crossentropy")
    model.fit(x, y, verbose=0)

    assert (changed, model.layers[0].trainable) == (True, False)
    assert (model.layers[0].kernel.numpy() == kernel).all()


def test_the_step_functions_are_made_once_until_compile_is_called_again():
    x, y = data()
    model = classifier()

    model.fit(x, y, verbose=0)
    first = model.train_function
    model.fit(x, y, verbose=0)
    again = model.train_function
    model.compile("sgd", "mse")

    assert first is again
    assert model.train_function is None
    assert model.make_train_function() is not first
    assert model.make_train_function(force=True) is not model.make_train_function


def test_a_step_of_ones_own_decides_what_the_logs_hold():
    class Net(keras.Model):
        def train_step(self, data):
            return {"answer": tf.constant(42.0)}

    model = Net()
    model.compile()

    assert model.fit(np.ones((2, 1)), verbose=0).history == {"answer": [42.0]}


def test_compute_loss_can_be_overridden():
    class Net(keras.Sequential):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return tf.reduce_sum(y_pred)

    model = Net([keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(1.0))
    model.fit(np.ones((1, 1)), verbose=0)

    assert model.layers[0].kernel.numpy().tolist() == [[-1.0]]


def test_a_subclass_without_inputs_and_outputs_is_built_by_its_first_call():
    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.out = keras.layers.Dense(2)

        def call(self, inputs, training=None):
            return self.out(inputs)

    built, called = Net(), Net()
    built.build((None, 3))
    called(np.ones((1, 3)))

    assert (
        [tuple(w.shape) for w in built.weights] == [tuple(w.shape) for w in called.weights] == [(3, 2), (2,)]
    )
    assert built.layers == [built.out]


def test_the_model_lists_its_layers_and_finds_them():
    model = keras.Sequential([keras.layers.Dense(2, name="a"), keras.layers.Dense(1, name="b")])

    assert model.get_layer("b") is model.get_layer(index=1) is model.layers[1]


@pytest.mark.parametrize(
    ("break_it", "error", "problem"),
    [
        (lambda x, y: keras.Sequential().fit(x, y), RuntimeError, "is not compiled"),
        (lambda x, y: classifier().fit(x, y[:-1], verbose=0), ValueError, "The number of samples differs"),
        (lambda x, y: classifier().fit(x[:0], y[:0], verbose=0), ValueError, "got no batch to train on"),
        (lambda x, y: classifier().predict(x[:0], verbose=0), ValueError, "`x` is empty"),
        (lambda x, y: classifier().fit(x, verbose=0), ValueError, "`y` is missing"),
        (lambda x, y: classifier(loss=None).fit(x, y, verbose=0), ValueError, "has no loss"),
        (lambda x, y: classifier(loss="no_such").fit(x, y, verbose=0), ValueError, "no_such"),
        (lambda x, y: classifier(optimizer="no_such"), ValueError, "no_such"),
        (lambda x, y: classifier(optimiser="sgd"), TypeError, "Unknown keyword argument `optimiser`"),
        (lambda x, y: classifier().evaluate(x, y, verbos=0), TypeError, "Unknown keyword argument `verbos`"),
        (lambda x, y: classifier(run_eagerly=True, jit_compile=True), ValueError, "both True"),
        (
            lambda x, y: classifier().fit(x, y, validation_data=(x, y), validation_freq="often", verbose=0),
            ValueError,
            "`validation_freq` is 'often'",
        ),
        (lambda x, y: classifier().get_layer("nobody"), ValueError, "`name` is 'nobody', but the layers"),
        (lambda x, y: classifier().get_layer(index=7), ValueError, "`index` is 7, but"),
        (lambda x, y: classifier().get_layer(), ValueError, "pass one of them"),
        (lambda x, y: classifier().summary(), ValueError, "is not built"),
        (lambda x, y: classifier().weights, ValueError, "has no weights yet"),
        (lambda x, y: setattr(classifier(), "layers", []), AttributeError, "`layers`"),
        (lambda x, y: keras.Model().build(3), ValueError, "`input_shape` of model .* is 3"),
        (lambda x, y: keras.Model()(x), NotImplementedError, "Model has no `call`"),
    ],
    ids=lambda value: value[:28] if isinstance(value, str) else "",
)
def test_what_cannot_work_is_refused_with_what_to_do(break_it, error, problem):
    with pytest.raises(error, match=problem):
        break_it(*data())


def test_a_model_that_forgot_the_constructor_of_model_says_so():
    class Net(keras.Model):
        def __init__(self):
            self.out = keras.layers.Dense(2)

    with pytest.raises(RuntimeError, match=r"Call `super\(\).__init__\(\)` first thing"):
        Net()


def test_a_call_with_more_than_inputs_cannot_be_fitted():
    class Net(keras.Model):
        def call(self, inputs, extra):
            return inputs

    model = Net()
    model.compile("sgd", "mse")

    with pytest.raises(ValueError, match="`call` of `Net` also needs `extra`"):
        model.fit(*data(), verbose=0)


def test_sample_weights_without_weighted_metrics_are_remarked_upon(caplog):
    x, y = data()

    classifier().evaluate(x, y, sample_weight=np.ones(12), verbose=0)

    assert "only the loss takes the weights into account" in caplog.text
