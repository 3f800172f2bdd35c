"""The call graph view and the loop map in a real Chromium."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def file(page, tmp_path_factory):
    file = tmp_path_factory.mktemp("graph") / "page.html"
    file.write_text(page, encoding="utf-8")
    return file


@pytest.fixture
def tab(quiet_tab, file):
    """The page at its call graph."""
    with quiet_tab(file, "#graph", reduced_motion="reduce") as tab:
        yield tab


def box(tab, what: str, name: str):
    """The box of a callee, ``Dense.call dense``, in one of the drawings."""
    return tab.locator(f'#drawing-{what} .node[aria-label*=" {name}, "]')


def select(tab, key: str) -> None:
    """Select a call in the outline."""
    tab.evaluate(
        "(key) => page.go(document.querySelector(`#tree [data-key='${key}']`))",
        key,
    )


def in_sight(tab, what: str, name: str) -> bool:
    return tab.evaluate(
        """([what, name]) => {
          const figure = document.getElementById(`drawing-${what}`);
          const board = figure.querySelector(".board").getBoundingClientRect();
          const box = figure.querySelector(`.node[aria-label*=" ${name}, "]`).getBoundingClientRect();
          return box.left >= board.left && box.right <= board.right &&
            box.top >= board.top && box.bottom <= board.bottom;
        }""",
        [what, name],
    )


def test_only_the_drawing_that_is_looked_at_is_made(tab):
    assert tab.locator("#drawing-run .node").count() > 100
    assert tab.locator("#drawing-first .node").count() == 0


def test_each_drawing_has_an_address(tab, file):
    tab.goto(file.as_uri() + "#graph-difference")
    assert tab.locator("#drawing-difference").is_visible()
    tab.locator("#graph-later").click()
    assert tab.locator("#drawing-difference").is_hidden()
    assert tab.url.endswith("#graph-later")


def test_a_box_opens_its_call(tab):
    tab.locator("#graph-first").click()
    box(tab, "first", "RMSprop.minimize").dispatch_event("click")
    assert tab.locator("#call-title").inner_text() == "RMSprop.minimize"
    assert tab.locator("#drawing-first .node.chosen").count() == 1


def test_every_box_opens_the_call_it_names(tab):
    for what in ("run", "first", "later", "difference"):
        tab.locator(f"#graph-{what}").click()
        wrong = tab.evaluate(
            """(what) => [...document.querySelectorAll(`#drawing-${what} .node`)].filter((box) => {
              box.dispatchEvent(new MouseEvent("click"));
              const title = document.getElementById("call-title").textContent.replace(/\\s+/g, " ");
              const named = box.getAttribute("aria-label").replace(/( [12])?, ×.*/, "").slice(2);
              return named !== title && !/^(step|epoch)s? /.test(title);
            }).map((box) => box.getAttribute("aria-label"))""",
            what,
        )
        assert wrong == []


def test_a_selected_call_is_marked_and_comes_into_sight(tab):
    assert not in_sight(tab, "run", "softmax")
    select(tab, "softmax")
    assert "chosen" in box(tab, "run", "softmax").get_attribute("class")
    assert in_sight(tab, "run", "softmax")


def test_a_call_that_is_not_drawn_marks_the_one_around_it(tab):
    tab.locator("#graph-later").click()
    select(tab, "Dense.build [dense]")
    assert tab.locator("#drawing-later .node.chosen").count() == 0
    assert tab.locator("#drawing-later .node.around").count() == 1
    assert "Dense.build is not drawn here" in tab.locator("#graph-said").inner_text()


def test_finding_steps_through_the_hits(tab):
    tab.fill("#graph-find", "update_state")
    assert tab.locator("#graph-said").inner_text().startswith("Hit 1 of")
    first = tab.locator("#drawing-run .now").get_attribute("aria-label")
    tab.locator("#graph-find").press("Enter")
    assert tab.locator("#graph-said").inner_text().startswith("Hit 2 of")
    assert tab.locator("#drawing-run .now").get_attribute("aria-label") != first
    tab.fill("#graph-find", "no such call")
    assert "No box" in tab.locator("#graph-said").inner_text()


def test_the_size_follows_buttons_keys_and_wheel(tab):
    def size() -> int:
        return int(tab.locator("#graph-zoom").inner_text().removesuffix(" %"))

    tab.locator('#graph [data-zoom="1"]').click()
    letters = "getComputedStyle(document.querySelector('#drawing-run .node text:not(.letter)')).fontSize"
    shown = tab.locator("#drawing-run svg").evaluate("svg => svg.clientWidth / svg.viewBox.baseVal.width")
    assert float(tab.evaluate(letters).removesuffix("px")) * shown >= 13  # 100 % is what can be read
    tab.locator('#graph [data-zoom="+"]').click()
    assert size() == 125
    tab.locator("#drawing-run .board").focus()
    tab.keyboard.press("-")
    assert size() == 100
    tab.locator("#drawing-run .board").hover()
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -400)
    tab.wait_for_function("document.getElementById('graph-zoom').textContent !== '100 %'")
    tab.keyboard.up("Control")
    assert size() > 100
    tab.locator('#graph [data-zoom="0"]').click()
    assert tab.evaluate(
        "(board) => board.scrollWidth <= board.clientWidth && board.scrollHeight <= board.clientHeight",
        tab.locator("#drawing-run .board").element_handle(),
    )


def test_dragging_moves_the_drawing_and_opens_nothing(tab):
    board = tab.locator("#drawing-run .board")
    before = (board.evaluate("(board) => board.scrollLeft"), tab.url)
    at = box(tab, "run", "epoch").bounding_box()
    tab.mouse.move(at["x"] + 20, at["y"] + 8)
    tab.mouse.down()
    tab.mouse.move(at["x"] - 130, at["y"] + 8, steps=4)
    tab.mouse.up()
    assert board.evaluate("(board) => board.scrollLeft") == before[0] + 150
    assert tab.url == before[1]


def test_the_keyboard_walks_from_box_to_box(tab):
    tab.locator("#drawing-run .board").focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        tab.keyboard.press(key)
    focused = tab.evaluate("document.activeElement.getAttribute('aria-label')")
    assert tab.locator("#call-title").inner_text().split()[0] == focused.replace(",", "").split()[1]
    assert tab.locator("#drawing-run .node[tabindex='0']").count() == 1


@pytest.mark.parametrize("what", ["run", "first", "later", "difference"])
def test_no_label_overlaps_a_box_or_another_label(tab, what):
    tab.locator(f"#graph-{what}").click()
    overlaps = tab.evaluate(
        """(what) => {
          const figure = document.getElementById(`drawing-${what}`);
          const places = (selector) =>
            [...figure.querySelectorAll(selector)].map((one) => [one.textContent, one.getBBox()]);
          const [labels, boxes] = [places(".edge text"), places(".node > rect")];
          const touch = (a, b) => a.x + 1 < b.x + b.width && b.x + 1 < a.x + a.width &&
            a.y + 2 < b.y + b.height && b.y + 2 < a.y + a.height;
          return labels.flatMap(([text, at], place) => [...labels.slice(place + 1), ...boxes]
            .filter(([, other]) => touch(at, other)).map(([other]) => [text, other]));
        }""",
        what,
    )
    assert overlaps == []


def test_texts_stay_inside_their_boxes(tab):
    wide = tab.evaluate(
        """() => [...document.querySelectorAll("#drawing-run .node")].filter((node) => {
          const room = node.querySelector("rect").getBBox();
          return [...node.querySelectorAll("text:not(.letter)")].some((text) => {
            const at = text.getBBox();
            return at.x < room.x || at.x + at.width > room.x + room.width + 1 ||
              at.y + at.height > room.y + room.height + 2;
          });
        }).map((node) => node.textContent)"""
    )
    assert wide == []


def test_the_full_page_ends_with_escape(tab):
    tab.locator("#graph-large").click()
    assert tab.locator("#graph-pane").bounding_box()["y"] == 0
    tab.locator("#drawing-run .board").focus()
    tab.keyboard.press("Escape")
    assert tab.locator("#graph-large").get_attribute("aria-pressed") == "false"


def here(tab) -> list[str]:
    return tab.evaluate("[...document.querySelectorAll('.top .map .here')].map((place) => place.dataset.key)")


def test_the_map_marks_the_selected_call(tab):
    select(tab, "RMSprop.update_step")
    assert here(tab) == ["update"]
    select(tab, "Dense.build [dense]")
    assert here(tab) == ["build"]
    assert tab.locator(".top .map .here").get_attribute("aria-current") == "location"


def test_the_map_marks_the_chapter_that_is_read(tab, file):
    tab.goto(file.as_uri() + "#loss")
    tab.wait_for_function("document.querySelector('.top .map .here')?.dataset.key === 'loss'")


def test_the_map_stays_in_sight_as_a_bar(tab, file):
    tab.goto(file.as_uri())
    assert tab.locator("#bar").is_hidden()
    tab.evaluate("document.getElementById('update').scrollIntoView()")
    tab.wait_for_selector("#bar", state="visible")
    assert tab.locator("#bar").bounding_box() == {"x": 0, "y": 0, "width": 1440, "height": 56}


def test_on_a_narrow_screen_the_bar_follows_the_station(tab, file):
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(file.as_uri() + "#metrics")
    tab.wait_for_function("document.querySelector('#bar .here')?.dataset.key === 'metrics'")
    at = tab.locator("#bar .here").bounding_box()
    assert 0 <= at["x"] <= at["x"] + at["width"] <= 390
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_stop_leads_somewhere(tab):
    lost = tab.evaluate(
        """() => [...document.querySelectorAll(".map a")].map((link) => link.getAttribute("href").slice(1))
          .filter((address) => !document.getElementById(address) &&
            !(address.startsWith("call-") && document.getElementById(address.replace("call", "line"))))"""
    )
    assert lost == []
