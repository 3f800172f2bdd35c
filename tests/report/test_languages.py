"""The page in another language: nothing missing, nothing left in English, and a switch."""

from __future__ import annotations

import gettext
import inspect
import json
import re
import threading
from html import unescape

import pytest
from click.testing import CliRunner

from fittrace.cli.app import cli
from fittrace.errors import ReportError
from fittrace.keras.engine import data_adapter
from fittrace.locale import LANGUAGES, SOURCE
from fittrace.report import page_of
from fittrace.report.words.language import _, language, language_named, ngettext, speaking
from fittrace.report.words.nouns import NOUNS
from fittrace.report.words.recorded import KINDS, ending_text, reason_text
from fittrace.report.words.scripts import WORDS, words
from fittrace.trace import Ending

from .catalogues import FOLDER, catalogue, explanations, packed, placeholders, said, texts_of, texts_on

OTHERS = [tag for tag in LANGUAGES if tag != SOURCE]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"(?<![\w.-])[A-Za-z]?[a-z]+(?:[ ,]+[a-z]{2,})+(?![\w(.])")
"""Two English words in a row."""
NAMES = re.compile(r"data handler|lazy build")
"""What a translation names in English, beside its own words."""


@pytest.fixture(scope="module")
def chinese(run) -> str:
    """The page that opens in Chinese."""
    return page_of(run, language="zh-TW")


def body_of(page: str) -> str:
    """The part of the body that is said in a language."""
    return page.partition("<body>")[2].partition("<script")[0]


def told_in(page: str) -> str:
    """Everything that is said in the language a page opens in."""
    return body_of(page) + "".join(explanations(page))


# --- the catalogues


@pytest.mark.parametrize("language", OTHERS)
def test_no_message_is_missing(language):
    known = catalogue(language)
    missing = [
        one
        for one in said()
        if not (found := known.get(one.texts[0], one.context)) or not all(texts_of(found))
    ]
    assert missing == []


def test_the_templates_and_the_modules_are_looked_through():
    files = {one.file for one in said()}
    known = {"templates/explain/model.html.j2", "templates/page.html.j2", "fittrace/report/words/scripts.py"}
    assert known <= files


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_a_guess_or_left_over(language):
    known = catalogue(language)
    in_use = {(one.context, one.texts[0]) for one in said()}
    kept = {
        (message.context, message.id[0] if message.pluralizable else message.id)
        for message in known
        if message.id
    }
    assert [message.id for message in known if message.id and message.fuzzy] == []
    assert kept - in_use == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_fills_in_what_its_message_fills_in(language):
    known = catalogue(language)
    wrong = [
        (one.texts[-1], text)
        for one in said()
        for text in texts_of(known.get(one.texts[0], one.context))
        if placeholders(text) != placeholders(one.texts[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_tags_of_its_message(language):
    def tags(text):
        return sorted(re.findall(r"</?[a-z]+>", text))

    known = catalogue(language)
    wrong = [
        one.texts[0]
        for one in said()
        for text in texts_of(known.get(one.texts[0], one.context))
        if tags(text) != tags(one.texts[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_is_the_written_one(language):
    compiled = gettext.translation("fittrace", FOLDER, [language.replace("-", "_")])
    for message in catalogue(language):
        if not message.id:
            continue
        first = message.id[0] if message.pluralizable else message.id
        found = compiled.pgettext(message.context, first) if message.context else compiled.gettext(first)
        assert found == texts_of(message)[0]


def test_chinese_is_that_of_taiwan():
    simplified = "数据|默认|函数|循环|参数|张量|权重|优化|回调|批量|学习|准确|损失|训练|验证|层"
    elsewhere = "數據|默認|函數|循環|優化器|回調|信息|程序|文件夾|質量|網絡|缺省|字符|數組|內存|線程|接口"
    wrong = [
        text
        for message in catalogue("zh-TW")
        if message.id
        for text in texts_of(message)
        if re.search(f"{simplified}|{elsewhere}", text)
    ]
    assert wrong == []


# --- saying


def test_a_message_is_said_in_the_language_that_is_spoken():
    with speaking("zh-TW"):
        assert (_("Close"), language()) == ("關閉", "zh-TW")
    assert (_("Close"), language()) == ("Close", "en")


def test_plurals_are_those_of_the_language():
    english = [ngettext("%(count)s layer", "%(count)s layers", count) for count in (1, 1200)]
    with speaking("zh-TW"):
        chinese = [ngettext("%(count)s layer", "%(count)s layers", count) for count in (1, 1200)]
    assert english == ["1 layer", "1,200 layers"]
    assert chinese == ["1 層", "1,200 層"]


def test_a_language_is_spoken_in_its_own_thread_alone():
    heard = []
    with speaking("zh-TW"):
        thread = threading.Thread(target=lambda: heard.append(_("Close")))
        thread.start()
        thread.join()
    assert heard == ["Close"]


def test_every_noun_and_every_word_of_the_scripts_is_translated():
    with speaking("zh-TW"):
        assert all(CHINESE.search(say(2)) for name, say in NOUNS.items() if name != "slot")
        assert words().keys() == WORDS.keys()


@pytest.mark.parametrize("name", ["zh-TW", "zh-tw", "ZH_TW"])
def test_a_language_is_found_by_any_spelling_of_its_tag(name):
    assert language_named(name) == "zh-TW"


def test_a_language_that_is_not_there_is_refused(run, tmp_path):
    with pytest.raises(ReportError, match="language is 'xx'; a page can be written in en or zh-TW"):
        run.report(tmp_path / "page.html", language="xx")


# --- what stands in recordings


def test_what_every_adapter_takes_has_a_translation():
    adapters = [
        one for one in vars(data_adapter).values() if inspect.isclass(one) and getattr(one, "kind", "")
    ]
    assert len(adapters) == 8
    assert {adapter.kind for adapter in adapters} == KINDS


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("x is a numpy.ndarray, not a generator", "x 是 numpy.ndarray，不是一個產生器"),
        ("x is a list of int and str, not a generator", "x 是 list（裝著 int 與 str），不是一個產生器"),
        (
            "y holds a str, not a tensor, a numpy array or a pandas frame",
            "y 裡有 str，不是張量、numpy 陣列或 pandas 的表格",
        ),
        ("something of the script's own", "something of the script's own"),
    ],
)
def test_an_adapter_s_reason_is_said_in_the_page_s_language(reason, said):
    with speaking("zh-TW"):
        assert reason_text(reason) == said
    assert reason_text(reason) == reason


def test_the_adapter_for_plain_arrays_is_named():
    reason = "x is a numpy.ndarray, which the adapter for plain arrays takes"
    assert reason_text(reason) == "x is a numpy.ndarray, which TensorLikeDataAdapter takes"
    with speaking("zh-TW"):
        assert "TensorLikeDataAdapter" in reason_text(reason)


@pytest.mark.parametrize("state", ["recording", "finished", "raised", "interrupted", "terminated"])
def test_every_ending_is_said_in_the_page_s_language(state):
    with speaking("zh-TW"):
        assert CHINESE.search(ending_text(Ending(state)))
    assert ending_text(Ending(state)) == Ending(state).words


# --- the page


def test_the_page_says_in_which_language_it_is(page, chinese):
    assert ('<html lang="en">' in page, '<html lang="zh-TW">' in chinese) == (True, True)


def test_nothing_is_left_in_english(chinese):
    left = {text for text in texts_on(told_in(chinese)) if SENTENCE.search(NAMES.sub("", text))}
    assert left == set()


def test_chinese_sentences_follow_each_other_without_a_space(chinese):
    assert [text for text in texts_on(told_in(chinese)) if re.search("[。，：；] ", text)] == []


def test_a_page_carries_the_other_language(page, chinese):
    assert packed(page, "zh-TW")["body"].count("id=") == body_of(chinese).count("id=")
    assert set(texts_on(packed(chinese, "en")["body"])) >= {"Walkthrough", "Chapters"}


def test_both_languages_have_the_same_addresses(page):
    def ids(body):
        return re.findall(r' id="([^"]+)"', body)

    assert sorted(ids(packed(page, "zh-TW")["body"])) == pytest.approx(sorted(ids(body_of(page))))


def test_data_that_needs_no_translation_is_packed_for_neither(page):
    whole = json.loads(page.partition('id="page-data">')[2].partition("</script>")[0])
    other = packed(page, "zh-TW")["data"]
    assert other["words"].keys() <= whole["words"].keys()
    # the run's clock is logical: its times are ticks, a word of each language, on every arrow
    del other["explanations"], whole["explanations"], other["graph"]["drawings"], whole["graph"]["drawings"]
    assert len(json.dumps(other)) < len(json.dumps(whole)) / 4


def test_the_same_run_gives_the_same_page(run, chinese):
    assert page_of(run, language="zh-TW") == chinese


def test_a_run_can_be_reported_in_a_language(run, tmp_path):
    run.report(tmp_path / "page.html", language="zh-TW")
    assert "這次執行的全貌" in unescape((tmp_path / "page.html").read_text(encoding="utf-8"))


def test_the_command_takes_a_language(run, tmp_path):
    run.save(tmp_path / "run.fittrace")
    result = CliRunner().invoke(cli, ["report", str(tmp_path / "run.fittrace"), "--language", "zh-tw"])
    assert result.exit_code == 0, result.output
    assert '<html lang="zh-TW">' in (tmp_path / "run.html").read_text(encoding="utf-8")


def test_the_command_refuses_a_language_that_is_not_there(tmp_path):
    result = CliRunner().invoke(cli, ["report", "run.fittrace", "--language", "xx"])
    assert result.exit_code == 2
    assert "zh-tw" in result.output


def test_the_packed_language_hides_nothing_of_a_redacted_run(run):
    other = packed(page_of(run, redact=True), "zh-TW")
    assert "已遮蔽" in other["body"]
    assert "classifier.py" not in str(other)


# --- the switch


@pytest.mark.browser
@pytest.mark.slow
def test_the_reader_switches_the_language_and_stays_where_they_are(browser, page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    tab = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
    complaints = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(f"{file.as_uri()}#calls")
    tab.locator("#theme").click()

    tab.locator(".language").click()
    tab.wait_for_function("document.documentElement.lang === 'zh-TW'")
    assert tab.locator("#views [aria-current]").inner_text() == "呼叫"
    assert (tab.url.endswith("#calls"), tab.evaluate("document.documentElement.dataset.theme")) == (
        True,
        "dark",
    )

    tab.locator(".language").click()
    tab.wait_for_function("document.documentElement.lang === 'en'")
    assert tab.locator("#views [aria-current]").inner_text() == "Calls"
    assert complaints == []
    tab.close()


@pytest.mark.browser
@pytest.mark.slow
def test_a_browser_that_cannot_unpack_says_so(browser, page, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    tab = browser.new_page()
    tab.add_init_script("delete window.DecompressionStream")
    tab.goto(file.as_uri())
    tab.locator(".language").click()
    assert tab.locator(".top-line [role=status]").inner_text() == words()["cannot switch"]
    tab.close()
