"""The progress bar."""

import re

import numpy as np
import pytest

from fittrace import keras


def shown(text):
    """The lines as a terminal shows them, durations left out."""
    lines = [line.split("\r")[-1].rstrip() for line in text.replace("\b", "").rstrip("\n").split("\n")]
    return [re.sub(r"\d+(s|ms|us)(/\w+)?", r"_\2", line) for line in lines]


@pytest.fixture
def model():
    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.0), "mse", metrics=["mae"])
    return model


X, Y = np.ones((8, 2), "float32"), np.full((8, 1), 3.0, "float32")


def test_a_bar_for_each_epoch(model, capsys):
    model.fit(X, Y, batch_size=4, epochs=2, verbose=1)

    assert shown(capsys.readouterr().out) == [
        "Epoch 1/2",
        "2/2 [==============================] - _ _/step - loss: 9.0000 - mae: 3.0000",
        "Epoch 2/2",
        "2/2 [==============================] - _ _/step - loss: 9.0000 - mae: 3.0000",
    ]


def test_a_line_for_each_epoch(model, capsys):
    model.fit(X, Y, batch_size=4, epochs=2, verbose=2)

    assert shown(capsys.readouterr().out) == [
        "Epoch 1/2",
        "2/2 - _ - loss: 9.0000 - mae: 3.0000 - _/epoch - _/step",
        "Epoch 2/2",
        "2/2 - _ - loss: 9.0000 - mae: 3.0000 - _/epoch - _/step",
    ]


def test_silence(model, capsys):
    model.fit(X, Y, verbose=0)

    assert capsys.readouterr().out == ""


def test_one_epoch_has_no_heading(model, capsys):
    model.fit(X, Y, verbose=1)

    assert "Epoch" not in capsys.readouterr().out


def test_validation_results_stand_at_the_end_of_the_bar(model, capsys):
    model.fit(X, Y, validation_data=(X, Y), verbose=1)

    assert shown(capsys.readouterr().out)[-1].endswith("- val_loss: 9.0000 - val_mae: 3.0000")


def test_evaluate_and_predict_have_bars_of_their_own(model, capsys):
    model.evaluate(X, Y, batch_size=4, verbose=1)
    model.predict(X, batch_size=4, verbose=1)

    evaluated, predicted = shown(capsys.readouterr().out)
    assert evaluated.startswith("2/2 [==")
    assert evaluated.endswith("loss: 9.0000 - mae: 3.0000")
    assert predicted.startswith("2/2 [==")
    assert "loss" not in predicted


def test_auto_means_a_bar(model, capsys):
    model.evaluate(X, Y)

    assert "[=====" in capsys.readouterr().out


def test_messages_can_go_to_the_log_instead(model, capsys, caplog):
    keras.utils.disable_interactive_logging()
    try:
        with caplog.at_level("INFO", logger="keras"):
            model.evaluate(X, Y)
    finally:
        keras.utils.enable_interactive_logging()

    assert capsys.readouterr().out == ""
    assert "loss: 9.0000" in caplog.text


def test_an_unknown_count_mode_is_refused():
    with pytest.raises(ValueError, match="`count_mode` is 'epochs'; expected 'samples' or 'steps'"):
        keras.callbacks.ProgbarLogger("epochs")
