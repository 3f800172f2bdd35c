"""Whatever is in a run file: it is read, walked, drawn and told, or refused in one sentence."""

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.outcomes import read_and_tell
from tests.fuzz.tables import spoil
from tests.fuzz.targets import command, reader, tables

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

CORPUS = Path(__file__).parent / "corpus"
SEEDS = sorted((CORPUS / "runs").iterdir())
FOUND = sorted((CORPUS / "found").glob("*/*"))
IN_FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


class Drawn:
    """Decisions that hypothesis takes, and shrinks."""

    def __init__(self, data):
        self._data = data

    def integer(self, least, greatest):
        return self._data.draw(st.integers(least, greatest))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_the_seeds_are_good(seed):
    """Where this fails since run files are laid out anew: python -m tests.fuzz.make_corpus."""
    assert read_and_tell(seed) is not None


@pytest.mark.parametrize("found", FOUND, ids=lambda found: f"{found.parent.name}-{found.name}")
def test_what_fuzzing_found_stays_mended(found):
    {"reader": reader, "tables": tables, "command": command}[found.parent.name].one(found.read_bytes())


@settings(max_examples=30, suppress_health_check=IN_FOLDER)
@given(
    seed=st.sampled_from(SEEDS),
    changes=st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_other_bytes_anywhere(seed, changes, tmp_path):
    spoilt = bytearray(seed.read_bytes())
    for place, byte in changes:
        spoilt[place % len(spoilt)] = byte
    (tmp_path / "run").write_bytes(spoilt)
    read_and_tell(tmp_path / "run")


@settings(max_examples=60, suppress_health_check=[*IN_FOLDER, HealthCheck.data_too_large])
@given(seed=st.sampled_from(SEEDS), changes=st.integers(1, 3), data=st.data())
def test_something_odd_in_the_tables(seed, changes, data, tmp_path):
    (tmp_path / "run").write_bytes(seed.read_bytes())
    for _ in range(changes):
        spoil(tmp_path / "run", Drawn(data))
    read_and_tell(tmp_path / "run")
