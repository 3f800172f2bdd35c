"""What every metric does: state, names, functions as metrics, facts."""

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import keras, record, tf
from fittrace.keras import metrics
from fittrace.keras.metrics.base_metric._running_result import RunningResult


class Largest(metrics.Metric):
    """A user's metric that hands out its variable."""

    def __init__(self, name="largest", **kwargs):
        super().__init__(name=name, **kwargs)
        self.largest = self.add_weight(name="largest", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.largest.assign(tf.maximum(self.largest, tf.reduce_max(y_pred)))

    def result(self):
        return self.largest


def test_a_result_does_not_change_with_the_next_batch():
    metric = Largest()
    metric.update_state([0.0], tf.constant([2.0]))
    kept = metric.result()
    metric.update_state([0.0], tf.constant([5.0]))
    assert (float(kept), float(metric.result())) == (2.0, 5.0)


def test_calling_a_metric_updates_and_gives_the_running_result():
    mean = metrics.Mean()
    assert [float(mean([1.0, 3.0])), float(mean([8.0]))] == [2.0, 4.0]


def test_reset_forgets():
    mean = metrics.Mean()
    mean.update_state([4.0])
    mean.reset_state()
    assert float(mean.result()) == 0.0


def test_names_are_numbered_unless_given():
    keras.backend.clear_session()
    made = [metrics.TruePositives(), metrics.TruePositives(), metrics.TruePositives(name="hits")]
    assert [metric.name for metric in made] == ["true_positives", "true_positives_1", "hits"]


def test_state_is_not_trainable():
    mean = metrics.Mean()
    assert mean.trainable_weights == []
    assert [variable.name for variable in mean.weights] == ["total:0", "count:0"]


def test_a_function_as_a_metric():
    metric = metrics.MeanMetricWrapper(lambda y_true, y_pred, scale: scale * (y_true - y_pred), scale=2.0)
    metric.update_state([3.0, 5.0], [1.0, 1.0])
    assert float(metric.result()) == 6.0


def test_a_metric_function_that_returns_several_values_is_told_what_to_do():
    metric = metrics.MeanMetricWrapper(lambda y_true, y_pred: {"a": y_true}, name="both")
    with pytest.raises(RuntimeError, match="subclass of `Metric`"):
        metric.update_state([1.0], [1.0])


def test_a_result_may_be_a_dict_and_nothing_stranger():
    class Both(Largest):
        def result(self):
            return {"largest": self.largest, "twice": 2 * self.largest}

    class Strange(Largest):
        def result(self):
            return object()

    both = Both()
    both.update_state([0.0], tf.constant([3.0]))
    assert {key: float(value) for key, value in both.result().items()} == {"largest": 3.0, "twice": 6.0}
    with pytest.raises(RuntimeError, match="result"):
        Strange().result()


def test_states_of_the_same_kind_merge():
    one, other = metrics.Mean(), metrics.Mean()
    one.update_state([1.0])
    other.update_state([3.0, 5.0])
    one.merge_state([other])
    assert float(one.result()) == 3.0
    with pytest.raises(ValueError, match="state"):
        one.merge_state([metrics.Sum()])


def test_a_copy_has_the_state_and_goes_its_own_way():
    mean = metrics.Mean()
    mean.update_state([2.0])
    twin = copy.deepcopy(mean)
    twin.update_state([4.0])
    assert (float(mean.result()), float(twin.result())) == (2.0, 3.0)


def test_a_clone_is_fresh():
    mean = metrics.Mean(name="mine")
    mean.update_state([2.0])
    clone = metrics.clone_metric(mean)
    assert (clone.name, float(clone.result())) == ("mine", 0.0)


def test_a_metric_without_result_cannot_be_made():
    class Unfinished(metrics.Metric):
        def update_state(self, y_true, y_pred):
            pass

    with pytest.raises(TypeError, match="result"):
        Unfinished()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("acc", metrics.accuracy),
        ("mse", metrics.mean_squared_error),
        ("cosine_proximity", metrics.cosine_similarity),
    ],
)
def test_get_gives_functions_by_name(name, found):
    assert metrics.get(name) is found


def test_get_gives_instances_by_class_name():
    assert isinstance(metrics.get("AUC"), metrics.AUC)
    assert metrics.get(metrics.serialize(metrics.AUC(50))).num_thresholds == 50


@pytest.mark.parametrize("identifier", ["no_such_metric", 3])
def test_get_refuses_what_is_no_metric(identifier):
    with pytest.raises(ValueError, match="metric"):
        metrics.get(identifier)


def test_the_running_result_is_stated_once_for_each_update():
    accuracy, mine = metrics.BinaryAccuracy(name="hits"), Largest()
    with record() as run:
        accuracy.update_state([1.0, 0.0], [0.9, 0.8])
        mine.update_state([0.0], tf.constant([2.0]))
    hits, largest = run.facts("MetricUpdated")
    assert (hits.metric, hits.value, largest.metric) == ("hits", 0.5, "largest")
    assert np.isnan(largest.value)  # a result of the user's own may do anything and is not asked once more


def test_autograph_runs_a_rewritten_copy_of_a_users_update_so_only_the_engines_own_are_calls():
    accuracy, mine = metrics.BinaryAccuracy(name="hits"), Largest()
    with record() as run:
        accuracy.update_state([1.0, 0.0], [0.9, 0.8])
        mine.update_state([0.0], tf.constant([2.0]))
    assert [(span.label, span.name) for span in run.spans()] == [("BinaryAccuracy.update_state", "hits")]


def test_a_result_that_raises_costs_the_fact_alone():
    class Unready(Largest):
        def result(self):
            raise RuntimeError("not yet")

    with record() as run:
        Unready().update_state([0.0], tf.constant([2.0]))
    (fact,) = run.facts("MetricUpdated")
    assert np.isnan(fact.value)


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda: metrics.Precision(thresholds=[0.5, 1.5]), "thresholds"),
        (lambda: metrics.AUC(num_thresholds=1), "num_thresholds"),
        (lambda: metrics.AUC(curve="ROCK"), "curve"),
        (lambda: metrics.AUC(summation_method="guessing"), "summation_method"),
        (lambda: metrics.AUC(num_labels=3), "num_labels"),
        (lambda: metrics.AUC(label_weights=[-1.0]), "label_weights"),
        (lambda: metrics.RecallAtPrecision(1.5), "precision"),
        (lambda: metrics.IoU(3, [3]), "target_class_ids"),
    ],
)
def test_settings_out_of_range_are_refused(make, argument):
    with pytest.raises(ValueError, match=argument):
        make()


def test_shapes_that_differ_are_refused():
    with pytest.raises(ValueError, match="shape"):
        metrics.Precision().update_state([1.0, 0.0], [0.5, 0.5, 0.5])
    with pytest.raises(ValueError, match="labels"):
        metrics.AUC(multi_label=True).update_state([1.0, 0.0], [0.5, 0.5])


def test_classes_out_of_range_are_refused():
    with pytest.raises(tf.errors.InvalidArgumentError, match="y_true"):
        metrics.MeanIoU(3).update_state([3], [0])


@given(st.lists(st.floats(-1e6, 1e6, width=32), max_size=8))
def test_what_is_stated_of_a_running_mean_is_its_result(values):
    mean = metrics.Mean()
    for value in values:
        mean.update_state(value)
    assert float(RunningResult(mean)) == float(mean.result())


def test_a_mean_with_a_result_of_its_own_is_not_asked_for_it():
    class Doubled(metrics.Mean):
        def result(self):
            return 2 * super().result()

    doubled = Doubled()
    doubled.update_state([1.0, 3.0])
    assert np.isnan(float(RunningResult(doubled)))
