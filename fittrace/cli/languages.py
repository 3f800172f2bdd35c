"""The option that says which language a page opens in."""

from __future__ import annotations

import click

from fittrace.locale import LANGUAGES, SOURCE

__all__ = ["language_option"]

language_option = click.option(
    "--language",
    type=click.Choice(list(LANGUAGES), case_sensitive=False),
    default=SOURCE,
    help=f"The language the page opens in (default: {SOURCE}); the page can switch.",
)
