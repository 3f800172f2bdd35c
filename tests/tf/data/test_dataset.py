"""Datasets: what comes out, how much of it, and what is known before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import tf

Dataset = tf.data.Dataset
Spec = tf.TensorSpec


def values(dataset: Any) -> list[Any]:
    """The elements as plain Python numbers and lists."""
    return [tf.nest.map_structure(lambda t: t.numpy().tolist(), element) for element in dataset]


def count_to_two() -> Iterator[int]:
    yield 1
    yield 2


X, Y = np.arange(10.0, dtype="float32").reshape(5, 2), np.arange(5)

CASES: list[tuple[Callable[[], Any], list[Any], int]] = [
    (lambda: Dataset.range(3), [0, 1, 2], 3),
    (lambda: Dataset.range(1, 6, 2), [1, 3, 5], 3),
    (lambda: Dataset.from_tensors([1, 2]), [[1, 2]], 1),
    (lambda: Dataset.from_tensor_slices([1, 2, 3]), [1, 2, 3], 3),
    (lambda: Dataset.from_tensor_slices((X, Y)).take(1), [([0, 1], 0)], 1),
    (lambda: Dataset.from_tensor_slices({"a": Y}).skip(4), [{"a": 4}], 1),
    (lambda: Dataset.from_tensor_slices(Y).batch(2), [[0, 1], [2, 3], [4]], 3),
    (lambda: Dataset.range(5).batch(2, drop_remainder=True), [[0, 1], [2, 3]], 2),
    (lambda: Dataset.range(2).repeat(2), [0, 1, 0, 1], 4),
    (lambda: Dataset.range(2).repeat().take(3), [0, 1, 0], 3),
    (lambda: Dataset.range(2).repeat(0), [], 0),
    (lambda: Dataset.range(3).skip(-1), [], 0),
    (lambda: Dataset.range(3).take(-1), [0, 1, 2], 3),
    (lambda: Dataset.range(3).map(lambda x: x * 2, num_parallel_calls=2), [0, 2, 4], 3),
    (lambda: Dataset.range(2).map(lambda x: [x, {"b": x + 1}]), [(0, {"b": 1}), (1, {"b": 2})], 2),
    (lambda: Dataset.zip((Dataset.range(3), Dataset.range(9))).map(lambda a, b: a + b), [0, 2, 4], 3),
    (lambda: Dataset.zip({"a": Dataset.range(2)}), [{"a": 0}, {"a": 1}], 2),
    (lambda: Dataset.range(2).enumerate(start=5), [(5, 0), (6, 1)], 2),
    (lambda: Dataset.range(5).filter(lambda x: x % 2 == 0), [0, 2, 4], -2),
    (lambda: Dataset.range(2).concatenate(Dataset.range(1)), [0, 1, 0], 3),
    (lambda: Dataset.range(5).batch(2).unbatch(), [0, 1, 2, 3, 4], -2),
    (lambda: Dataset.range(9).shard(3, 1), [1, 4, 7], 3),
    (lambda: Dataset.range(3).prefetch(tf.data.AUTOTUNE), [0, 1, 2], 3),
    (lambda: Dataset.range(3).cache(), [0, 1, 2], 3),
    (lambda: Dataset.range(3).apply(lambda d: d.take(1)), [0], 1),
    (lambda: Dataset.range(3).flat_map(Dataset.range), [0, 0, 1], -2),
    (lambda: Dataset.range(2).interleave(lambda x: Dataset.range(3), 2, 2), [0, 1, 0, 1, 2, 2], -2),
    (lambda: Dataset.range(5).take_while(lambda x: x < 2), [0, 1], -2),
    (lambda: Dataset.from_generator(count_to_two, output_signature=Spec((), "int32")), [1, 2], -2),
    (lambda: Dataset.from_generator(count_to_two, output_types="float32"), [1.0, 2.0], -2),
    (lambda: Dataset.from_generator(lambda n: iter([n, n]), "int64", args=[7]), [7, 7], -2),
    (lambda: Dataset.range(1, 3).map(lambda n: tf.range(n)).padded_batch(2), [[[0, 0], [0, 1]]], 1),
    (lambda: Dataset.range(1, 3).map(tf.range).padded_batch(2, [3], 9), [[[0, 9, 9], [0, 1, 9]]], 1),
    (lambda: Dataset.range(4).apply(tf.data.experimental.assert_cardinality(4)), [0, 1, 2, 3], 4),
]  # fmt: skip


@pytest.mark.parametrize(("make", "expected", "size"), CASES, ids=[str(i) for i in range(len(CASES))])
def test_elements_and_cardinality(make: Callable[[], Any], expected: list[Any], size: int) -> None:
    dataset = make()
    assert values(dataset) == expected
    assert values(dataset) == expected  # a second pass starts anew
    assert (int(dataset.cardinality()), dataset.cardinality().dtype) == (size, tf.int64)


SPECS: list[tuple[Callable[[], Any], Any]] = [
    (lambda: Dataset.from_tensor_slices((X, Y)), (Spec((2,), "float32"), Spec((), "int64"))),
    (lambda: Dataset.from_tensor_slices((X, Y)).batch(2), (Spec((None, 2)), Spec((None,), "int64"))),
    (lambda: Dataset.from_tensor_slices(X).batch(2, True), Spec((2, 2), "float32")),
    (lambda: Dataset.from_tensors(X), Spec((5, 2), "float32")),
    (lambda: Dataset.range(3).map(lambda x: {"a": tf.cast(x, "int8")}), {"a": Spec((), "int8")}),
    (lambda: Dataset.range(3).batch(2).map(lambda x: x * 2), Spec((None,), "int64")),
    (lambda: Dataset.range(3).map(lambda x: int(x)), Spec((), "int32")),
    (lambda: Dataset.from_generator(count_to_two, "int32"), Spec(None, "int32")),
    (
        lambda: Dataset.from_generator(count_to_two, ("int8", "int8"), ([], [2])),
        (Spec((), "int8"), Spec((2,), "int8")),
    ),
    (lambda: Dataset.range(4).batch(2).unbatch(), Spec((), "int64")),
    (lambda: Dataset.range(3).enumerate(), (Spec((), "int64"), Spec((), "int64"))),
    (lambda: Dataset.range(3).shuffle(3).repeat(2).prefetch(1), Spec((), "int64")),
]  # fmt: skip


@pytest.mark.parametrize(("make", "spec"), SPECS, ids=[str(i) for i in range(len(SPECS))])
def test_what_is_known_before(make: Callable[[], Any], spec: Any) -> None:
    assert make().element_spec == spec


@given(st.integers(0, 30), st.integers(1, 40), st.integers(0, 3))
def test_shuffling_loses_nothing_and_looks_no_further_than_its_buffer(n: int, buffer: int, seed: int) -> None:
    for source in (Dataset.range(n), Dataset.from_tensor_slices(np.arange(n))):
        order = values(source.shuffle(buffer, seed=seed))
        assert sorted(order) == list(range(n))
        assert all(value <= place + buffer - 1 for place, value in enumerate(order))


def test_shuffles_repeat_as_they_are_told() -> None:
    def passes(**options: Any) -> list[list[int]]:
        tf.random.set_seed(3)
        dataset = Dataset.range(20).shuffle(20, **options)
        return [values(dataset), values(dataset)]

    assert passes() == passes()
    assert passes(seed=1) == passes(seed=1) != passes(seed=2)
    first, second = passes(seed=1)
    assert first != second
    first, second = passes(seed=1, reshuffle_each_iteration=False)
    assert first == second
    assert values(Dataset.range(20).shuffle(20, seed=5)) == values(Dataset.range(20).shuffle(20, seed=5))


@given(st.integers(0, 20), st.integers(1, 6), st.booleans())
def test_batches_hold_all_rows_in_order(n: int, size: int, drop: bool) -> None:
    dataset = Dataset.from_tensor_slices((np.arange(n), np.arange(n) * 2)).batch(size, drop_remainder=drop)
    batches = values(dataset)
    kept = n - n % size if drop else n
    assert [row for rows, _ in batches for row in rows] == list(range(kept))
    assert all(doubled == [2 * row for row in rows] for rows, doubled in batches)
    assert len(batches) == len(dataset)


def test_rows_stay_rows_through_reordering() -> None:
    dataset = Dataset.from_tensor_slices((X, Y)).shuffle(5, seed=0).repeat(2).skip(1).batch(4)
    assert all(x[:, 0].numpy().tolist() == (2 * y.numpy()).tolist() for x, y in dataset)
    assert len(dataset) == 3


def test_an_iterator_gives_elements_until_there_are_none() -> None:
    iterator = iter(Dataset.range(2))
    assert (int(next(iterator)), int(iterator.get_next()), iterator.element_spec) == (0, 1, Spec((), "int64"))
    with pytest.raises(tf.errors.OutOfRangeError):
        iterator.get_next()
    with pytest.raises(StopIteration):
        next(iterator)


def test_numpy_iterator_reduce_and_single_element() -> None:
    assert [type(x) for x in Dataset.range(1).as_numpy_iterator()] == [np.int64]
    assert int(Dataset.range(5).reduce(np.int64(0), lambda state, x: state + x)) == 10
    assert Dataset.from_tensors(3).get_single_element().numpy() == 3
    with pytest.raises(tf.errors.InvalidArgumentError, match="more"):
        Dataset.range(2).get_single_element()


def test_a_cache_asks_its_source_once() -> None:
    asked = []
    dataset = Dataset.range(2).map(lambda x: asked.append(int(x)) or x).cache()
    assert (values(dataset), values(dataset), asked) == ([0, 1], [0, 1], [0, 1])


def test_a_dataset_of_ones_own_needs_three_methods() -> None:
    class Countdown(Dataset):
        element_spec = Spec((), "int32")

        def __iter__(self) -> Iterator[Any]:
            return (tf.constant(i) for i in (3, 2, 1))

    dataset = Countdown()
    assert (values(dataset.batch(2)), int(dataset.cardinality())) == ([[3, 2], [1]], -2)
    assert repr(dataset).startswith("<Countdown element_spec=TensorSpec")


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: Dataset.range(3).batch(0), tf.errors.InvalidArgumentError, "batch_size"),
        (lambda: Dataset.from_tensor_slices((X, Y[:3])), ValueError, r"\[5, 3\]"),
        (lambda: Dataset.from_generator([1], "int32"), TypeError, "callable"),
        (lambda: Dataset.from_generator(count_to_two), TypeError, "output_signature"),
        (lambda: Dataset.zip((Dataset.range(3), [1])), TypeError, "takes datasets"),
        (lambda: Dataset.range(2).concatenate(Dataset.from_tensors(1.0)), TypeError, "differ"),
        (lambda: len(Dataset.range(2).repeat()), TypeError, "infinite"),
        (lambda: len(Dataset.range(2).filter(bool)), TypeError, "unknown"),
        (
            lambda: values(Dataset.from_generator(lambda: iter(["a"]), "int32")),
            tf.errors.InvalidArgumentError,
            "wrong value",
        ),
        (
            lambda: values(Dataset.from_generator(lambda: iter([[1, 2]]), "int32", [3])),
            tf.errors.InvalidArgumentError,
            r"\(2,\) where \(3,\)",
        ),
        (
            lambda: values(Dataset.from_generator(lambda: iter([1]), ("int32", "int32"))),
            tf.errors.InvalidArgumentError,
            "structure",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_told(call: Callable[[], Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        call()
