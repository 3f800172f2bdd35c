"""Callbacks that change the learning rate; expected values are Keras 2.12's."""

import numpy as np
import pytest

from fittrace import keras, record, tf
from fittrace.keras.callbacks import LearningRateScheduler, ReduceLROnPlateau

LOSSES = (5.0, 4.0, 4.5, 3.9, 3.95, 3.8, 4.0, 4.0, 4.0, 4.0)


def compiled(learning_rate):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(learning_rate), "mse")
    return model


def rates(logs):
    return [float(epoch["lr"]) for epoch in logs]


# LearningRateScheduler


def test_the_schedule_gets_the_epoch_and_the_current_rate(pretend, losses):
    callback = LearningRateScheduler(lambda epoch, rate: rate * (1 if epoch == 0 else 0.5))
    assert rates(pretend(callback, losses(1, 1, 1), compiled(0.4))) == pytest.approx([0.4, 0.2, 0.1])


def test_the_schedule_may_take_the_epoch_alone(pretend, losses):
    callback = LearningRateScheduler(lambda epoch: 0.1 * (epoch + 1))
    assert rates(pretend(callback, losses(1, 1), compiled(1.0))) == pytest.approx([0.1, 0.2])


@pytest.mark.parametrize("rate", [0.25, np.float32(0.25), np.float64(0.25), tf.constant(0.25)])
def test_the_schedule_may_give_any_float(pretend, losses, rate):
    assert rates(pretend(LearningRateScheduler(lambda epoch: rate), losses(1), compiled(1.0))) == [0.25]


@pytest.mark.parametrize("rate", [1, None, "0.1", tf.constant(1)])
def test_anything_else_is_refused(pretend, losses, rate):
    with pytest.raises(ValueError, match=r"`schedule` of LearningRateScheduler gave .* for epoch 0; exp"):
        pretend(LearningRateScheduler(lambda epoch: rate), losses(1), compiled(1.0))


def test_an_optimizer_without_a_rate_is_refused(pretend, losses):
    model = type("Model", (), {"optimizer": object()})()
    with pytest.raises(ValueError, match="sets `lr` of the optimizer, and object has none"):
        pretend(LearningRateScheduler(lambda epoch: 0.1), losses(1), model)


def test_it_tells_each_rate(pretend, losses, capsys):
    pretend(LearningRateScheduler(lambda epoch: 0.5, verbose=1), losses(1), compiled(1.0))
    assert capsys.readouterr().out == "\nEpoch 1: LearningRateScheduler sets the learning rate to 0.5.\n"


def test_the_rate_is_in_the_history_and_in_the_recording(classifier, fit):
    with record() as run:
        history = fit(classifier(), LearningRateScheduler(lambda epoch: 0.5 / (epoch + 1)))
    assert history.history["lr"] == pytest.approx([0.5, 0.25])
    written = [fact.value for fact in run.facts("LogsWritten") if fact.callback == "LearningRateScheduler"]
    assert written == [0.5, 0.25]
    changes = [fact for fact in run.facts("StateChanged") if fact.attribute == "learning_rate"]
    assert [(fact.owner, fact.before, fact.after) for fact in changes] == [
        ("SGD", pytest.approx(0.01), 0.5),
        ("SGD", 0.5, 0.25),
    ]


def test_an_unchanged_rate_is_no_change(classifier, fit):
    with record() as run:
        fit(classifier(), LearningRateScheduler(lambda epoch, rate: rate))
    assert "learning_rate" not in {fact.attribute for fact in run.facts("StateChanged")}


# ReduceLROnPlateau


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"patience": 1}, [1, 1, 1, 0.1, 0.1, 0.01, 0.01, 0.001, 1e-4, 1e-5]),
        ({"patience": 2, "factor": 0.5}, [1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.5]),
        (
            {"patience": 1, "factor": 0.5, "cooldown": 2},
            [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625],
        ),
        ({"patience": 1, "factor": 0.5, "min_lr": 0.3}, [1, 1, 1, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3, 0.3]),
        ({"patience": 1, "factor": 0.5, "mode": "max"}, [1, *(2.0**-n for n in range(9))]),
        ({"patience": 1, "factor": 0.5, "min_delta": 0.3}, [1, 1, 1, *(2.0**-n for n in range(1, 8))]),
    ],
)
def test_it_reduces_after_the_epochs_keras_does(pretend, losses, settings, expected):
    left = pretend(ReduceLROnPlateau(monitor="loss", **settings), losses(*LOSSES), compiled(1.0))
    assert rates(left) == pytest.approx(expected)


def test_more_is_better_where_the_name_holds_acc(pretend):
    callback = ReduceLROnPlateau(monitor="val_acc_top5", patience=1)
    left = pretend(callback, [{"val_acc_top5": value} for value in (1.0, 2.0, 1.5, 1.5)], compiled(1.0))
    assert rates(left) == pytest.approx([1, 1, 1, 0.1])


@pytest.mark.parametrize("factor", [1.0, 2])
def test_a_factor_that_does_not_reduce_is_refused(factor):
    with pytest.raises(ValueError, match=r"`factor` of ReduceLROnPlateau is .*; expected a number less"):
        ReduceLROnPlateau(factor=factor)


def test_the_old_name_of_min_delta_is_understood(caplog):
    assert ReduceLROnPlateau(epsilon=0.3).min_delta == 0.3
    assert "pass `min_delta` instead" in caplog.text


def test_a_missing_quantity_is_a_warning_and_the_rate_is_logged_all_the_same(pretend, losses, caplog):
    assert rates(pretend(ReduceLROnPlateau(), losses(1), compiled(0.5))) == [0.5]
    assert "ReduceLROnPlateau monitors `val_loss`, which is not in the logs" in caplog.text


def test_it_tells_when_it_reduces(pretend, losses, capsys):
    pretend(ReduceLROnPlateau("loss", 0.5, patience=1, verbose=1), losses(1, 2), compiled(0.5))
    assert capsys.readouterr().out == "\nEpoch 2: ReduceLROnPlateau reduces the learning rate to 0.25.\n"
