"""The benchmarks run, in a size that takes no time, and say what they saw."""

import io
import json
import sys
from importlib import import_module

import numpy as np
import pytest
from rich.console import Console

from . import command
from .by_hand import TwoLayers
from .epoch import data
from .figure import Figure, NotMeasured, figure_of, not_measured
from .peers.environments import Environment
from .peers.peer import Peer, Peers
from .scene import Scene
from .table import markdown_of, show
from .timing import Contender, interleave

PEER = """
import sys
sys.path.insert(0, sys.argv[1])
from serve import serve

def nothing(amount):
    print("noise that is no answer")
    return lambda: sum(range(amount))

serve("1.0", {"epoch": nothing, "breaks": lambda amount: lambda: 1 / 0})
"""

MACHINE = {"processor": "abacus"}


def nobody(library):
    raise NotMeasured(f"{library} is not here")


@pytest.fixture
def peer_command(repository, tmp_path):
    script = tmp_path / "peer.py"
    script.write_text(PEER)
    return [sys.executable, str(script), str(repository / "tests" / "benchmarks" / "peers")]


@pytest.fixture(scope="module")
def small():
    return Scene(Peers(nobody), rounds=1, share=0.001, rest=0)


@pytest.mark.parametrize("name", command.STORIES)
def test_every_story_gives_figures(name, small):
    figures = import_module(f"{__package__}.{name}").measure(small)
    missing = [figure.note for figure in figures if figure.minimum is None]
    assert [note for note in missing if not note.endswith("is not here")] == []
    assert [figure for figure in figures if figure.unit == "x" and not (figure.minimum or 1) > 0] == []
    assert len(figures) > len(missing)


def test_a_contender_that_cannot_do_it_leaves_the_others_to_be_measured():
    times = interleave([Contender("ours", lambda: 3.0), Contender("theirs", lambda: nobody("theirs"))], 2)
    assert times.seconds["ours"] == [3.0, 3.0]
    assert times.ratio("ours", "theirs", "").note == "not measured: theirs is not here"


def test_a_ratio_is_made_round_by_round():
    ours, theirs = (iter(numbers) for numbers in ([9.0, 2.0, 3.0, 8.0], [9.0, 1.0, 2.0, 2.0]))
    contenders = [Contender("a", lambda: next(ours)), Contender("b", lambda: next(theirs))]
    figure = interleave(contenders, 3).ratio("a", "b", "a : b", goal=2)
    assert (figure.minimum, figure.median, figure.verdict) == (2.0, 2.0, "reached")


@pytest.mark.parametrize(
    ("minimum", "median", "verdict"),
    [(1.0, 1.5, "reached"), (1.0, 2.0, "in part: minimum only"), (2.0, 1.0, "in part: median only"),
     (2.0, 2.0, "not reached"), (None, None, "not measured")],
)  # fmt: skip
def test_a_goal_is_reached_in_part_or_not(minimum, median, verdict):
    assert Figure("", "x", minimum, median, goal=1.5).verdict == verdict


def test_a_peer_answers_a_round_and_says_what_it_cannot_do(peer_command):
    with Peers(lambda library: peer_command) as peers:
        assert peers.round("any", "epoch", 1000) > 0
        with pytest.raises(NotMeasured, match="ZeroDivisionError"):
            peers.round("any", "breaks", 1)
        assert peers.round("any", "epoch", 1000) > 0
        assert peers.versions == {"any": "1.0"}


def test_a_peer_that_does_not_start_is_a_reason(tmp_path):
    with pytest.raises(NotMeasured, match="No such file"):
        Peer([str(tmp_path / "python")])
    with pytest.raises(NotMeasured, match="ModuleNotFoundError: No module named 'nowhere'"):
        Peer([sys.executable, "-c", "import nowhere"])


def test_an_interpreter_that_is_named_is_taken(monkeypatch):
    monkeypatch.setenv("FITTRACE_BENCH_ABACUS", "/somewhere/python")
    assert str(Environment("abacus", ("abacus==1",)).interpreter()) == "/somewhere/python"


def test_the_loop_by_hand_learns():
    x, _ = data(512)
    y = (x[:, :10]).argmax(axis=1)
    loop = TwoLayers(x, y, units=32, classes=10, batch=64)
    losses = []
    for _ in range(20):
        loop.epoch()
        losses.append(loop.loss)
    assert losses[-1] < 0.9 * losses[0]
    assert np.isfinite(losses).all()


def test_the_table_says_what_is_reached():
    figures = {
        "Speed": [
            figure_of([2.0, 1.4], "one : other", "x", goal=1.5, note="2 s : 1 s"),
            not_measured("other : one", "x", "nobody is here", goal=2),
        ]
    }
    console = Console(file=io.StringIO(), width=150)
    show(MACHINE, figures, console)
    table = console.file.getvalue()
    assert "in part: minimum only" in table
    assert "not measured: nobody is here" in table
    assert "abacus" in table
    row = "| one : other | 1.40x | 1.70x | ≤ 1.5x | in part: minimum only | 2 s : 1 s |"
    assert row in markdown_of(MACHINE, figures).splitlines()


def test_the_command_writes_its_figures(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "keep_cores", lambda: None)  # the other tests keep their cores
    command.main(["hooks", "--rounds=1", "--share=0.01", "--json", str(tmp_path / "figures.json")])
    written = json.loads((tmp_path / "figures.json").read_text())
    assert written["figures"]["A hook, a fact, a loop"][0]["verdict"] in ("reached", "not reached")
    assert "hook, nobody records" in capsys.readouterr().out
    assert "processor" in written["machine"]
