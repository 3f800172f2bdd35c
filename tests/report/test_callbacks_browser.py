"""The callbacks' view in a real Chromium."""

from __future__ import annotations

import pytest

from fittrace.keras.callbacks import LambdaCallback, LearningRateScheduler
from fittrace.report import page_of

from .conftest import classifier

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The page of a training in which `lr` is asked for too early."""
    early = LambdaCallback(on_epoch_end=lambda epoch, logs: logs.get("lr"))
    run = classifier(callbacks=[early, LearningRateScheduler(lambda epoch, rate: rate / 2)])
    file = tmp_path_factory.mktemp("callbacks") / "page.html"
    file.write_text(page_of(run), encoding="utf-8")
    return file


@pytest.fixture
def tab(quiet_tab, file):
    with quiet_tab(file, "#hooks") as tab:
        yield tab


def test_a_cell_opens_its_call_and_is_marked(tab):
    cell = tab.get_by_label("History.on_epoch_end", exact=False).first
    cell.click()
    assert tab.locator("#call-title").inner_text().startswith("History.on_epoch_end")
    assert "chosen" in cell.get_attribute("class")
    assert tab.locator("#hooks").is_visible()


def test_a_cell_lights_its_row_and_column(tab):
    tab.get_by_label("History.on_epoch_end", exact=False).first.hover()
    lit = tab.locator(".matrix thead .lit").all_inner_texts()
    assert [text.strip() for text in lit] == ["on_epoch_end"]


def test_a_key_that_was_asked_for_too_early_is_said_in_a_sentence(tab):
    said = tab.locator(".misses li").first.inner_text()
    assert said.startswith("LambdaCallback asked for lr in on_epoch_end, and it was not there yet:")
    assert "LearningRateScheduler puts it there later in the same hook" in said


def test_keys_that_the_batches_had_are_put_again_at_the_end_of_an_epoch(tmp_path, quiet_tab):
    listens = LambdaCallback(on_train_batch_end=lambda batch, logs: logs["loss"])
    page = tmp_path / "page.html"
    page.write_text(page_of(classifier(callbacks=[listens])), encoding="utf-8")
    with quiet_tab(page, "#hooks") as tab:
        flow = tab.locator("#callbacks-1 .flow", has_text="on_epoch_end")
        puts = {text.strip() for text in flow.locator(".written").all_inner_texts()}
        assert puts == {"▼ puts again"}
        assert "no key comes only at the end of an epoch" in tab.locator("#callbacks-1").inner_text()


def test_a_list_has_an_address(tab, file):
    tab.goto(file.as_uri() + "#callbacks-2")
    tab.reload()
    assert tab.locator("#callbacks-2").is_visible()


def test_on_a_narrow_screen_the_matrix_scrolls_in_its_box(tab):
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    stays = tab.evaluate(
        """() => {
          const box = document.querySelector(".matrix-box");
          box.scrollLeft = 1000;
          const name = box.querySelector("tbody th").getBoundingClientRect();
          return box.scrollLeft > 0 && Math.abs(name.left - box.getBoundingClientRect().left) < 1;
        }"""
    )
    assert stays
