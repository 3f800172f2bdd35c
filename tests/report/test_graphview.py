"""What the call graph view gets of a run."""

from __future__ import annotations

import re

import pytest

import fittrace
from fittrace.report.graph.graphs import key_of
from fittrace.report.graph.view import drawings_of, geometry_of
from fittrace.report.walkthrough.outline import flat, outline_of


@pytest.fixture(scope="module")
def drawings(run):
    root = run.tree()
    lines = flat(outline_of(root))
    return {
        drawing.what: drawing for drawing in drawings_of(root, {id(line.node): line.number for line in lines})
    }


def test_the_run_two_steps_and_their_difference_are_drawn(drawings):
    assert list(drawings) == ["run", "first", "later", "difference"]


def test_a_run_without_steps_has_one_drawing(run):
    root = run.tree()
    (evaluate,) = (node for node in root.children if node.label == "Sequential.evaluate")
    root.children[:] = [evaluate]
    assert [drawing.what for drawing in drawings_of(root, {})] == ["run"]


def test_an_empty_run_has_no_drawing():
    with fittrace.record() as empty:
        pass
    assert drawings_of(empty.tree(), {}) == []


def test_a_drawing_counts_the_calls_of_one_step_and_of_the_whole_run(drawings, run):
    first = next(node for node in run.tree().walk() if node.label == "step")
    assert drawings["first"].calls == first.calls
    assert drawings["run"].calls == run.calls


def test_every_box_leads_to_the_first_line_of_its_call(drawings, run):
    lines = flat(outline_of(run.tree()))
    drawing = drawings["later"]
    for key, number in drawing.lines.items():
        assert key_of(lines[number - 1].node) == key


def test_the_geometry_says_what_stands_in_a_box(drawings):
    width, height, start, boxes, arrows, areas = geometry_of(drawings["first"])
    dense = next(box for box in boxes if box[0] == "Dense.build\ndense")
    (label, folded), (sign, measure, x, y, box_width, box_height) = dense[1:3], dense[5:]
    assert (label, folded, sign) == (1, 0, 1)
    assert re.fullmatch(r"×\d · \d.* \w+", measure)
    assert 0 <= x <= x + box_width <= width
    assert 0 <= y <= y + box_height <= height
    assert boxes[start][0] == "step"
    assert {area[0] for area in areas} == {box[4] for box in boxes}
    assert all(0 <= arrow[2] <= 9 for arrow in arrows)


def test_a_box_of_the_difference_counts_both_steps(drawings):
    boxes = geometry_of(drawings["difference"])[3]
    assert next(box[6] for box in boxes if box[0] == "relu").count("×") == 2
