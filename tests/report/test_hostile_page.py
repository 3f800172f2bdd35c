"""A run file from a stranger, with names made to break out of a page: its page runs none of them."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser

import pytest

import fittrace
from fittrace.report import page_of
from fittrace.report.graph.draw import write_graph

from .catalogues import explanations, packed

RUNS = "window.ran = (window.ran || 0) + 1"
NAMES = (
    f"</script><script>{RUNS}</script>",
    f"<img src=x onerror='{RUNS}'>",
    f'" onmouseover="{RUNS}" x="',
    f"' autofocus onfocus='{RUNS}",
    f"javascript:{RUNS}",
    f"</title><svg onload='{RUNS}'>",
    f"</template></style><script>{RUNS}</script>",
    "{{ 7 * 7 }}{% raw %}",
    "<!--",
    "-->]]>",
    "&lt;script&gt;&#60;",
    "\u202eright to left\u2066",
    "\u2028\u2029",
    "🦊" * 3,
    "\\N \\G \\E \\n {a|<b>c}",
    "<b>Graphviz</b>",
    "a\0b\x1bc\ud800",
)


class Elements(HTMLParser):
    """Notes what a page consists of."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.links = [], set(), []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attributes}
        self.links += [value for name, value in attributes if name in ("href", "src", "xlink:href")]


@pytest.fixture(scope="module")
def hostile(run, tmp_path_factory):
    """The run with every name and text in its file replaced by hostile ones; gives the file's path."""
    path = tmp_path_factory.mktemp("hostile") / "run.fittrace"
    run.save(path)
    with closing(sqlite3.connect(path)) as connection:
        for code, kind, text in connection.execute("SELECT code, kind, value FROM codes").fetchall():
            changed = json.dumps(_hostile(kind, json.loads(text), code))
            connection.execute("UPDATE codes SET value = ? WHERE code = ?", (changed, code))
        header = json.loads(connection.execute("SELECT value FROM header WHERE key = 'header'").fetchone()[0])
        everything = " ".join(NAMES)
        header |= {
            "script": everything,
            "arguments": list(NAMES),
            "fittrace": NAMES[0],
            "notes": {NAMES[0]: NAMES[1]},
        }
        connection.execute("UPDATE header SET value = ? WHERE key = 'header'", (json.dumps(header),))
        ending = json.loads(connection.execute("SELECT value FROM header WHERE key = 'ending'").fetchone()[0])
        ending |= {"state": "raised", "raised": [NAMES[0], everything, list(NAMES)]}
        connection.execute("UPDATE header SET value = ? WHERE key = 'ending'", (json.dumps(ending),))
        connection.commit()
    return path


def _hostile(kind, value, code):
    """An entry of the code table, its names followed by a hostile one: symbols keep what stages go by."""
    bad = NAMES[code % len(NAMES)]
    if kind == "call":
        label = value["label"]
        return value | {
            "label": label if value["loop"] else f"{bad}.{label}",
            "name": f"{value['name']}{bad}",
        }
    if kind == "fact":
        name, fields, columns = value
        return [
            name,
            [[field, f"{item}{bad}" if isinstance(item, str) else item] for field, item in fields],
            columns,
        ]
    return value


@pytest.mark.parametrize("redact", [False, True])
def test_names_are_text_and_nothing_else(hostile, redact):
    page = page_of(fittrace.load(hostile), "</title>" + NAMES[0], redact=redact)
    elements = Elements()
    elements.feed(page)
    assert elements.tags.count("script") == 2 + 1  # data, script, the other language
    other = packed(page, "zh-TW")
    elements.feed(other["body"])
    elements.feed("".join([*explanations(page), *filter(None, other["data"]["explanations"])]))
    assert elements.tags.count("script") == 2 + 1
    assert "img" not in elements.tags
    assert [name for name in elements.attributes if name.startswith("on") or name == "autofocus"] == []
    assert [link for link in elements.links if not link.startswith("#")] == []
    assert "49{%" not in page
    data = page.partition('id="page-data">')[2].partition("</script>")[0]
    assert not set(data) & set("<>&\u2028\u2029")
    assert json.loads(data)


def test_the_page_allows_nothing_from_outside(page):
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; ")
    assert not re.search(r"https?:|\*|data:|blob:|unsafe-eval|script-src[^;]*unsafe-inline", policy)
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_templates_escape_everything(repository):
    from fittrace.report.html.templates import make_environment

    assert make_environment().autoescape is True
    safe = {
        (path.name, place)
        for path in (repository / "templates").rglob("*.j2")
        for place in re.findall(r"[^|{]*\|\s*safe\b", path.read_text())
    }
    assert all("logs</code>" in place for _, place in safe), "only words of our own are safe"


def test_nothing_in_the_package_runs_what_a_file_says(repository):
    """No pickle, no eval, no YAML; numpy's own files are read without pickle."""
    forbidden = re.compile(
        r"^\s*(import|from) (pickle|shelve|marshal|yaml|dill|joblib)\b|(?<![\w.])eval\(|allow_pickle=True",
        re.M,
    )
    found = [
        path.relative_to(repository)
        for path in (repository / "fittrace").rglob("*.py")
        if forbidden.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    runs = {
        path.name
        for path in (repository / "fittrace").rglob("*.py")
        if re.search(r"(?<![\w.])exec\(", path.read_text())
    }
    assert runs <= {"script.py", "trampoline.py"}, "the user's script, and hooks made of fittrace's own words"


@pytest.mark.parametrize("suffix", [".svg", ".dot", ".graphml"])
def test_graphs_take_such_names(hostile, tmp_path, suffix):
    write_graph(fittrace.load(hostile), tmp_path / f"graph{suffix}")
    text = (tmp_path / f"graph{suffix}").read_text(encoding="utf-8")
    assert text
    if suffix != ".dot":
        assert "<script" not in text


def test_a_layer_in_angle_brackets_is_no_html_to_graphviz():
    """HTML labels can name files, which Graphviz would read."""
    import networkx as nx

    from fittrace.report.graph.draw import layer_dot

    graph = nx.DiGraph()
    graph.add_node("x", label='<<IMG SRC="/etc/passwd"/>', name=">", parameters=0, stage="forward")
    assert "label=<" not in layer_dot(graph).source


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("redact", [False, True])
def test_a_browser_runs_nothing_of_it(browser, hostile, tmp_path, redact):
    fittrace.load(hostile).report(tmp_path / "page.html", redact=redact)
    tab = browser.new_page()
    complaints = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("dialog", lambda dialog: complaints.append("a dialog"))
    tab.on("request", lambda asked: None if asked.url.startswith("file:") else complaints.append(asked.url))
    tab.goto((tmp_path / "page.html").as_uri())
    tab.fill("#find", "Dense")
    for line in tab.locator("#tree [role=treeitem]").all()[:40]:
        tab.evaluate("id => { location.hash = id.replace('line', 'call') }", line.get_attribute("id"))
        tab.locator("#call-title").hover()
    assert tab.evaluate("window.ran") is None
    assert tab.locator("script").count() == 3
    assert complaints == []
    tab.close()


@pytest.mark.browser
@pytest.mark.slow
def test_the_policy_stops_a_script_that_is_not_ours(browser, page, tmp_path):
    """Were a name ever written unescaped, the browser would still not run it."""
    (tmp_path / "page.html").write_text(
        page.replace("<main", f"<script>{RUNS}</script><main", 1), encoding="utf-8"
    )
    tab = browser.new_page()
    tab.goto((tmp_path / "page.html").as_uri())
    assert tab.evaluate("window.ran") is None
    tab.close()
