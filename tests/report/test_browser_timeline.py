"""The timeline in a real Chromium."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RECTANGLES = 4000


@pytest.fixture(scope="module")
def opened(quiet_tab, page, tmp_path_factory):
    """The page at its timeline, opened once."""
    file = tmp_path_factory.mktemp("timeline") / "page.html"
    file.write_text(page, encoding="utf-8")
    with quiet_tab(file) as tab:
        yield tab


@pytest.fixture
def tab(opened):
    """The whole run by time, nothing walked to."""
    opened.evaluate("location.hash = '#walkthrough'")
    opened.evaluate("location.hash = '#timeline'")
    opened.locator('[data-mode="time"]').click()
    opened.locator('#timeline [data-zoom="0"]').click()
    opened.locator("#timeline-box").focus()
    settle(opened)
    return opened


def settle(tab) -> None:
    """Until what was asked for is painted."""
    tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def press(tab, *keys: str) -> str:
    """Press them; what the timeline says of the call that it is at."""
    for key in keys:
        tab.keyboard.press(key)
    settle(tab)
    return tab.locator("#timeline-told").inner_text()


def window(tab) -> list[float]:
    """What is in sight: begin and end, in the unit that it is said in."""
    settle(tab)
    said = tab.locator("#timeline-window").inner_text().replace(",", "")
    return [float(number) for number in re.findall(r"[\d.]+", said)]


def places(tab, mode: str) -> list[list[float]]:
    """Begin and length of every call and iteration, unfolded by the script."""
    return tab.evaluate(
        """(mode) => {
          const { calltree: tree } = page, layout = page.spans[mode], found = [];
          const walk = (lines, up) => lines.forEach((line) => {
            for (let turn = 0; turn < tree.count(line); turn += 1) {
              const place = layout.at(line, turn, up);
              found.push([place.x, place.width]);
              walk(tree.inside[line], place);
            }
          });
          walk(tree.tops, null);
          return found;
        }""",
        mode,
    )


def loops_around(span) -> int:
    """Iterations that a span stands in, itself included."""
    count = 0
    while span is not None:
        count, span = count + (span.index is not None), span.parent
    return count


def test_calls_outside_of_folds_and_epochs_stand_at_their_time(tab, run):
    drawn = zip(run.spans(), places(tab, "time"), strict=True)
    exact = [pair for pair in drawn if loops_around(pair[0]) == (pair[0].index is not None)]
    assert sum(span.label == "epoch" for span, _ in exact) == 4
    assert [[round(x), round(width)] for _, (x, width) in exact] == [
        [round(span.start * 1e9), round(span.duration * 1e9)] for span, _ in exact
    ]


def test_by_order_each_call_is_one_wide_and_stands_at_its_number(tab, run):
    calls = 0
    wanted = []
    for span in run.spans():
        wanted.append(calls)
        calls += span.index is None
    assert [x for x, _ in places(tab, "order")] == wanted


def test_no_call_leaves_the_one_around_it(tab):
    outside = tab.evaluate(
        """() => {
          const { calltree: tree, spans } = page, wrong = [];
          const walk = (lines, up, depth) => lines.forEach((line) => {
            for (const turn of [0, tree.count(line) - 1]) {
              const place = spans.time.at(line, turn, up);
              const isInside = !up || (place.x >= up.x - 1 && place.x + place.width <= up.x + up.width + 1);
              if (!isInside) wrong.push(tree.label(line));
              walk(tree.inside[line], place, depth + 1);
            }
          });
          walk(tree.tops, null, 0);
          return wrong;
        }"""
    )
    assert outside == []


def test_some_rectangles_are_painted_and_never_too_many(tab):
    counts = []
    for _ in range(12):
        settle(tab)
        counts.append(int(tab.locator("#timeline-box").get_attribute("data-boxes")))
        press(tab, "+")
    assert counts[0] > 20
    assert max(counts) <= RECTANGLES


def test_keys_zoom_pan_and_show_the_whole_run_again(tab):
    whole = window(tab)
    press(tab, "+", "+")
    near = window(tab)
    assert near[1] - near[0] < (whole[1] - whole[0]) / 2
    press(tab, "Shift+ArrowRight")
    assert window(tab)[0] > near[0]
    press(tab, "Home")
    assert window(tab) == whole


def test_arrows_walk_to_neighbours_callers_and_callees(tab):
    press(tab, *["ArrowUp"] * 20)
    assert "Sequential.compile" in press(tab, *["ArrowLeft"] * 9)
    assert "Sequential.fit" in press(tab, "ArrowRight")
    inside = press(tab, "ArrowDown")
    assert "%\u00a0of Sequential.fit" in inside
    assert press(tab, "ArrowRight") != inside
    assert "Sequential.fit" in press(tab, "ArrowUp")


def test_walking_goes_from_iteration_to_iteration(tab):
    press(tab, *["ArrowUp"] * 20, *["ArrowLeft"] * 9, "ArrowRight", "ArrowDown")
    seen = [press(tab, "ArrowRight") for _ in range(12)]
    epochs = [text for text in seen if re.search(r"\bepoch \d", text.partition("%")[0])]
    assert [re.search(r"epoch (\d)", text)[1] for text in epochs] == ["1", "2", "3"]


def test_enter_explains_the_call(tab):
    press(tab, *["ArrowUp"] * 20, *["ArrowLeft"] * 9, "Enter")
    assert tab.url.endswith("#call-1")
    assert tab.locator("#call-title").inner_text().startswith("Sequential.compile")
    assert tab.locator("#timeline").is_visible()


def test_a_click_chooses_and_pointing_tells(tab):
    area = tab.locator("#timeline-canvas").bounding_box()
    x, y = area["x"] + area["width"] * 0.6, area["y"] + 36
    tab.mouse.move(x, y)
    assert "Sequential.fit" in tab.locator("#timeline-tip").inner_text()
    tab.mouse.click(x, y)
    assert tab.locator("#call-title").inner_text().startswith("Sequential.fit")


def test_a_mean_that_is_drawn_to_fit_tells_both_lengths(tab):
    tab.evaluate(
        """() => { page.stretch = (by) => Object.values(page.data.timeline.ends).forEach((ends) => {
             ends.forEach((time, place) => { if (place % 2) ends[place] = time * by; });
           }); }"""
    )
    tab.evaluate("page.stretch(0.5)")  # under a logical clock all iterations take as long as the mean
    tab.locator('#timeline [data-zoom="0"]').click()
    settle(tab)
    found = tab.evaluate(
        """() => {
          const { calltree: tree, spans, timeline } = page;
          const hit = timeline.hits().find(({ span, many, width }) => many === 1 && width > 3
            && spans.time.isMean(span.line) && Math.abs(span.width / tree.data.mean[span.line] - 1) > 0.05);
          const area = document.getElementById('timeline-canvas').getBoundingClientRect();
          const [drawn, mean] = [hit.span.width, tree.data.mean[hit.span.line]].map(tree.duration);
          return [area.left + hit.x + hit.width / 2, area.top + hit.y + 8, drawn, mean];
        }"""
    )
    x, y, drawn, mean = found
    tab.mouse.move(x, y)
    assert f"drawn {drawn} long, to fit into " in tab.locator("#timeline-tip").inner_text()
    assert f"{mean} on average" in tab.locator("#timeline-tip").inner_text()
    tab.evaluate("page.stretch(2)")


def test_dragging_pans_and_chooses_nothing(tab):
    press(tab, "+", "+")
    before, address = window(tab), tab.url
    area = tab.locator("#timeline-canvas").bounding_box()
    x, y = area["x"] + 200, area["y"] + 60
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 150, y, steps=4)
    tab.mouse.up()
    assert window(tab)[0] < before[0]
    assert tab.url == address


def test_the_wheel_zooms_with_ctrl_alone(tab):
    before = window(tab)
    tab.locator("#timeline-box").hover()
    tab.mouse.wheel(0, -120)
    assert window(tab) == before
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -120)
    tab.keyboard.up("Control")
    after = window(tab)
    assert after[1] - after[0] < before[1] - before[0]


def test_the_selected_call_can_be_gone_to(tab):
    tab.evaluate("page.go(page.outline.item(page.calltree.size))")
    tab.locator('[data-zoom="call"]').click()
    settle(tab)
    assert tab.locator("#call-title").inner_text().split()[0] in tab.locator("#timeline-told").inner_text()


def test_by_order_the_window_is_counted_in_calls(tab, run):
    tab.locator('[data-mode="order"]').click()
    tab.locator('#timeline [data-zoom="0"]').click()
    assert window(tab) == [1, run.calls]
    assert tab.locator('[data-mode="order"]').get_attribute("aria-pressed") == "true"


def test_the_picture_follows_the_theme(tab):
    painted = "() => document.getElementById('timeline-canvas').toDataURL()"
    light = tab.evaluate(painted)
    tab.locator("#theme").click()
    settle(tab)
    dark = tab.evaluate(painted)
    tab.locator("#theme").click()
    settle(tab)
    assert dark != light
    assert tab.evaluate(painted) == light
