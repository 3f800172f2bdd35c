"""The tutorial scripts: written for Keras 2, run unchanged by `fittrace run`, each giving a page."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest

import fittrace

pytestmark = pytest.mark.slow


@dataclass
class Tutorial:
    """A script that has been run: what it printed, what was recorded, what the page says."""

    printed: str
    run: fittrace.Run
    page: str

    def number(self, words):
        """The number that the script printed behind those words."""
        return float(re.search(re.escape(words) + r"\D*([\d.]+)", self.printed)[1])

    def facts_by_fit(self, kind):
        """For each `fit`, in order, its facts of that kind."""
        found = {}
        for fact in self.run.facts(kind):
            span = fact.span
            while span is not None and not span.label.endswith(".fit"):
                span = span.parent
            found.setdefault(span.start if span else None, []).append(fact)
        return list(found.values())


@pytest.fixture
def tutorial(repository, tmp_path):
    """Run a script of `examples` through the command."""

    def run(name):
        script = repository / "examples" / f"{name}.py"
        assert "fittrace" not in script.read_text().partition('"""\n\n')[2], "a tutorial knows no fittrace"
        done = subprocess.run(
            [sys.executable, "-m", "fittrace", "run", "--save", "a.fittrace", "-o", "page.html", script],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(repository)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        page = (tmp_path / "page.html").read_text()
        return Tutorial(done.stdout, fittrace.load(tmp_path / "a.fittrace"), page)

    return run


def test_every_script_in_the_folder_has_its_test(repository):
    scripts = {path.stem for path in (repository / "examples").glob("*.py")} - {"mnist_mlp"}
    assert scripts == {name.removeprefix("test_") for name in globals()} & scripts


def test_custom_training_loop(tutorial):
    it = tutorial("custom_training_loop")
    labels = [span.label for span in it.run.spans()]
    assert it.number("accuracy on held-out digits") > 0.85
    assert labels.count("Adam.apply_gradients") == 5 * 30
    assert not {"Sequential.fit", "Sequential.compile", "select_data_adapter"} & set(labels)
    assert len(it.run.tree().children) < 40, "steps over the dataset are folded"
    assert {fact.slot for fact in it.run.facts("SlotCreated")} == {"m", "v"}
    assert "trained with a loop of its own, without <code>fit</code>: 150 steps" in it.page
    assert 'id="update"' in it.page


def test_custom_callback(tutorial):
    it = tutorial("custom_callback")
    epochs = len({span.index for span in it.run.spans() if span.label == "epoch"})
    added = [(fact.callback, fact.by_default) for fact in it.run.facts("CallbackAdded")]
    own = [("CountBatches", False), ("Gap", False), ("StopWhenGapGrows", False)]
    assert added[:4] == [*own, ("History", True)]
    assert 2 <= epochs < 60
    assert f"{epochs} of 60 epochs; the logs had gap, loss, val_loss" in it.printed
    assert f"{epochs * 11} batches to train on, {epochs * 4} to validate" in it.printed
    assert it.number("gap is") > 0.05
    stops = [
        fact for fact in it.run.facts("StateChanged") if fact.attribute == "stop_training" and fact.after
    ]
    assert len(stops) == 1
    assert "StopWhenGapGrows" in it.page


def test_functional_multi_head(tutorial):
    it = tutorial("functional_multi_head")
    assert it.number("'digit_accuracy':") > 0.85
    assert it.number("'even_accuracy':") > 0.85
    (fit,) = (span for span in it.run.spans() if span.label == "Functional.fit")
    weights = [fact for fact in it.run.facts("WeightCreated") if "/" in fact.name]
    assert [fact.name for fact in weights] == [
        f"{layer}/{part}:0" for layer in ("half", "trunk", "digit", "even") for part in ("kernel", "bias")
    ]
    assert all(fact.span.start < fit.start for fact in weights)
    into_half = {fact.source for fact in it.run.facts("LayersConnected") if fact.target == "half"}
    assert into_half == {"upper", "lower"}
    assert "two_heads" in it.page
    assert "digit_loss" in it.page


def test_transfer_by_freezing(tutorial):
    it = tutorial("transfer_by_freezing")
    assert "the frozen base is unchanged: True" in it.printed
    assert "the thawed base has changed: True" in it.printed
    assert it.number("frozen, on held-out digits") > 0.6
    assert it.number("tuned, on held-out digits") > it.number("frozen, on held-out digits")
    base = {f"{layer}/{part}:0" for layer in ("strokes", "shapes") for part in ("kernel", "bias")}
    head = {"head_5_to_9/kernel:0", "head_5_to_9/bias:0"}
    first, frozen, thawed = ({fact.weight for fact in facts} for facts in it.facts_by_fit("WeightUpdated"))
    assert (first & base, frozen, thawed) == (base, head, base | head)
    slots = [{fact.weight for fact in facts} for facts in it.facts_by_fit("SlotCreated")]
    assert slots[1:] == [head, base | head]
    assert "epochs of the 3 trainings" in it.page


def test_text_embedding_lstm(tutorial):
    it = tutorial("text_embedding_lstm")
    assert it.number("accuracy on held-out sentences") > 0.95
    assert it.number("the longest sentence has") == 10
    shapes = {fact.name: tuple(fact.shape) for fact in it.run.facts("WeightCreated") if "/" in fact.name}
    assert shapes["embedding/embeddings:0"] == (20, 8)
    assert shapes["lstm/lstm_cell/kernel:0"] == (8, 4 * 16)
    assert shapes["lstm/lstm_cell/bias:0"] == (4 * 16,)
    step = next(span for span in it.run.spans() if span.label == "Sequential.train_step")
    taped = [fact for fact in it.run.facts("OperationTaped") if fact.span.start < step.start + step.duration]
    assert [fact.operation for fact in taped].count("where") == 3 * 10, "the mask, at each of ten words"
    assert "lstm/lstm_cell/bias:0" in it.page


def test_small_convnet(tutorial):
    it = tutorial("small_convnet")
    assert it.number("accuracy on held-out digits") > 0.8
    shapes = {fact.name: tuple(fact.shape) for fact in it.run.facts("WeightCreated") if "/" in fact.name}
    assert shapes["conv2d/kernel:0"] == (3, 3, 1, 16)
    assert shapes["conv2d_1/kernel:0"] == (2, 2, 16, 32)
    outputs = {
        fact.layer: tuple(fact.output_shape) for fact in it.run.facts("LayerBuilt") if fact.output_shape
    }
    assert outputs["max_pooling2d"] == (None, 3, 3, 16)
    assert outputs["flatten"] == (None, 2 * 2 * 32)
    assert "MaxPooling2D" in it.page
