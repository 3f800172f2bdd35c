"""The examples in docs/compare-runs.md do what they show."""

import contextlib
import io
import re

import pytest

from fittrace import keras


@pytest.fixture(scope="module")
def document(repository):
    return (repository / "docs" / "compare-runs.md").read_text(encoding="utf-8")


def test_every_example_prints_what_stands_below_it(document):
    keras.backend.clear_session()  # layers are numbered from the start, as for who reads it from the top
    names = {}
    for code, shown in re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", document, re.DOTALL):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code, names)
        assert printed.getvalue() == shown


def test_the_signs_are_those_of_the_command(document):
    from fittrace.diff import MARKS

    assert all(f"`{sign}`" in document for mark, sign in MARKS.items() if mark != "same")
