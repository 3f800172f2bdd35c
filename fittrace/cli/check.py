"""``fittrace check``: do documents still say what their programs do?"""

from __future__ import annotations

from pathlib import Path

import click

from .console import Refusal, tell

__all__ = ["check"]


@click.command(
    epilog="""\b
Examples:
  fittrace check docs/training.md
  fittrace check docs/*.md
  fittrace check --update docs/training.md

\b
In a document, an order of calls is a block:

\b
  ```{fittrace} one_step.py
  :query: step[1]
  :depth: 2
  ```

\b
and `.. fittrace:: one_step.py` in reStructuredText. --update writes what was
found into it. The program is run, so check only documents that you trust.

\b
Exit status: 0 all orders hold (or were updated); 1 one has drifted; 2 a document
or a program in it cannot be used.""",
)
@click.option("--update", is_flag=True, help="Write what was found into the documents.")
@click.argument("documents", metavar="DOC...", nargs=-1, required=True)
def check(documents: tuple[str, ...], update: bool) -> None:
    """Run the programs that documents name, and compare the order of their calls."""
    from fittrace.documents import DocumentError
    from fittrace.documents import check as checked

    seen = drifted = 0
    for name in documents:
        try:
            blocks, drifts = checked(Path(name), update=update)
        except DocumentError as error:
            raise Refusal(str(error)) from error
        seen, drifted = seen + len(blocks), drifted + len(drifts)
        for drift in drifts:
            tell(f"{drift.block.place}: {drift.block.program} {'is updated' if update else 'has drifted'}")
            for line in drift.difference():
                tell(f"  {line}")
    orders = f"{seen} order{'' if seen == 1 else 's'} of calls"
    if drifted:
        tell(f"{drifted} of {orders} {'updated' if update else 'drifted; --update writes what was found'}")
        raise click.exceptions.Exit(0 if update else 1)
    tell(f"{orders}, all as documented" if seen else "no order of calls in there")
