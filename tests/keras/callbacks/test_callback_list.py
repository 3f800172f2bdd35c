"""Who is told what, and in which order."""

import numpy as np
import pytest

from fittrace import keras, tf


class Recorder(keras.callbacks.Callback):
    """Writes down the hooks it hears, under its own mark."""

    def __init__(self, log, mark=""):
        super().__init__()
        self.log, self.mark = log, mark

    def on_epoch_begin(self, epoch, logs=None):
        self.log.append(f"{self.mark}epoch {epoch}")

    def on_epoch_end(self, epoch, logs=None):
        self.log.append(f"{self.mark}{sorted(logs)}")


class OnBatches(Recorder):
    def on_train_batch_end(self, batch, logs=None):
        self.log.append({name: type(value) for name, value in logs.items()})


def fit(callbacks, **arguments):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.ones((4, 2))
    return model, model.fit(x, x[:, :1], **({"verbose": 0, "callbacks": callbacks} | arguments))


def test_callbacks_are_told_in_the_order_they_were_given():
    log = []

    fit([Recorder(log, "a "), Recorder(log, "b ")])

    assert log == ["a epoch 0", "b epoch 0", "a ['loss']", "b ['loss']"]


def test_what_one_callback_puts_into_the_logs_the_next_one_finds():
    class Writer(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            logs["more"] = 7

    log = []

    _, history = fit([Writer(), Recorder(log)])

    assert log[-1] == "['loss', 'more']"
    assert history.history["more"] == [7]


@pytest.mark.parametrize(("verbose", "kinds"), [(0, ["History"]), (1, ["History", "ProgbarLogger"])])
def test_history_and_progress_bar_are_added(verbose, kinds, capsys):
    seen = []

    class Look(keras.callbacks.CallbackList):
        def on_train_begin(self, logs=None):
            seen.extend(type(callback).__name__ for callback in self)

    Look([], add_history=True, add_progbar=verbose != 0, verbose=verbose, epochs=1, steps=1).on_train_begin()

    assert seen == kinds


def test_a_history_that_is_there_is_not_added_again():
    history = keras.callbacks.History()

    model, returned = fit([history])

    assert returned is history is model.history


def test_nobody_is_told_about_batches_if_nobody_listens():
    class List(keras.callbacks.CallbackList):
        pass

    listening, deaf = List([OnBatches([])]), List([Recorder([])])

    assert listening._should_call_train_batch_hooks
    assert not deaf._should_call_train_batch_hooks
    assert not listening._should_call_test_batch_hooks


def test_logs_are_numbers_unless_every_callback_takes_tensors():
    log = []

    fit([OnBatches(log)])

    assert log[-2] == {"loss": float}


def test_a_callback_that_takes_tensors_gets_them():
    class Quick(OnBatches):
        def __init__(self, log):
            super().__init__(log)
            self._supports_tf_logs = True

    log = []

    fit([Quick(log)])

    assert log[-2] == {"loss": tf.Tensor}


def test_an_exception_in_a_callback_ends_the_training():
    class Bad(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fit([Bad()], epochs=3)


def test_a_list_made_by_hand_is_used_as_it_is():
    log = []
    callbacks = keras.callbacks.CallbackList([Recorder(log)], add_history=True)

    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    callbacks.set_model(model)
    model.fit(np.ones((2, 2)), np.ones((2, 1)), callbacks=callbacks)

    assert log == ["epoch 0", "['loss']"]


def test_functions_are_called_at_the_moments_they_are_named_after():
    log = []
    callback = keras.callbacks.LambdaCallback(
        on_train_begin=lambda logs: log.append("begin"),
        on_batch_end=lambda batch, logs: log.append(batch),
        on_test_begin=lambda logs: log.append("test"),
        on_train_end=lambda logs: log.append(sorted(logs)),
    )

    fit([callback], batch_size=2, validation_split=0.5)

    assert log == ["begin", 0, "test", ["loss", "val_loss"]]


def test_history_keeps_every_epoch_and_goes_on_with_the_next_training():
    history = keras.callbacks.History()

    model, _ = fit([history], epochs=2)
    model.fit(np.ones((2, 2)), np.ones((2, 1)), callbacks=[history], epochs=1, verbose=0)

    assert (history.epoch, len(history.history["loss"])) == ([0], 3)


def test_means_over_the_samples_of_an_epoch():
    logger = keras.callbacks.BaseLogger(stateful_metrics=["mean"])
    logger.set_params({"metrics": ["value", "mean"]})
    logger.on_epoch_begin(0)

    logger.on_batch_end(0, {"size": 3, "value": 1.0, "mean": 8.0})
    logger.on_batch_end(1, {"size": 1, "value": 5.0, "mean": 9.0})
    logs = {}
    logger.on_epoch_end(0, logs)

    assert logs == {"value": 2.0, "mean": 9.0}
