"""Rows: one a call, as tables have them."""

from __future__ import annotations

from typing import Any, Final

from .calls import Call
from .texts import Texts

__all__ = ["COLUMNS", "row_of"]

COLUMNS: Final[dict[str, type]] = {
    "call": int,
    "parent": int,
    "lane": str,
    "depth": int,
    "label": str,
    "instance": str,
    "symbol": str,
    "stage": str,
    "epoch": int,
    "step": int,
    "index": int,
    "begin": float,
    "end": float,
    "duration": float,
    "estimated": bool,
    "failed": bool,
    "finished": bool,
    "exception": str,
    "count": int,
    "left_out": int,
}
"""The columns of a table of calls and their types; times are seconds, counted from the run's begin."""


def row_of(call: Call, lanes: list[str], texts: Texts) -> dict[str, Any]:
    """A call as a row; what it has not is None.

    Args:
        call: the call.
        lanes: the names of the lanes, whole already.
        texts: makes the other texts whole.
    """
    site = call.site
    raised = call.raised
    return {
        "call": call.number,
        "parent": None if call.parent is None else call.parent.number,
        "lane": lanes[call.lane],
        "depth": call.depth,
        "label": texts.whole(site.label),
        "instance": None if site.name is None else texts.whole(site.name),
        "symbol": texts.whole(site.symbol),
        "stage": call.stage,
        "epoch": call.epoch,
        "step": call.step,
        "index": call.index,
        "begin": call.begin / 1e9,
        "end": call.end / 1e9,
        "duration": (call.end - call.begin) / 1e9,
        "estimated": call.estimated,
        "failed": call.failed,
        "finished": call.finished,
        "exception": None if raised is None else texts.whole(raised),
        "count": call.count,
        "left_out": call.left_out,
    }
