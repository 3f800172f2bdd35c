"""The page of a difference: complete in itself, safe, and readable with the keys."""

from __future__ import annotations

import re

import pytest

import fittrace
from fittrace.report.comparing import page_of
from fittrace.report.comparing.drawing import drawing_of
from fittrace.report.comparing.rows import rows_of

from .conftest import classifier


@pytest.fixture(scope="module")
def difference():
    return fittrace.diff(classifier(epochs=2), classifier(epochs=4, validation_split=0.2))


@pytest.fixture(scope="module")
def page_text(difference):
    return page_of(difference, names=("<b>one", "two"))


def test_the_page_asks_for_nothing_and_runs_its_own_script_alone(page_text):
    assert "default-src 'none'" in page_text
    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*\"", page_text) == []
    assert re.findall(r"<[^>]* on\w+=", page_text) == []


def test_names_are_texts(page_text):
    assert "<b>one" not in page_text
    assert "&lt;b&gt;one against two" in page_text


def test_there_is_a_row_for_whatever_differs(difference):
    rows, left_out = rows_of(difference)
    different = [row for row in rows if row.turn]
    assert left_out == 0
    assert [row.turn for row in different] == list(range(1, len(different) + 1))
    assert {"+ Sequential.evaluate", "~ epoch 1"} <= {f"{row.sign} {row.label}" for row in different}


def test_a_row_is_as_far_in_as_its_call_is_deep(difference):
    rows, _ = rows_of(difference)
    levels = {row.label: row.level for row in reversed(rows)}
    assert (levels["Sequential.fit"], levels["epoch 1"]) == (1, 2)


def test_both_graphs_are_one_drawing(difference):
    drawing = drawing_of(difference)
    assert {"added", "changed"} <= set(drawing.marks)
    assert 'class="node added"' in drawing.svg
    assert re.search(r">\+ &#160;train_validation_split", drawing.svg)


def test_what_is_called_more_often_by_a_longer_loop_is_plain(difference):
    svg = drawing_of(difference).svg
    boxes = dict(re.findall(r'<g class="node ?(\w*)">.*?>([^<]*)</text>', svg, re.DOTALL))
    assert "~" not in "".join(text for mark, text in boxes.items() if not mark)
    assert re.search(r'class="node both">(?:(?!</g>).)*>train_function<', svg, re.DOTALL)


def test_layers_of_two_models_are_one_box_each():
    drawing = drawing_of(fittrace.diff(classifier(epochs=2), classifier(epochs=3)))
    assert "added" not in drawing.marks
    assert "removed" not in drawing.marks


def test_runs_that_do_not_differ_have_a_page_as_well():
    run = classifier(epochs=1)
    page = page_of(fittrace.diff(run, run))
    assert "No difference:" in page
    assert 'role="tree"' not in page


def test_there_is_no_such_language(difference):
    with pytest.raises(fittrace.ReportError, match="language is 'xx'"):
        page_of(difference, language="xx")


@pytest.fixture
def tab(page_text, quiet_tab, tmp_path):
    file = tmp_path / "difference.html"
    file.write_text(page_text, encoding="utf-8")
    with quiet_tab(file) as tab:
        yield tab


@pytest.mark.browser
@pytest.mark.slow
def test_keys_open_close_and_go_on(tab):
    rows = tab.locator(".row")
    tab.keyboard.press("n")
    assert "Difference 1 of" in tab.locator("#said").inner_text()
    assert tab.locator(".row.now").get_attribute("data-turn") == "1"
    fit = tab.locator('.row[aria-level="1"][aria-expanded]').last
    fit.focus()
    tab.keyboard.press("ArrowLeft")
    assert fit.get_attribute("aria-expanded") == "false"
    assert tab.locator(".row:visible").count() < rows.count()
    tab.keyboard.press("p")
    assert tab.locator(".row.now").is_visible()
    assert fit.get_attribute("aria-expanded") == "true"


@pytest.mark.browser
@pytest.mark.slow
def test_one_run_can_be_shown_alone_and_nothing_is_wider_than_a_phone(tab):
    tab.locator('button[data-shown="before"]').click()
    assert tab.evaluate("getComputedStyle(document.querySelector('.board .node.added')).opacity") == "0.1"
    tab.set_viewport_size({"width": 390, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
