"""``fittrace find``: the calls of a recording that a query describes."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from .console import Refusal, say, tell
from .recordings import open_recording, recording_argument

if TYPE_CHECKING:
    from fittrace.query import Matches
    from fittrace.trace import Run, Span

__all__ = ["find", "matches_of"]

DEFAULT_LIMIT = 50


@click.command(
    epilog="""\b
Examples:
  fittrace find train.fittrace train_step --count
  fittrace find train.fittrace "fit > epoch[2] > step[3] *.call"
  fittrace find train.fittrace "step[duration>20ms]" --limit 5
  fittrace find train.fittrace "[WeightCreated.name~kernel]" --json

\b
A query names calls by label ("Dense.call", "train_step", "on_*"), class
(":Dense"), instance ("#dense_1"), number ("epoch[2]", "step[2:5]", "step[-1]",
counted from 1), stage ("[stage=build]"), time ("[duration>2ms]"), facts
("[LossComputed.value>0.5]") and place (":first", ":nth(2)"). ">" is a child, a
space anything inside, "+" the next and "~" a later sibling, "," one or the
other. Where nothing fits, the command says what is there instead and exits
with status 1.""",
)
@recording_argument
@click.argument("query", metavar="QUERY")
@click.option("--count", is_flag=True, help="Print only how many there are.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=DEFAULT_LIMIT,
    show_default=True,
    help="How many to print; 0 prints all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON, with facts and paths.")
def find(recording: str, query: str, count: bool, limit: int, as_json: bool) -> int:
    """Print the calls of the recording RUN that QUERY describes."""
    run = open_recording(recording)
    matches = matches_of(run, query)
    found = matches.count()
    if as_json:
        tell(json.dumps(_as_dict(run, matches, found, limit, listed=not count), ensure_ascii=False, indent=1))
    elif count:
        tell(str(found))
    else:
        _print(run, matches, found, limit)
    if not found:
        say(f"{matches.instead}.")
    return 0 if found else 1


def matches_of(run: Run, query: str) -> Matches:
    """What the query finds.

    Raises:
        Refusal: the query does not follow the grammar.
    """
    from fittrace.errors import QueryError

    try:
        return run.find(query)
    except QueryError as error:
        raise Refusal(str(error)) from error


def _print(run: Run, matches: Matches, found: int, limit: int) -> None:
    from fittrace.query.matches import line_of
    from fittrace.report.words.wording import seconds_text, ticking

    with ticking(run.header.clock == "logical"):
        for span in islice(matches, limit or None):
            tell(f"{line_of(span)}  {seconds_text(span.duration)}")
    if limit and found > limit:
        tell(f"... and {found - limit:,} more (--limit 0 prints all)")


def _as_dict(run: Run, matches: Matches, found: int, limit: int, *, listed: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"query": matches.query.text, "count": found}
    if listed:
        told["matches"] = [_span_as_dict(span, run) for span in islice(matches, limit or None)]
    return told


def _span_as_dict(span: Span, run: Run) -> dict[str, Any]:
    raised = span.exception
    return {
        "path": span.path,
        "label": span.label,
        "symbol": span.symbol,
        "name": span.name,
        "number": None if span.index is None else span.index + 1,
        "lane": span.lane,
        "start": span.start,
        "duration": span.duration,
        "finished": span.finished,
        "exception": None if raised is None else raised.type,
        "facts": [fact.as_dict() for fact in span.facts],
    }
