"""Small files that claim, repeat or nest without end: one sentence, in little memory and time."""

import base64
import gzip
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from fittrace.trace.packing import pack
from fittrace.trace.rundata import SCHEMA
from fittrace.trace.runfile.layout import APPLICATION_ID, TABLES

SEED = Path(__file__).parent / "corpus/runs/a_classifier.fittrace"
MEMORY = 400 * 2**20
"""Bytes of address space that the reader may take beyond what it starts with."""
READ = """
import resource, sys, time
from fittrace import RunFileError, load
import fittrace.trace.runfile
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + {memory}
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
try:
    load(sys.argv[1])
except RunFileError as error:
    print(error)
else:
    print("taken")
"""


def read_in_a_small_process(path):
    """What the reader says about the file, in a process with little memory and 20 s of work."""
    code = READ.format(memory=MEMORY)
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) == 1
    return done.stdout.strip()


@pytest.fixture
def spoilt(tmp_path):
    """A copy of a good run in which statements change something; gives its path."""

    def spoil(*statements):
        path = tmp_path / "run"
        shutil.copy(SEED, path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(*(statement if isinstance(statement, tuple) else (statement,)))
        return path

    return spoil


def blob(numbers, dtype):
    return np.array(numbers, dtype=dtype).tobytes()


def a_call(label="f", **more):
    return json.dumps({"symbol": "f", "label": label, "name": None, "loop": False} | more)


WIDE = json.dumps(["Mine", [], [f"c{place}" for place in range(60_000)]])
BOMBS = {
    "a huge count of rows": ["UPDATE patterns SET occurrences = 1 << 40"],
    "a huge width": ["UPDATE patterns SET width = 1 << 40"],
    "a count and a width that multiply": ["UPDATE patterns SET occurrences = 1000000, width = 60000"],
    "a zlib bomb": [("UPDATE rows SET data = ?", (zlib.compress(bytes(2**28), 9),))],
    "a chunk that is alike throughout": [
        "UPDATE patterns SET width = 60002, occurrences = 1000",
        ("UPDATE rows SET count = 1000, data = ?", (pack(np.zeros((2, 60002))),)),
    ],
    "a fact with many columns": [("UPDATE codes SET value = ? WHERE kind = 'fact'", (WIDE,))],
    "a fold of 10^18 iterations": [
        ("UPDATE patterns SET counts = ?", (json.dumps({str(i): 10**18 for i in range(99)}),))
    ],
    "a long blob": ["UPDATE lanes SET events = zeroblob(300000000)"],
    "a long text": ["UPDATE header SET value = hex(zeroblob(140000000)) WHERE key = 'header'"],
    "deep JSON": [("UPDATE details SET fields = ?", ('{"a":' * 200_000,))],
    "JSON that is deep and whole": [("UPDATE details SET fields = ?", ('{"a":' * 500 + "1" + "}" * 500,))],
    "a number of a million digits": [("UPDATE header SET value = ? WHERE key = 'origin'", ("9" * 10**6,))],
    "a time of 4,000 digits": [("UPDATE header SET value = ? WHERE key = 'origin'", ("9" * 4000,))],
    "NaN for a time": ["UPDATE header SET value = 'NaN' WHERE key = 'origin'"],
    "a name without end": [("UPDATE codes SET value = ? WHERE kind = 'call'", (a_call("x" * 10**6),))],
    "calls nested without end": [("UPDATE lanes SET events = ?", (blob([0, 1] * 10**6, "<i8"),))],
    "a negative width": ["UPDATE patterns SET width = -5"],
    "a table that is computed": [
        "DROP TABLE header",
        "CREATE TABLE header (key TEXT, value TEXT GENERATED ALWAYS AS (zeroblob(250000000)))",
    ],
    "a virtual table": ["DROP TABLE header", "CREATE VIRTUAL TABLE header USING fts4(key, value)"],
    "a trigger": ["CREATE TRIGGER t AFTER INSERT ON header BEGIN DELETE FROM header; END"],
    "an index that computes": ["CREATE INDEX i ON header (hex(value))"],
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused(what, spoilt):
    said = read_in_a_small_process(spoilt(*BOMBS[what]))
    assert "is damaged" in said or "cannot be read" in said


def test_the_good_run_is_taken(spoilt):
    assert read_in_a_small_process(spoilt()) == "taken"


def test_kinds_of_fact_in_calls_nested_deep_cost_no_square(tmp_path):
    """Each call knows the kinds of fact below it: 9,000 calls times 9,000 kinds would be 80 million."""
    path = tmp_path / "run"
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(SEED)) as good:
        connection.executescript(
            f"PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={SCHEMA}; {TABLES}"
        )
        connection.executemany("INSERT INTO header VALUES (?, ?)", good.execute("SELECT * FROM header"))
        codes = [(0, "call", a_call())]
        codes += [(place, "fact", json.dumps([f"Kind{place}", [], []])) for place in range(1, 9000)]
        connection.executemany("INSERT INTO codes VALUES (?, ?, ?)", codes)
        events = [0, 1] * 9000 + [number for place in range(1, 9000) for number in (place, 0)]
        connection.execute("INSERT INTO lanes VALUES (0, '\"main\"', ?, ?)", (blob(events, "<i8"), b""))
        connection.commit()
    assert "more than 1,000 kinds of fact" in read_in_a_small_process(path)


def a_page_of(path, number, size):
    return path.read_bytes()[(number - 1) * size : number * size]


def test_pages_that_lie_in_a_circle_are_refused(spoilt):
    """A tree of pages whose branches are all the same one: rows without end in a small file."""
    path = spoilt(
        "DELETE FROM details",
        *[
            ("INSERT INTO details VALUES ('lane 0', 0, ?, 0, 1, 1, ?)", (place, "{}" * 900))
            for place in range(300)
        ],
    )
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'details'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    page = bytearray(a_page_of(path, root, size))
    assert page[0] == 5, "the table is one page only"
    cells = int.from_bytes(page[3:5], "big")
    first = int.from_bytes(page[12:14], "big")
    for cell in range(cells):
        place = int.from_bytes(page[12 + 2 * cell : 14 + 2 * cell], "big")
        page[place : place + 4] = page[first : first + 4]
    whole = bytearray(path.read_bytes())
    whole[(root - 1) * size : root * size] = page
    path.write_bytes(whole)
    assert "its pages are not in order" in read_in_a_small_process(path)


def test_a_file_that_asks_for_a_write_ahead_log_gets_none(spoilt):
    path = spoilt()
    whole = bytearray(path.read_bytes())
    whole[18:20] = b"\2\2"
    path.write_bytes(whole)
    assert "is damaged" in read_in_a_small_process(path)
    assert [file.name for file in path.parent.iterdir()] == ["run"]


def test_a_journal_cannot_have_another_file_removed(spoilt, tmp_path):
    """SQLite removes the file that a journal names as its master, once the journal is played back."""
    precious = tmp_path / "precious"
    precious.write_text("somebody's thesis")
    path = spoilt()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE header SET value = value || ' '")
        connection.execute("PRAGMA cache_spill = ON")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("UPDATE details SET fields = fields || ' '")
        journal = (tmp_path / "run-journal").read_bytes()
        connection.execute("ROLLBACK")
    name = str(precious).encode()
    checksum = sum(byte - 256 if byte > 127 else byte for byte in name) % 2**32
    end = b"".join(
        [(2**31).to_bytes(4, "big"), name, len(name).to_bytes(4, "big"), checksum.to_bytes(4, "big")]
    )
    hot = bytearray(journal)
    hot[:12] = bytes.fromhex("d9d505f920a163d7") + (0xFFFFFFFF).to_bytes(4, "big")
    (tmp_path / "run-journal").write_bytes(bytes(hot) + end + bytes.fromhex("d9d505f920a163d7"))
    assert "names another file" in read_in_a_small_process(path)
    assert precious.read_text() == "somebody's thesis"


def test_the_page_of_ten_thousand_calls_inside_each_other_is_made(spoilt):
    """More than any Python has room for; the outline says what it leaves out."""
    from fittrace import load
    from fittrace.report import page_of

    path = spoilt(
        "DELETE FROM details", "DELETE FROM rows", "DELETE FROM patterns",
        ("UPDATE codes SET kind = 'call', value = ?", (a_call(),)),
        ("UPDATE lanes SET events = ?, numbers = x''", (blob([0, 1] * 9000, "<i8"),)),
    )  # fmt: skip
    packed = re.findall(r'"explanations":"([A-Za-z0-9+/=]+)"', page_of(load(path)))
    texts = [gzip.decompress(base64.b64decode(one)).decode() for one in packed]
    assert any("8,900 calls below are recorded but not listed" in text for text in texts)
