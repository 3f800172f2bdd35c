"""Losses and metrics by themselves; only their numbers are compared."""

import numpy as np

from .common import numbers_only


@numbers_only
def losses_numbers(keras, tf):
    r = np.random.default_rng(11)
    onehot = np.eye(4, dtype="float32")[r.integers(0, 4, 9)]
    p = r.random((9, 4)).astype("float32")
    p /= p.sum(1, keepdims=True)
    real, pred = r.standard_normal((9, 4)).astype("float32"), r.standard_normal((9, 4)).astype("float32")
    sign = np.sign(real).astype("float32")
    L = keras.losses
    w = np.linspace(0.2, 1.5, 9).astype("float32")
    out = {}
    for name, loss, a, b in [
        ("mse", L.MeanSquaredError(), real, pred),
        ("mae", L.MeanAbsoluteError(), real, pred),
        ("mape", L.MeanAbsolutePercentageError(), real, pred),
        ("msle", L.MeanSquaredLogarithmicError(), np.abs(real), np.abs(pred)),
        ("huber", L.Huber(0.7), real, pred),
        ("logcosh", L.LogCosh(), real, pred),
        ("hinge", L.Hinge(), sign, pred),
        ("squared_hinge", L.SquaredHinge(), sign, pred),
        ("categorical_hinge", L.CategoricalHinge(), onehot, pred),
        ("kl", L.KLDivergence(), onehot * 0.9 + 0.025, p),
        ("poisson", L.Poisson(), np.abs(real), np.abs(pred)),
        ("cosine", L.CosineSimilarity(), real, pred),
        ("bce", L.BinaryCrossentropy(), onehot, p),
        ("bce_logits_smooth", L.BinaryCrossentropy(from_logits=True, label_smoothing=0.1), onehot, pred),
        ("cce", L.CategoricalCrossentropy(), onehot, p),
        ("cce_logits_smooth", L.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1), onehot, pred),
        ("scce", L.SparseCategoricalCrossentropy(), onehot.argmax(1), p),
        ("scce_logits", L.SparseCategoricalCrossentropy(from_logits=True), onehot.argmax(1), pred),
        ("focal", L.BinaryFocalCrossentropy(gamma=2.0), onehot, p),
    ]:
        out[name] = [float(loss(a, b)), float(loss(a, b, sample_weight=w))]
    return out


@numbers_only
def metrics_numbers(keras, tf):
    r = np.random.default_rng(12)
    onehot = np.eye(4, dtype="float32")[r.integers(0, 4, 20)]
    p = r.random((20, 4)).astype("float32")
    p /= p.sum(1, keepdims=True)
    yb, pb = r.integers(0, 2, (20, 1)).astype("float32"), r.random((20, 1)).astype("float32")
    real, pred = r.standard_normal((20, 4)).astype("float32"), r.standard_normal((20, 4)).astype("float32")
    M = keras.metrics
    out = {}
    for name, m, a, b in [
        ("accuracy", M.Accuracy(), onehot.argmax(1), p.argmax(1)),
        ("binary_accuracy", M.BinaryAccuracy(), yb, pb),
        ("categorical_accuracy", M.CategoricalAccuracy(), onehot, p),
        ("sparse_categorical_accuracy", M.SparseCategoricalAccuracy(), onehot.argmax(1), p),
        ("top2", M.TopKCategoricalAccuracy(2), onehot, p),
        ("sparse_top2", M.SparseTopKCategoricalAccuracy(2), onehot.argmax(1), p),
        ("mse", M.MeanSquaredError(), real, pred),
        ("rmse", M.RootMeanSquaredError(), real, pred),
        ("mae", M.MeanAbsoluteError(), real, pred),
        ("precision", M.Precision(), yb, pb),
        ("recall", M.Recall(), yb, pb),
        ("auc", M.AUC(), yb, pb),
        ("auc_pr", M.AUC(curve="PR"), yb, pb),
        ("tp", M.TruePositives(), yb, pb),
        ("fn", M.FalseNegatives(), yb, pb),
        ("cosine", M.CosineSimilarity(), real, pred),
        ("bce", M.BinaryCrossentropy(), yb, pb),
        ("cce", M.CategoricalCrossentropy(), onehot, p),
        ("iou", M.MeanIoU(4), onehot.argmax(1), p.argmax(1)),
    ]:
        m.update_state(a[:12], b[:12])
        first = float(m.result())
        m.update_state(a[12:], b[12:])
        out[name] = [first, float(m.result())]
    return out
