"""A training watched while it runs: a page on loopback, told of what happens as it happens."""

from .server import LOOPBACK, LiveServer, ServerError

__all__ = ["LOOPBACK", "LiveServer", "ServerError"]
