"""The steps of the walkthrough: the calls that a class should see, in the chapter they belong to."""

from __future__ import annotations

import re

import numpy as np
import pytest

import fittrace
from fittrace.report import page_of
from fittrace.report.story.tell import tell
from fittrace.report.walkthrough.arrays import arrays_of
from fittrace.report.walkthrough.changes import changes_of
from fittrace.report.walkthrough.chapters import chapters_of
from fittrace.report.walkthrough.outline import flat, outline_of
from fittrace.report.walkthrough.steps import steps_by_chapter

from .conftest import classifier


def walk(run):
    """Steps by chapter."""
    root = run.tree()
    story = tell(run, root)
    chapters = [chapter.address for chapter in chapters_of(story, has_curves=True)]
    return steps_by_chapter(outline_of(root), story, chapters)


def titles(run, chapter: str) -> list[str]:
    return [step.view.title for step in walk(run)[chapter].steps]


@pytest.fixture(scope="module")
def validated() -> fittrace.Run:
    return classifier(validation_split=0.2)


def line(run, title: str, **kinds):
    return next(view for view in flat(outline_of(run.tree())) if view.title == title and view.facts)


def test_steps_are_numbered_through_all_chapters(run):
    numbers = [step.number for chapter in walk(run).values() for step in chapter.steps]
    assert numbers == list(range(1, len(numbers) + 1))
    assert 40 <= len(numbers) <= 65


def test_every_step_is_another_call(run):
    lines = [step.view.number for chapter in walk(run).values() for step in chapter.steps]
    assert len(lines) == len(set(lines))


def test_the_compile_check_has_a_chapter_of_its_own(run):
    assert titles(run, "compile-check") == ["Sequential._assert_compile_was_called"]


def test_how_the_steps_are_counted(run):
    assert "DataHandler._infer_steps" in titles(run, "steps")
    assert "select_data_adapter" in titles(run, "data")


def test_the_loops(run):
    assert {"Sequential.fit", "epoch 1", "step 1", "train_function"} <= set(titles(run, "loops"))


def test_each_weight_of_the_layers_is_a_step(run):
    made = [step for step in walk(run)["build"].steps if step.view.method == "add_weight"]
    weights = [step.view.fact("WeightCreated").name for step in made]
    assert weights == ["dense/kernel:0", "dense/bias:0", "dense_1/kernel:0", "dense_1/bias:0"]


def test_a_later_step_shows_what_it_no_longer_does(run):
    methods = {step.view.method for step in walk(run)["later-steps"].steps}
    assert "_build_graph_network_for_inferred_shape" in methods


def test_validation_is_told_where_there_is_one(run, validated):
    assert "validation" not in walk(run)
    assert titles(validated, "validation")[0] == "Sequential.evaluate"
    assert "Sequential.test_step" in titles(validated, "validation")


def test_after_the_last_epoch(run):
    assert "CallbackList.on_train_end" in titles(run, "train-end")
    assert "Sequential.evaluate" in titles(run, "evaluate")


def test_hooks_that_do_nothing_are_no_steps(run):
    symbols = [step.view.symbol for chapter in walk(run).values() for step in chapter.steps]
    assert not any(symbol.startswith("keras.callbacks.Callback.") for symbol in symbols)


def test_the_same_program_gives_the_same_steps(run):
    again = walk(classifier())
    assert [[step.view.title for step in it.steps] for it in again.values()] == [
        [step.view.title for step in it.steps] for it in walk(run).values()
    ]


def test_more_epochs_give_no_more_steps(run):
    assert sum(len(it.steps) for it in walk(classifier(epochs=9)).values()) == sum(
        len(it.steps) for it in walk(run).values()
    )


def test_a_loop_by_hand_has_steps_as_well():
    from fittrace import keras, tf

    keras.utils.set_random_seed(3)
    layer, optimizer = keras.layers.Dense(1), keras.optimizers.SGD(0.1)
    x = np.ones((4, 2), dtype="float32")
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        for _step in range(3):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(layer(x) ** 2)
            gradients = tape.gradient(loss, layer.trainable_weights)
            optimizer.apply_gradients(zip(gradients, layer.trainable_weights, strict=True))
    found = walk(run)
    assert sum(len(it.steps) for it in found.values()) > 3


def test_compile_changes_a_flag(run):
    changes = {it.what: (it.before, it.after) for it in changes_of(line(run, "Sequential.compile"))}
    assert changes["sequential._is_compiled"] == ("False", "True")


def test_a_metric_is_not_taken_for_the_loss_it_is_named_after(run):
    changes = {it.what: (it.before, it.after) for it in changes_of(line(run, "LossesContainer.__init__"))}
    assert changes['Mean "loss".built'] == ("False", "True")


def test_a_weight_that_was_not_there(run):
    (change,) = changes_of(line(run, "Dense.add_weight"))
    assert (change.what, change.before, change.after) == ("dense/kernel:0", None, "(6, 5) float32")


def test_an_update_counts_iterations_and_moves_weights(run):
    changes = {it.what: (it.before, it.after) for it in changes_of(line(run, "RMSprop.apply_gradients"))}
    assert changes["RMSprop.iterations"] == ("0", "1")
    before, after = changes["dense/kernel:0"]
    assert before != after
    assert before.startswith("norm ")


def test_what_a_layer_takes_and_gives(run):
    taken, given = arrays_of(line(run, "Sequential.__call__"))
    assert (taken.shape, given.shape, given.dtype) == ("(16, 6)", "(16, 3)", "float32")
    assert 0 < given.least < given.greatest < 1


def test_a_new_weight_is_drawn(run):
    (weight,) = arrays_of(line(run, "Dense.add_weight"))
    assert weight.bars.startswith("M")
    assert len(weight.cells) == 30
    assert (weight.columns, weight.rows) == (5, 6)
    assert max(cell.strength for cell in weight.cells) == 9


def test_every_step_has_its_address_on_the_page(page, run):
    count = sum(len(it.steps) for it in walk(run).values())
    assert re.findall(r'<article class="step[^"]*" id="step-(\d+)"', page) == [
        str(number) for number in range(1, count + 1)
    ]


def test_explanations_are_on_the_page_once(page):
    assert page.count("owns the two loops") == 1


def test_redacted_steps_show_no_values(validated):
    page = page_of(validated, redact=True)
    assert 'class="cells"' not in page
    assert 'class="bars"' not in page
    assert "deviation" not in page.split("<script")[0]
