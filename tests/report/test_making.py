"""How a page is made: what is worked out once, beside, or not at all."""

import gc
import json
import re
import threading

import pytest

import fittrace
from fittrace import keras
from fittrace.report import page_of
from fittrace.report.collecting import collecting_rarely
from fittrace.report.graph import layout
from fittrace.report.story.columns import Columns
from fittrace.report.story.curves import is_train_step
from fittrace.report.story.tell import tell
from fittrace.trace.trees import Trees

from .catalogues import explanations, packed


def data_of(page: str) -> dict[str, object]:
    return json.loads(page.partition('id="page-data">')[2].partition("</script>")[0])


def test_every_line_of_the_outline_has_its_explanation_in_the_page_or_packed(page):
    asked = {int(number) for number in re.findall(r'<li id="line-\d+"[^>]* data-x="(\d+)"', page)}
    shown = {int(number) for number in re.findall(r'<template id="x(\d+)"', page)}
    assert shown == set(range(len(shown)))
    assert asked == set(range(len(shown) + len(explanations(page))))


def test_an_explanation_stands_in_the_page_once(page):
    texts = [*re.findall(r"<template [^>]*>(.*?)</template>", page, re.S), *explanations(page)]
    assert len(texts) == len(set(texts))


def test_the_graphs_of_each_language_are_drawn_in_its_words(page):
    english, chinese = data_of(page)["graph"]["stages"], packed(page, "zh-TW")["data"]["graph"]["stages"]
    assert [key for key, *_ in english] == [key for key, *_ in chinese]
    assert not {title for *_, title in english} & {title for *_, title in chinese}


def test_call_graphs_are_laid_out_in_another_thread(run, monkeypatch):
    threads, lay_out = [], layout._graphviz
    monkeypatch.setattr(
        layout, "_graphviz", lambda *asked: threads.append(threading.current_thread()) or lay_out(*asked)
    )
    page_of(run)
    assert any(thread is not threading.current_thread() for thread in threads)


def test_a_graph_that_cannot_be_drawn_is_said_though_another_thread_found_out(run, monkeypatch):
    def refuse(*_asked):
        raise fittrace.errors.ReportError("Graphviz could not draw the diagram: no.")

    monkeypatch.setattr(layout, "_graphviz", refuse)
    with pytest.raises(fittrace.errors.ReportError, match=r"^Graphviz could not draw"):
        page_of(run)


def test_the_collector_waits_while_pages_are_made_and_no_longer():
    usual = gc.get_threshold()
    with collecting_rarely(), collecting_rarely():
        assert gc.get_threshold()[0] == max(usual[0], 50_000)
    assert gc.get_threshold() == usual


def test_a_collector_that_is_off_stays_off():
    usual = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with collecting_rarely():
            assert gc.get_threshold()[0] == 0
        assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*usual)


def test_the_end_of_the_logs_is_found_without_a_look_at_the_steps(run, monkeypatch):
    iterations, iteration = [], Trees.iteration
    monkeypatch.setattr(
        Trees, "iteration", lambda *asked: iterations.append(asked[1].pattern) or iteration(*asked)
    )
    steps = {place for place, it in enumerate(run.recording.patterns) if label_of(run, it) == "step"}
    logs = next(entry.logs for entry in tell(run).entries)
    assert logs.keys() == {"loss", "accuracy"}
    assert steps
    assert not steps & set(iterations)


def label_of(run: fittrace.Run, pattern) -> str:
    return run.recording.entries[pattern.codes[0]].label


def test_a_fact_that_only_a_later_iteration_states_is_still_found():
    """Which kinds a repeat can state is known from all of its iterations, not the first alone."""
    keras.backend.clear_session()
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        model = keras.Sequential([keras.layers.Dense(2)])
        model.compile("sgd", "mse")
        model.fit([[1.0, 2.0]] * 40, [[1.0, 2.0]] * 40, batch_size=2, epochs=3, verbose=0)
    for kind in fittrace.trace.Fact.kinds:
        everything = [fact.as_dict() for fact in run.facts() if fact.kind == kind]
        if kind != "Folded":
            assert [fact.as_dict() for fact in run.facts(kind)] == everything


def test_columns_read_a_run_once(run):
    columns = Columns(run)
    assert columns.calls(is_train_step) is columns.calls(is_train_step)
