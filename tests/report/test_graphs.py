from __future__ import annotations

import xml.etree.ElementTree as ET

import networkx as nx
import pytest

import fittrace
from fittrace.report import call_graph, layer_graph, write_graph
from fittrace.report.draw import _with_wasm, call_dot


def test_the_first_step_calls_what_a_later_step_does_not(run):
    first, later = call_graph(run, "first"), call_graph(run, "later")
    assert "Dense.build [dense]" in first
    assert "Dense.build [dense]" not in later
    assert first.nodes["Dense.build [dense]"]["once"]
    assert not first.nodes["Dense.call [dense]"]["once"]


def test_an_edge_says_how_often(run):
    graph = call_graph(run, "later")
    assert graph.edges["RMSprop.apply_gradients", "RMSprop.update_step"]["calls"] == 4


def test_the_whole_run_counts_every_call(run):
    graph = call_graph(run, "run")
    assert graph.nodes["Sequential.train_step [sequential]"]["calls"] == 15


def test_calls_of_the_whole_run_are_those_recorded(run):
    graph = call_graph(run, "run")
    loops = {"epoch", "step"}
    assert sum(data["calls"] for key, data in graph.nodes(data=True) if key not in loops) == run.calls


def test_the_layer_graph_has_an_arrow_from_layer_to_layer(run):
    graph = layer_graph(run)
    assert nx.has_path(graph, "dense", "dense_1")
    assert graph.nodes["dense"]["parameters"] == 35


def test_a_run_without_steps_has_no_step_graph():
    with fittrace.record() as empty:
        pass
    with pytest.raises(fittrace.ReportError, match="no training step"):
        call_graph(empty)


@pytest.mark.parametrize("what", ["calls", "layers"])
def test_each_suffix_is_a_format(run, tmp_path, what):
    for suffix in (".svg", ".dot", ".graphml"):
        write_graph(run, tmp_path / f"graph{suffix}", what=what)
    assert ET.parse(tmp_path / "graph.svg").getroot().tag.endswith("svg")
    assert (tmp_path / "graph.dot").read_text().startswith("digraph")
    assert nx.read_graphml(tmp_path / "graph.graphml").number_of_nodes() > 1


def test_another_suffix_is_refused(run, tmp_path):
    with pytest.raises(fittrace.ReportError, match=r"\.svg, \.dot, \.graphml"):
        write_graph(run, tmp_path / "graph.png")


def test_the_web_assembly_build_draws_without_graphviz(run):
    assert "<svg" in _with_wasm(call_dot(call_graph(run)).source)
