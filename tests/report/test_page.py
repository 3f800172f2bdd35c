from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import numpy as np
import pytest

import fittrace
from fittrace.report import page_of, write_page
from fittrace.report.walkthrough.outline import outline_of
from fittrace.report.words.recorded import reason_text


class Reader(HTMLParser):
    """Notes ids, links, and whether every element is closed."""

    VOID = frozenset({"meta", "input", "br", "link", "img", "hr", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.links.append(given["href"][1:])
        self.sources += [given[name] for name in ("src", "href") if given.get(name)]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_every_element_is_closed_and_every_id_is_there_once(page):
    reader = read(page)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))


def test_every_link_leads_somewhere_on_the_page(page):
    reader = read(page)
    places = set(reader.ids) | {f"call-{name[5:]}" for name in reader.ids if name.startswith("line-")}
    assert set(reader.links) <= places


def test_nothing_is_fetched(page):
    assert all(source.startswith("#") for source in read(page).sources)
    assert "Content-Security-Policy" in page
    assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org/)", page)


def test_the_page_names_the_adapter_and_why_the_others_refused(page, run):
    text = " ".join(read(page).text)
    for fact in run.facts("AdapterConsidered"):
        assert fact.adapter in text
        assert reason_text(fact.reason) in text


def test_the_page_says_why_there_are_five_steps(page):
    assert "⌈ 70 ÷ 16 ⌉ = ⌈ 4.375 ⌉ = <b>5</b>" in page


def test_identical_steps_are_one_line_with_a_count(page):
    assert re.search(r'<span class="label">steps 2 to 4</span>.*?<span class="count">×3</span>', page)


def test_every_line_has_an_explanation(run):
    from fittrace.report.html.templates import make_environment
    from fittrace.report.story.tell import tell
    from fittrace.report.walkthrough.explain import explain_all

    root = run.tree()
    top = outline_of(root)
    texts = explain_all(make_environment(), top, tell(run, root))
    todo = list(top)
    while todo:
        view = todo.pop()
        todo += view.children
        words = re.sub(r"<[^>]+>", " ", texts[view.explanation]).split()
        assert len(words) >= 6, f"{view.label} goes unexplained"


def test_the_same_run_gives_the_same_page(run):
    assert page_of(run) == page_of(run)


def test_a_saved_run_gives_the_same_page(run, page, tmp_path):
    run.save(tmp_path / "run.fittrace")
    assert page_of(fittrace.load(tmp_path / "run.fittrace")) == page


def test_the_explanations_of_a_fold_use_the_values_of_its_first_iteration(page):
    assert "The last batch has 6 rows only" in page


@pytest.mark.parametrize(
    "name",
    ["</script><script>alert(1)</script>", '"quoted" & <b>', "{{ 7 * 7 }}", "\u202eright to left", "🦊"],
)
def test_names_show_as_text(name):
    from fittrace import keras

    class Odd(keras.callbacks.Callback):
        pass

    Odd.__name__ = name
    with fittrace.record(script=f"{name}.py") as run:
        model = keras.models.Sequential([keras.layers.Dense(1)], name="odd")
        model.compile(optimizer="sgd", loss="mse")
        model.fit(np.ones((4, 2), "float32"), np.ones((4, 1), "float32"), verbose=0, callbacks=[Odd()])
    page = page_of(run)
    assert name in "".join(read(page).text)
    assert "<script>alert" not in page
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", page)[0]


def test_a_run_without_fit_has_a_page():
    with fittrace.record(clock=fittrace.LogicalClock()) as run:
        pass
    page = page_of(run)
    assert "no call that fittrace records" in page
    assert "train" not in page.partition('id="overview"')[2].partition("</section>")[0]


def test_a_run_that_raised_shows_where():
    from fittrace import keras

    class Broken(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            raise ValueError("the callback gave up")

    model = keras.models.Sequential([keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    x, y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")
    with pytest.raises(ValueError, match="gave up"), fittrace.record() as run:
        model.fit(x, y, verbose=0, callbacks=[Broken()])
    page = page_of(run)
    assert "the callback gave up" in page
    assert "test_page.py" in page
    assert 'class="bad">failed' in page


def test_a_page_that_cannot_be_written_says_so(run, tmp_path):
    with pytest.raises(fittrace.ReportError, match="cannot be written"):
        write_page(run, tmp_path / "missing" / "page.html")


def test_run_report_writes_the_page(run, tmp_path, page):
    run.report(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == page


def test_a_link_is_followed_and_stays(run, tmp_path, page):
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "there" / "page.html")
    write_page(run, link)
    assert link.is_symlink()
    assert (tmp_path / "there" / "page.html").read_text(encoding="utf-8") == page


def test_what_is_no_regular_file_is_written_into(run, tmp_path, page):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as threads:
        read_back = threads.submit(pipe.read_text, encoding="utf-8")
        write_page(run, pipe)
        assert read_back.result(timeout=60) == page
    assert pipe.is_fifo()


def test_the_page_says_who_stopped_the_training_and_where():
    from fittrace import keras

    class Stop(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    with fittrace.record() as run:
        model = keras.models.Sequential([keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse")
        x, y = np.ones((8, 2), "float32"), np.ones((8, 1), "float32")
        model.fit(x, y, batch_size=2, epochs=3, verbose=0, callbacks=[Stop()])
    text = " ".join("".join(read(page_of(run)).text).split())
    assert "stop_training: False → True in step 2 of epoch 1, by Stop.on_train_batch_end" in text


def test_a_file_that_is_no_page_is_replaced_by_force_alone(run, tmp_path, page):
    (tmp_path / "notes.html").write_text("written by hand", encoding="utf-8")
    with pytest.raises(fittrace.ReportError, match="is not a page of fittrace's"):
        run.report(tmp_path / "notes.html")
    assert (tmp_path / "notes.html").read_text(encoding="utf-8") == "written by hand"
    run.report(tmp_path / "notes.html", force=True)
    assert (tmp_path / "notes.html").read_text(encoding="utf-8") == page
