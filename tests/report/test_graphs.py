from __future__ import annotations

import xml.etree.ElementTree as ET

import networkx as nx
import pytest

import fittrace
from fittrace.report import call_graph, layer_graph, write_graph
from fittrace.report.graph.dot import call_dot, count_label, label_lines
from fittrace.report.graph.graphs import difference_graph
from fittrace.report.graph.layout import _with_wasm, layout_of


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
    assert "<svg" in _with_wasm(call_dot(call_graph(run)).source, "svg")


def test_the_difference_says_where_each_call_is(run):
    graph = call_graph(run, "difference")
    assert graph.nodes["Dense.build [dense]"]["where"] == "first"
    assert graph.nodes["Dense.call [dense]"]["where"] == "both"
    assert set(graph) == {*call_graph(run, "first"), *call_graph(run, "later")}


def test_the_difference_counts_both_steps(run):
    graph = call_graph(run, "difference")
    both = graph.edges["Dense.call [dense]", "relu"]
    assert (both["calls"], both["calls_later"]) == (2, 1)
    assert count_label(both) == "×2 / ×1"


def test_what_only_a_later_step_does_is_in_the_difference():
    first, later = nx.DiGraph(), nx.DiGraph()
    data = {"label": "step", "name": "", "stage": "loop", "mark": "L", "once": False}
    first.add_node("step", **data, calls=1, seconds=1.0, order=0)
    later.add_node("step", **data, calls=1, seconds=1.0, order=0)
    later.add_node("save", **data, calls=3, seconds=2.0, order=1)
    later.add_edge("step", "save", calls=3, seconds=2.0, order=0)
    graph = difference_graph(first, later)
    assert (graph.nodes["save"]["where"], graph.nodes["save"]["calls"]) == ("later", 0)
    assert count_label(graph.edges["step", "save"]) == "×3"


def test_a_label_is_broken_before_its_method_and_cut_where_nobody_reads_on():
    data = {"label": "Sequential._build_graph_network_for_inferred_shape", "name": "n" * 60, "folded": 12}
    assert label_lines(data) == [
        "Sequential",
        "._build_graph_network_for_inferred_shape",
        "n" * 43 + "…",
        "+12 callees folded",
    ]


def test_boxes_stand_apart_and_in_the_area_of_their_stage(run):
    graph = call_graph(run, "first")
    boxes = layout_of(call_dot(graph)).boxes
    nodes = [boxes[f"n{place}"] for place in range(len(graph))]
    for place, one in enumerate(nodes):
        assert not any(_overlap(one, other) for other in nodes[place + 1 :])
    for box, data in zip(nodes, graph.nodes.values(), strict=True):
        area = boxes[f"cluster_{data['stage']}"]
        assert area.x <= box.x
        assert box.x + box.width <= area.x + area.width


def _overlap(one, other):
    apart = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (apart or one.y + one.height <= other.y or other.y + other.height <= one.y)


def test_every_arrow_reaches_from_its_caller_to_its_callee(run):
    graph = call_graph(run, "later")
    keys = list(graph)
    arrows = layout_of(call_dot(graph)).arrows
    assert {(keys[int(arrow.tail[1:])], keys[int(arrow.head[1:])]) for arrow in arrows} == set(graph.edges)
    assert all(arrow.path.startswith("M") for arrow in arrows)
