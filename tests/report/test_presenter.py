"""Presenter mode, the quiz's score, the way back, the theme and the handout, in a real Chromium."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(page, tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("presenter") / "page.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def open_at(browser, address):
    """Opens the page at an address; what it says to the console fails the test."""
    tabs, complaints = [], []

    def opened(hash_: str = "", **options):
        tab = browser.new_page(**{"viewport": {"width": 1440, "height": 900}} | options)
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(address + hash_)
        tabs.append(tab)
        return tab

    yield opened
    for tab in tabs:
        tab.close()
    assert complaints == []


def slide(tab) -> str:
    return tab.locator("#slide-place").inner_text()


def title_of_step(tab, number: int) -> str:
    return tab.evaluate("number => document.querySelector(`#step-${number} .label`).textContent", number)


def read_on(tab) -> int:
    """Presses the arrow until the slide has been read to its end; how many pages it has."""
    pages = 1
    while tab.locator("#slide-more").is_visible():
        tab.keyboard.press("ArrowRight")
        pages += 1
    return pages


def test_an_address_enters_at_its_step(open_at):
    tab = open_at("#present-4")
    assert title_of_step(tab, 4) in tab.locator("#slide").inner_text()
    assert tab.locator("#outline").evaluate("element => element.inert")


def test_a_chapter_opens_with_what_it_says_and_its_table(open_at):
    tab = open_at("#present-data", viewport={"width": 1280, "height": 720})
    assert tab.locator("#slide table.candidates tbody tr").count() == 8
    assert slide(tab).split(" · ")[0] in tab.locator("#slide h2").inner_text()
    read_on(tab)
    tab.keyboard.press("ArrowRight")
    first = tab.evaluate("document.querySelector('#data .step .label').textContent")
    assert first in tab.locator("#slide").inner_text()


def test_a_press_shows_the_rest_of_a_slide_before_the_next_one(open_at):
    tab = open_at("#present-build", viewport={"width": 800, "height": 420})
    begin, address = slide(tab), tab.url
    assert "part 1 of" in begin
    tab.keyboard.press("PageDown")
    assert slide(tab) == begin.replace("part 1", "part 2")
    tab.keyboard.press("PageUp")
    assert slide(tab) == begin
    assert read_on(tab) > 2
    assert tab.url == address
    assert tab.locator("#slide-coming").inner_text() == ""


def test_nothing_on_a_projector_is_small_or_cut(open_at):
    tab = open_at("#present-overview", viewport={"width": 1280, "height": 720})
    wrong = """() => {
      const box = document.getElementById('slide').getBoundingClientRect();
      const more = document.getElementById('slide-more');
      const end = more.hidden ? box.bottom : more.getBoundingClientRect().top;
      return [...document.querySelectorAll('#slide :is(p, li, tr, h2, h3, .excerpt-lines > div)')]
        .filter((part) => !part.matches('.crumbs, .excerpt > .quiet, .excerpt-where')).filter((part) => {
          const { top, bottom, right } = part.getBoundingClientRect();
          const cut = right > box.right + 1 || (top < end - 3 && bottom > end + 3);
          return bottom > top && (cut || parseFloat(getComputedStyle(part).fontSize) < 20);
        }).map((part) => `${location.hash} ${part.tagName} ${part.textContent.slice(0, 60)}`);
    }"""
    found = []
    while not tab.locator("#slide-on").is_disabled():
        found += tab.evaluate(wrong)
        tab.keyboard.press("ArrowRight")
    assert found == []


def test_a_listing_is_cut_to_the_lines_that_ran(open_at):
    tab = open_at("#present-1")
    tab.locator("#slide .excerpt-lines .ran").first.wait_for(state="attached")
    lines = tab.locator("#slide .excerpt-lines > div")
    assert lines.count() <= 24
    assert "_get_optimizer" in "".join(tab.locator("#slide .excerpt-lines .ran").all_inner_texts())
    assert tab.locator("#slide .excerpt-lines .gap").count() > 0


def test_what_comes_next_is_hidden_until_it_is_asked_for(open_at):
    tab = open_at("#present-1")
    place = slide(tab)
    assert tab.locator("#slide-coming").inner_text() == ""
    tab.click("#slide-reveal")
    assert title_of_step(tab, 2) in tab.locator("#slide-coming").inner_text()
    assert slide(tab) == place


@pytest.mark.parametrize(
    ("forward", "backward"), [("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp"), ("Space", "Shift+Space")]
)
def test_a_clicker_goes_on_and_back(open_at, forward, backward):
    tab = open_at("#present-1")
    tab.locator("#slide").focus()
    read_on(tab)
    end = slide(tab)
    tab.keyboard.press(forward)
    assert tab.url.endswith("#present-2")
    tab.keyboard.press(backward)
    assert tab.url.endswith("#present-1")
    assert slide(tab) == end
    assert tab.locator("#slide-reveal").is_visible()


def test_the_notes_are_the_speakers(open_at):
    tab = open_at("#present-3")
    assert tab.locator("#slide-notes").is_hidden()
    tab.keyboard.press("n")
    assert "What is called next" in tab.locator("#slide-notes").inner_text()
    assert tab.locator("#slide-explained").inner_text().strip()


def test_escape_leaves_at_the_step_that_was_shown(open_at):
    tab = open_at("#present-3")
    tab.keyboard.press("Escape")
    assert tab.locator("#presenter").is_hidden()
    assert tab.url.endswith("#step-3")
    assert not tab.locator("#outline").evaluate("element => element.inert")


def test_the_button_begins_and_the_browsers_back_ends(open_at):
    tab = open_at()
    tab.click("#present")
    assert tab.locator("#presenter").is_visible()
    tab.go_back()
    tab.locator("#presenter").wait_for(state="hidden")


def test_a_scene_has_the_number_of_its_address_and_the_end_of_its_way(open_at):
    tab = open_at()
    deep = tab.evaluate(
        "[...document.querySelectorAll('.step')].find((s) => s.querySelectorAll('.crumbs a').length > 4).id"
    ).removeprefix("step-")
    tab = open_at(f"#present-{deep}")
    assert slide(tab).startswith(f"scene {deep} of {tab.locator('#walkthrough .step').count()}")
    assert tab.locator("#slide .crumbs").inner_text().startswith("…")
    assert tab.locator("#slide .crumbs a").count() == 3


def test_a_slide_is_filled_before_the_next_part_begins(open_at):
    tab = open_at("#present-data", viewport={"width": 1280, "height": 720})
    hidden = tab.evaluate(
        "document.getElementById('slide-more').offsetHeight / document.getElementById('slide').offsetHeight"
    )
    assert hidden < 0.25


def test_what_comes_next_is_revealed_with_a_key_of_its_own(open_at):
    tab = open_at("#present-1")
    tab.keyboard.press("r")
    assert title_of_step(tab, 2) in tab.locator("#slide-coming").inner_text()


def test_the_last_slide_is_the_end(open_at):
    tab = open_at("#present-1")
    tab.keyboard.press("End")
    read_on(tab)
    assert tab.locator("#slide-on").is_disabled()


def test_a_slide_repeats_no_address(open_at):
    tab = open_at("#present-5")
    doubled = tab.evaluate(
        """() => [...document.querySelectorAll('[id]')].map((element) => element.id)
             .filter((id, place, all) => all.indexOf(id) !== place)"""
    )
    assert doubled == []


@pytest.mark.parametrize("wrong", ["nonsense", "call-999999", "step-9999", "present-999", "100%"])
def test_an_address_that_leads_nowhere_is_said(open_at, wrong):
    tab = open_at(f"#{wrong}")
    assert f"#{wrong}" in tab.locator("#lost").inner_text()
    assert tab.locator("#walkthrough").is_visible()
    tab.click("#lost a[href='#walkthrough']")
    tab.locator("#lost").wait_for(state="hidden")


def test_back_and_forward_go_from_view_to_view(open_at):
    tab = open_at("#step-2")
    tab.click('#views [href="#curves"]')
    tab.click('#views [href="#quiz"]')
    tab.locator("#tree [role=treeitem] .row").first.click()  # a call is no page of its own
    tab.go_back()
    assert tab.locator("#curves").is_visible()
    tab.go_forward()
    assert tab.locator("#quiz").is_visible()
    tab.go_back()
    tab.go_back()
    assert tab.locator("#walkthrough").is_visible()
    assert tab.url.endswith("#step-2")


def test_the_quiz_counts_what_was_right(open_at):
    tab = open_at("#quiz")
    count = tab.locator(".question").count()
    for place in range(1, count + 1):
        question = tab.locator(f"#question-{place}")
        right = int(question.get_attribute("data-right"))
        question.locator(".answers button").nth(right if place > 1 else (right + 1) % 3).click()
        assert question.locator(".why").is_visible()
        tab.click("#quiz-after")
    assert tab.locator("#quiz-score").inner_text() == f"{count - 1} of {count} right"
    assert tab.locator("#quiz-missed a").inner_text() == "1"
    tab.click("#quiz-again")
    assert tab.locator("#question-1 .verdict").is_hidden()


def test_an_answer_is_judged_in_words_and_signs(open_at):
    tab = open_at("#question-2")
    question = tab.locator("#question-2")
    right = int(question.get_attribute("data-right"))
    question.locator(".answers button").nth((right + 1) % 3).click()
    assert question.locator(".verdict").inner_text() == "✗ That is not right."
    assert "✓ right answer" in question.locator(".answers button").nth(right).inner_text()
    assert "✗ your answer" in question.locator(".answers button").nth((right + 1) % 3).inner_text()


def test_the_theme_is_remembered_for_the_session(open_at):
    tab = open_at(color_scheme="light")
    tab.click("#theme")
    dark = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    tab.reload()
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_back_and_next_stand_at_the_thumb_of_a_narrow_screen(open_at):
    tab = open_at(viewport={"width": 390, "height": 844})
    tab.click("#thumb-on")
    tab.click("#thumb-on")
    tab.click("#thumb-on")
    assert tab.url.endswith("#step-3")
    tab.click("#thumb-back")
    assert tab.url.endswith("#step-2")
    assert tab.locator("#thumb-on").bounding_box()["y"] > 700


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_handout_is_dark_on_white_without_panels(open_at, theme):
    tab = open_at("#quiz", color_scheme=theme)
    tab.emulate_media(media="print", color_scheme=theme)
    assert tab.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for selector in ("#outline", "#panel", "#quiz", "#views", "#thumb"):
        assert tab.locator(selector).is_hidden(), selector
    assert tab.locator("#walkthrough").is_visible()


def test_the_handout_is_a_few_pages_of_a4(open_at):
    pdf = open_at().pdf(prefer_css_page_size=True)
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 25
    width, height = map(float, re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf).groups())
    assert (round(width), round(height)) == (595, 842)
