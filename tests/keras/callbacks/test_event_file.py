"""Event files, byte by byte and as TensorBoard reads them."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace.keras.callbacks._event_file import EventFile, crc32c
from fittrace.keras.callbacks._event_messages import histogram_event, scalar_event, version_event

event_pb2 = pytest.importorskip("tensorboard.compat.proto.event_pb2", reason="tensorboard is not installed")
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader  # noqa: E402  if it is there
from tensorboard.util.tensor_util import make_ndarray  # noqa: E402  likewise


def parsed(message):
    return event_pb2.Event.FromString(message)


@pytest.mark.parametrize(
    ("data", "checksum"),
    [
        (b"", 0),
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
    ],
)
def test_checksums_are_those_of_rfc_3720(data, checksum):
    assert crc32c(data) == checksum


def test_a_scalar_is_the_bytes_that_tensorflow_writes():
    wall_time, loss = 1795444182.35764, struct.unpack("<f", bytes.fromhex("5b578d3f"))[0]
    assert scalar_event(wall_time, 0, "epoch_loss", loss) == (
        b"\t" + struct.pack("<d", wall_time) + b"*'\n%\n\nepoch_lossB\n\x08\x01\x12\x00\"\x04[W\x8d?"
        b"J\x0b\n\t\n\x07scalars"
    )


def test_the_first_event_says_what_it_is():
    event = parsed(version_event(1.5))
    assert (event.wall_time, event.file_version) == (1.5, "brain.Event:2")


@given(
    st.floats(0, 1e10),
    st.integers(0, 2**62),
    st.text(max_size=300),
    st.floats(width=32, allow_nan=False, allow_infinity=False),
)
def test_a_scalar_reads_as_it_was_written(wall_time, step, tag, value):
    event = parsed(scalar_event(wall_time, step, tag, value))
    (summary,) = event.summary.value
    assert (event.wall_time, event.step) == (wall_time, step)
    assert (summary.tag, summary.metadata.plugin_data.plugin_name) == (tag, "scalars")
    assert make_ndarray(summary.tensor) == np.float32(value)


def test_an_array_is_no_scalar():
    with pytest.raises(ValueError, match=r"'loss' has shape \(2,\); expected a single number"):
        scalar_event(0.0, 0, "loss", [1.0, 2.0])


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_a_histogram_counts_every_value_between_its_ends(values):
    event = parsed(histogram_event(0.0, 3, "kernel", np.array(values)))
    (summary,) = event.summary.value
    left, right, counts = make_ndarray(summary.tensor).T
    assert summary.metadata.plugin_data.plugin_name == "histograms"
    assert len(counts) == 30
    assert counts.sum() == len(values)
    assert (left[0], right[-1]) == (min(values), max(values))


def test_values_that_are_all_the_same_are_in_the_last_bucket():
    (summary,) = parsed(histogram_event(0.0, 0, "kernel", np.ones((2, 3)))).summary.value
    assert make_ndarray(summary.tensor)[-1].tolist() == [1, 1, 6]


def test_no_values_are_thirty_empty_buckets():
    (summary,) = parsed(histogram_event(0.0, 0, "kernel", np.ones((0, 3)))).summary.value
    assert make_ndarray(summary.tensor).tolist() == [[0, 0, 0]] * 30


def test_a_file_is_read_with_its_checksums(tmp_path):
    file = EventFile(str(tmp_path / "run"))
    for step in range(3):
        file.scalar("loss", step / 2, step)
    file.close()
    events = list(LegacyEventFileLoader(file.path).Load())
    assert [event.step for event in events if event.summary.value] == [0, 1, 2]


def test_two_files_of_a_moment_are_two_files(tmp_path):
    one, other = EventFile(str(tmp_path)), EventFile(str(tmp_path))
    one.close()
    other.close()
    assert one.path != other.path
