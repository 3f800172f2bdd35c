"""Which arguments of `fittrace run` are fittrace's and which are the script's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace.cli.run import run


def parsed(*arguments):
    with run.make_context("run", list(arguments)) as context:
        return context.params


WORDS = st.text(alphabet="abc-=. ", max_size=6)
OURS = {"-o", "--output", "--save", "--title", "--logical-clock", "--"}
THEIRS = WORDS.filter(lambda word: word.partition("=")[0] not in OURS)


@given(theirs=st.lists(THEIRS))
def test_what_is_not_ours_reaches_the_script_in_order(theirs):
    assert parsed("-o", "page.html", "train.py", *theirs)["script"] == ("train.py", *theirs)


@given(theirs=st.lists(THEIRS), place=st.integers(0, 20))
def test_our_option_is_taken_out_wherever_it_stands_behind_the_script(theirs, place):
    mixed = [*theirs[:place], "--save", "a.fittrace", *theirs[place:]]
    params = parsed("train.py", *mixed)
    assert (params["save"], params["script"]) == ("a.fittrace", ("train.py", *theirs))


@given(theirs=st.lists(WORDS))
def test_everything_behind_two_dashes_reaches_the_script(theirs):
    assert parsed("train.py", "--", *theirs)["script"] == ("train.py", *theirs)


@given(theirs=st.lists(THEIRS))
def test_a_module_takes_arguments_as_a_script_does(theirs):
    params = parsed("--title", "x", "-m", "package.train", *theirs)
    assert (params["module"], params["script"], params["title"]) == ("package.train", tuple(theirs), "x")


@pytest.mark.parametrize("spelling", [["--output=p.html"], ["--output", "p.html"], ["-o", "p.html"]])
@pytest.mark.parametrize("before", [True, False])
def test_every_spelling_of_an_option(spelling, before):
    params = parsed(*spelling, "train.py") if before else parsed("train.py", *spelling)
    assert (params["output"], params["script"]) == ("p.html", ("train.py",))


def test_a_flag_behind_the_script_takes_no_value():
    params = parsed("train.py", "--logical-clock", "3")
    assert (params["logical_clock"], params["script"]) == (True, ("train.py", "3"))


def test_m_and_help_behind_the_script_are_the_scripts():
    assert parsed("train.py", "-m", "--help")["script"] == ("train.py", "-m", "--help")
