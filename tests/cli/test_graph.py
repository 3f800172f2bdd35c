"""`fittrace graph`: pictures and graphs of a recording."""

import re

import networkx as nx
import pytest


@pytest.mark.parametrize(
    ("name", "begin"), [("x.svg", "<svg"), ("x.dot", "digraph"), ("x.graphml", "<graphml")]
)
def test_the_suffix_says_what_is_written(command, recording, tmp_path, name, begin):
    done = command("graph", recording, "-o", name)
    assert done.returncode == 0
    assert begin in (tmp_path / name).read_text()
    assert str(tmp_path / name) in done.stdout


def test_graphml_can_be_read_back(command, recording, tmp_path):
    command("graph", recording, "-o", "x.graphml")
    graph = nx.read_graphml(tmp_path / "x.graphml")
    assert any("train_step" in str(data) for _, data in graph.nodes(data=True))


@pytest.mark.parametrize("name", ["x.png", "x", "x.svg.gz"])
def test_a_suffix_that_nobody_knows(command, recording, tmp_path, name):
    done = command("graph", recording, "-o", name)
    assert done.returncode == 2
    assert ".graphml" in done.stderr
    assert not (tmp_path / name).exists()


def test_a_missing_output_is_wrong_usage(command, recording):
    done = command("graph", recording)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_graph_replaces_no_recording(command, recording, tmp_path):
    held = (tmp_path / "x.svg").write_bytes((tmp_path / recording).read_bytes())
    done = command("graph", recording, "-o", "x.svg")
    assert done.returncode == 2
    assert "holds a recording" in done.stderr
    assert (tmp_path / "x.svg").stat().st_size == held


TRAINING = """
import numpy as np
from fittrace import keras
model = keras.Sequential([keras.layers.Dense(3), keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
model.fit(np.zeros((6, 4), "float32"), np.zeros((6, 1), "float32"), batch_size=2, verbose=0)
"""


@pytest.fixture
def training(command, script, tmp_path):
    """A recording of a small model, three steps."""
    assert command("run", "--save", "a.fittrace", script(TRAINING)).returncode == 0
    return "a.fittrace"


def test_the_layer_graph_has_the_layers(command, training, tmp_path):
    command("graph", training, "-o", "x.graphml", "--what", "layers")
    assert {"dense", "dense_1"} <= set(nx.read_graphml(tmp_path / "x.graphml"))


def test_the_steps_and_the_run_are_drawn_by_what_they_call(command, training, tmp_path):
    drawn = {}
    for step in ("first", "later", "difference", "run"):
        command("graph", training, "-o", f"{step}.dot", "--step", step)
        drawn[step] = (tmp_path / f"{step}.dot").read_text()
    assert "Dense.build" in drawn["first"]
    assert "Dense.call" in drawn["later"]
    assert "Dense.build" not in drawn["later"]
    assert {"Dense.build", "Dense.call"} <= set(re.findall(r"Dense\.\w+", drawn["difference"]))
    assert "Sequential.compile" not in drawn["difference"]
    assert "Sequential.compile" in drawn["run"]
