"""The pytest plugin: the fixture `fittrace` records a test, and its report is kept where the test fails.

::

    def test_the_order_of_callbacks(fittrace):
        train()
        fittrace.run.assert_order("on_epoch_begin", "train_step", "on_epoch_end")
        fittrace.check("callbacks", "on_*")

`check` compares with a text file beside the test; ``pytest --fittrace-update`` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from .trace import Run

__all__ = ["Recorded"]

ARTIFACTS: Final = "fittrace-artifacts"
_RECORDED: Final = pytest.StashKey["Recorded"]()
_WRITTEN: Final = pytest.StashKey[list[Path]]()


class Recorded:
    """What the fixture `fittrace` gives: a run that goes on as long as the test.

    Attributes:
        run: the recording; it can be asked while the test goes on.
    """

    def __init__(self, run: Run, request: pytest.FixtureRequest, recording: ExitStack) -> None:
        self.run = run
        self._node, self._config, self._recording = request.node, request.config, recording

    def check(self, name: str, query: str | None = None, *, depth: int | None = None) -> None:
        """See that the calls so far are those in a golden file beside the test.

        The file is ``MODULE.calls/NAME.txt`` beside the test's module.  Repeats are told once,
        and neither times nor values are told, nor by which number a session knows a layer.

        Args:
            name: letters, digits, dots, dashes and underlines.
            query: only the calls that it finds; None is all of them.
            depth: how many levels to tell; None is all.

        Raises:
            AssertionError: they are not, or there is no such file.
            QueryError: the query does not follow the grammar.
        """
        __tracebackhide__ = True
        from .asserting.golden import calls_text, compare_with_golden, found_text

        if not re.fullmatch(r"[\w.-]+", name):
            raise ValueError(f"{name!r} is no name of a golden file; take letters, digits, '.', '-' and '_'")
        if query is not None and depth is not None:
            raise ValueError("check takes a query or a depth, not both")
        found = calls_text(self.run, depth) if query is None else found_text(self.run.find(query))
        module = self._node.path
        path = module.parent / f"{module.stem}.calls" / f"{name}.txt"
        asked = "the calls" if query is None else f"what {query!r} finds"
        title = f"{asked} in {module.name}::{self._node.name}"
        update = self._config.getoption("fittrace_update")
        try:
            if compare_with_golden(found, path, title, update=update):
                self._config.stash[_WRITTEN].append(path)
        except AssertionError as error:
            raise error.with_traceback(None) from None

    def assert_matches_golden(self, *, depth: int | None = None) -> None:
        """The same with the test's own name.

        Args:
            depth: how many levels to tell; None is all.

        Raises:
            AssertionError: the calls are not those in the file, or there is none.
        """
        __tracebackhide__ = True
        self.check(_file_name(self._node.name), depth=depth)

    def keep_report(self) -> str:
        """Write the report among the artifacts; gives a sentence on where it is."""
        self._recording.close()
        folder = Path(self._config.rootpath, self._config.getoption("fittrace_artifacts"))
        path = folder / f"{_file_name(self._node.nodeid)}.html"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.run.report(path, title=self._node.nodeid, force=True)
        except Exception as error:  # the test has failed already, and that is what is to be told
            return f"no report: {error}"
        return f"report: {path}"


def _file_name(text: str) -> str:
    """The text without what file names do not hold everywhere."""
    return re.sub(r"[^\w.-]+", "-", text.replace(".py::", "-")).strip("-")[:150]


@pytest.fixture
def fittrace(request: pytest.FixtureRequest) -> Iterator[Recorded]:
    """Records the test: `fittrace.run` is the run, `fittrace.check` compares it with a golden file."""
    from .trace import record

    with ExitStack() as stack:
        recorded = Recorded(stack.enter_context(record(script=request.node.path)), request, stack)
        request.node.stash[_RECORDED] = recorded
        yield recorded


def pytest_addoption(parser: pytest.Parser) -> None:
    """Give pytest the options."""
    group = parser.getgroup("fittrace", "fittrace: the calls of a training")
    group.addoption(
        "--fittrace-update",
        action="store_true",
        dest="fittrace_update",
        help="write the golden call orders anew where they differ",
    )
    group.addoption(
        "--fittrace-artifacts",
        metavar="DIR",
        dest="fittrace_artifacts",
        default=ARTIFACTS,
        help=f"where reports of failed tests are kept (default: {ARTIFACTS} in the root directory); "
        "an empty name keeps none",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin with no golden file written."""
    config.stash[_WRITTEN] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the report of a test that failed, and say where it is."""
    report = yield
    recorded = item.stash.get(_RECORDED, None)
    wanted = report.when == "call" and report.failed and item.config.getoption("fittrace_artifacts")
    if recorded is not None and wanted:
        report.sections.append(("fittrace", recorded.keep_report()))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which golden files were written."""
    for path in config.stash[_WRITTEN]:
        terminalreporter.write_line(f"fittrace: wrote {path}")
