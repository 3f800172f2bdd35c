"""A run: what was recorded, to be read while it goes on and ever after."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from .asking import Asking
from .facts import Fact
from .rundata import Ending, Header, LaneEvents, Recording
from .source import Source
from .span import Span
from .tree import Node, fold_tree
from .trees import Trees
from .walk import walk_facts, walk_spans

if TYPE_CHECKING:
    from ..export.result import Exported

__all__ = ["Run"]


class Run(Asking):
    """The story of one recording.

    `fittrace.record()` gives one under way, `fittrace.load()` one from a file; both
    read alike.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    @property
    def recording(self) -> Recording:
        """The data behind the run."""
        return self._recording

    @property
    def header(self) -> Header:
        """Versions, script, seed and clock."""
        return self._recording.header

    @property
    def ending(self) -> Ending:
        """Whether the run finished, raised, was interrupted, or was never closed."""
        return self._recording.ending

    @property
    def sources(self) -> Sequence[Source]:
        """Texts of the user's functions that were called."""
        return self._recording.sources

    @property
    def duration(self) -> float:
        """Seconds from begin to end."""
        return self.ending.nanoseconds * 1e-9

    @property
    def lanes(self) -> list[str]:
        """Names of the lanes; the first is the thread that recorded."""
        return [lane.name for lane in self._recording.lanes]

    @property
    def calls(self) -> int:
        """Calls recorded in all lanes, folded ones counted one by one; loops do not count."""
        trees = Trees(self._recording)
        roots = [trees.of_lane(self._lane(place)) for place in range(len(self._recording.lanes))]
        folded = (trees.of_pattern(number).calls * count for number, count in trees.met(*roots).items())
        return sum(root.calls for root in roots) + sum(folded)

    def spans(self, lane: int = 0) -> Iterator[Span]:
        """Every call of a lane in pre-order, repeats unfolded as they are read."""
        trees = Trees(self._recording)
        return walk_spans(trees, trees.root(lane))

    def facts(self, kind: str | None = None, lane: int = 0) -> Iterator[Fact]:
        """Every fact of a lane in order, or those of one kind.

        Facts of kinds that repeats do not keep are given where they were kept.  Those of
        kind ``"Folded"`` are given when asked for by name.

        Args:
            kind: a name of the catalogue, ``"WeightCreated"``.
            lane: the lane's place in `lanes`.

        Raises:
            ValueError: `kind` is not in the catalogue.
        """
        if kind is not None and kind not in Fact.kinds:
            known = ", ".join(sorted(Fact.kinds))
            raise ValueError(f"there is no kind of fact {kind!r}; the kinds are {known}")
        if kind == "Folded":
            return self._folded(lane)
        trees = Trees(self._recording)
        return walk_facts(trees, trees.root(lane), kind)

    def _folded(self, lane: int) -> Iterator[Fact]:
        for node in self.tree(lane).walk():
            if node.count > 1 and node.first is not None and node.last is not None:
                yield Fact.read(
                    "Folded",
                    None,
                    {"loop": node.label, "first": node.first + 1, "last": node.last + 1, "count": node.count},
                )

    def tree(self, lane: int = 0) -> Node:
        """The folded tree of a lane: every repeat told once."""
        return fold_tree(Trees(self._recording), self._lane(lane))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the run into a file that `fittrace.load` reads.

        Raises:
            RunFileError: the file cannot be written; what was there before stays.
        """
        from .runfile import save

        save(self._recording, path)

    def report(
        self,
        path: str | os.PathLike[str],
        title: str | None = None,
        *,
        redact: bool = False,
        force: bool = False,
        language: str = "en",
    ) -> None:
        """Write the HTML page that explains the run.

        Args:
            path: the file; a page that is there already is replaced.
            title: the heading; None is made from the script's name.
            redact: whether to leave out values of the data and what is derived from them,
                paths, arguments and messages.
            force: whether to replace a file that is no page.
            language: the one that the page opens in, ``"en"`` or ``"zh-TW"``; it can be switched.

        Raises:
            ReportError: there is no such language, or the page cannot be made or written.
        """
        # by name: the recorder does not depend on how its runs are shown
        write_page = import_module("fittrace.report").write_page
        write_page(self, path, title=title, redact=redact, force=force, language=language)

    def export(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        otlp: str | None = None,
        limit: int | None = None,
        kind: Literal["sequence", "flow"] | None = None,
        what: Literal["calls", "layers"] | None = None,
        step: Literal["first", "later", "difference", "run"] | None = None,
        redact: bool = False,
        force: bool = False,
    ) -> Exported:
        """Write the run into a file for another program, whose suffix says how, or send it to a collector.

        ``.json`` and ``.json.gz`` are traces for Perfetto, ``.parquet``, ``.csv`` and ``.jsonl``
        tables of all calls, ``.mmd`` and ``.md`` Mermaid diagrams, ``.dot``, ``.graphml`` and
        ``.svg`` graphs; see ``docs/export.md``.

        Args:
            path: the file; an export of the same format that is there already is replaced.
            otlp: instead of a file, the address of a collector that takes OpenTelemetry spans.
            limit: calls that are told at most, 0 for all; None for the format's own limit.
            kind: of a diagram, ``"sequence"`` (by default) or ``"flow"``.
            what: of a graph or a flow, ``"calls"`` (by default) or ``"layers"``.
            step: of a call graph, the ``"first"`` step (by default), a ``"later"`` one, the
                ``"difference"`` of both, or the whole ``"run"``.
            redact: whether to leave out values of the data and what is derived from them, paths,
                arguments and messages.
            force: whether to replace a file that is no export.

        Returns:
            What was written, and in ``left_out`` what the format or the limit has no room for.

        Raises:
            ReportError: the suffix is unknown, an option does not fit it, a package is missing,
                the run does not hold what is asked for, or the file cannot be written.
        """
        # by name: the recorder does not depend on how its runs are shown
        export_run = import_module("fittrace.export").export_run
        exported: Exported = export_run(
            self, path, otlp=otlp, limit=limit, kind=kind, what=what, step=step, redact=redact, force=force
        )
        return exported

    def _lane(self, place: int) -> LaneEvents:
        return self._recording.snapshot(place)

    def __repr__(self) -> str:
        return f"<Run of {self.header.script or 'a session'}: {self.calls} calls, {self.ending.state}>"

    def _repr_html_(self) -> str:
        """The page, in a frame, for Jupyter."""
        shown: str = import_module("fittrace.notebook").html_of(self)
        return shown

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """The text form, for IPython's prompt and for notebooks that show no HTML."""
        shown: dict[str, str] = import_module("fittrace.notebook").bundle_of(self)
        return shown
