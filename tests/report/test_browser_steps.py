"""The walkthrough's steps in a real Chromium: opened by click and by address, with their source."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def file(page, tmp_path_factory):
    file = tmp_path_factory.mktemp("steps") / "page.html"
    file.write_text(page, encoding="utf-8")
    return file


@pytest.fixture
def tab(quiet_tab, file):
    with quiet_tab(file) as tab:
        yield tab


def step(tab, label: str):
    """The first step with that title."""
    return tab.locator(".step", has=tab.locator(".label", has_text=label)).first


def test_a_click_opens_a_step(tab):
    card = step(tab, "train_step")
    assert not card.locator(".said").is_visible()
    card.locator("summary").first.click()
    assert "five moves" in card.locator(".said").inner_text()
    assert card.locator(".crumbs a").first.inner_text() == "Sequential.fit"
    assert tab.url.endswith("#" + card.get_attribute("id"))


def test_an_address_opens_a_step(browser, file):
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(file.as_uri() + "#step-12")
    assert tab.locator("#step-12 .said").is_visible()
    assert tab.locator("#step-12").bounding_box()["y"] < 400
    tab.close()


def test_short_source_is_shown_with_its_running_lines(tab):
    card = step(tab, "train_step")
    card.locator("summary").first.click()
    listing = card.locator(".listing code")
    listing.wait_for()
    assert "y_pred = self(x, training=True)" in listing.inner_text()
    assert listing.locator("i").count() > 4
    assert listing.locator(".k", has_text="with").count() == 1


def test_running_lines_lie_where_the_calls_are(tab):
    card = step(tab, "train_step")
    card.locator("summary").first.click()
    card.locator(".listing code").wait_for()
    apart = card.evaluate(
        """(card) => {
             const mark = card.querySelectorAll(".listing i")[1].getBoundingClientRect();
             const words = [...card.querySelectorAll(".listing .k")];
             const word = words.find((it) => it.textContent.trim() === "with");
             const text = word.getBoundingClientRect();
             return Math.abs((mark.top + mark.bottom - text.top - text.bottom) / 2);
           }"""
    )
    assert apart < 4


def test_long_source_is_folded(tab):
    card = step(tab, "Sequential.fit")
    card.locator("summary").first.click()
    assert card.locator(".source summary").is_visible()
    assert not card.locator(".listing").is_visible()
    card.locator(".source summary").click()
    card.locator(".listing").wait_for()
    assert "def fit(" in card.locator(".listing code").inner_text()


def test_the_panel_has_the_source_and_the_way_to_the_step(tab):
    tab.locator('#tree [data-key="Sequential.compile [sequential]"] > .row .label').first.click()
    assert tab.locator("#call-source a").inner_text() == "Scene 1 of the walkthrough"
    tab.locator("#call-source summary").click()
    tab.locator("#call-source .listing").wait_for()
    assert "def compile(" in tab.locator("#call-source .listing code").inner_text()


def test_a_step_opened_selects_its_call(tab):
    card = step(tab, "select_data_adapter")
    card.locator("summary").first.click()
    assert tab.locator("#call-title").inner_text().startswith("select_data_adapter")


def test_the_keyboard_opens_a_step(tab):
    summary = step(tab, "train_step").locator("summary").first
    summary.focus()
    tab.keyboard.press("Enter")
    assert step(tab, "train_step").locator(".said").is_visible()


def test_on_a_narrow_screen_nothing_is_wider_than_the_screen(browser, file):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto(file.as_uri() + "#step-5")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.close()
