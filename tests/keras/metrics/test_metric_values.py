"""Metrics against Keras 2.12: after one batch, after two, and with sample weights."""

import numpy as np
import pytest

from fittrace.keras import metrics


def wave(*shape, phase=0.0):
    count = int(np.prod(shape))
    return np.sin(np.arange(1, count + 1) * 0.7 + phase).reshape(shape).astype("float32")


def softmax(scores):
    powers = np.exp(scores)
    return (powers / powers.sum(-1, keepdims=True)).astype("float32")


REAL, PRED = wave(6, 4), wave(6, 4, phase=1.0)
LABELS = np.array([2, 0, 3, 1, 1, 0])
ONE_HOT = np.eye(4, dtype="float32")[LABELS]
P, TRUE_P = softmax(2 * PRED), softmax(REAL)
BEST = P.argmax(1)
YES, CHANCE = (REAL > 0).astype("float32"), (PRED * 0.45 + 0.5).astype("float32")
WEIGHTS = np.array([0.5, 2.0, 1.0, 1.0, 0.25, 3.0], "float32")

CASES = {
    "Accuracy": (lambda: metrics.Accuracy(), LABELS, BEST),
    "BinaryAccuracy": (lambda: metrics.BinaryAccuracy(threshold=0.6), YES, CHANCE),
    "CategoricalAccuracy": (lambda: metrics.CategoricalAccuracy(), ONE_HOT, P),
    "SparseCategoricalAccuracy": (lambda: metrics.SparseCategoricalAccuracy(), LABELS, P),
    "SparseCategoricalAccuracy, column": (lambda: metrics.SparseCategoricalAccuracy(), LABELS[:, None], P),
    "TopKCategoricalAccuracy": (lambda: metrics.TopKCategoricalAccuracy(2), ONE_HOT, P),
    "SparseTopKCategoricalAccuracy": (lambda: metrics.SparseTopKCategoricalAccuracy(2), LABELS, P),
    "MeanSquaredError": (lambda: metrics.MeanSquaredError(), REAL, PRED),
    "RootMeanSquaredError": (lambda: metrics.RootMeanSquaredError(), REAL, PRED),
    "MeanAbsoluteError": (lambda: metrics.MeanAbsoluteError(), REAL, PRED),
    "MeanAbsolutePercentageError": (lambda: metrics.MeanAbsolutePercentageError(), REAL, PRED),
    "MeanSquaredLogarithmicError": (lambda: metrics.MeanSquaredLogarithmicError(), abs(REAL), abs(PRED)),
    "LogCoshError": (lambda: metrics.LogCoshError(), REAL, PRED),
    "CosineSimilarity": (lambda: metrics.CosineSimilarity(), REAL, PRED),
    "MeanRelativeError": (lambda: metrics.MeanRelativeError(normalizer=[1.0, 2.0, 0.0, 4.0]), REAL, PRED),
    "Hinge": (lambda: metrics.Hinge(), YES, PRED),
    "SquaredHinge": (lambda: metrics.SquaredHinge(), YES, PRED),
    "CategoricalHinge": (lambda: metrics.CategoricalHinge(), ONE_HOT, PRED),
    "Poisson": (lambda: metrics.Poisson(), abs(REAL), abs(PRED)),
    "KLDivergence": (lambda: metrics.KLDivergence(), TRUE_P, P),
    "BinaryCrossentropy": (lambda: metrics.BinaryCrossentropy(label_smoothing=0.1), YES, CHANCE),
    "CategoricalCrossentropy": (lambda: metrics.CategoricalCrossentropy(from_logits=True), ONE_HOT, PRED),
    "SparseCategoricalCrossentropy": (lambda: metrics.SparseCategoricalCrossentropy(), LABELS, P),
    "SparseCategoricalCrossentropy, ignoring": (
        lambda: metrics.SparseCategoricalCrossentropy(ignore_class=1),
        LABELS,
        P,
    ),
    "TruePositives": (lambda: metrics.TruePositives(), YES, CHANCE),
    "FalsePositives": (lambda: metrics.FalsePositives([0.2, 0.7]), YES, CHANCE),
    "TrueNegatives": (lambda: metrics.TrueNegatives(), YES, CHANCE),
    "FalseNegatives": (lambda: metrics.FalseNegatives([0.0, 0.5, 1.0]), YES, CHANCE),
    "Precision": (lambda: metrics.Precision(), YES, CHANCE),
    "Precision, several": (lambda: metrics.Precision([0.2, 0.7]), YES, CHANCE),
    "Precision, top 2": (lambda: metrics.Precision(top_k=2), YES, CHANCE),
    "Precision, class 1": (lambda: metrics.Precision(class_id=1), YES, CHANCE),
    "Recall": (lambda: metrics.Recall(), YES, CHANCE),
    "Recall, top 1": (lambda: metrics.Recall(top_k=1), YES, CHANCE),
    "AUC": (lambda: metrics.AUC(), YES, CHANCE),
    "AUC, PR": (lambda: metrics.AUC(curve="PR"), YES, CHANCE),
    "AUC, PR minoring": (lambda: metrics.AUC(curve="PR", summation_method="minoring"), YES, CHANCE),
    "AUC, majoring": (lambda: metrics.AUC(summation_method="majoring", num_thresholds=5), YES, CHANCE),
    "AUC, logits": (lambda: metrics.AUC(from_logits=True), YES, PRED),
    "AUC, thresholds": (lambda: metrics.AUC(thresholds=[0.1, 0.4, 0.9]), YES, CHANCE),
    "AUC, labels": (lambda: metrics.AUC(multi_label=True), YES, CHANCE),
    "AUC, weighted labels": (
        lambda: metrics.AUC(multi_label=True, label_weights=[1.0, 2.0, 0.5, 0.0]),
        YES,
        CHANCE,
    ),
    "AUC, PR labels": (lambda: metrics.AUC(curve="PR", multi_label=True, num_labels=4), YES, CHANCE),
    "AUC, weighted columns": (lambda: metrics.AUC(label_weights=[1.0, 2.0, 0.5, 0.0]), YES, CHANCE),
    "SensitivityAtSpecificity": (lambda: metrics.SensitivityAtSpecificity(0.7), YES, CHANCE),
    "SpecificityAtSensitivity": (lambda: metrics.SpecificityAtSensitivity(0.7), YES, CHANCE),
    "PrecisionAtRecall": (lambda: metrics.PrecisionAtRecall(0.7), YES, CHANCE),
    "RecallAtPrecision": (lambda: metrics.RecallAtPrecision(0.75, num_thresholds=20), YES, CHANCE),
    "RecallAtPrecision, one": (lambda: metrics.RecallAtPrecision(0.5, num_thresholds=1), YES, CHANCE),
    "IoU": (lambda: metrics.IoU(4, [0, 2]), LABELS, BEST),
    "BinaryIoU": (lambda: metrics.BinaryIoU([1], 0.6), YES, CHANCE),
    "MeanIoU": (lambda: metrics.MeanIoU(4), LABELS, BEST),
    "MeanIoU, ignoring": (lambda: metrics.MeanIoU(4, ignore_class=0), LABELS, BEST),
    "OneHotIoU": (lambda: metrics.OneHotIoU(4, [1, 3]), ONE_HOT, P),
    "OneHotMeanIoU": (lambda: metrics.OneHotMeanIoU(4), ONE_HOT, P),
}
# after rows 0 to 3, after all rows, all rows weighted; from tensorflow-cpu 2.12.0
EXPECTED = {
    "Accuracy": (0.0, 0.1666667, 0.3870968),
    "BinaryAccuracy": (0.6875, 0.6666667, 0.6370968),
    "CategoricalAccuracy": (0.0, 0.1666667, 0.3870968),
    "SparseCategoricalAccuracy": (0.0, 0.1666667, 0.3870968),
    "SparseCategoricalAccuracy, column": (0.0, 0.1666667, 0.3870968),
    "TopKCategoricalAccuracy": (0.0, 0.3333333, 0.4193548),
    "SparseTopKCategoricalAccuracy": (0.0, 0.3333333, 0.4193548),
    "MeanSquaredError": (0.4184358, 0.4349042, 0.4436387),
    "RootMeanSquaredError": (0.6468661, 0.6594726, 0.6660621),
    "MeanAbsoluteError": (0.5700471, 0.581283, 0.5777122),
    "MeanAbsolutePercentageError": (407.5338135, 407.4979553, 292.2915344),
    "MeanSquaredLogarithmicError": (0.1165966, 0.1193311, 0.1204211),
    "LogCoshError": (0.1898763, 0.1967766, 0.2006379),
    "CosineSimilarity": (0.6018701, 0.5778236, 0.5640057),
    "MeanRelativeError": (0.26384, 0.2907661, 0.2910187),
    "Hinge": (0.5539214, 0.5613697, 0.5897513),
    "SquaredHinge": (0.6190025, 0.6455815, 0.7016664),
    "CategoricalHinge": (2.0461688, 1.7173871, 1.646028),
    "Poisson": (1.2631247, 1.2923999, 1.3971974),
    "KLDivergence": (0.4361471, 0.3263482, 0.3072157),
    "BinaryCrossentropy": (0.5087171, 0.5192215, 0.5450408),
    "CategoricalCrossentropy": (1.8884389, 1.6090871, 1.4852567),
    "SparseCategoricalCrossentropy": (2.5586607, 1.9813458, 1.7579826),
    "SparseCategoricalCrossentropy, ignoring": (2.7291229, 2.1621315, 1.7352341),
    "TruePositives": (7.0, 11.0, 9.25),
    "FalsePositives": ([3.0, 0.0], [4.0, 0.0], [5.25, 0.0]),
    "TrueNegatives": (6.0, 8.0, 15.0),
    "FalseNegatives": ([0.0, 2.0, 9.0], [0.0, 3.0, 14.0], [0.0, 4.5, 13.75]),
    "Precision": (0.875, 0.8461539, 0.8043478),
    "Precision, several": ([0.75, 1.0], [0.7777778, 1.0], [0.7236842, 1.0]),
    "Precision, top 2": (0.625, 0.75, 0.6774194),
    "Precision, class 1": (1.0, 1.0, 1.0),
    "Recall": (0.7777778, 0.7857143, 0.6727273),
    "Recall, top 1": (0.2222222, 0.2857143, 0.3454545),
    "AUC": (0.8730159, 0.8714285, 0.8577075),
    "AUC, PR": (0.9072614, 0.9104275, 0.8155631),
    "AUC, PR minoring": (0.6797498, 0.7642539, 0.689437),
    "AUC, majoring": (0.9047619, 0.9142858, 0.9003953),
    "AUC, logits": (0.8730159, 0.8714286, 0.8577075),
    "AUC, thresholds": (0.8650794, 0.8464286, 0.8363636),
    "AUC, labels": (0.8125, 0.8541667, 0.8964646),
    "AUC, weighted labels": (1.0, 0.9285714, 0.976912),
    "AUC, PR labels": (0.8414361, 0.897094, 0.8337497),
    "AUC, weighted columns": (0.9895833, 0.9407407, 0.9464567),
    "SensitivityAtSpecificity": (0.7777778, 0.7857143, 0.6727273),
    "SpecificityAtSensitivity": (0.8571429, 0.8, 0.6956522),
    "PrecisionAtRecall": (0.875, 0.8461539, 0.7236842),
    "RecallAtPrecision": (1.0, 1.0, 0.6727273),
    "RecallAtPrecision, one": (0.7777778, 0.7857143, 0.6727273),
    "IoU": (0.0, 0.1666667, 0.2727273),
    "BinaryIoU": (0.5, 0.5, 0.296875),
    "MeanIoU": (0.0, 0.0833333, 0.1363636),
    "MeanIoU, ignoring": (0.0, 0.0, 0.0),
    "OneHotIoU": (0.0, 0.0, 0.0),
    "OneHotMeanIoU": (0.0, 0.0833333, 0.1363636),
}


@pytest.mark.parametrize("case", CASES)
def test_results_are_those_of_keras(case):
    make, y_true, y_pred = CASES[case]
    first, second, weighted = EXPECTED[case]
    metric = make()
    metric.update_state(y_true[:4], y_pred[:4])
    np.testing.assert_allclose(metric.result(), first, rtol=1e-5, atol=1e-6)
    metric.update_state(y_true[4:], y_pred[4:])
    np.testing.assert_allclose(metric.result(), second, rtol=1e-5, atol=1e-6)
    metric.reset_state()
    every_element = case == "BinaryIoU"
    weights = np.repeat(WEIGHTS[:, None], 4, axis=1) if every_element else WEIGHTS
    metric.update_state(y_true, y_pred, sample_weight=weights)
    np.testing.assert_allclose(metric.result(), weighted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_a_metric_survives_its_config(case):
    make, y_true, y_pred = CASES[case]
    metric = make()
    twin = type(metric).from_config(metric.get_config())
    for each in (metric, twin):
        each.update_state(y_true, y_pred)
    np.testing.assert_array_equal(metric.result(), twin.result())


@pytest.mark.parametrize(
    ("metric", "expected"), [(metrics.Mean(), -0.1206876), (metrics.Sum(), -3.7413149)], ids=["mean", "sum"]
)
def test_weights_with_fewer_axes_reduce_the_values_first(metric, expected):
    metric.update_state(REAL, sample_weight=WEIGHTS)
    assert float(metric.result()) == pytest.approx(expected, rel=1e-5)


def test_a_mean_for_every_element():
    metric = metrics.MeanTensor()
    metric.update_state([1.0, 2.0])
    metric.update_state([3.0, 4.0], sample_weight=[1.0, 3.0])
    np.testing.assert_allclose(metric.result(), [2.0, 3.5])
    with pytest.raises(ValueError, match="shape"):
        metric.update_state([1.0])
