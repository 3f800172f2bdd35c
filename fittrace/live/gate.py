"""The gate: which requests are the owner's own.

A page that any web site can make a browser ask for must not tell that site anything.
Three checks keep strangers out: the address carries a token that nobody can guess, the
``Host`` header names this very server (or a site could point its own name at this
address, which is called DNS rebinding), and nothing is ever changed by a request.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address
from socket import gethostname

__all__ = ["Gate"]

_OF_LOOPBACK = frozenset({"127.0.0.1", "[::1]", "localhost"})


@dataclass(frozen=True)
class Gate:
    """Who may come in.

    Attributes:
        host: the address that the server is bound to.
        port: the port.
        token: the first part of every path.
    """

    host: str
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def address(self) -> str:
        """The page's address; a server that listens everywhere is reached by the machine's name."""
        return f"http://{gethostname() if self._is_everywhere() else self._shown()}:{self.port}/{self.token}/"

    def knows_host(self, header: str | None) -> bool:
        """Whether a request's ``Host`` header names this server."""
        if header is None:
            return False
        name, colon, port = header.strip().lower().rpartition(":")
        if not colon or "]" in port:
            name, port = header.strip().lower(), "80"
        if port != str(self.port):
            return False
        if name in _OF_LOOPBACK or name == self._shown():
            return True
        if not self._is_everywhere():
            return False
        return name == gethostname().lower() or _is_numeric(name)

    def page_of(self, path: str) -> str | None:
        """What a path asks for behind the token: ``""``, ``"events"``; None where the token is wrong."""
        _, token, *rest = (path.partition("?")[0] + "/").split("/")
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            return None
        return "/".join(rest).rstrip("/")

    def _is_everywhere(self) -> bool:
        return self.host in ("0.0.0.0", "::")

    def _shown(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host.lower()


def _is_numeric(name: str) -> bool:
    """Whether it is an address and no name; the latter may be pointed anywhere by whoever owns it."""
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
