"""Losses and metrics fitted to a model's outputs."""

import numpy as np
import pytest

from fittrace import keras, tf
from fittrace.keras.engine.compile_utils import (
    LossesContainer,
    MetricsContainer,
    create_pseudo_output_names,
    match_dtype_and_rank,
)


def column(*values):
    return tf.constant([[float(value)] for value in values])


def results(container):
    return {metric.name: float(metric.result()) for metric in container.metrics}


def test_one_loss_and_its_mean():
    container = LossesContainer("mse")

    values = [float(container(column(0, 0), column(1, 3))), float(container(column(0), column(2)))]

    assert values == [5.0, 4.0]
    assert results(container) == {"loss": pytest.approx((2 * 5 + 4) / 3)}


def test_one_loss_serves_every_output_and_the_sum_is_minimized():
    container = LossesContainer("mse", output_names=["a", "b"])

    total = container([column(0), column(0)], [column(1), column(2)])

    assert float(total) == 5.0
    assert results(container) == {"loss": 5.0, "a_loss": 1.0, "b_loss": 4.0}


def test_losses_and_weights_by_output_name():
    container = LossesContainer({"b": "mae", "a": "mse"}, {"a": 10.0, "b": 1.0}, output_names=["a", "b"])

    total = container({"a": column(0), "b": column(0)}, [column(2), column(3)])

    assert float(total) == 43.0
    assert results(container) == {"loss": 43.0, "a_loss": 4.0, "b_loss": 3.0}


def test_an_output_without_a_loss_is_left_out():
    container = LossesContainer({"a": "mse"}, output_names=["a", "b"])

    container([column(0), column(0)], [column(2), column(9)])

    assert results(container) == {"loss": 4.0, "a_loss": 4.0}


def test_regularization_is_added():
    assert (
        float(LossesContainer("mse")(column(0), column(1), regularization_losses=[tf.constant(2.0)] * 2))
        == 5.0
    )


def test_without_any_loss_there_is_none():
    assert LossesContainer(None)(column(0), column(1)) is None


def test_sample_weights_weigh_the_loss():
    loss = LossesContainer("mse")(column(0, 0), column(1, 2), sample_weight=tf.constant([1.0, 0.0]))

    assert float(loss) == 0.5


def test_a_loss_for_an_unknown_output_is_refused():
    container = LossesContainer({"a": "mse", "c": "mse"}, output_names=["a", "b"])

    with pytest.raises(ValueError, match=r"given for \['c'\], but the model's outputs are \['a', 'b'\]"):
        container([column(0), column(0)], [column(1), column(1)])


def test_the_means_start_anew():
    container = LossesContainer("mse")
    container(column(0), column(3))

    container.reset_state()

    assert results(container) == {"loss": 0.0}


def test_metrics_belong_to_outputs_by_name():
    container = MetricsContainer({"b": ["mae", "mse"], "a": "mae"}, output_names=["a", "b"])

    container.update_state([column(0), column(0)], [column(1), column(2)])

    assert results(container) == {"a_mae": 1.0, "b_mae": 2.0, "b_mse": 4.0}


def test_metrics_given_once_serve_every_output_with_a_state_of_their_own():
    container = MetricsContainer([keras.metrics.MeanAbsoluteError(name="m")], output_names=["a", "b"])

    container.update_state([column(0), column(0)], [column(1), column(2)])

    assert results(container) == {"a_m": 1.0, "b_m": 2.0}


def test_weighted_metrics_are_told_apart():
    container = MetricsContainer(["mae"], ["mae"])

    container.update_state(column(0, 0), column(1, 3), sample_weight=tf.constant([1.0, 0.0]))

    assert results(container) == {"mae": 2.0, "weighted_mae": 1.0}


@pytest.mark.parametrize(
    ("y_true", "y_pred", "function"),
    [
        (column(0, 1), column(0.2, 0.8), "binary"),
        (tf.constant([1, 0]), tf.eye(2), "sparse_categorical"),
        (tf.constant([[1], [0]]), tf.eye(2), "sparse_categorical"),
        (tf.eye(2), tf.eye(2), "categorical"),
    ],
    ids=["one output", "labels", "column of labels", "one-hot"],
)
@pytest.mark.parametrize("name", ["accuracy", "acc", "crossentropy", "ce"])
def test_what_accuracy_means_depends_on_the_shapes(y_true, y_pred, function, name):
    container = MetricsContainer([name])

    container.build(y_pred, y_true)

    (metric,) = container.metrics
    kind = "accuracy" if name.startswith("acc") else "crossentropy"
    assert (metric.name, metric._fn.__name__) == (name, f"{function}_{kind}")


def test_a_metric_given_twice_is_refused():
    metric = keras.metrics.MeanSquaredError(name="m")

    with pytest.raises(ValueError, match="Metric `m` is given twice"):
        MetricsContainer([metric], [metric])


def test_two_metrics_of_one_name_are_refused():
    container = MetricsContainer(
        [keras.metrics.MeanSquaredError(name="m"), keras.metrics.MeanAbsoluteError(name="m")]
    )

    with pytest.raises(ValueError, match="Two metrics are called `m`"):
        container.update_state(column(0), column(1))


def test_names_for_outputs_without_names():
    assert create_pseudo_output_names(1) == ["output_1"]
    assert create_pseudo_output_names([1, [2, 3]]) == ["output_1", "output_2_1", "output_2_2"]
    assert create_pseudo_output_names({"b": 1, "a": {"c": 2}}) == ["a_c", "b"]


@pytest.mark.parametrize(
    ("y_t", "y_p", "shape", "dtype"),
    [
        (np.ones(3, "float32"), np.ones((3, 1), "float32"), (3, 1), "float32"),
        (np.ones((3, 2), "float64"), np.ones((3, 2), "float32"), (3, 2), "float32"),
        (np.ones(3, "int64"), np.ones((3, 4), "float32"), (3, 1), "int64"),
        (np.ones(3, "int64"), np.ones(3, "int32"), (3,), "int32"),
    ],
    ids=["rank", "floats", "labels", "integers"],
)
def test_targets_take_the_rank_and_the_kind_of_number_of_the_outputs(y_t, y_p, shape, dtype):
    found, _, weight = match_dtype_and_rank(tf.constant(y_t), tf.constant(y_p), tf.constant(np.ones(3)))

    assert (tuple(found.shape), found.dtype.name) == (shape, dtype)
    assert weight.dtype.name == y_p.dtype.name
