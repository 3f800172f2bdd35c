"""Trainings that did not come to their end: what they finished is counted, and where they were left told."""

from __future__ import annotations

import numpy as np
import pytest

import fittrace
from fittrace.report import page_of
from fittrace.report.story.progress import Progress
from fittrace.report.story.tell import tell
from fittrace.report.walkthrough.outline import flat, outline_of


def trained(at_second_step_of_epoch_2, **fit_arguments):
    """A training of 3 epochs with 4 steps each, in which something happens in step 2 of epoch 2."""
    from fittrace import keras

    class Meddler(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.epoch = epoch

        def on_train_batch_end(self, batch, logs=None):
            if (self.epoch, batch) == (1, 1):
                at_second_step_of_epoch_2(self.model)

    keras.backend.clear_session()
    x = np.ones((16, 2), "float32")
    run = None
    try:
        with fittrace.record(clock=fittrace.LogicalClock(), script="script.py") as run:
            model = keras.Sequential([keras.layers.Dense(1)])
            model.compile("sgd", "mse")
            model.fit(x, x[:, :1], epochs=3, batch_size=4, verbose=0, callbacks=[Meddler()], **fit_arguments)
    except (ArithmeticError, KeyboardInterrupt):
        pass
    return run


def give_up(model):
    raise ArithmeticError("the callback gave up")


def press_ctrl_c(model):
    raise KeyboardInterrupt


def stop(model):
    model.stop_training = True


@pytest.fixture(scope="module")
def failed():
    return trained(give_up)


@pytest.fixture(scope="module")
def page(failed):
    return page_of(failed)


def overview(page):
    section = page.partition('<section id="overview"')[2].partition("</section>")[0]
    return " ".join(section.split())


def test_epochs_and_steps_are_counted_as_far_as_they_were_finished(failed):
    assert tell(failed).fit.progress == Progress(
        asked=3, begun=2, whole=1, steps=5, last=2, last_steps=1, is_over=False
    )


def test_an_epoch_that_was_stopped_is_none_of_the_whole_ones():
    progress = tell(trained(stop)).fit.progress
    assert progress == Progress(asked=3, begun=2, whole=1, steps=6, last=2, last_steps=2, is_over=True)
    assert (progress.is_regular, progress.is_short, progress.ended) == (False, True, 2)


def test_a_whole_training_is_regular():
    progress = tell(trained(lambda model: None)).fit.progress
    assert progress == Progress(asked=3, begun=3, whole=3, steps=12, last=None, last_steps=0, is_over=True)
    assert (progress.is_regular, progress.is_short) == (True, False)


def test_where_it_failed(failed):
    ending = tell(failed).ending
    assert ending.node.label == "Meddler.on_train_batch_end"
    assert (ending.epoch, ending.step, ending.method) == (2, 2, "fit")
    assert (ending.own.name, ending.own.function) == ("test_unfinished.py", "give_up")
    assert ending.raised_in is None


def test_the_overview_says_so_at_once(page):
    text = overview(page)
    assert "<strong>ArithmeticError</strong> ended the run: the callback gave up" in text
    assert "That was in epoch 2, step 2, in <a" in text
    assert f"test_unfinished.py, line {give_up.__code__.co_firstlineno + 1}</b>" in text
    assert "1 epoch came to an end with all steps; epoch 2 was left after 1 of its 4 steps." in text


def test_the_link_leads_to_the_call_that_failed(failed, page):
    href = overview(page).partition("That was in epoch 2")[2].partition('href="#call-')[2].partition('"')[0]
    line = flat(outline_of(failed.tree()))[int(href) - 1]
    assert (line.label, line.failed) == ("Meddler.on_train_batch_end", True)


def test_an_interrupt_is_told_as_one_and_whether_rows_are_shuffled():
    page = page_of(trained(press_ctrl_c, shuffle=False))
    assert "<strong>Ctrl-C</strong> interrupted the run." in overview(page)
    assert "KeyboardInterrupt" not in overview(page)
    assert "<b>not shuffled</b>" in page


def test_a_failure_inside_a_library_names_the_script_s_line_too():
    from fittrace import keras

    keras.backend.clear_session()
    layer = keras.layers.Dense(1)
    with pytest.raises(ValueError, match="dense"), fittrace.record() as failed:
        layer(np.ones(3, "float32"))
    ending = tell(failed).ending
    assert ending.own.name == "test_unfinished.py"
    assert "keras" in ending.raised_in.file
    assert "the exception comes from inside a library" in overview(page_of(failed))


def test_a_redacted_page_names_no_line(failed):
    page = page_of(failed, redact=True)
    assert "That was in epoch 2, step 2" in page
    assert "test_unfinished.py" not in page
    assert "gave up" not in page


def test_rows_are_shuffled_unless_fit_is_told_otherwise(failed, page):
    assert tell(failed).fit.shuffle is True
    assert "<b>shuffled</b> anew" in page
