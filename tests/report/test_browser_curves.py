"""Curves and the model's view in a real Chromium."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def opened(quiet_tab, page, tmp_path_factory):
    """The page, opened once."""
    file = tmp_path_factory.mktemp("curves") / "page.html"
    file.write_text(page, encoding="utf-8")
    with quiet_tab(file) as tab:
        yield tab


@pytest.fixture
def tab(opened):
    opened.set_viewport_size({"width": 1440, "height": 900})
    opened.evaluate("location.hash = '#curves'")
    opened.locator("#curve-loss-by-step svg").last.wait_for()
    return opened


def test_every_plot_is_drawn(tab):
    plots = tab.locator("#curves [data-plot]")
    assert plots.count() >= 5
    for number in range(plots.count()):
        assert plots.nth(number).locator(".field path.curve").first.get_attribute("d").startswith("M")


def test_the_keys_read_the_values(tab):
    field = tab.locator("#curve-loss-by-step .field")
    field.focus()
    tab.keyboard.press("Home")
    first = field.get_attribute("aria-valuetext")
    tab.keyboard.press("ArrowRight")
    second = tab.locator("#curve-loss-by-step .readout").inner_text()
    assert re.match(r"step 1: loss \d", first)
    assert re.match(r"step 2: loss \d", second)
    assert first == f"step 1: loss {tab.locator('#curve-loss-by-step td b').first.inner_text()}"
    tab.keyboard.press("End")
    assert field.get_attribute("aria-valuenow") == field.get_attribute("aria-valuemax") == "15"


def test_pointing_reads_the_nearest_value(tab):
    field = tab.locator("#curve-metric-1-by-epoch .field")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    tab.mouse.move(box["x"] + box["width"] - 30, box["y"] + 60)
    assert field.get_attribute("aria-valuetext").startswith("epoch 3: accuracy")


def test_the_scale_can_be_logarithmic(tab):
    button = tab.locator("#curve-loss-by-step .log")
    before = tab.locator("#curve-loss-by-step .field path.curve").get_attribute("d")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert tab.locator("#curve-loss-by-step .field path.curve").get_attribute("d") != before
    button.click()
    assert tab.locator("#curve-loss-by-step .field path.curve").get_attribute("d") == before


def test_on_a_narrow_screen_curves_are_drawn_anew_and_nothing_is_wider_than_it(tab):
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.wait_for_function("() => document.querySelector('#curve-loss-by-step .field svg').clientWidth < 390")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_box_of_the_model_leads_to_its_layers_row(tab):
    tab.evaluate("location.hash = '#model'")
    tab.locator("#model .box").first.wait_for()
    tab.locator("#model a[href='#layer-2']").click()
    assert tab.evaluate("location.hash") == "#layer-2"
    assert tab.locator("#model").is_visible()


def test_a_layer_leads_to_its_calls_and_is_marked_with_them(tab):
    tab.evaluate("location.hash = '#model'")
    tab.locator("#layer-2 td:last-child a").click()
    assert tab.locator("#call-title").inner_text().startswith("Dense.__call__")
    assert tab.locator("#model .chosen[data-layer='dense_1']").count() == 2


def test_each_weight_has_three_pictures(tab):
    tab.evaluate("location.hash = '#weight-1'")
    pictures = tab.locator("#weight-1 .moment svg path.bars")
    assert pictures.count() == 3
    assert all("V" in pictures.nth(place).get_attribute("d") for place in range(3))
