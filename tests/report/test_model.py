"""The model's view: layers, and what is known of each weight and when."""

import contextlib
import math
import re
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

import fittrace
from fittrace import keras, tf
from fittrace.report.page import page_of
from fittrace.report.panes.model import layer_views, model_view
from fittrace.report.redact import RedactedRun
from fittrace.report.scene import Scene
from fittrace.report.story.columns import Columns
from fittrace.report.story.distributions import HEIGHT, WIDTH, Distribution, bars, updates_of
from fittrace.report.story.initializing import fans_of, start_of
from fittrace.report.story.tell import tell
from fittrace.report.walkthrough.outline import flat, outline_of


def scene_of(run, *, redacted=False):
    run = RedactedRun(run) if redacted else run
    root = run.tree()
    top = outline_of(root)
    lines = flat(top)
    addresses = {id(line.node): line.number for line in lines}
    known = {
        "run": run,
        "root": root,
        "story": tell(run, root),
        "top": top,
        "lines": lines,
        "addresses": addresses,
        "redacted": redacted,
    }
    return Scene(**{field.name: known.get(field.name) for field in fields(Scene)})


def recorded(data=None, values="novel", layers=None, **settings):
    keras.backend.clear_session()
    keras.utils.set_random_seed(5)
    x, y = np.random.default_rng(0).random((12, 4)), np.random.default_rng(1).random((12, 1))
    with fittrace.record(clock=fittrace.LogicalClock(), values=values) as run:
        model = keras.Sequential(layers or [keras.layers.Dense(3), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        if data is None:
            model.fit(x, y, batch_size=4, verbose=0, **settings)
        else:
            model.fit(data(x, y), verbose=0, **settings)
    run.model = model
    return run


def weights_of(run):
    return model_view(scene_of(run)).context["weights"]


@pytest.fixture(scope="module")
def trained():
    return recorded(epochs=2)


def test_each_weight_is_known_at_birth_after_the_first_step_and_at_the_end(trained):
    for view in weights_of(trained):
        assert [(moment.when, moment.update) for moment, _ in view.panels] == [
            ("birth", 0),
            ("first", 1),
            ("last", 6),
        ]
        assert (view.moments.updates, view.moments.missing) == (6, "")


def test_what_is_shown_of_the_end_are_the_weights_that_the_model_has(trained):
    kernel = trained.model.layers[0].kernel.numpy()
    last = weights_of(trained)[0].moments.moments[-1]
    assert last.distribution.mean == pytest.approx(kernel.mean(), rel=1e-5)
    assert last.distribution.deviation == pytest.approx(kernel.std(), rel=1e-5)
    assert (last.distribution.least, last.distribution.greatest) == (kernel.min(), kernel.max())
    assert last.norm == pytest.approx(np.linalg.norm(kernel))


def test_pictures_of_a_weight_share_an_axis(trained):
    view = weights_of(trained)[0]
    known = [moment.distribution for moment, _ in view.panels]
    assert view.least == min(one.least for one in known)
    assert view.greatest == max(one.greatest for one in known)


def test_a_weight_moved_at_least_as_far_as_its_norm_changed(trained):
    moments = weights_of(trained)[0].moments
    assert moments.at_least == pytest.approx(abs(moments.moments[-1].norm - moments.moments[0].norm))
    assert moments.moments[1].share == pytest.approx(moments.moments[1].change / moments.moments[1].before)


def test_the_norm_at_birth_follows_from_the_distribution_without_an_update():
    keras.backend.clear_session()
    with fittrace.record() as run:
        layer = keras.layers.Dense(3)
        layer(np.ones((2, 5)))
    (moment,) = weights_of(run)[0].moments.moments
    assert moment.norm == pytest.approx(np.linalg.norm(layer.kernel.numpy()), rel=1e-5)


def test_of_a_generator_the_last_step_is_not_known():
    def batches(x, y):
        return ((x[:4], y[:4]) for _ in range(9))

    moments = weights_of(recorded(batches))[0].moments
    assert (moments.updates, moments.missing, moments.moments[-1].when) == (9, "unknown", "kept")


def test_of_a_training_that_was_stopped_the_last_step_is_not_known():
    run = recorded(
        epochs=50, callbacks=[keras.callbacks.EarlyStopping("loss", min_delta=9, restore_best_weights=True)]
    )
    context = model_view(scene_of(run)).context
    assert context["weights"][0].moments.missing == "asked"
    assert (context["stopper"], context["set_back"]) == ("EarlyStopping", 1)
    page = page_of(run)
    assert "EarlyStopping ended the training before that one came" in page
    assert "the model got back the weights it had at the end of epoch 1" in page


def test_of_a_loop_by_hand_the_last_step_is_not_known():
    keras.backend.clear_session()
    model, optimizer = keras.Sequential([keras.layers.Dense(1)]), keras.optimizers.SGD(0.1)
    data = tf.data.Dataset.from_tensor_slices((np.ones((8, 2)), np.ones((8, 1)))).batch(2)
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        for batch, target in data:
            with tf.GradientTape() as tape:
                loss = keras.losses.MeanSquaredError()(target, model(batch))
            weights = model.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
    moments = weights_of(run)[0].moments
    assert (moments.updates, moments.missing) == (4, "by hand")


def test_of_a_run_that_broke_off_the_last_step_is_not_known():
    class Breaks(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 2:
                raise ZeroDivisionError

    keras.backend.clear_session()
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    with fittrace.record(clock=fittrace.LogicalClock()) as run, contextlib.suppress(ZeroDivisionError):
        model.fit(np.ones((40, 2)), np.ones(40), batch_size=4, verbose=0, callbacks=[Breaks()])
    moments = weights_of(run)[0].moments
    assert (moments.updates, moments.moments[-1].when) == (3, "last")  # left in the third step: that was told


def test_what_no_optimizer_changes_is_known_at_birth():
    views = weights_of(recorded(layers=[keras.layers.BatchNormalization(), keras.layers.Dense(1)]))
    moving = next(view for view in views if "moving_mean" in view.moments.weight.fact.name)
    assert (len(moving.panels), moving.moments.updates) == (1, 0)


def test_weights_of_the_same_name_are_told_apart():
    def train(scale):
        keras.backend.clear_session()
        model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,))])
        model.compile(keras.optimizers.SGD(scale), "mse")
        model.fit(np.ones((4, 2)), np.ones(4), batch_size=2, verbose=0)
        return model

    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        first = train(0.1)
        train(0.5).predict(np.ones((2, 2)), verbose=0)
    kernel = next(view for view in weights_of(run) if view.moments.weight.fact.name == "dense/kernel:0")
    assert kernel.moments.moments[-1].distribution.mean == pytest.approx(
        first.layers[0].kernel.numpy().mean()
    )


def test_a_recording_that_looked_at_no_elements_says_so():
    run = recorded(values="none")
    assert model_view(scene_of(run)).context["weights"] == []
    assert "was told not to look at the elements of arrays" in page_of(run)


def test_a_redacted_run_shows_shapes_and_counts_alone(trained):
    context = model_view(scene_of(trained, redacted=True)).context
    assert context["weights"] == []
    assert [view.trained for view in context["layers"]] == [15, 4]
    assert "GlorotUniform drew" in page_of(trained)
    assert "GlorotUniform drew" not in page_of(trained, redact=True)


def test_the_rows_of_the_table(trained):
    first, second = layer_views(scene_of(trained))
    assert (first.layer.kind, first.trained, first.fixed, first.times) == ("Dense", 15, 0, 6)
    assert first.called.start < second.called.start


def test_calls_of_an_evaluation_are_told_from_those_of_the_training():
    x, y = np.zeros((4, 4)), np.zeros((4, 1))
    first, _ = layer_views(scene_of(recorded(epochs=2, validation_data=(x, y))))
    assert (first.times, first.training) == (8, 6)


def test_a_box_of_the_drawing_leads_to_its_row(trained):
    drawing = model_view(scene_of(trained)).context["drawing"]
    assert [(box.kind, box.row) for box in drawing.boxes] == [("Dense", 1), ("Dense", 2), ("Input", None)]
    assert len(drawing.arrows) == len(drawing.shapes) == 2


def test_a_run_without_a_layer_has_no_view():
    with fittrace.record() as run:
        keras.losses.MeanSquaredError()(np.ones(2), np.ones(2))
    assert model_view(scene_of(run)) is None


def test_names_of_layers_show_as_text():
    name = '</h4><script>{{ 7 * 7 }}"🦊'
    page = page_of(recorded(layers=[keras.layers.Dense(1, name=name)]))
    section = page[page.index('id="model"') :]
    section = section[: section.index("</section>")]
    assert name not in section
    assert str(escape(name)) in section


@pytest.mark.parametrize(
    ("initializer", "shape"),
    [
        (name, shape)
        for name in (
            "glorot_uniform",
            "glorot_normal",
            "he_uniform",
            "he_normal",
            "lecun_uniform",
            "lecun_normal",
        )
        for shape in ((300, 200), (3, 3, 40, 50))
    ],
)
def test_the_numbers_of_initializers_are_what_they_draw(initializer, shape):
    drawn = keras.initializers.get(initializer)(shape).numpy()
    start = start_of(type(keras.initializers.get(initializer)).__name__, shape)
    measured = np.abs(drawn).max() if start.uniform else drawn.std()
    assert start.bound == pytest.approx(measured, rel=0.01)
    assert start.bound == pytest.approx(math.sqrt(start.factor / start.fans))


def test_the_limits_of_the_classic_classifier():
    start = start_of("GlorotUniform", (784, 512))
    assert (start.fan_in, start.fan_out, start.factor) == (784, 512, 6)
    assert round(start.bound, 4) == 0.068


@pytest.mark.parametrize(
    ("shape", "fans"),
    [
        ((), (1, 1)),
        ((7,), (7, 7)),
        ((2, 3), (2, 3)),
        ((5, 5, 2, 3), (50, 75)),
        (None, None),
        ((None, 2), None),
    ],
)
def test_fans(shape, fans):
    assert fans_of(shape) == fans


@given(
    st.lists(st.integers(0, 10**9), min_size=1, max_size=24).filter(any),
    st.floats(-1e300, 1e300),
    st.floats(0, 1e300),
)
def test_every_histogram_stays_in_its_box(counts, least, width):
    greatest = least + width
    kept = {"least": least, "greatest": greatest, "mean": least, "deviation": 0.0, "counts": counts}
    distribution = Distribution.of(kept | {"size": 1, "every": 1, "not_finite": 0})
    path = bars(distribution, min(least, -1.0), max(greatest, 1.0))
    numbers = [float(number) for number in re.findall(r"-?\d[\d.e+-]*", path)]
    assert all(-0.1 <= number <= max(WIDTH, HEIGHT) + 0.1 for number in numbers)


@pytest.mark.parametrize("kept", [None, "not readable: ValueError", {}, {"counts": [1]}, {"least": "nan"}, 3])
def test_what_is_no_histogram_is_none(kept):
    assert Distribution.of(kept) is None


def test_updates_are_counted_over_all_fits():
    keras.backend.clear_session()
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        for _ in range(3):
            model.fit(np.ones((6, 2)), np.ones(6), batch_size=2, epochs=2, verbose=0)
    assert len(updates_of(Columns(run)).calls) == 18
