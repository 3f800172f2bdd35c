"""Whoever cannot see the colours, use a mouse or stand motion can use the page."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from fittrace.report.html.assets import style

SHOWN = ("walkthrough", "graph", "timeline", "callbacks", "model", "curves", "calls", "quiz", "present-2")
TEXT_ON_GROUND = [
    (text, ground)
    for text in ("ink", "quiet", "link", "good", "bad")
    for ground in ("paper", "sheet", "soft")
]
STAGES = ("compile", "data", "callbacks", "loop", "build", "forward", "loss", "update", "metrics")


def colours(theme: str) -> dict[str, str]:
    """The style sheet's variables that are colours, in a theme."""
    css = style()
    light = css[css.index(":root {") :]
    found = dict(re.findall(r"--([\w-]+): (#\w+)", light[: light.index("}")]))
    if theme == "dark":
        dark = css[css.index(':root[data-theme="dark"] {') :]
        found |= dict(re.findall(r"--([\w-]+): (#\w+)", dark[: dark.index("}")]))
    return found


def contrast(one: str, other: str) -> float:
    """The ratio that WCAG 2.1 asks to be 4.5 or more for text."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(theme, text, ground):
    colour = colours(theme)
    assert contrast(colour[text], colour[ground]) >= 4.5


@pytest.mark.parametrize("stage", STAGES)
def test_a_mark_can_be_read_on_its_stage(stage):
    colour = colours("light")
    assert contrast(colour["on-mark"], colour[f"c-{stage}"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_has_the_focus_stands_out(theme):
    colour = colours(theme)
    assert min(contrast(colour["focus"], colour[ground]) for ground in ("paper", "sheet", "soft")) >= 3


@pytest.fixture(scope="module")
def axe(repository: Path) -> str:
    """The script that judges; without it, its tests are skipped."""
    found = subprocess.run([repository / ".ci" / "axe"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr.strip() or "axe-core cannot be had")
    return Path(found.stdout.strip()).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def address(page, tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("accessibility") / "page.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


def faults(tab, beside: list[str]) -> list[str]:
    """Serious and critical faults outside of what was judged before, and where the first of each is."""
    found = tab.evaluate("beside => axe.run({ exclude: beside }, { resultTypes: ['violations'] })", beside)
    return [
        f"{fault['id']}: {fault['nodes'][0]['target']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_no_serious_fault_in_any_view(browser, address, axe, theme, width):
    tab = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True, reduced_motion="reduce"
    )
    wrong, beside = {}, []
    tab.goto(address)
    tab.evaluate(axe)
    for shown in SHOWN:
        tab.evaluate("address => { location.hash = address }", shown)
        tab.wait_for_timeout(150)
        if shown == "quiz":
            tab.locator("#question-1 .answers button").first.click()
        if found := faults(tab, beside):
            wrong[shown] = found
        beside = ["#outline", ".top"]  # the same beside every view
    tab.close()
    assert wrong == {}


def focused(tab) -> str:
    return tab.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')")


@pytest.mark.browser
@pytest.mark.slow
def test_a_walk_with_the_keyboard_alone(browser, address):
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(address)
    tab.keyboard.press("Tab")
    assert focused(tab) == "#stage"
    assert tab.locator(".skip").bounding_box()["x"] >= 0  # the way past the header can be seen
    reached = []
    while focused(tab) != "find" and len(reached) < 120:
        tab.keyboard.press("Tab")
        reached.append(focused(tab))
        ring = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert ring != "none", reached[-1]
    assert {"present", "theme", "#walkthrough", "#quiz", "#overview", "find"} <= set(reached)
    tab.keyboard.type("minimize")
    tab.keyboard.press("Enter")
    assert tab.locator("#call-title").inner_text().startswith("RMSprop.minimize")
    tab.keyboard.press("Tab")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.getAttribute('role')") == "treeitem"
    tab.locator('#views [href="#quiz"]').focus()
    tab.keyboard.press("Enter")
    tab.locator("#quiz .question:visible").wait_for()
    right = int(tab.locator("#question-1").get_attribute("data-right"))
    tab.keyboard.press(str(right + 1))
    assert tab.locator("#question-1 .verdict").inner_text() == "✓ That is right."
    tab.close()


@pytest.mark.browser
@pytest.mark.slow
def test_headings_go_down_one_level_at_a_time(browser, address):
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.goto(address)
    jumps = []
    for shown in SHOWN[:-1]:
        tab.evaluate("address => { location.hash = address }", shown)
        tab.locator(f"#{shown}").wait_for()
        levels = tab.evaluate(
            """() => [...document.querySelectorAll('main :is(h1,h2,h3,h4,h5)')]
                 .filter((heading) => heading.checkVisibility())
                 .map((heading) => Number(heading.tagName[1]))"""
        )
        jumps += [(shown, one, after) for one, after in pairwise(levels) if after > one + 1]
    tab.close()
    assert jumps == []


@pytest.mark.browser
@pytest.mark.slow
def test_nothing_moves_for_whoever_asked_for_less_motion(browser, address):
    tab = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    tab.goto(address)
    moving = tab.evaluate(
        """() => [...document.querySelectorAll('*')].filter((element) => {
             const { transitionDuration, animationName } = getComputedStyle(element);
             return parseFloat(transitionDuration) > 0 || animationName !== 'none';
           }).length"""
    )
    tab.close()
    assert moving == 0


@pytest.mark.browser
@pytest.mark.slow
def test_no_view_is_wider_than_a_narrow_screen(browser, address):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto(address)
    wide = []
    for shown in SHOWN:
        tab.evaluate("address => { location.hash = address }", shown)
        tab.wait_for_timeout(100)
        if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(shown)
    tab.close()
    assert wide == []
