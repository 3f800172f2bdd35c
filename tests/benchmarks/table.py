"""The figures as a table: in the terminal, as Markdown, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from .figure import Figure

__all__ = ["json_of", "markdown_of", "show"]

COLUMNS = ("", "minimum", "median", "goal", "", "measured")
WIDTH = 150
STYLES = {"reached": "green", "not reached": "red", "not measured": "yellow"}

Figures = Mapping[str, Sequence[Figure]]


def quantity(value: float | None, unit: str) -> str:
    """A number with its unit, three digits of it; a dash where there is none."""
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 100 or unit == "ns" else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}{'' if unit == 'x' else ' '}{unit}"


def cells(figure: Figure) -> list[str]:
    """A line of the table."""
    goal = "" if figure.goal is None else f"≤ {figure.goal:g}{'' if figure.unit == 'x' else ' '}{figure.unit}"
    numbers = [quantity(value, figure.unit) for value in (figure.minimum, figure.median)]
    return [figure.what, *numbers, goal, figure.verdict, figure.note]


def sentence(machine: Mapping[str, str]) -> str:
    """The machine in one line."""
    return "; ".join(f"{name}: {value}" for name, value in machine.items())


def show(machine: Mapping[str, str], figures: Figures, console: Console | None = None) -> None:
    """Print the table for people."""
    if console is None:
        console = Console()
        if not console.is_terminal:
            console.width = WIDTH
    table = Table(title="What recording costs", caption=sentence(machine), title_justify="left")
    for place, column in enumerate(COLUMNS):
        table.add_column(column, justify="right" if 1 <= place <= 3 else "left", overflow="fold")
    for story, lines in figures.items():
        table.add_section()
        table.add_row(f"[bold]{story}[/]")
        for figure in lines:
            what, *rest = cells(figure)
            style = STYLES.get(figure.verdict, "yellow" if figure.verdict else "")
            rest[3] = f"[{style}]{rest[3]}[/]" if style else rest[3]
            table.add_row(f"  {what}", *rest)
    console.print(table)


def markdown_of(machine: Mapping[str, str], figures: Figures) -> str:
    """The same as a page of the documentation has it."""
    lines = [sentence(machine) + ".", ""]
    for story, rows in figures.items():
        lines += [
            f"| {story} | minimum | median | goal | | measured |",
            "| --- | ---: | ---: | ---: | --- | --- |",
        ]
        lines += [f"| {' | '.join(cells(figure))} |" for figure in rows]
        lines.append("")
    return "\n".join(lines)


def json_of(machine: Mapping[str, str], figures: Figures) -> str:
    """The same for programs."""
    stories = {
        story: [asdict(figure) | {"verdict": figure.verdict} for figure in rows]
        for story, rows in figures.items()
    }
    return json.dumps({"machine": dict(machine), "figures": stories}, indent=2, ensure_ascii=False)
