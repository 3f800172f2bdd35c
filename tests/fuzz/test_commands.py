"""Whatever the arguments are: exit status 0, 1 or 2, a sentence where it is not 0, and never a traceback."""

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from tests.fuzz.outcomes import command
from tests.fuzz.targets.command import WORDS, harmless, prepare

any_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12).map(
    harmless
)
undecodable = st.binary(max_size=6).map(
    lambda raw: harmless(raw.replace(b"\0", b"").decode("utf-8", "surrogateescape"))
)
arguments = st.lists(st.sampled_from(WORDS) | any_text | undecodable, max_size=6)
COMMANDS = ("run", "report", "tree", "graph")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=st.sampled_from([*COMMANDS, ""]), rest=arguments)
def test_any_arguments(first, rest, tmp_path_factory):
    folder = tmp_path_factory.mktemp("command")
    prepare(folder)
    command([first, *rest] if first else rest, folder).check()
    kept = (folder / "notes.txt").read_text() == "what somebody wrote"
    assert kept or {"--force"} & set(rest)
