"""Tables as lines of text: CSV for spreadsheets, and a JSON object a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from .calls import Call
from .formats import Options
from .result import Exported
from .rows import COLUMNS, row_of
from .texts import Texts, counted, fields_of, json_text
from .walk import Walk

if TYPE_CHECKING:
    from ..trace import Run

__all__ = ["write"]


def write(run: Run, file: IO[bytes], path: Path, options: Options) -> Exported:
    """Write the table, ``.csv`` without facts, ``.jsonl`` with those of each call by their kind."""
    walk, texts = Walk(run, options.calls(None)), Texts()
    lines = io.TextIOWrapper(file, encoding="utf-8", newline="")
    write_rows = _write_csv if path.suffix.lower() == ".csv" else _write_json
    left_out = write_rows(lines, walk, texts)
    lines.detach()  # what it wrote into is closed by whoever opened it
    return Exported(path, "table", walk.budget.told, walk.left_out + left_out + texts.left_out)


def _write_csv(lines: IO[str], walk: Walk, texts: Texts) -> tuple[str, ...]:
    """As RFC 4180 has it; None is empty, and truth is 1."""
    table = csv.writer(lines)
    table.writerow(COLUMNS)
    facts = 0
    for call, row in _rows(walk, texts):
        facts += len(call.node.facts)
        table.writerow(int(value) if isinstance(value, bool) else value for value in row.values())
    if not facts:
        return ()
    return (f"{counted(facts, 'fact')}: a line of CSV has no room for them, .jsonl and .parquet have.",)


def _write_json(lines: IO[str], walk: Walk, texts: Texts) -> tuple[str, ...]:
    for call, row in _rows(walk, texts):
        told: dict[str, list[dict[str, Any]]] = {}
        for fact in call.facts:
            told.setdefault(fact.kind, []).append(fields_of(fact, texts))
        lines.write(json_text(row | {"facts": told}) + "\n")
    return ()


def _rows(walk: Walk, texts: Texts) -> Iterator[tuple[Call, dict[str, Any]]]:
    lanes = [texts.whole(name) for name in walk.lanes]
    for item in walk:
        if isinstance(item, Call):
            yield item, row_of(item, lanes, texts)
