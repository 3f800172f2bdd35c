"""The table of calls: folded lines that stand for every recorded call."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

import fittrace
from fittrace import keras
from fittrace.report import page_of

from .conftest import classifier


def data_of(page: str) -> dict[str, Any]:
    """What the page's scripts read."""
    found = re.search(r'id="page-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def unfolded(calls: dict[str, Any]) -> Iterator[tuple[str, str, int | None]]:
    """Label, name and loop's index of every call and iteration, as the script unfolds them."""
    depth, texts = calls["depth"], calls["texts"]

    def walk(begin: int, end: int) -> Iterator[tuple[str, str, int | None]]:
        lines = [line for line in range(begin, end) if depth[line] == depth[begin]]
        for line, until in pairwise([*lines, end]):
            first, key = calls["first"].get(str(line)), str(line)
            for turn in range(calls["count"].get(key, 1)):
                index = None if first is None else first + turn * calls["stride"].get(key, 1)
                yield texts[calls["label"][line]], texts[calls["name"][line]], index
                yield from walk(line + 1, until)

    return walk(0, len(depth))


def test_the_lines_unfold_into_every_call_of_the_run(run, page):
    spans = [(s.label, s.name or "", None if s.index is None else s.index + 1) for s in run.spans()]
    assert list(unfolded(data_of(page)["calls"])) == spans


def test_steps_of_several_batches_keep_their_numbers():
    with fittrace.record() as run:
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile("sgd", "mse", steps_per_execution=2)
        model.fit(np.ones((80, 2)), np.ones((80, 1)), batch_size=8, verbose=0)
    calls = data_of(page_of(run))["calls"]
    steps = [index for label, _, index in unfolded(calls) if label == "step"]
    assert steps == [span.index + 1 for span in run.spans() if span.label == "step"]
    assert steps[-1] == 9


def test_a_line_has_the_mean_of_its_calls_in_nanoseconds(run, page):
    calls, fit = data_of(page)["calls"], next(s for s in run.spans() if s.label == "Sequential.fit")
    line = [calls["texts"][label] for label in calls["label"]].index("Sequential.fit")
    assert calls["mean"][line] == round(fit.duration * 1e9)


def test_the_page_says_how_many_calls_the_table_has(run, page):
    assert f"{run.calls:,} recorded calls" in page


def test_a_longer_run_has_a_table_of_the_same_size(page):
    longer = page_of(classifier(epochs=30))
    sizes = [len(json.dumps(data_of(each)["calls"])) for each in (page, longer)]
    assert sizes[1] < 1.1 * sizes[0]


def test_calls_that_the_outline_has_no_room_for_are_counted(monkeypatch):
    monkeypatch.setattr("fittrace.report.walkthrough.outline.LINE_LIMIT", 40)
    run = classifier(epochs=1)
    page = page_of(run)
    listed = sum(label not in ("epoch", "step") for label, _, _ in unfolded(data_of(page)["calls"]))
    assert 0 < listed < run.calls
    assert f"{run.calls - listed:,} further calls are not listed" in page


def test_loops_can_be_filtered_by_and_layers_and_callbacks_where_there_are_any(page):
    section = page.partition('id="calls-filters"')[2].partition("</form>")[0]
    assert [f'data-loop="{loop}"' in section for loop in ("epoch", "step", "repeat")] == [True, True, False]
    assert 'name="name"' in section
    assert 'name="callback"' in section
    assert 'name="lane"' not in section


def test_a_run_without_calls_has_neither_table_nor_timeline():
    with fittrace.record() as run:
        pass
    page = page_of(run)
    assert 'href="#calls"' not in page
    assert 'href="#timeline"' not in page


def test_names_are_texts_whatever_is_in_them():
    name = "</script><b>{{ 7 * 7 }}\N{RIGHT-TO-LEFT OVERRIDE}🙂\x07"
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        layer = keras.layers.Dense(2)
        layer._name = name
        layer(keras.Input((3,)))
    page = page_of(run)
    assert name.replace("\x07", "\ufffd") in data_of(page)["calls"]["texts"]
    assert "</script><b>" not in page
