"""Shapes: tuples whose lengths may be unknown."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import tf

S = tf.TensorShape
lengths = st.lists(st.none() | st.integers(0, 5), max_size=4)


def test_a_shape_is_a_tuple_that_equals_lists_and_tuples() -> None:
    shape = S([None, 3])
    assert shape == (None, 3)
    assert shape == [None, 3]
    assert shape != (2, 3)
    assert (len(shape), shape[1], shape[-2], shape[1:], list(shape)) == (2, 3, None, S([3]), [None, 3])
    assert isinstance(shape[:1], S)


def test_what_a_shape_knows() -> None:
    assert (S([2, 3]).rank, S([2, 3]).ndims, S([2, 3]).num_elements(), S([]).num_elements()) == (2, 2, 6, 1)
    assert (S([None, 3]).num_elements(), S([None]).is_fully_defined(), S([2]).is_fully_defined()) == (
        None,
        False,
        True,
    )
    assert (S([None, 3]).as_list(), S(5), S([np.int64(2)])) == ([None, 3], (5,), (2,))


def test_an_unknown_rank_answers_what_it_can() -> None:
    unknown = S(None)
    assert (unknown.rank, unknown.dims, unknown.is_fully_defined(), bool(unknown)) == (
        None,
        None,
        False,
        False,
    )
    assert (str(unknown), repr(unknown), unknown == S(None), unknown == ()) == (
        "<unknown>",
        "TensorShape(None)",
        True,
        False,
    )
    assert unknown.is_compatible_with([2, 3])
    for ask in (unknown.as_list, lambda: len(unknown), lambda: list(unknown)):
        with pytest.raises(ValueError, match="rank"):
            ask()


@given(lengths, lengths)
def test_sums_of_shapes_are_shapes(a: list[int | None], b: list[int | None]) -> None:
    assert S(a) + S(b) == S(a).concatenate(b) == S(a) + b == (*a, *b)
    assert isinstance(tuple(a) + S(b), S)


@given(lengths)
def test_a_shape_is_compatible_with_itself_and_with_less_knowledge(a: list[int | None]) -> None:
    vague = [None] * len(a)
    assert S(a).is_compatible_with(vague)
    assert S(a).merge_with(vague) == a == S(vague).merge_with(a)
    assert pickle.loads(pickle.dumps(S(a))) == a
    assert hash(S(a)) == hash(tuple(a))


def test_contradictions_are_refused() -> None:
    with pytest.raises(ValueError, match="incompatible"):
        S([None, 3]).assert_is_compatible_with([4, 2])
    with pytest.raises(ValueError, match="rank 3"):
        S([1]).assert_has_rank(3)
    with pytest.raises(ValueError, match="0 or more"):
        S([-1])
    with pytest.raises(TypeError, match="integer or None"):
        S(["a"])


def test_texts() -> None:
    assert (str(S([None, 3])), repr(S([None, 3])), f"{S([2])}") == (
        "(None, 3)",
        "TensorShape([None, 3])",
        "(2,)",
    )
