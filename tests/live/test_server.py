"""The live page, from a real server on loopback while a run goes on."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

import fittrace
from fittrace.live import LiveServer, ServerError
from fittrace.trace import Hooked, hook, loop


class Model(Hooked, named="name"):
    name = "<b>model</b>"

    @hook
    def fit(self, reached: threading.Event, go_on: threading.Event) -> None:
        for epoch in epochs(3):
            for step in steps(4):
                self.train_step(None if (epoch, step) != (1, 2) else (reached, go_on))

    @hook
    def train_step(self, pause: tuple[threading.Event, threading.Event] | None) -> None:
        if pause is not None:
            pause[0].set()
            pause[1].wait(20)


@loop("epoch")
def epochs(count: int) -> Iterator[int]:
    yield from range(count)


@loop("step")
def steps(count: int) -> Iterator[int]:
    yield from range(count)


class Watched:
    """A run that waits in epoch 2, step 3, and its server."""

    def __init__(self) -> None:
        self.live = LiveServer("<i>train.py</i>")
        self.reached, self.go_on = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        with fittrace.record() as run, self.live.watching(run):
            Model().fit(self.reached, self.go_on)

    def __enter__(self) -> Watched:
        self._thread.start()
        assert self.reached.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.go_on.set()
        self._thread.join(20)

    def ask(self, path: str | None = None, method: str = "GET", host: str | None = None):
        """The answer to a request; `path` is behind the token."""
        address = urlsplit(self.live.address)
        connection = HTTPConnection(address.netloc, timeout=20)
        headers = {} if host is None else {"Host": host}
        connection.request(method, address.path if path is None else path, headers=headers)
        return connection.getresponse()

    def frames(self) -> Iterator[dict]:
        """What is told, as it is told."""
        answer = self.ask(urlsplit(self.live.address).path + "events")
        for line in answer:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))


@pytest.fixture(scope="module")
def watched():
    with Watched() as watched:
        yield watched


def test_the_page_is_served_to_whoever_has_the_address(watched):
    answer = watched.ask()
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = answer.read().decode()
    assert "&lt;i&gt;train.py&lt;/i&gt;" in page
    assert "<i>train.py" not in page


def test_it_allows_nothing_from_outside(watched):
    page = watched.ask().read().decode()
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    assert policy.startswith("default-src 'none';")
    assert "unsafe-inline" not in policy.partition("script-src")[2]
    assert not any(word in page for word in ("http://", "https://", 'src="', "@import"))


def test_it_is_kept_by_nobody_and_named_to_nobody(watched):
    headers = watched.ask().headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize("path", ["/", "/events", "/wrong/", "/wrong/events", "/../../etc/passwd", "//"])
def test_without_the_token_nothing_is_found(watched, path):
    assert watched.ask(path).status == 404


def test_behind_the_token_there_is_nothing_but_the_page_and_its_events(watched):
    token = urlsplit(watched.live.address).path
    assert [watched.ask(token + name).status for name in ("run.fittrace", "events/more", "../x")] == [404] * 3


def test_another_name_for_this_machine_is_refused(watched):
    assert watched.ask(host=f"evil.example:{urlsplit(watched.live.address).port}").status == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_changed(watched, method):
    assert watched.ask(method=method).status == 501


def test_the_first_event_says_where_the_run_is(watched):
    frame = next(watched.frames())
    assert frame["loops"] == [["epoch", "2"], ["step", "3"]]
    labels = [[label, name] for label, name, _, _ in frame["calls_under_way"]]
    assert labels == [["Model.fit", "<b>model</b>"], ["Model.train_step", "<b>model</b>"]]
    assert (frame["state"], frame["over"]) == ("recording", False)


def test_it_is_bound_to_loopback_alone(watched):
    assert watched.live.address.startswith("http://127.0.0.1:")


def test_the_last_event_says_that_it_is_over_and_then_nobody_answers():
    with Watched() as watched:
        frames = watched.frames()
        assert next(frames)["over"] is False
        watched.go_on.set()
        last = list(frames)[-1]
        assert last["over"] is True
        assert last["loops"] == []
    with pytest.raises(ConnectionError):
        watched.ask()


def test_a_taken_port_is_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"cannot be served on 127.0.0.1, port {port}: "):
            LiveServer("train.py", port=port)


def test_an_address_of_another_machine_is_one_sentence():
    with pytest.raises(ServerError, match=r"cannot be served on 192\.0\.2\.1, port 0: "):
        LiveServer("train.py", host="192.0.2.1")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_does_not_hold_the_port():
    live = LiveServer("train.py")
    port = urlsplit(live.address).port
    born, tells = os.pipe()
    ends, ended = os.pipe()
    with fittrace.record() as run, live.watching(run):
        child = os.fork()
        if child == 0:
            os.close(ended)
            os.write(tells, b"!")
            os.read(ends, 1)
            os._exit(0)
        os.read(born, 1)
    with socket.create_server(("127.0.0.1", port)):
        os.close(ended)
    os.waitpid(child, 0)


def test_a_run_with_two_watchers_tells_both(watched):
    one, other = watched.frames(), watched.frames()
    assert next(one)["loops"] == next(other)["loops"]


def test_a_page_that_cannot_be_made_is_told_and_the_training_goes_on(monkeypatch, capsys):
    live = LiveServer("train.py")
    monkeypatch.setattr("fittrace.live.frames.Frames.__init__", lambda *_: 1 / 0)
    with fittrace.record() as run, live.watching(run):
        Model().train_step(None)
    assert run.calls == 1
    assert capsys.readouterr().err.endswith("division by zero; the training goes on without it.\n")
