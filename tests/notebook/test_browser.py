"""The frame in a real Chromium, inside a page that stands for a notebook."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def file(run, tmp_path_factory):
    """A page with the frame in it."""
    file = tmp_path_factory.mktemp("frame") / "notebook.html"
    file.write_text(f'<!doctype html><meta charset="utf-8"><h1>Notebook</h1>{run._repr_html_()}', "utf-8")
    return file


@pytest.fixture
def notebook(browser, file):
    """That page, opened; what it says to the console and asks of the network is noted."""
    tab = browser.new_page(viewport={"width": 1300, "height": 900})
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(f"console {message.type}: {message.text}"))
    tab.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    tab.goto(file.as_uri())
    tab.on("request", lambda asked: complaints.append(f"asked {asked.url}"))
    yield tab
    tab.close()
    assert complaints == []


@pytest.fixture
def frame(notebook):
    (frame,) = notebook.main_frame.child_frames
    frame.wait_for_selector("#tree [role=treeitem]", state="attached")
    return frame


def test_the_frame_has_no_origin_and_addresses_of_its_own(frame):
    assert frame.evaluate("[origin, document.baseURI]") == ["null", "about:srcdoc"]


def test_the_frame_sees_nothing_of_the_notebook(frame):
    assert (
        frame.evaluate("() => { try { return parent.document.title } catch { return 'refused' } }")
        == "refused"
    )


def test_choosing_a_call_explains_it(frame):
    frame.locator('#views a[href="#walkthrough"]').click()
    frame.locator('#tree [data-key="Sequential.fit [sequential]"] > .row .label').first.click()
    assert "Sequential.fit" in frame.locator("#call-title").inner_text()
    assert frame.url.startswith("about:srcdoc#call-")


def test_the_views_and_the_way_back(frame, notebook):
    for address in ("graph", "timeline", "model", "curves", "calls"):
        frame.locator(f'#views a[href="#{address}"]').click()
        frame.wait_for_selector(f"#{address}:not([hidden])")
    assert notebook.locator("h1").inner_text() == "Notebook"


def test_the_theme_is_switched_without_a_storage(frame):
    before = frame.locator("#theme").get_attribute("aria-pressed")
    frame.locator("#theme").click()
    assert frame.locator("#theme").get_attribute("aria-pressed") != before


def test_the_language_is_switched(frame):
    frame.locator('.language[lang="zh-TW"]').click()
    frame.wait_for_selector("html[lang=zh-TW]")
    frame.locator('.language[lang="en"]').click()
    frame.wait_for_selector("html[lang=en]")


def test_the_presenter_comes_and_goes(frame, notebook):
    frame.locator("#present").click()
    frame.wait_for_selector("#presenter:not([hidden])")
    notebook.keyboard.press("ArrowRight")
    notebook.keyboard.press("Escape")
    frame.wait_for_selector("#presenter", state="hidden")
