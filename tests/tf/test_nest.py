"""Nested structures."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace import tf

nest = tf.nest


class Pair(NamedTuple):
    left: Any
    right: Any


structures = st.recursive(
    st.integers() | st.none() | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.builds(Pair, inner, inner)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(structures)
def test_flatten_and_pack_are_inverse(structure: Any) -> None:
    assert nest.pack_sequence_as(structure, nest.flatten(structure)) == structure
    assert nest.map_structure(lambda x: x, structure) == structure
    nest.assert_same_structure(structure, structure)


def test_dictionaries_are_walked_in_the_order_of_their_keys() -> None:
    assert nest.flatten({"b": 1, "a": (2, [3])}) == [2, 3, 1]
    assert list(nest.map_structure(str, {"b": 1, "a": 2})) == ["b", "a"]
    with pytest.raises(TypeError, match="sorted"):
        nest.flatten({1: 1, "a": 2})


def test_tensors_arrays_shapes_and_strings_are_leaves() -> None:
    leaves = [tf.constant([1.0, 2.0]), np.zeros(2), tf.TensorShape([1, 2]), "ab", None]
    assert [nest.flatten(leaf)[0] is leaf for leaf in leaves] == [True] * 5
    assert [nest.is_nested(x) for x in ([], (), {}, tf.TensorShape([1]), "ab")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_types_of_containers_are_kept() -> None:
    mapped = nest.map_structure(lambda x: x + 1, [Pair(1, (2,)), OrderedDict(a=3), defaultdict(int, b=4)])
    assert mapped == [Pair(2, (3,)), {"a": 4}, {"b": 5}]
    assert [type(x) for x in mapped] == [Pair, OrderedDict, defaultdict]


def test_several_structures_are_walked_in_step() -> None:
    assert nest.map_structure(lambda a, b: a + b, [1, (2,)], [3, (4,)]) == [4, (6,)]
    assert nest.map_structure(lambda a, b: a + b, [1], (2,), check_types=False) == [3]
    with pytest.raises(TypeError, match="list here, tuple there"):
        nest.map_structure(lambda a, b: a, [1], (2,))
    with pytest.raises(ValueError, match="differ"):
        nest.map_structure(lambda a, b: a, {"a": 1}, {"b": 1})
