"""Wherever a training is stopped, the recording is there and a page can be made of it."""

import inspect
import sys

import numpy as np
import pytest

import fittrace
from fittrace import keras

ENGINE = "fittrace/keras/"
PLACES = [*range(25, 900, 125), *range(900, 2400, 150)]
"""Function calls inside the engine after which Ctrl-C comes; a whole training makes about 2,500."""


def train():
    model = keras.Sequential([keras.layers.Dense(8), keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(np.zeros((50, 4), "float32"), np.zeros(50, "int32"), batch_size=16, epochs=2, verbose=0)
    raise AssertionError("the training came to its end before it was stopped")


def stop_after(calls, work):
    """Do `work` until it has made that many function calls inside the engine, then press Ctrl-C."""

    def count(frame, event, _):
        nonlocal calls
        if event == "call" and ENGINE in frame.f_code.co_filename:
            calls -= 1
            # not where a generator is resumed: it may be for its closing, which swallows what is raised
            if calls <= 0 and not frame.f_code.co_flags & inspect.CO_GENERATOR:
                sys.setprofile(None)
                raise KeyboardInterrupt

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)


@pytest.mark.slow
@pytest.mark.parametrize("calls", PLACES)
def test_a_training_stopped_anywhere_gives_a_page_and_a_file(calls, tmp_path):
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    with pytest.raises(KeyboardInterrupt), fittrace.record() as run:
        stop_after(calls, train)
    run.report(tmp_path / "page.html")
    run.save(tmp_path / "stopped.fittrace")
    loaded = fittrace.load(tmp_path / "stopped.fittrace")
    assert loaded.ending.state == "interrupted"
    assert [span.label for span in loaded.spans()] == [span.label for span in run.spans()]
    page = (tmp_path / "page.html").read_text()
    assert "<strong>Ctrl-C</strong> interrupted the run" in page or "KeyboardInterrupt" in page
