"""Run files from strangers: an export of one is made, or refused in a sentence."""

import json
import random
import shutil
from itertools import chain

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

import fittrace
from fittrace.errors import FittraceError
from fittrace.export import FORMATS as KNOWN
from tests.fuzz.outcomes import command
from tests.fuzz.tables import spoil
from tests.fuzz.targets.command import prepare

from .rules import check_trace
from .test_mermaid import check_flow, check_sequence

FORMATS = ("run.json", "run.jsonl", "run.csv", "run.parquet", "run.mmd", "flow.mmd", "run.graphml")


class Chance:
    """Chooses by a seed."""

    def __init__(self, seed):
        self._random = random.Random(seed)

    def integer(self, least, greatest):
        return self._random.randint(least, greatest)


def opened(path):
    """The run in the file, None where it is refused."""
    try:
        return fittrace.load(path)
    except FittraceError:
        return None


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32), limit=st.sampled_from([40, 500]))
@pytest.mark.parametrize("name", ["a_classifier", "an_exception", "by_hand"])
def test_a_spoilt_run_is_exported_or_refused(repository, tmp_path_factory, name, seed, limit):
    folder = tmp_path_factory.getbasetemp() / "spoilt"
    folder.mkdir(exist_ok=True)
    shutil.copy(
        repository / "tests" / "fuzz" / "corpus" / "runs" / f"{name}.fittrace", folder / "run.fittrace"
    )
    spoil(folder / "run.fittrace", Chance(seed))
    run = opened(folder / "run.fittrace")
    if run is None:
        return
    refusals = []
    for file in FORMATS:
        options = {"step": "run"} if file in ("flow.mmd", "run.graphml") else {"limit": limit}
        try:
            run.export(
                folder / file, force=True, **options, **({"kind": "flow"} if file == "flow.mmd" else {})
            )
        except FittraceError as error:
            refusals.append(str(error))
            continue
        if file == "run.json":
            assert len(check_trace((folder / file).read_text("utf-8")).slices) <= limit
        elif file == "run.jsonl":
            for line in (folder / file).read_text("utf-8").split("\n")[:-1]:
                json.loads(line)
        elif file.endswith(".mmd"):
            (check_flow if file == "flow.mmd" else check_sequence)((folder / file).read_text("utf-8"))
    assert all(refusal.endswith(".") and "\n" not in refusal for refusal in refusals)


FILES = [f"a{suffix}" for suffix in (*KNOWN, ".png", "")]
FILES += ["notes.txt", "small.fittrace", "folder", "folder/a.json", "nosuch/a.md", "\ud800.json", "🦊.mmd"]
OPTIONS = {
    "-o": FILES,
    "--otlp": ["nowhere", "http://", ""],
    "--limit": ["0", "7", "-1", "x", "99999999999999999999"],
    "--kind": ["sequence", "flow", "x"],
    "--what": ["calls", "layers"],
    "--step": ["first", "later", "difference", "run"],
    "--force": None,
    "--redact": None,
}
option = st.sampled_from(sorted(OPTIONS)).flatmap(
    lambda name: st.sampled_from([[name, value] for value in OPTIONS[name]] if OPTIONS[name] else [[name]])
)


@settings(max_examples=60)
@given(file=st.sampled_from(FILES), options=st.lists(option, max_size=2))
def test_any_command_line_is_done_or_refused_in_a_sentence(tmp_path_factory, file, options):
    folder = tmp_path_factory.mktemp("any")
    prepare(folder)
    precious = [folder / "small.fittrace", folder / "train.py"]
    before = [path.read_bytes() for path in precious]
    command(["export", "small.fittrace", "-o", file, *chain.from_iterable(options)], folder).check()
    assert [path.read_bytes() for path in precious] == before
