"""Every example in a public docstring runs, and so does that of the page on watching."""

from __future__ import annotations

import importlib
import inspect
import re
import textwrap
from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest

import fittrace
from fittrace import keras

MODULES = ("", ".trace", ".query", ".asserting", ".diff", ".export", ".live", ".documents", ".errors")
BLOCK = re.compile(r"::\n\n((?: {4}.*\n|\n)+)")


def documented() -> Iterator[tuple[str, str]]:
    """Where an example stands, and the example; each once."""
    found: dict[str, str] = {}
    for end in MODULES:
        module = importlib.import_module(f"fittrace{end}")
        for place, thing in members(module):
            for block in BLOCK.findall(f"{inspect.getdoc(thing) or ''}\n"):
                found.setdefault(textwrap.dedent(block), place)
    return ((place, block) for block, place in found.items())


def members(module: ModuleType) -> Iterator[tuple[str, object]]:
    yield module.__name__, module
    for name in module.__all__:
        thing = getattr(module, name)
        yield f"{module.__name__}.{name}", thing
        for base in inspect.getmro(thing) if inspect.isclass(thing) else ():
            if base.__module__.startswith("fittrace"):
                yield from ((f"{module.__name__}.{name}.{key}", value) for key, value in vars(base).items())


@pytest.fixture(scope="module")
def run() -> fittrace.Run:
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        model = keras.Sequential([keras.layers.Dense(2)])
        model.compile("sgd", "mse")
        rate = keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))
        model.fit(np.ones((12, 3)), np.ones((12, 2)), batch_size=4, epochs=2, verbose=0, callbacks=[rate])
    return run


EXAMPLES = list(documented())


def test_examples_are_found():
    assert {"fittrace", "fittrace.Run.find", "fittrace.live.LiveServer"} <= {place for place, _ in EXAMPLES}


@pytest.mark.parametrize("example", [block for _, block in EXAMPLES], ids=[place for place, _ in EXAMPLES])
def test_an_example_in_a_docstring_runs(example, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"fittrace": fittrace, "run": run, "record": fittrace.record}
    for module in (fittrace.trace, importlib.import_module("fittrace.live")):
        names |= {name: getattr(module, name) for name in module.__all__}
    with fittrace.record():  # for the examples that need one under way
        exec(example, names)


def test_the_example_of_the_page_on_watching_runs(repository, capsys):
    page = (repository / "docs" / "watch-live.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.S)
    names = {}
    exec(example, names)
    assert capsys.readouterr().out.startswith("watch at http://127.0.0.1:")
    assert names["run"].find("step").count() == 3
