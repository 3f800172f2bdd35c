"""The table of calls in a real Chromium."""

from __future__ import annotations

from collections import Counter

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def opened(quiet_tab, page, tmp_path_factory):
    """The page at its table of calls, opened once."""
    file = tmp_path_factory.mktemp("calls") / "page.html"
    file.write_text(page, encoding="utf-8")
    with quiet_tab(file, "#calls") as tab:
        yield tab


@pytest.fixture
def tab(opened):
    """The same with no filter set, at the first call."""
    opened.evaluate("location.hash = '#calls'")
    opened.locator("#calls-filters [type=reset]").click()
    settle(opened)
    opened.locator("#calls-grid").focus()
    opened.keyboard.press("Home")
    return opened


def settle(tab) -> None:
    """Until what was scrolled to or asked for is there."""
    tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")


def found(tab) -> str:
    return tab.locator("#calls-found").inner_text()


def cells(tab, row: int) -> list[str]:
    """What stands in a row of the grid, by its index from 1, the heading being the first."""
    inside = tab.locator(f'#calls-grid [aria-rowindex="{row}"] [role=gridcell]')
    return [text.strip() for text in inside.all_inner_texts()]


def first_row(tab) -> int:
    """The index of the uppermost row in the document."""
    return int(tab.locator("#calls-rows [role=row]").first.get_attribute("aria-rowindex"))


def where(span) -> str:
    """In which iterations a span stands, as the table says it."""
    around, up = [], span.parent
    while up is not None:
        method = up.label.rpartition(".")[2]
        if up.index is not None:
            around.insert(0, f"{up.label} {up.index + 1}")
        elif up.parent is None or method in ("fit", "evaluate"):
            around.insert(0, method)
        up = up.parent
    return " · ".join(around)


def test_every_row_is_the_call_that_the_run_recorded_there(tab, run):
    rows = tab.evaluate(
        """() => {
          const { calltree: tree } = page;
          return [...Array(tree.every.rows).keys()].map((row) => {
            const path = tree.locate(tree.every, row);
            return [tree.numberOf(path), tree.label(path.at(-1)[0]), tree.whereOf(path)];
          });
        }"""
    )
    spans = [span for span in run.spans() if span.index is None]
    assert rows == [[place, span.label, where(span)] for place, span in enumerate(spans)]


def test_a_few_rows_are_in_the_document_and_the_last_one_can_be_reached(tab, run):
    assert tab.locator("#calls-grid").get_attribute("aria-rowcount") == str(run.calls + 1)
    tab.keyboard.press("End")
    assert cells(tab, run.calls + 1)[0] == f"{run.calls:,}"
    assert tab.locator("#calls-rows [role=row]").count() < 60


def test_the_keyboard_walks_and_chooses(tab):
    for key in ("ArrowDown", "ArrowDown", "PageDown", "PageUp", "ArrowUp"):
        tab.keyboard.press(key)
    active = tab.locator("#calls-grid").get_attribute("aria-activedescendant")
    assert active == "calls-row-1"
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#call-2")
    assert tab.locator("#calls").is_visible()


def test_filters_count_what_is_in_that_epoch_and_step(tab, run):
    tab.fill('[data-loop="epoch"]', "2")
    tab.fill('[data-loop="step"]', "3-4")
    wanted = [
        s for s in run.spans() if s.index is None and any(f"epoch 2 · step {n}" in where(s) for n in (3, 4))
    ]
    assert found(tab) == f"{len(wanted):,} of {run.calls:,} calls."
    tab.select_option("[name=stage]", "loss")
    assert "epoch 2 · step 3" in cells(tab, 2)[2]


@pytest.mark.parametrize(
    ("name", "value", "is_wanted"),
    [
        ("name", "dense_1", lambda span: span.name == "dense_1"),
        ("callback", "History", lambda span: span.label.startswith("History.")),
    ],
)
def test_a_layer_or_a_callback_can_be_asked_for(tab, run, name, value, is_wanted):
    tab.select_option(f"[name={name}]", value)
    count = sum(is_wanted(span) for span in run.spans() if span.index is None)
    assert found(tab) == f"{count:,} of {run.calls:,} calls."


def test_filters_stay_while_calls_are_chosen(tab):
    tab.fill("[name=search]", "dense.call")
    before = found(tab)
    tab.locator("#calls-rows [role=row]").nth(3).click()
    assert tab.locator("#call-title").inner_text().startswith("Dense.call")
    assert found(tab) == before
    assert tab.locator("#calls-rows .of-line").count() >= 1


def test_lines_are_sorted_by_what_they_take(tab, run):
    tab.select_option("[name=order]", "sum")
    assert "Sequential.fit" in cells(tab, 2)[1]
    tab.fill("[name=search]", "History.on_epoch_end")
    times = Counter(span.label for span in run.spans())["History.on_epoch_end"]
    assert f"{times} calls in" in found(tab)


def test_what_is_no_number_is_marked_and_does_not_filter(tab, run):
    tab.fill('[data-loop="step"]', "many")
    assert tab.locator('[data-loop="step"]').get_attribute("aria-invalid") == "true"
    assert found(tab) == f"All {run.calls:,} calls."


def test_nothing_found_is_said(tab):
    tab.fill("[name=search]", "no such call")
    assert found(tab) == "No call is like that."
    assert tab.locator("#calls-rows [role=row]").count() == 0


def test_millions_of_rows_can_be_scrolled_to(browser, page, tmp_path):
    file = tmp_path / "page.html"
    # the fold of the last epochs made to stand for very many
    file.write_text(page.replace('"count":{', '"count":{"0":99999,', 1), encoding="utf-8")
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(file.as_uri() + "#calls")
    rows = int(tab.locator("#calls-grid").get_attribute("aria-rowcount")) - 1
    assert rows > 700_000
    tab.locator("#calls-grid").focus()
    tab.keyboard.press("End")
    assert cells(tab, rows + 1)[0] == f"{rows:,}"
    tab.evaluate(
        "() => { const g = document.getElementById('calls-grid'); g.scrollTop = g.scrollHeight / 2; }"
    )
    settle(tab)
    middle = first_row(tab)
    assert middle == pytest.approx(rows / 2, rel=0.01)
    tab.locator("#calls-grid").hover()
    tab.mouse.wheel(0, 90)
    for _ in range(40):
        if first_row(tab) != middle:
            break
        settle(tab)
    after = first_row(tab)
    assert 0 < after - middle < 10
    tab.close()


def test_a_narrow_screen_keeps_all_of_a_row_in_sight(tab):
    tab.set_viewport_size({"width": 390, "height": 844})
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    outside = tab.evaluate(
        """() => { const box = document.getElementById('calls-grid').getBoundingClientRect();
          return [...document.querySelectorAll('#calls-rows [role=gridcell]')].filter((cell) => {
            const at = cell.getBoundingClientRect();
            return at.width && (at.left < box.left || at.right > box.right);
          }).length; }"""
    )
    tab.set_viewport_size({"width": 1440, "height": 900})
    assert outside == 0
