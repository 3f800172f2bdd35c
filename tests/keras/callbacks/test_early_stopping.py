"""When `EarlyStopping` stops, and what the model is left with; expected values are Keras 2.12's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import record
from fittrace.keras.callbacks import EarlyStopping

LOSSES = (5.0, 4.0, 4.5, 3.9, 3.95, 3.8, 4.0, 4.0, 4.0, 4.0)


@pytest.mark.parametrize(
    ("settings", "stopped", "best", "wait"),
    [
        ({"patience": 0}, 2, 1, 1),
        ({"patience": 1}, 2, 1, 1),
        ({"patience": 2}, 7, 5, 2),
        ({"patience": 3}, 8, 5, 3),
        ({"patience": 2, "min_delta": 0.2}, 3, 1, 2),
        ({"patience": 2, "min_delta": -0.2}, 3, 1, 2),
        ({"patience": 2, "baseline": 3.85}, 2, 1, 3),
        ({"patience": 5, "baseline": 4.2}, 0, 5, 4),
        ({"patience": 1, "start_from_epoch": 4}, 6, 5, 1),
        ({"patience": 2, "mode": "max"}, 2, 0, 2),
    ],
)
def test_it_stops_after_the_epoch_keras_stops_after(pretend, losses, settings, stopped, best, wait):
    callback = EarlyStopping(monitor="loss", **settings)
    pretend(callback, losses(*LOSSES))
    assert (callback.stopped_epoch, callback.best_epoch, callback.wait) == (stopped, best, wait)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=12), st.integers(1, 4))
def test_it_stops_when_the_last_epochs_were_no_better_than_the_best_before(values, patience):
    def is_time(epoch):
        before, lately = values[: epoch + 1 - patience], values[epoch + 1 - patience : epoch + 1]
        return epoch >= patience and min(before) <= min(lately)

    callback = EarlyStopping(monitor="loss", patience=patience)
    callback.set_model(type("Model", (), {"stop_training": False})())
    callback.on_train_begin()
    told = []
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"loss": value})
        told.append(callback.model.stop_training)
        if told[-1]:
            break
    assert told == [is_time(epoch) for epoch in range(len(told))]


@pytest.mark.parametrize("name", ["acc", "val_accuracy", "auc", "val_auc"])
def test_more_is_better_for_names_of_accuracies(name):
    assert EarlyStopping(monitor=name).monitor_op is np.greater


@pytest.mark.parametrize("name", ["loss", "val_loss", "accuracy_loss", "mae"])
def test_less_is_better_for_others(name):
    assert EarlyStopping(monitor=name).monitor_op is np.less


def test_the_model_gets_the_best_epoch_back(pretend, losses):
    callback = EarlyStopping(monitor="loss", patience=2, restore_best_weights=True)
    pretend(callback, losses(3, 1, 2, 2))
    assert callback.model.get_weights() == [1]


def test_the_model_keeps_the_last_epoch_unless_told(pretend, losses):
    callback = EarlyStopping(monitor="loss", patience=2)
    pretend(callback, losses(3, 1, 2, 2))
    assert callback.model.get_weights() == [3]


def test_the_first_epoch_is_restored_where_all_are_nan(pretend, losses):
    callback = EarlyStopping(monitor="loss", patience=2, restore_best_weights=True)
    pretend(callback, losses(*[float("nan")] * 4))
    assert callback.stopped_epoch == 1
    assert callback.model.get_weights() == [0]


def test_it_can_be_used_again(pretend, losses):
    callback = EarlyStopping(monitor="loss", patience=1)
    pretend(callback, losses(1, 2))
    pretend(callback, losses(5, 4, 3))
    assert (callback.best, callback.stopped_epoch) == (3, 0)


def test_a_missing_quantity_is_a_warning(pretend, losses, caplog):
    pretend(EarlyStopping(monitor="val_loss"), losses(1, 2))
    assert "EarlyStopping monitors `val_loss`, which is not in the logs" in caplog.text
    assert "There are: loss." in caplog.text


def test_an_unknown_mode_is_a_warning(caplog):
    assert EarlyStopping(monitor="acc", mode="up").monitor_op is np.greater
    assert "`mode` of EarlyStopping is 'up'" in caplog.text


def test_it_tells_what_it_does(pretend, losses, capsys):
    pretend(EarlyStopping(monitor="loss", restore_best_weights=True, verbose=1), losses(3, 1, 2))
    assert capsys.readouterr().out.splitlines() == [
        "The model gets back its weights of epoch 2, the best one.",
        "Epoch 3: early stopping",
    ]


def test_a_recording_says_who_stopped_and_why(classifier, fit):
    with record() as run:
        fit(classifier(), EarlyStopping(monitor="loss", min_delta=9, patience=1, restore_best_weights=True))
    (stop,) = run.facts("StopRequested")
    assert (stop.by, stop.span.label) == ("EarlyStopping", "EarlyStopping.on_epoch_end")
    changes = [
        (fact.owner, fact.attribute, fact.after)
        for fact in run.facts("StateChanged")
        if fact.span is not None and fact.span.label == "EarlyStopping.on_epoch_end"
    ]
    assert changes[-3:] == [
        ("EarlyStopping", "wait", 1),
        ("classifier", "stop_training", True),
        ("classifier", "weights_of_epoch", 0),
    ]


def test_a_recording_says_what_it_read(classifier, fit):
    with record() as run:
        history = fit(classifier(), EarlyStopping(monitor="val_loss", patience=9))
    read = [(fact.key, fact.value) for fact in run.facts("LogsRead") if fact.callback == "EarlyStopping"]
    assert read == [("val_loss", pytest.approx(value)) for value in history.history["val_loss"]]


def test_a_recording_says_what_it_missed(classifier, fit):
    with record() as run:
        fit(classifier(), EarlyStopping(monitor="nothing"), epochs=1)
    (missed,) = run.facts("LogsMissed")
    assert (missed.callback, missed.key) == ("EarlyStopping", "nothing")
    assert list(missed.value) == ["loss", "accuracy", "val_loss", "val_accuracy"]
