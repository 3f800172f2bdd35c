"""Diagrams: Mermaid's text, folded to what a reader can follow."""

import re

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import fittrace
from fittrace.errors import ReportError
from fittrace.export.labels import label_text
from fittrace.trace import LogicalClock, record

from .programs import Model, failed, threads, training
from .test_calls import recorded
from .test_chrome import names

# What may stand in each line, after Mermaid's grammar: a label has no character that could mean something
LABEL = r"(?:[^\x00-\x1f\"#;:%<>{}|`&$\\~^@]|#\d+;)*"
SEQUENCE = re.compile(
    "|".join(
        (
            rf"  participant p\d+ as {LABEL}",
            rf"  p\d+->>p\d+: {LABEL}",
            rf"  p\d+--xp\d+: {LABEL}",
            rf"  Note over p\d+: {LABEL}",
            rf"  loop {LABEL}",
            r"  end",
        )
    )
)
FLOW = re.compile(
    "|".join(
        (
            rf'  n\d+\["{LABEL}(?:<br/>{LABEL})*"\]:::[a-z]+',
            rf'  n\d+ -->(?:\|"{LABEL}"\|)? n\d+',
            r"  classDef [a-z]+ fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}",
        )
    )
)


def check_sequence(text):
    """The lines below the heading, checked one by one; every loop has its end."""
    head, *lines = [line for line in text.splitlines() if not line.startswith("%%")]
    assert head == "sequenceDiagram"
    depth, named = 0, set()
    for line in lines:
        assert SEQUENCE.fullmatch(line), line
        keys = re.findall(r"\bp\d+\b", line.partition(":")[0].partition(" as ")[0])
        if line.startswith("  participant"):
            named.update(keys)
        assert set(keys) <= named
        depth += line.startswith("  loop ") - (line == "  end")
        assert depth >= 0
    assert depth == 0
    return lines


def check_flow(text):
    head, *lines = [line for line in text.splitlines() if not line.startswith("%%")]
    assert re.fullmatch("flowchart (LR|TD)", head)
    boxes = set()
    for line in lines:
        assert FLOW.fullmatch(line), line
        if "[" in line.partition('"')[0]:
            boxes.add(line.partition("[")[0].strip())
        elif "-->" in line:
            assert {line.split()[0], line.split()[-1]} <= boxes
    return lines


@pytest.fixture
def diagram(tmp_path):
    """Exports a run as a diagram; its text and what was left out."""

    def export(run, name="run.mmd", **options):
        exported = run.export(tmp_path / name, **options)
        return (tmp_path / name).read_text("utf-8"), exported.left_out

    return export


def test_a_sequence_tells_who_calls_whom_with_loops_as_loops(diagram):
    text, _ = diagram(training(5, 1))
    assert check_sequence(text) == [
        "  participant p0 as train.py",
        "  participant p1 as small (Model)",
        "  p0->>p1: fit()",
        "  loop epoch 1",
        "  loop step 1",
        "  p1->>p1: train_step()",
        "  p1->>p1: build()",
        "  p1->>p1: call()",
        "  end",
        "  end",
        "  loop 4 epochs (2 to 5)",
        "  loop step 1",
        "  p1->>p1: train_step()",
        "  p1->>p1: call()",
        "  end",
        "  end",
    ]


def test_iterations_that_are_all_alike_are_one_loop(diagram):
    built = Model()
    built.built = True
    with record(clock=LogicalClock(), script="train.py") as run:
        built.fit(5, 2)
    text, _ = diagram(run)
    assert "  loop 5 epochs\n  loop 2 steps\n" in text


def test_a_limit_shows_the_outermost_calls_and_says_what_it_hides(diagram):
    text, left_out = diagram(training(5, 4), limit=3)
    lines = check_sequence(text)
    assert sum("->>" in line for line in lines) <= 3
    assert "calls inside" in text
    assert "of the folded tree, which stand deeper" in left_out[0]
    assert f"%% not shown: {left_out[0]}" in text


def test_a_failure_crosses_its_caller(diagram):
    text, _ = diagram(failed())
    check_sequence(text)
    assert "  p1--xp0: ValueError" in text


def test_other_threads_are_said_to_be_missing(diagram):
    _, left_out = diagram(threads())
    assert "What other threads did: 2 of 3 lanes." in left_out


def test_markdown_has_the_diagram_in_a_fence_and_says_what_it_hides(diagram):
    text, left_out = diagram(training(), "run.md", limit=2)
    fenced = re.search(r"^```mermaid\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    check_sequence(fenced[1])
    assert all(f"Not shown: {sentence}" in text for sentence in left_out)


@pytest.fixture(scope="module")
def classifier():
    from fittrace import keras

    keras.backend.clear_session()
    with fittrace.record(clock=LogicalClock(), script="classifier.py") as run:
        model = keras.Sequential([keras.layers.Dense(3, activation="relu"), keras.layers.Dense(2)])
        model.compile(optimizer="sgd", loss="mse")
        model.fit(np.zeros((6, 4), "float32"), np.zeros((6, 2), "float32"), batch_size=2, verbose=0)
    return run


def test_a_flow_has_the_callees_of_a_step(diagram, classifier):
    first, _ = diagram(classifier, kind="flow")
    later, _ = diagram(classifier, kind="flow", step="later")
    check_flow(first)
    check_flow(later)
    assert '["Dense.build<br/>dense"]:::build' in first
    assert "Dense.build" not in later


def test_a_flow_of_more_boxes_than_asked_for_is_folded(diagram, classifier):
    text, left_out = diagram(classifier, kind="flow", limit=10)
    assert sum(":::" in line for line in check_flow(text)) == 10
    assert "which are folded into those that called them" in left_out[0]


def test_a_flow_of_layers_has_their_shapes(diagram, classifier):
    text, _ = diagram(classifier, what="layers")
    lines = check_flow(text)
    assert any('["Dense<br/>dense<br/>' in line for line in lines)
    assert any("-->|" in line for line in lines)


def test_a_sequence_can_be_of_one_step(diagram, classifier):
    text, _ = diagram(classifier, step="later", limit=0)
    lines = check_sequence(text)
    assert any("train_step()" in line for line in lines)
    assert not any("compile()" in line for line in lines)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kind": "sequence", "what": "layers"}, "Layers have no sequence"),
        ({"step": "difference"}, "a graph"),
        ({"step": "first"}, "no training step"),
        ({"kind": "flow"}, "no training step"),
        ({"what": "layers"}, "built no layer"),
    ],
)
def test_what_a_run_does_not_hold_is_said(tmp_path, options, words):
    with record() as run:
        Model().call()
    with pytest.raises(ReportError, match=words):
        run.export(tmp_path / "run.mmd", **options)
    assert not (tmp_path / "run.mmd").exists()


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), limit=st.sampled_from([0, 5, 20]))
def test_any_program_is_a_sequence_and_a_flow(tmp_path_factory, seed, limit):
    run, file = recorded(seed), tmp_path_factory.getbasetemp() / "any.mmd"
    run.export(file, limit=limit)
    check_sequence(file.read_text("utf-8"))
    run.export(file, limit=limit, kind="flow", step="run")
    check_flow(file.read_text("utf-8"))


@settings(max_examples=40)
@given(name=names)
def test_any_name_is_a_label_of_one_line(name):
    assert re.fullmatch(LABEL, label_text(name))
    assert label_text(name).strip()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("dense_1", "dense_1"),
        ("訓練 🦊", "訓練 🦊"),
        ('a "b"; #c', "a #34;b#34;#59; #35;c"),
        ("<b>&lt;", "#60;b#62;#38;lt#59;"),
        ("two\nlines", "two lines"),
        ("half \ud800", "half \ufffd"),
        ("", "(no name)"),
        ("x" * 70, "x" * 59 + "…"),
    ],
)
def test_labels_escape_what_has_a_meaning(name, label):
    assert label_text(name) == label
