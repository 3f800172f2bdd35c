"""Rows: many iterations in few bytes, and not a bit of them lost."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import arrays

from fittrace.trace.packing import pack, unpack
from fittrace.trace.rows import CHUNK, Rows

numbers = st.one_of(
    st.floats(),
    st.floats(width=32),
    st.integers(-(2**53), 2**53).map(float),
    st.sampled_from([0.0, -0.0, 1.0, float("nan"), float("inf"), 2.0**53, 5e-324]),
)
shapes = st.tuples(st.integers(1, 20), st.integers(1, 6))
tables = shapes.flatmap(lambda shape: arrays(np.float64, shape, elements=numbers))


@given(table=tables)
def test_a_table_comes_back_bit_for_bit(table):
    assert unpack(pack(table), *table.shape).tobytes() == table.tobytes()


def steps_of_a_training(count, seed=0):
    """Start, duration, index, a 32-bit loss told twice, a rate and a counter."""
    random = np.random.default_rng(seed)
    duration = random.integers(700_000, 900_000, count)
    start = 10**15 + np.cumsum(duration + random.integers(2_000, 9_000, count))
    loss = random.random(count, dtype=np.float32)
    index = np.arange(count)
    return np.stack([start, duration, index, loss, loss, np.full(count, 0.001), index + 1.0], axis=1)


def test_a_step_takes_few_bytes():
    assert len(pack(steps_of_a_training(CHUNK))) < 12 * CHUNK


DAMAGE = {
    "nothing": lambda packed: b"",
    "cut short": lambda packed: packed[:-5],
    "something after it": lambda packed: packed + b"x",
    "noise": lambda packed: bytes(range(256)),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_what_is_no_table_is_refused(what):
    with pytest.raises(ValueError, match="chunk of rows"):
        unpack(DAMAGE[what](pack(steps_of_a_training(10))), 10, 7)


@pytest.mark.parametrize("shape", [(9, 7), (11, 7), (10, 6), (10, 8), (1, 1)])
def test_a_table_of_another_shape_is_refused(shape):
    with pytest.raises(ValueError, match="chunk of rows"):
        unpack(pack(steps_of_a_training(10)), *shape)


@given(packed=st.binary(max_size=60), rows=st.integers(1, 5), columns=st.integers(1, 4))
def test_any_bytes_are_a_table_or_refused(packed, rows, columns):
    import zlib

    try:
        table = unpack(zlib.compress(packed), rows, columns)
    except ValueError:
        return
    assert table.shape == (rows, columns)


@pytest.mark.parametrize("count", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_every_row_is_found_again_however_many_there_are(count):
    table, rows = steps_of_a_training(count), Rows(7)
    for row in table:
        rows.seal()
        rows.tail.extend(row)
    assert len(rows) == count
    assert len(rows.tail) <= CHUNK * 7
    assert rows.table().tobytes() == table.tobytes()
    for place in {0, count // 2, CHUNK - 1, CHUNK, count - 1} & set(range(count)):
        assert list(rows.row(place)) == table[place].tolist()
