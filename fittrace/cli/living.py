"""``fittrace run --live``: where the page is served while the training runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .console import Refusal, say

if TYPE_CHECKING:
    from fittrace.live import LiveServer

__all__ = ["live_options", "live_server"]

F = TypeVar("F", bound=Callable[..., Any])


def live_options(command: F) -> F:
    """The options ``--live``, ``--live-host`` and ``--live-port``."""
    for option in (
        click.option(
            "--live-port",
            metavar="PORT",
            type=click.IntRange(0, 65535),
            help="Its port (default: a free one).",
        ),
        click.option(
            "--live-host",
            metavar="ADDRESS",
            help="Where to serve it (default: 127.0.0.1, this machine alone).",
        ),
        click.option("--live", is_flag=True, help="Serve a page that shows where the training is."),
    ):
        command = option(command)
    return command


def live_server(title: str, host: str | None, port: int | None, language: str) -> LiveServer:
    """A server that listens, its address told on stderr.

    Raises:
        Refusal: it cannot listen there.
    """
    from fittrace.live import LOOPBACK, LiveServer, ServerError

    try:
        server = LiveServer(title, host=host or LOOPBACK, port=port or 0, language=language)
    except ServerError as error:
        raise Refusal(str(error)) from error
    say(f"the live page is at {server.address}")
    return server
