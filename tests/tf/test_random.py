"""Random numbers: repeatable, of the right kind, from one generator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from fittrace import tf

DRAWS: list[Callable[..., Any]] = [
    lambda **k: tf.random.uniform([5], **k),
    lambda **k: tf.random.uniform([5], 2, 9, "int64", **k),
    lambda **k: tf.random.normal([5], **k),
    lambda **k: tf.random.truncated_normal([5], **k),
    lambda **k: tf.random.shuffle(tf.range(9), **k),
    lambda **k: tf.random.gamma([5], 2.0, **k),
    lambda **k: tf.random.poisson([5], 3.0, **k),
    lambda **k: tf.random.categorical([[0.0, 1.0, 2.0]], 9, **k),
]


@pytest.mark.parametrize("draw", DRAWS)
def test_a_global_seed_repeats_the_sequence(draw: Callable[..., Any]) -> None:
    runs = []
    for _ in range(2):
        tf.random.set_seed(4)
        runs.append([draw().numpy().tolist() for _ in range(2)])
    assert runs[0] == runs[1]
    assert runs[0][0] != runs[0][1]


@pytest.mark.parametrize("draw", DRAWS)
def test_an_operations_seed_has_a_sequence_of_its_own(draw: Callable[..., Any]) -> None:
    tf.random.set_seed(4)
    first = [draw(seed=7).numpy().tolist(), draw(seed=7).numpy().tolist()]
    tf.random.set_seed(4)
    tf.random.normal([3])
    assert [draw(seed=7).numpy().tolist(), draw(seed=7).numpy().tolist()] == first
    assert first[0] != first[1]


def test_stateless_numbers_depend_on_their_seed_alone() -> None:
    for draw in (
        tf.random.stateless_uniform,
        tf.random.stateless_normal,
        tf.random.stateless_truncated_normal,
    ):
        a, b, c = (draw([4], seed=seed).numpy().tolist() for seed in ([1, 2], [1, 2], [2, 1]))
        assert a == b != c


def test_distributions() -> None:
    tf.random.set_seed(0)
    u, n, t = (
        tf.random.uniform([20000], -1, 3),
        tf.random.normal([20000], 5, 2),
        tf.random.truncated_normal([20000]),
    )
    assert (u.dtype, n.dtype, t.dtype) == (tf.float32,) * 3
    assert -1 <= np.min(u) < np.max(u) < 3
    assert np.mean(u) == pytest.approx(1, abs=0.05)
    assert (np.mean(n), np.std(n)) == (pytest.approx(5, abs=0.1), pytest.approx(2, abs=0.1))
    assert np.max(np.abs(t)) <= 2
    assert np.std(t) == pytest.approx(0.8796, abs=0.02)
    assert set(tf.random.uniform([200], maxval=3, dtype="int32").numpy().tolist()) == {0, 1, 2}


def test_shuffle_moves_rows_as_a_whole() -> None:
    rows = tf.random.shuffle([[1, 10], [2, 20], [3, 30]]).numpy()
    assert sorted(rows.tolist()) == [[1, 10], [2, 20], [3, 30]]


def test_dropout_keeps_the_mean() -> None:
    tf.random.set_seed(0)
    dropped = tf.nn.dropout(tf.ones([100, 100]), 0.25)
    assert set(np.unique(dropped).tolist()) == {0.0, float(np.float32(1 / 0.75))}
    assert np.mean(dropped) == pytest.approx(1, abs=0.03)
    rows = tf.nn.dropout(tf.ones([50, 4]), 0.5, noise_shape=[None, 1]).numpy()
    assert np.all(rows == rows[:, :1])
