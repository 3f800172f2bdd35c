"""Losses against Keras 2.12: weighted and not, reduced and per sample."""

import numpy as np
import pytest

from fittrace import keras, record, tf
from fittrace.keras import losses

REAL = np.sin(np.arange(1, 13) * 0.7).reshape(3, 4).astype("float32")
PRED = np.sin(np.arange(1, 13) * 0.7 + 1.0).reshape(3, 4).astype("float32")
ONE_HOT = np.eye(4, dtype="float32")[[2, 0, 3]]
LABELS = np.array([2, 0, 3])
SIGNS, YES = np.sign(REAL), (REAL > 0).astype("float32")
CHANCE = (PRED * 0.45 + 0.5).astype("float32")
WEIGHTS = np.array([0.5, 2.0, 1.0], "float32")


def softmax(scores):
    powers = np.exp(scores)
    return (powers / powers.sum(-1, keepdims=True)).astype("float32")


P, TRUE_P = softmax(2 * PRED), softmax(REAL)

CASES = {
    "mean_squared_error": (losses.MeanSquaredError, {}, REAL, PRED),
    "mean_absolute_error": (losses.MeanAbsoluteError, {}, REAL, PRED),
    "mean_absolute_percentage_error": (losses.MeanAbsolutePercentageError, {}, REAL, PRED),
    "mean_squared_logarithmic_error": (losses.MeanSquaredLogarithmicError, {}, abs(REAL), abs(PRED)),
    "huber": (losses.Huber, {"delta": 0.5}, REAL, PRED),
    "log_cosh": (losses.LogCosh, {}, REAL, PRED),
    "cosine_similarity": (losses.CosineSimilarity, {}, REAL, PRED),
    "hinge": (losses.Hinge, {}, SIGNS, PRED),
    "hinge of 0 and 1": (losses.Hinge, {}, YES, PRED),
    "squared_hinge": (losses.SquaredHinge, {}, SIGNS, PRED),
    "categorical_hinge": (losses.CategoricalHinge, {}, ONE_HOT, PRED),
    "kl_divergence": (losses.KLDivergence, {}, TRUE_P, P),
    "poisson": (losses.Poisson, {}, abs(REAL), abs(PRED)),
    "binary": (losses.BinaryCrossentropy, {}, YES, CHANCE),
    "binary, logits, smoothed": (
        losses.BinaryCrossentropy,
        {"from_logits": True, "label_smoothing": 0.2},
        YES,
        PRED,
    ),
    "focal": (losses.BinaryFocalCrossentropy, {"gamma": 3.0}, YES, CHANCE),
    "focal, balanced": (
        losses.BinaryFocalCrossentropy,
        {"apply_class_balancing": True, "alpha": 0.3, "from_logits": True, "label_smoothing": 0.1},
        YES,
        PRED,
    ),
    "categorical": (losses.CategoricalCrossentropy, {}, ONE_HOT, P),
    "categorical, logits, smoothed": (
        losses.CategoricalCrossentropy,
        {"from_logits": True, "label_smoothing": 0.2},
        ONE_HOT,
        PRED,
    ),
    "sparse": (losses.SparseCategoricalCrossentropy, {}, LABELS, P),
    "sparse, logits": (losses.SparseCategoricalCrossentropy, {"from_logits": True}, LABELS[:, None], PRED),
    "sparse, ignoring": (losses.SparseCategoricalCrossentropy, {"ignore_class": 0}, LABELS, P),
}
# mean, weighted mean, per sample; from tensorflow-cpu 2.12.0
EXPECTED = {
    "mean_squared_error": (0.4200305, 0.4831975, [0.4471005, 0.4130511, 0.3999398]),
    "mean_absolute_error": (0.5780779, 0.6594992, [0.6064771, 0.5475024, 0.5802542]),
    "mean_absolute_percentage_error": (499.4243164, 512.7341919, [115.8057938, 97.8324966, 1284.6346436]),
    "mean_squared_logarithmic_error": (0.1285321, 0.13751, [0.1098252, 0.0818462, 0.1939251]),
    "huber": (0.1788846, 0.2074524, [0.1856607, 0.178534, 0.1724589]),
    "log_cosh": (0.1905471, 0.2195224, [0.2014081, 0.18763, 0.1826031]),
    "cosine_similarity": (-0.5995205, -0.7089947, [-0.5625544, -0.6096998, -0.6263071]),
    "hinge": (0.5376908, 0.5897829, [0.7257873, 0.5191699, 0.3681151]),
    "hinge of 0 and 1": (0.5376908, 0.5897829, [0.7257873, 0.5191699, 0.3681151]),
    "squared_hinge": (0.5696201, 0.5958896, [0.9055117, 0.5315647, 0.2717838]),
    "categorical_hinge": (2.0679128, 2.5059228, [1.9500842, 2.2890716, 1.9645828]),
    "kl_divergence": (0.4920667, 0.6269839, [0.4636254, 0.6365644, 0.3760102]),
    "poisson": (1.3409244, 1.4704245, [1.4055696, 1.0912849, 1.525919]),
    "binary": (0.4246515, 0.4566397, [0.6057534, 0.3988412, 0.26936]),
    "binary, logits, smoothed": (0.5681368, 0.6485595, [0.6385807, 0.5605584, 0.5052713]),
    "focal": (0.0945237, 0.0859957, [0.1926936, 0.0707631, 0.0201143]),
    "focal, balanced": (0.0502786, 0.0663992, [0.0525372, 0.0746304, 0.0236682]),
    "categorical": (2.7291231, 3.2985165, [2.4432673, 2.9298134, 2.8142886]),
    "categorical, logits, smoothed": (1.8665272, 2.2169406, [1.7437477, 1.9231139, 1.9327202]),
    "sparse": (2.7291229, 3.298516, [2.4432673, 2.9298131, 2.8142886]),
    "sparse, logits": (1.9556233, 2.3313954, [1.7902741, 2.0224538, 2.054142]),
    "sparse, ignoring": (2.6287777, 2.017961, [2.4432673, 0.0, 2.8142886]),
}


@pytest.mark.parametrize("case", CASES)
def test_mean_weighted_mean_and_values_are_those_of_keras(case):
    cls, settings, y_true, y_pred = CASES[case]
    mean, weighted, values = EXPECTED[case]
    loss = cls(**settings)
    np.testing.assert_allclose(loss(y_true, y_pred), mean, rtol=1e-5)
    np.testing.assert_allclose(loss(y_true, y_pred, sample_weight=WEIGHTS), weighted, rtol=1e-5)
    np.testing.assert_allclose(
        cls(**settings, reduction="none")(y_true, y_pred), values, rtol=1e-5, atol=1e-7
    )


def test_the_sum_is_the_mean_times_the_number_of_samples():
    assert float(losses.MeanSquaredError(reduction="sum")(REAL, PRED)) == pytest.approx(
        3 * 0.4200305, rel=1e-5
    )


def test_a_class_axis_other_than_the_last():
    values = losses.CategoricalCrossentropy(axis=0, reduction="none")(ONE_HOT, P)
    np.testing.assert_allclose(values, [2.875262, 0.0, 1.709977, 2.5747283], rtol=1e-5, atol=1e-6)


def test_probabilities_from_softmax_are_taken_back_to_their_logits():
    logits = tf.constant([[200.0, 0.0]])
    certain = keras.activations.softmax(logits)
    assert float(losses.SparseCategoricalCrossentropy()([1], certain)) == pytest.approx(200.0)


def test_logits_twice_are_warned_about():
    certain = keras.activations.sigmoid(tf.constant([[3.0]]))
    with pytest.warns(UserWarning, match="from_logits"):
        losses.BinaryCrossentropy(from_logits=True)([[1.0]], certain)


def test_a_single_class_is_warned_about():
    with pytest.warns(SyntaxWarning, match="binary_crossentropy"):
        losses.categorical_crossentropy([[1.0]], [[0.5]])


def test_labels_of_one_axis_fit_predictions_with_a_last_axis_of_one():
    loss = losses.MeanSquaredError()(tf.constant([1.0, 2.0]), tf.constant([[1.0], [4.0]]))
    assert float(loss) == 2.0


def test_a_mask_on_the_predictions_leaves_samples_out():
    y_pred = tf.constant(PRED)
    y_pred._keras_mask = tf.constant([True, False, True])
    loss = losses.MeanSquaredError()(REAL, y_pred)
    assert float(loss) == pytest.approx((0.4471005 + 0.3999398) / 2, rel=1e-5)


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("mse", losses.mean_squared_error),
        ("MAE", losses.mean_absolute_error),
        ("kld", losses.kl_divergence),
        ("logcosh", losses.log_cosh),
        ("huber_loss", losses.huber),
        ("sparse_categorical_crossentropy", losses.sparse_categorical_crossentropy),
    ],
)
def test_get_gives_functions_by_name(name, function):
    assert losses.get(name) is function


def test_get_gives_instances_by_class_name_and_leaves_callables_alone():
    mine = losses.Huber(0.3)
    assert isinstance(losses.get("MeanSquaredError"), losses.MeanSquaredError)
    assert losses.get(mine) is mine
    assert losses.get(None) is None


@pytest.mark.parametrize("identifier", ["no_such_loss", 3])
def test_get_refuses_what_is_no_loss(identifier):
    with pytest.raises(ValueError, match="loss"):
        losses.get(identifier)


def test_a_loss_survives_serialization():
    twin = losses.deserialize(losses.serialize(losses.Huber(0.3, reduction="sum")))
    assert twin.get_config() == {"reduction": "sum", "name": "huber_loss", "delta": 0.3}


def test_an_unknown_reduction_is_refused():
    with pytest.raises(ValueError, match="reduction"):
        losses.MeanSquaredError(reduction="median")


def test_a_call_and_its_value_are_recorded():
    with record() as run:
        losses.MeanSquaredError()(REAL, PRED)
    labels = [(span.depth, span.label) for span in run.spans()]
    (fact,) = run.facts("LossComputed")
    outer = labels[0][0]
    assert labels == [
        (outer, "MeanSquaredError.__call__"),
        (outer + 1, "MeanSquaredError.call"),
        (outer + 2, "mean_squared_error"),
    ]
    assert (fact.loss, round(fact.value, 4)) == ("mean_squared_error", 0.42)


def test_a_users_loss_needs_only_call():
    class Worst(losses.Loss):
        def call(self, y_true, y_pred):
            return tf.reduce_max(tf.abs(y_true - y_pred), axis=-1)

    assert float(Worst(reduction="sum")(tf.constant([[1.0, 5.0]]), tf.constant([[1.0, 2.0]]))) == 3.0
