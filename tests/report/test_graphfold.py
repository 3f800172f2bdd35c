"""Folding call graphs until they can be read."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fittrace.report import call_graph
from fittrace.report.graph.draw import _text
from fittrace.report.graph.fold import ARROW_LIMIT, BOX_LIMIT, fold_graph


def graph_of(*calls: tuple[str, str, float]) -> nx.DiGraph:
    """A graph of calls: caller, callee and the callee's seconds, callers before callees."""
    graph = nx.DiGraph()
    for caller, callee, seconds in calls:
        for key in (caller, callee):
            if key not in graph:
                data = {"label": key, "name": "", "stage": "loop", "mark": "L", "once": False}
                graph.add_node(key, **data, calls=1, seconds=0.0, order=len(graph))
        graph.nodes[callee]["seconds"] += seconds
        graph.add_edge(caller, callee, calls=1, seconds=seconds, order=graph.number_of_edges())
    return graph


def test_what_takes_least_time_is_folded_into_its_caller():
    folded = fold_graph(graph_of(("fit", "step", 5.0), ("fit", "save", 0.1), ("step", "call", 4.0)), boxes=3)
    assert set(folded) == {"fit", "step", "call"}
    assert folded.nodes["fit"]["folded"] == 1
    assert folded.graph == {"folded": 1, "unplaced": 0, "hidden": 0}


def test_a_caller_tells_of_everything_below_it():
    folded = fold_graph(graph_of(("fit", "step", 5.0), ("step", "call", 1.0), ("call", "relu", 0.5)), boxes=1)
    assert folded.nodes["fit"]["folded"] == 3


def test_what_only_one_step_does_is_folded_last():
    graph = graph_of(("step", "call", 9.0), ("step", "build", 0.1))
    nx.set_node_attributes(graph, {"step": "both", "call": "both", "build": "first"}, "where")
    assert "build" in fold_graph(graph, boxes=2)


def test_what_nobody_called_stays_to_the_last():
    graph = graph_of(("compile", "check", 0.1), ("fit", "step", 5.0), ("fit", "save", 4.0))
    assert set(fold_graph(graph, boxes=2)) == {"compile", "fit"}
    assert fold_graph(graph, boxes=1).graph["unplaced"] == 3


def test_a_call_of_itself_can_be_folded():
    folded = fold_graph(graph_of(("fit", "walk", 1.0), ("walk", "walk", 1.0)), boxes=1)
    assert list(folded) == ["fit"]


def test_a_small_graph_stays_as_it_is(run):
    graph = call_graph(run)
    folded = fold_graph(graph)
    assert set(folded.edges) == set(graph.edges)
    assert folded.graph["folded"] == 0


def test_surplus_arrows_are_counted_and_those_to_first_callers_stay():
    calls = [(f"a{i}", f"a{j}", 1.0) for j in range(1, 12) for i in range(j)]
    folded = fold_graph(graph_of(("a0", "a1", 1.0), *calls), arrows=20)
    assert folded.number_of_edges() == 20
    assert folded.graph["hidden"] == 66 - 20
    assert nx.is_weakly_connected(folded)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.floats(0, 1)), max_size=90),
    st.integers(1, 20),
)
def test_every_callee_is_drawn_folded_or_said_to_be_left_out(calls, boxes):
    graph = graph_of(*((f"n{caller}", f"n{callee}", seconds) for caller, callee, seconds in calls))
    folded = fold_graph(graph, boxes=boxes)
    inside = sum(data["folded"] for _, data in folded.nodes(data=True))
    assert len(folded) == min(len(graph), boxes)
    assert inside == folded.graph["folded"]
    assert len(folded) + inside + folded.graph["unplaced"] == len(graph)


@pytest.mark.parametrize("wide", [True, False])
def test_a_picture_of_a_large_graph_has_no_more_boxes_than_can_be_read(wide):
    graph = graph_of(*((f"n{0 if wide else i}", f"n{i + 1}", 1.0 / (i + 1)) for i in range(2000)))
    svg = _text(graph, ".svg", "calls")
    assert svg.count('class="node') == BOX_LIMIT
    assert f"+{2001 - BOX_LIMIT:,} callees folded" in svg
    assert ARROW_LIMIT >= BOX_LIMIT
