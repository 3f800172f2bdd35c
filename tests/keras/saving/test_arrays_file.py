"""Files of arrays: what is written is read, and nothing else is."""

import contextlib
import os
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from fittrace.keras.saving.arrays_file import read_arrays, write_arrays

ARRAYS = arrays_of.arrays(
    st.sampled_from(["float32", "float64", "int64", "bool", "complex64"]), arrays_of.array_shapes(min_dims=0)
)
NAMES = st.text("abcdefghij/_:0123", min_size=1, max_size=20)


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """A file, and what it holds as bytes."""
    path = tmp_path_factory.mktemp("written") / "it"
    write_arrays(str(path), {"w": np.arange(3.0), "b": np.array(2)}, {"epoch": 3})
    return path, path.read_bytes()


@given(st.dictionaries(NAMES, ARRAYS, max_size=4))
def test_what_is_written_is_read(tmp_path_factory, arrays):
    path = str(tmp_path_factory.mktemp("arrays") / "it")
    write_arrays(path, arrays, {"names": list(arrays)})
    found, about = read_arrays(path)
    assert list(found) == about["names"] == list(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_numpy_reads_it_too(written):
    path, _ = written
    with np.load(path) as archive:
        assert archive["w"].tolist() == [0, 1, 2]


@given(st.data())
def test_a_damaged_file_is_an_oserror_or_none_the_worse(written, data):
    path, whole = written
    place = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[place] ^= data.draw(st.integers(1, 255))
    other = path.with_name("damaged")
    other.write_bytes(damaged)
    with contextlib.suppress(OSError):
        arrays, _ = read_arrays(str(other))
        assert [array.tolist() for array in arrays.values()] == [[0, 1, 2], 2]


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_file_that_was_cut_is_refused(written, length):
    path, whole = written
    other = path.with_name("cut")
    other.write_bytes(whole[:length])
    with pytest.raises(OSError, match="cannot be read: expected a file that fittrace wrote"):
        read_arrays(str(other))


def test_objects_are_neither_written_nor_read(tmp_path):
    path = tmp_path / "it"
    with pytest.raises(ValueError, match="Object arrays"):
        write_arrays(str(path), {"w": np.array([object()])}, {})
    assert os.listdir(tmp_path) == []
    np.savez(path, w=np.array([print], dtype=object))
    with pytest.raises(OSError, match="cannot be read"):
        read_arrays(f"{path}.npz")


def test_another_version_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "it", "w") as archive:
        archive.writestr("about.json", '{"format": "fittrace arrays", "version": 99}')
    with pytest.raises(OSError, match="version 99"):
        read_arrays(str(tmp_path / "it"))


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    path = str(tmp_path / "it")
    write_arrays(path, {"w": np.ones(2)}, {})
    with pytest.raises(TypeError):
        write_arrays(path, {"w": np.zeros(2)}, {"no JSON": object()})
    assert os.listdir(tmp_path) == ["it"]
    assert read_arrays(path)[0]["w"].tolist() == [1, 1]
