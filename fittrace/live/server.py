"""The server: one page and its events, on loopback, for as long as the run."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6
from typing import TYPE_CHECKING, Any, Final

from ..errors import FittraceError
from ..locale import SOURCE
from ..trace import Run
from ..trace.telling import tell
from .gate import Gate

if TYPE_CHECKING:
    from .frames import Frames

__all__ = ["LOOPBACK", "LiveServer", "ServerError"]

LOOPBACK: Final = "127.0.0.1"
WATCHERS: Final = 16
"""Requests answered at a time; the training comes first."""
PATIENCE: Final = 10.0
"""Seconds that a client has to say what it wants, and to take what it is sent."""
PULSE: Final = 0.5
"""Seconds between two events."""
LAST_WORDS: Final = 1.0
"""Seconds that watchers have to hear of the end."""


class ServerError(FittraceError):
    """The page cannot be served: the port is taken, or the address is not this machine's."""


class LiveServer:
    """Serves a run's live page while a block runs.

    It listens from the beginning, and answers in the block::

        live = LiveServer("train.py")
        with record() as run, live.watching(run):
            print(live.address)

    Args:
        title: the page's heading.
        host: address to bind to; loopback unless told otherwise.
        port: the port; 0 takes a free one.
        language: the page's language, ``"en"`` or ``"zh-TW"``.

    Raises:
        ServerError: it cannot listen there.
    """

    def __init__(self, title: str, *, host: str = LOOPBACK, port: int = 0, language: str = SOURCE) -> None:
        self._title, self._language = title, language
        try:
            self._server = _Server(host, port)
        except (OSError, OverflowError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ServerError(f"The live page cannot be served on {host}, port {port}: {reason}.") from error
        self._gate = self._server.gate = Gate(host, self._server.server_address[1])

    @property
    def address(self) -> str:
        """The page's address, with the token that lets in."""
        return self._gate.address

    @contextmanager
    def watching(self, run: Run) -> Iterator[None]:
        """A block while which the page is served; it closes with the block."""
        _close_in_children(self._server)
        thread = threading.Thread(target=self._serve, args=(run,), name="fittrace-live", daemon=True)
        thread.start()
        try:
            yield
        finally:
            if os.getpid() == self._server.process:  # else a forked child: the server is its parent's
                self._server.stop(LAST_WORDS)
                thread.join(LAST_WORDS)
                self._server.server_close()

    def _serve(self, run: Run) -> None:
        try:
            # Jinja and networkx take a quarter of a second to load: beside the training, not before it
            from .frames import Frames

            self._server.frames = Frames(run, self._title, self._language)
        except Exception as error:  # no reason to end a training
            tell(f"fittrace: the live page cannot be made: {error}; the training goes on without it.")
            self._server.server_close()
        else:
            self._server.serve()


class _Server(ThreadingHTTPServer):
    """Answers requests, each in a thread of its own, but not too many."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name == "posix"
    frames: Frames
    gate: Gate

    def __init__(self, host: str, port: int) -> None:
        if ":" in host:
            self.address_family = AF_INET6
        self.process = os.getpid()
        self.over = threading.Event()
        self._state = threading.Lock()
        self._is_serving = self._is_stopped = False
        self._room = threading.BoundedSemaphore(WATCHERS)
        self._watching = 0
        self._left = threading.Condition()
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        # without the look-up of the host's name that HTTPServer makes, which may ask the network
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin a thread for the request, where there is room for one more."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer a request."""
        with self._left:
            self._watching += 1
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()
            with self._left:
                self._watching -= 1
                self._left.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A watcher that goes away is none of the training's business, nor is a mistake in here."""

    def serve(self) -> None:
        """Answer until told to stop; not at all where the run was over in no time."""
        with self._state:
            if self._is_stopped:
                return
            self._is_serving = True
        self.serve_forever(poll_interval=0.2)

    def stop(self, seconds: float) -> None:
        """Tell whoever watches that the run is over, wait so long for them, and answer no more."""
        with self._state:
            self._is_stopped = True
            if not self._is_serving:
                return
        self.frames.end()
        self.over.set()
        with self._left:
            self._left.wait_for(lambda: not self._watching, seconds)
        self.shutdown()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "fittrace"
    sys_version = ""
    timeout = PATIENCE

    def do_GET(self) -> None:
        """The page, its events, or nothing."""
        if not self.server.gate.knows_host(self.headers.get("Host")):
            return self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        asked = self.server.gate.page_of(self.path)
        if asked == "":
            return self._give(self.server.frames.page())
        if asked == "events":
            return self._tell()
        return self._refuse(HTTPStatus.NOT_FOUND)

    def _give(self, page: str) -> None:
        body = page.encode()
        self._begin(HTTPStatus.OK, "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _tell(self) -> None:
        """Send frames as server-sent events until the run is over or the watcher gone."""
        self._begin(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        last = ""
        is_over = False
        while not is_over:
            is_over = self.server.frames.is_over
            frame = self.server.frames.latest()
            # a comment, where there is nothing new: it fails where nobody listens any more
            self.wfile.write(f"data: {frame}\n\n".encode() if frame != last else b":\n\n")
            self.wfile.flush()
            last = frame
            if not is_over:
                self.server.over.wait(PULSE)

    def _begin(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def _refuse(self, status: HTTPStatus) -> None:
        self._begin(status, "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"{status.phrase}\n".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is the training's."""


def _close_in_children(server: _Server) -> None:
    """A forked child must not hold the port, nor answer on it."""
    known = weakref.ref(server)

    def close() -> None:
        here = known()
        if here is not None:
            here.socket.close()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=close)
