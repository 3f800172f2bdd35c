"""The way back over the tape, as the chapter on it tells it."""

from __future__ import annotations

import numpy as np
import pytest

import fittrace
from fittrace.report.story.tell import tell
from fittrace.report.story.wayback import way_back_of


@pytest.fixture(scope="module")
def way(run):
    return way_back_of(tell(run))


def by_hand(loss_of, shape=(4,)):
    """The way back of one step that somebody wrote himself."""
    from fittrace import tf
    from fittrace.keras.optimizers import SGD

    weight, optimizer = tf.Variable(np.ones(shape, "float32"), name="kernel"), SGD(0.1)
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        for _row in tf.data.Dataset.from_tensor_slices(np.zeros(3)):
            with tf.GradientTape() as tape:
                loss = loss_of(tf, weight)
            optimizer.apply_gradients([(tape.gradient(loss, weight), weight)])
    return way_back_of(tell(run))


def test_what_the_metrics_reckon_is_on_the_tape_and_off_the_way(way):
    (metric,) = [it for it in way.passages if it.kind == "metric"]
    assert (metric.name, metric.passes, metric.first, metric.last) == ("loss", False, 11, 12)
    assert (way.passed, way.skipped, way.start) == (9, ["6", "11–12"], 10)


def test_the_loss_goes_around_the_softmax(way):
    (around,) = [it for it in way.passages if it.logits]
    operations = [str(row.fact.operation) for it in way.passages for row in it.rows]
    assert (around.kind, around.name, around.passes) == ("layer", "dense_1", False)
    assert operations[around.first - 1] == "softmax"
    assert operations[around.logits - 1] == "sparse_softmax_cross_entropy_with_logits"


def test_each_layer_leaves_the_gradients_of_its_weights(way):
    left = {it.name: [update.weight for update in it.weights] for it in way.passages if it.weights}
    assert left == {
        "dense": ["dense/kernel:0", "dense/bias:0"],
        "dense_1": ["dense_1/kernel:0", "dense_1/bias:0"],
    }


def test_nothing_goes_on_to_an_input_without_weights_behind_it(way):
    products = [row for it in way.passages for row in it.rows if row.fact.operation == "matmul"]
    assert [(row.weight, row.goes_on) for row in products] == [
        ("dense/kernel:0", False),
        ("dense_1/kernel:0", True),
    ]


def test_the_loss_is_the_mean_of_a_batch(way):
    assert [row.divisor for it in way.passages for row in it.rows if row.divisor] == [16]


def test_a_mean_says_of_how_many_numbers():
    (passage,) = by_hand(lambda tf, w: tf.reduce_mean(tf.square(w))).passages
    assert [str(row.fact.operation) for row in passage.rows] == ["square", "reduce_mean"]
    assert [row.shrinks for row in passage.rows] == [1, 4]


def test_operations_behind_the_loss_are_told_apart():
    def loss_of(tf, weight):
        loss = tf.reduce_sum(weight)
        tf.sqrt(loss)
        return loss

    assert [(it.passes, it.first) for it in by_hand(loss_of).passages] == [(True, 1), (False, 2)]


def test_a_recording_that_does_not_tell_claims_nothing(run, monkeypatch):
    import fittrace.report.story.wayback as module

    monkeypatch.setattr(module, "facts_in", lambda node, kind: [])
    way = way_back_of(tell(run))
    assert not way.known
    assert {it.kind: it.passes for it in way.passages} == {"layer": None, "loss": None, "metric": False}


def test_a_long_passage_says_what_it_leaves_out():
    def loss_of(tf, weight):
        for _time in range(30):
            weight = tf.sin(tf.exp(weight))
        return tf.reduce_sum(weight)

    (passage,) = by_hand(loss_of).passages
    first, last = passage.shown
    assert (len(first), len(last)) == (16, 4)
    assert sum(count for _, count in passage.left_out) == 61 - 20


def test_the_page_says_where_no_gradient_passes(page):
    assert "No gradient passes: the number is added up for the progress bar" in page
    assert "g ÷ 16 = g × 0.0625, since the loss is the mean of 16 numbers" in page
