"""The page inside a notebook."""

from html import unescape

import pytest

from fittrace.errors import ReportError
from fittrace.notebook import frame, html_of
from fittrace.report import page_of


@pytest.fixture(scope="module")
def shown(run):
    return run._repr_html_()


def test_the_frame_may_run_scripts_and_has_no_origin(shown):
    assert shown.startswith("<iframe ")
    assert 'sandbox="allow-scripts"' in shown


def test_the_frame_holds_the_page_with_its_content_security_policy(shown, run):
    document = unescape(shown.partition('srcdoc="')[2].partition('"')[0])
    assert document.replace('<base href="about:srcdoc">', "", 1) == page_of(run)
    assert document.index("<base") < document.index("Content-Security-Policy")


def test_a_notebook_that_drops_frames_still_says_how_to_get_the_page(shown):
    assert 'run.report("walkthrough.html")' in shown.rpartition("</iframe>")[2]


def test_a_page_that_is_too_large_is_not_embedded(run, monkeypatch):
    monkeypatch.setattr(frame, "LARGEST_FRAME", 10_000)
    shown = html_of(run)
    assert "<iframe" not in shown
    assert "Sequential.compile" in shown
    assert "too large to be shown in a notebook" in shown


def test_where_no_page_can_be_made_the_text_says_why(run, monkeypatch):
    def fails(_):
        raise ReportError("No <page> can be made.")

    monkeypatch.setattr("fittrace.report.page_of", fails)
    shown = html_of(run)
    assert "Sequential.compile" in shown
    assert "No &lt;page&gt; can be made." in shown


def test_names_of_a_run_are_text(empty_run, monkeypatch):
    monkeypatch.setattr(empty_run.header, "script", "<script>alert(1)</script>")
    assert "<script" not in html_of(empty_run)


def test_a_run_without_calls_is_its_text(empty_run):
    assert html_of(empty_run) == "<pre>empty.py: 0 calls, finished\nNo call of Keras was recorded.</pre>"
