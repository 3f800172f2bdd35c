"""Parquet: the table of calls for DuckDB, pandas and Polars, each call with its facts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from .._version import __version__
from .calls import Call
from .extras import needing
from .formats import Options
from .result import Exported
from .rows import COLUMNS, row_of
from .texts import Texts, counted, fields_of, json_text
from .walk import Walk

if TYPE_CHECKING:
    import pyarrow as pa

    from ..trace import Fact, Run

__all__ = ["write"]

GROUP: Final = 32_768
"""Rows that are written together, and that memory holds at a time."""


def write(run: Run, file: IO[bytes], path: Path, options: Options) -> Exported:
    """Write the table, a group of rows after the other.

    Raises:
        ReportError: pyarrow is not installed.
    """
    with needing("Parquet", "parquet"):
        import pyarrow as pa
        import pyarrow.parquet as pq

    walk, texts = Walk(run, options.calls(None)), Texts()
    schema = _schema(pa, run, texts)
    loose = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as table:
        for group, facts in _groups(walk, texts):
            loose += facts
            table.write_table(pa.Table.from_pydict(group, schema=schema), row_group_size=GROUP)
    told = f"{counted(loose, 'fact')} stated outside any call: every row is a call."
    left_out = (told,) if loose else ()
    return Exported(path, "table", walk.budget.told, walk.left_out + left_out + texts.left_out)


def _schema(pa: Any, run: Run, texts: Texts) -> pa.Schema:
    """The columns and their types; texts that repeat are kept once a group."""
    word = pa.dictionary(pa.int32(), pa.string())
    types = {int: pa.int64(), float: pa.float64(), bool: pa.bool_(), str: word}
    fact = pa.struct([pa.field("kind", pa.string()), pa.field("fields", pa.string())])
    about = {
        "fittrace.version": __version__,
        "fittrace.script": texts.whole(run.header.script or ""),
        "fittrace.started": run.header.started or "",
        "fittrace.ending": texts.whole(run.ending.words),
    }
    columns = [pa.field(name, types[kind]) for name, kind in COLUMNS.items()]
    return pa.schema([*columns, pa.field("facts", pa.list_(fact))], metadata=about)


def _groups(walk: Walk, texts: Texts) -> Iterator[tuple[dict[str, list[Any]], int]]:
    """Columns of so many rows at a time, and how many facts came between that no row has."""
    lanes = [texts.whole(name) for name in walk.lanes]
    columns: dict[str, list[Any]] = {name: [] for name in (*COLUMNS, "facts")}
    loose = rows = 0
    for item in walk:
        if not isinstance(item, Call):
            loose += 1
            continue
        row = row_of(item, lanes, texts) | {"facts": [_told(fact, texts) for fact in item.facts]}
        for name, value in row.items():
            columns[name].append(value)
        rows += 1
        if rows == GROUP:
            yield columns, loose
            columns, loose, rows = {name: [] for name in columns}, 0, 0
    yield columns, loose


def _told(fact: Fact, texts: Texts) -> dict[str, str]:
    return {"kind": fact.kind, "fields": json_text(fields_of(fact, texts))}
