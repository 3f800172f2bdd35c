"""Runs in which nothing was trained, and what is done outside of a training."""

from __future__ import annotations

import numpy as np
import pytest

import fittrace
from fittrace.report import page_of
from fittrace.report.story.tell import tell
from fittrace.report.walkthrough.chapters import chapters_of


def compiled(**arguments):
    from fittrace import keras

    keras.backend.clear_session()
    model = keras.Sequential([keras.layers.Dense(2, **arguments)])
    model.compile("sgd", "mse")
    return model


def chapters(run):
    return [chapter.address for chapter in chapters_of(tell(run), has_curves=False)]


def overview(page):
    return page.partition('<section id="overview"')[2].partition("</section>")[0]


@pytest.fixture(scope="module")
def evaluated():
    x = np.ones((10, 3), "float32")
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        model = compiled(input_shape=(3,))
        model.evaluate(x, x[:, :2], verbose=0)
        model.predict(x, batch_size=4, verbose=0)
    return run


@pytest.fixture(scope="module")
def page(evaluated):
    return page_of(evaluated)


def test_only_compile():
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        compiled()
    assert chapters(run) == ["overview", "compile", "recording"]
    assert "there was no training" in overview(page_of(run))


def test_evaluate_and_predict_have_a_chapter_with_what_they_gave(page):
    section = page.partition('<section id="evaluate"')[2].partition("</section>")[0]
    assert "loss" in section
    assert "an array (10, 2)" in section
    assert "It called evaluate, predict; there was no training." in overview(page)


def test_nothing_is_said_of_a_train_function_or_of_a_training(evaluated):
    assert not {"train-function", "update", "backward", "loops", "result"} & set(chapters(evaluated))


def test_when_layers_were_built(evaluated):
    x = np.ones((10, 3), "float32")

    def built_in(before, **arguments):
        with fittrace.record() as run:
            model = compiled(**arguments)
            before(model)
            model.fit(x, x[:, :2], verbose=0)
        return tell(run).built_in

    assert built_in(lambda model: None) == "step"
    assert built_in(lambda model: None, input_shape=(3,)) == "before"
    assert built_in(lambda model: model.predict(x, verbose=0)) == "call"
    assert tell(evaluated).built_in == "untrained"


def test_layers_that_were_built_before_the_recording():
    x, model = np.ones((10, 3), "float32"), compiled(input_shape=(3,))
    with fittrace.record() as run:
        model.fit(x, x[:, :2], verbose=0)
    assert "Its layers had been built before the recording began." in overview(page_of(run))


def test_the_optimizer_s_count_goes_on_from_where_it_was():
    x, model = np.ones((10, 3), "float32"), compiled()
    model.fit(x, x[:, :2], batch_size=5, verbose=0)
    with fittrace.record() as run:
        model.fit(x, x[:, :2], batch_size=5, epochs=3, verbose=0)
    assert tell(run).fit.iterations == (2, 8)


def test_a_logical_clock_gives_ticks_and_no_times(page):
    assert "under a logical clock" in overview(page)
    assert "ticks" in page.partition('<ul role="tree"')[2].partition("</ul>")[0]
    assert " µs" not in page.partition("<script")[0]


def test_the_time_of_a_run_is_told_in_parts():
    with fittrace.record() as run:
        compiled()
    times = tell(run).times
    assert times.whole == pytest.approx(times.before + times.calls + times.between)
    assert "in recorded calls, what fittrace takes to record them included" in overview(page_of(run))
