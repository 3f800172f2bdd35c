"""`TerminateOnNaN` ends the epoch in the middle."""

import math

import numpy as np
import pytest

from fittrace import keras, record
from fittrace.keras.callbacks import TerminateOnNaN

NOT_FINITE = [math.nan, math.inf, -math.inf]


def steps_with(loss_of_sample, callback):
    """How many steps are done where the loss of the third of six samples is this."""
    x = np.array([[1.0], [1.0], [loss_of_sample], [1.0], [1.0], [1.0]], "float32")
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", lambda y, output: output, run_eagerly=True)
    model.fit(x, x, batch_size=1, epochs=2, verbose=0, shuffle=False, callbacks=[callback])
    return int(model.optimizer.iterations)


@pytest.mark.parametrize("bad", NOT_FINITE)
def test_it_stops_after_the_batch(bad, capsys):
    assert steps_with(bad, TerminateOnNaN()) == 3
    assert capsys.readouterr().out.startswith("Batch 2: the loss is ")


def test_it_lets_numbers_pass():
    assert steps_with(2.0, TerminateOnNaN()) == 12


def test_it_hears_of_batches_by_their_old_name():
    with record() as run:
        steps_with(math.nan, TerminateOnNaN())
    (stop,) = run.facts("StopRequested")
    assert stop.by == "TerminateOnNaN"
    assert stop.span.label == "TerminateOnNaN.on_batch_end"
    assert stop.span.parent.label == "TerminateOnNaN.on_train_batch_end"


def test_logs_without_a_loss_are_none_of_its_business():
    TerminateOnNaN().on_batch_end(0, {"accuracy": math.nan})
