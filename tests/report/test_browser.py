"""The page in a real Chromium, opened from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def tab(quiet_tab, page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    with quiet_tab(file) as tab:
        yield tab


def line(tab, key: str):
    """The first line of the outline for that callee, ``Sequential.fit [sequential]``."""
    return tab.locator(f'#tree [data-key="{key}"]').first


def test_the_page_opens_without_a_request_or_a_console_message(tab):
    assert tab.title().startswith("classifier.py")


def test_clicking_through_the_outline_shows_each_call(tab):
    seen = 0
    while True:
        shut = tab.locator('#tree [aria-expanded="false"]:visible > .row > .twist')
        if shut.count() == 0 or seen > 40:
            break
        shut.first.click()
        seen += 1
        assert tab.locator("#call-title").is_visible()
    assert seen > 20


def test_every_line_can_be_opened(tab):
    unexplained = tab.evaluate(
        """async () => {
             const items = [...document.querySelectorAll('#tree [role=treeitem]')];
             const said = (item) => new Promise((told) => page.explain(item, told));
             const texts = await Promise.all(items.map(said));
             return items.filter((_, place) => !texts[place].textContent.trim()).map((item) => item.id);
           }"""
    )
    assert unexplained == []


def test_a_call_that_is_no_step_of_the_walkthrough_is_explained_from_what_is_packed(tab):
    tab.evaluate(
        "location.hash = [...document.querySelectorAll('#tree li')].find((item) => "
        "!document.getElementById(`x${item.dataset.x}`)).id.replace('line', 'call')"
    )
    tab.locator("#call-body .what").wait_for()
    assert tab.locator("#call-body").inner_text().strip()


def test_choosing_a_call_explains_it(tab):
    line(tab, "Sequential.fit [sequential]").locator("> .row .label").click()
    assert "owns the two loops" in tab.locator("#call-body").inner_text()
    assert tab.url.endswith(
        "#call-" + line(tab, "Sequential.fit [sequential]").get_attribute("id").removeprefix("line-")
    )


def test_the_keyboard_walks_the_outline(tab):
    line(tab, "Sequential.compile [sequential]").locator("> .row .label").click()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown"):
        tab.keyboard.press(key)
    assert tab.locator("#call-title").inner_text() != "Sequential.compile  sequential"
    tab.keyboard.press("Home")
    assert tab.locator("#call-title").inner_text().startswith("Sequential.compile")


def test_an_address_opens_its_call(tab, tmp_path):
    number = line(tab, "Sequential.evaluate [sequential]").get_attribute("id").removeprefix("line-")
    tab.goto((tmp_path / "page.html").as_uri() + f"#call-{number}")
    tab.reload()
    assert tab.locator("#call-title").inner_text().startswith("Sequential.evaluate")


def test_finding_a_call_opens_the_way_to_it(tab):
    tab.fill("#find", "sparse_categorical_crossentropy")
    assert tab.locator("#tree .hit").first.is_visible()
    assert "× “sparse_categorical_crossentropy”" in tab.locator("#found").inner_text()


def test_the_theme_can_be_switched(tab):
    before = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    tab.click("#theme")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_a_narrow_screen_has_one_column_and_a_drawer(tab):
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.click("#drawer")
    assert tab.locator("#find").is_visible()


def test_the_page_is_a_file_without_companions(tmp_path, tab):
    assert [file.name for file in Path(tmp_path).iterdir()] == ["page.html"]
