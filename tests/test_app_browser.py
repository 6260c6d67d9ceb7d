"""The app in a real Chromium: first start, sample week, keyboard, addresses, editing, export.

With DIGEST_SCREENSHOTS=1 the pictures of docs/images/ are taken on the way.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from digest.sample import SAMPLE_WEEK
from storage import articles, choices, digests, glossary
from storage.database import connect
from storage.home import worker_alive
from tests.browser import browsing, serving
from tests.tools import ROOT, needs

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)  # CI's machine may be slow; what is there is not waited for

WIDE = {"width": 1280, "height": 800}
PANE = ".st-key-detail"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
COMMENT = "手元でも試してみた。数字は原文と照らしてある。"
PICTURES = ROOT / "docs" / "images"


# A picture shows the default folder, not the one of the test run.
SHORT_HOME = """for (const cell of document.querySelectorAll("td"))
  if (cell.textContent === home) cell.textContent = "data";"""


class Visit:
    """One tab, and everything that went wrong in it."""

    def __init__(self, browser: Any, url: str, size: dict[str, int] | None = None) -> None:
        self.url = url
        self.troubles: list[str] = []
        self.page = browser.new_context(viewport=size or WIDE, accept_downloads=True).new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("dialog", lambda dialog: self.troubles.append(dialog.message))
        self.page.on("request", self._watch)

    def _watch(self, request: Any) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", request.url):
            self.troubles.append(f"asked {request.url}")

    def go(self, address: str = "") -> Visit:
        self.page.goto(self.url + address)
        return self.settle()

    def settle(self, ms: int = 350) -> Visit:
        self.page.wait_for_timeout(120)
        self.page.wait_for_selector(IDLE, timeout=30_000)
        self.page.wait_for_timeout(ms)
        return self

    def soon(self, read: Callable[[], Any], wanted: Any) -> None:
        """The page says it as soon as it has worked: what was read too early is read again."""
        until = time.monotonic() + 20
        while (found := read()) != wanted and time.monotonic() < until:
            self.page.wait_for_timeout(50)
        assert found == wanted

    def press(self, keys: str) -> Visit:
        self.page.locator(".row").first.wait_for()
        for key in keys.split():
            self.page.keyboard.press(key)
        return self.settle()

    @property
    def here(self) -> str:
        """The title of the chosen row."""
        return str(self.page.locator(".row.here .title").inner_text())

    @property
    def titles(self) -> list[str]:
        self.page.locator(".row").first.wait_for()
        return list(self.page.locator(".row .title").all_inner_texts())

    @property
    def pane(self) -> str:
        return str(self.page.locator(PANE).inner_text())

    def row(self, place: int) -> Any:
        return self.page.locator(".row").nth(place)

    def picture(self, name: str) -> None:
        if os.environ.get("DIGEST_SCREENSHOTS") == "1":
            self.page.mouse.move(1, 1)
            self.page.locator("[data-testid=stToast]").first.wait_for(state="hidden")
            self.page.wait_for_timeout(400)
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=PICTURES / f"{name}.png")

    def close(self) -> None:
        self.page.context.close()
        assert self.troubles == []


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty home; a worker that its server starts ends with the module."""
    needs("chromium")
    folder = tmp_path_factory.mktemp("browser") / "home"
    folder.mkdir()
    yield folder
    _end_worker(folder)


@pytest.fixture(scope="module")
def browser(house: Path) -> Iterator[Any]:
    with browsing() as found:
        yield found


@pytest.fixture(scope="module")
def url(house: Path) -> Iterator[str]:
    with serving(house, DIGEST_START_WORKER="1") as (address, _):
        yield address


@pytest.fixture(scope="module")
def loaded(browser: Any, url: str, house: Path) -> str:
    """The URL of the app once the sample week was loaded by its button."""
    visit = Visit(browser, url).go()
    assert visit.page.evaluate("document.documentElement.lang") == "ja"
    visit.picture("first-start")
    visit.page.get_by_text("サンプル週を読み込む").click()
    visit.page.locator(".row").nth(5).wait_for(timeout=120_000)
    visit.close()
    return url


@pytest.fixture
def visit(browser: Any, loaded: str) -> Iterator[Visit]:
    made = Visit(browser, loaded)
    yield made
    made.close()


def _end_worker(home: Path) -> None:
    """The worker is detached on purpose; its command line names this module's own folder."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            if str(home) in command and "worker" in command:
                os.kill(int(folder.name), signal.SIGTERM)


# --- first start --------------------------------------------------------------------


def test_one_click_leads_from_nothing_to_a_digest(visit: Visit, house: Path) -> None:
    visit.go()
    assert len(visit.titles) >= 10
    expect(visit.page.locator(".issue-title")).to_contain_text("AI未使用")
    assert worker_alive(house)
    visit.row(2).click()
    visit.settle()
    visit.page.locator(".claims summary").first.click()
    visit.picture("digest")
    db = connect(house / "digest.db", readonly=True)
    assert articles.count(db) >= 14
    db.close()


def test_a_story_is_put_in_and_out_by_a_click(visit: Visit, house: Path) -> None:
    visit.go("choose")
    first = visit.page.locator(".story-title").first
    first.wait_for()
    title = first.inner_text()
    visit.picture("choose")
    visit.page.get_by_text("外す", exact=True).first.click()
    visit.page.get_by_text("人が外した").first.wait_for()
    expect(visit.page.locator(".story-title").first).not_to_have_text(title)
    db = connect(house / "digest.db", readonly=True)
    decided = choices.of(db, SAMPLE_WEEK)
    db.close()
    assert list(decided.values()) == [False]
    visit.page.locator(".prose", has_text="人が外した").first.wait_for()


# --- reading by keyboard --------------------------------------------------------------


def test_the_reader_works_by_keyboard(visit: Visit) -> None:
    visit.go().press("j j")
    second = visit.titles[2]
    visit.soon(lambda: visit.here, second)
    expect(visit.page.locator(PANE)).to_contain_text(second)
    visit.press("k")
    visit.soon(lambda: visit.here, visit.titles[1])
    visit.page.locator(".list").focus()
    visit.press("ArrowDown")
    visit.soon(lambda: visit.here, second)
    visit.press("ArrowUp")
    visit.soon(lambda: visit.here, visit.titles[1])
    visit.press("s")
    expect(visit.page.locator(PANE)).to_contain_text("スターを外す")
    expect(visit.row(1)).to_contain_class("starred")
    visit.press("m")
    expect(visit.page.locator(PANE)).to_contain_text("既読にする")
    visit.press("s m")
    expect(visit.page.locator(PANE)).not_to_contain_text("スターを外す")
    expect(visit.page.locator(PANE)).to_contain_text("未読に戻す")
    visit.press("Enter")
    expect(visit.page.locator(f"{PANE}:focus")).to_have_count(1)
    visit.press("Shift+?")
    expect(visit.page.locator("dialog[open]")).to_have_count(1)
    visit.press("Escape")
    expect(visit.page.locator("dialog[open]")).to_have_count(0)
    assert visit.here == visit.titles[1]


def test_v_opens_the_original_in_a_new_tab(visit: Visit) -> None:
    visit.go().press("j")
    visit.page.evaluate("() => { window.open = (...asked) => { window.asked = asked; }; }")
    visit.press("v")
    address, target, features = visit.page.evaluate("window.asked")
    assert address.startswith("http://sample.localhost/")
    assert (target, features) == ("_blank", "noopener,noreferrer")


def test_quick_keys_lose_nothing(visit: Visit, house: Path) -> None:
    visit.go("articles").press("j")
    start = visit.titles.index(visit.here)
    for _ in range(6):
        for key in ("s", "j"):
            visit.page.keyboard.press(key)
    visit.settle(900)
    visit.soon(lambda: visit.titles.index(visit.here), start + 6)
    expect(visit.page.locator(PANE)).to_contain_text(visit.here)
    expect(visit.page.locator(".row.starred")).to_have_count(6)
    visit.page.reload()
    visit.settle()
    expect(visit.page.locator(".row.starred")).to_have_count(6)
    for place in range(start, start + 6):
        visit.row(place).click()
        visit.settle(100).press("s")
    expect(visit.page.locator(".row.starred")).to_have_count(0)


def test_keys_are_letters_while_somebody_types(visit: Visit) -> None:
    visit.go("articles")
    box = visit.page.get_by_placeholder("検索")
    box.click()
    visit.page.keyboard.type("jsm?")
    expect(visit.page.locator(".row.here")).to_have_count(0)
    expect(visit.page.locator("dialog[open]")).to_have_count(0)
    expect(box).to_have_value("jsm?")


@pytest.mark.parametrize("hint", ["isComposing: true", "keyCode: 229"])
def test_an_input_method_is_left_alone(visit: Visit, hint: str) -> None:
    visit.go("articles")
    visit.page.evaluate(
        f"document.body.dispatchEvent(new KeyboardEvent('keydown',"
        f" {{ key: 'j', bubbles: true, composed: true, {hint} }}))"
    )
    visit.settle()
    expect(visit.page.locator(".row.here")).to_have_count(0)


# --- addresses ------------------------------------------------------------------------


def test_back_forward_and_reload_keep_the_selection(visit: Visit) -> None:
    visit.go()
    for place in (2, 4):
        visit.row(place).click()
        visit.settle(700)
    second, fourth = visit.titles[2], visit.titles[4]
    assert second != fourth
    visit.soon(lambda: visit.here, fourth)
    visit.page.go_back()
    visit.settle()
    visit.soon(lambda: (visit.here, second in visit.pane), (second, True))
    visit.page.go_forward()
    visit.settle()
    visit.soon(lambda: visit.here, fourth)
    visit.page.reload()
    visit.settle()
    visit.soon(lambda: (visit.here, fourth in visit.pane), (fourth, True))


def test_filters_are_in_the_address(visit: Visit) -> None:
    visit.go()
    everything = len(visit.titles)
    assert everything > 2
    visit.page.get_by_text("論文", exact=True).first.click()
    visit.page.wait_for_url(re.compile("kind=paper"))
    visit.soon(lambda: 1 < len(visit.titles) < everything, True)
    papers = visit.titles
    visit.page.reload()
    visit.settle()
    visit.soon(lambda: visit.titles, papers)
    visit.page.go_back()
    visit.settle()
    visit.soon(lambda: len(visit.titles), everything)


def test_a_list_without_a_match_says_so(visit: Visit) -> None:
    none = visit.page.locator(".list .empty")
    visit.go("articles?q=ぞぞぞぞ")
    expect(none).to_contain_text("絞り込みを外すと")
    visit.go("articles")
    assert visit.titles
    expect(none).to_have_count(0)


def test_the_first_visit_of_a_server_may_be_a_deep_link(
    browser: Any, loaded: str, house: Path
) -> None:
    with serving(house) as (address, _):
        made = Visit(browser, address).go("articles?q=要約")
        made.page.locator(".row").first.wait_for()  # a first visit imports everything
        expect(made.page.get_by_role("dialog")).to_have_count(0)
        assert made.page.locator(".row").count() > 0
        made.close()


# --- the other screens ----------------------------------------------------------------


def test_the_first_screen_is_found_by_its_name_too(visit: Visit) -> None:
    visit.go(f"digest?week={SAMPLE_WEEK}")
    visit.page.wait_for_url(f"{visit.url}?week={SAMPLE_WEEK}")
    visit.page.locator(".row").first.wait_for()
    expect(visit.page.get_by_text("Page not found")).to_have_count(0)


def test_search_finds_japanese_words_and_marks_them(visit: Visit) -> None:
    visit.go("articles")
    everything = len(visit.titles)
    visit.row(3).click()
    visit.settle().picture("articles")
    visit.page.get_by_placeholder("検索").fill("要約")
    visit.page.keyboard.press("Enter")
    visit.settle(700)
    visit.soon(lambda: 0 < len(visit.titles) < everything, True)
    expect(visit.page.locator(".row mark", has_text="要約").first).to_be_visible()
    visit.row(0).click()
    visit.settle()
    expect(visit.page.locator(PANE)).to_contain_text(visit.here)


def test_the_bookmarklet_fills_in_a_form_and_stores_nothing(visit: Visit, house: Path) -> None:
    visit.go("articles").page.get_by_text("URL・ファイルから追加").click()
    link = visit.page.locator("a[href]", has_text="＋ ダイジェストに追加")  # its program came
    program = unquote(link.get_attribute("href").removeprefix("javascript:"))
    before = articles.count(connect(house / "digest.db"))
    with visit.page.context.expect_page() as opened:
        visit.page.evaluate(program)
    opened.value.get_by_text("このページを追加しますか").wait_for(timeout=30_000)
    expect(opened.value.locator(".st-key-asked_to_add")).to_contain_text(visit.page.url)
    assert articles.count(connect(house / "digest.db")) == before
    opened.value.get_by_text("やめる").click()
    opened.value.get_by_text("このページを追加しますか").wait_for(state="hidden")
    expect(opened.value).not_to_have_url(re.compile("add="))


def test_editing_is_saved_at_once_and_exported(visit: Visit, house: Path) -> None:
    visit.go("edit")
    first, second, third = visit.titles[:3]
    visit.row(1).hover()
    visit.row(1).get_by_label("上へ").click()
    visit.settle()
    visit.soon(lambda: visit.titles[:3], [second, first, third])
    visit.row(2).locator(".grip").drag_to(visit.row(0), target_position={"x": 80, "y": 4})
    visit.settle()
    visit.soon(lambda: visit.titles[:3], [third, second, first])
    visit.page.reload()
    visit.settle()
    visit.soon(lambda: visit.titles[:3], [third, second, first])
    visit.row(0).click()
    visit.settle()
    boxes = visit.page.locator(".st-key-detail textarea")
    boxes.nth(0).fill("今週いちばん試したい話題")
    boxes.nth(0).press("Enter")
    visit.settle(700)
    visit.soon(lambda: visit.titles[0], "今週いちばん試したい話題")
    boxes.nth(1).click()
    visit.page.keyboard.type("jksmx?")
    expect(boxes.nth(1)).to_have_value("jksmx?")
    boxes.nth(1).fill(COMMENT)
    visit.row(1).click()  # the focus goes: saved, although the pause was not waited for
    visit.settle(700)
    visit.row(0).click()
    visit.settle(700)
    expect(boxes.nth(1)).to_have_value(COMMENT)
    visit.picture("edit")
    visit.press("x")
    expect(visit.page.locator(".row.dim")).to_have_count(1)
    visit.page.locator(".row.dim").get_by_label("この号に戻す").click()
    visit.settle()
    visit.page.get_by_text("書き出し", exact=True).click()
    visit.settle()
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name=re.compile("をダウンロード")).click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert re.fullmatch(r"[0-9a-z_-]{12,50}\.md", download.value.suggested_filename)
    assert text.startswith("---\n")
    assert "今週いちばん試したい話題" in text
    assert COMMENT in text
    db = connect(house / "digest.db", readonly=True)
    edits = digests.item_edits(db, digests.weeks(db)[0]).values()
    assert [e.comment for e in edits if e.comment] == [COMMENT]
    db.close()


def test_a_chosen_item_is_shown_whatever_view_stood_there(visit: Visit) -> None:
    visit.go("edit?view=preview")
    visit.row(5).click()
    expect(visit.page.locator("[data-story] > h2").nth(5)).to_be_in_viewport()
    expect(visit.page.locator("[data-story] > h2").nth(0)).not_to_be_in_viewport()
    for view in ("issue", "guideline", "export"):
        visit.go(f"edit?view={view}")
        title = visit.titles[3]
        visit.row(3).click()
        expect(visit.page.locator(PANE).get_by_text("所感", exact=True)).to_be_visible()
        expect(visit.page.locator(f"{PANE} textarea").first).to_have_attribute("placeholder", title)
        visit.page.wait_for_url(lambda url: "view=" not in url)


def test_words_are_saved_while_they_are_written(visit: Visit, browser: Any, loaded: str) -> None:
    visit.go("edit?view=issue")
    visit.page.locator(".st-key-detail textarea").nth(3).click()
    visit.page.keyboard.type("来週も続報を追う。")
    visit.page.get_by_text("保存しました").wait_for(timeout=10_000)
    visit.page.keyboard.type("まだ書いている")
    visit.settle(900)
    written = visit.page.locator(".st-key-detail textarea").nth(3)
    expect(written).to_have_value("来週も続報を追う。まだ書いている")
    other = Visit(browser, loaded).go("edit?view=issue")
    box = other.page.locator(".st-key-detail textarea").nth(3)
    expect(box).to_have_value("来週も続報を追う。まだ書いている")
    other.close()


def test_a_headline_is_changed_word_by_word(visit: Visit) -> None:
    visit.go("edit").row(3).click()
    visit.settle()
    shown = visit.titles[3]
    box = visit.page.locator(".st-key-detail textarea").nth(0)
    expect(box).to_have_attribute("placeholder", shown)
    box.click()
    expect(box).to_have_value(shown)
    assert box.evaluate("area => area.selectionStart === area.selectionEnd")  # nothing to lose
    box.press("End")
    box.press_sequentially("(追記)")
    box.press("Enter")
    visit.soon(lambda: visit.titles[3], shown + "(追記)")
    box.fill("")
    box.press("Enter")
    visit.soon(lambda: visit.titles[3], shown)
    box.click()
    box.blur()  # looked at and left: nothing is stored
    visit.settle()
    expect(visit.row(3)).not_to_contain_text("見出し変更")
    assert visit.titles[3] == shown


def test_an_issue_is_checked_against_a_guideline(visit: Visit, house: Path) -> None:
    visit.go("edit?view=guideline")
    rules = (
        "# 編集の決まり\n## 「LLM」→「大規模言語モデル」\n## 1文は100字以内\n## 絵文字は使わない\n"
    )
    visit.page.locator(".st-key-detail textarea").fill(rules)
    visit.page.keyboard.press("Tab")
    visit.settle(500).page.get_by_role("button", name="保存").click()
    visit.page.get_by_role("button", name="この号を確認する").click()
    visit.page.get_by_text("に確認").first.wait_for(timeout=120_000)
    visit.settle()
    expect(visit.page.locator(PANE)).to_contain_text("大規模言語モデル")
    expect(visit.page.locator(PANE)).to_contain_text("OK")
    visit.picture("guideline")


def test_terms_are_gathered_and_defined(visit: Visit, house: Path) -> None:
    visit.go("glossary")
    visit.page.get_by_role("button", name="用語を拾う").click()
    visit.page.locator(".row").first.wait_for(timeout=120_000)
    visit.page.get_by_text("RAG", exact=True).first.click()
    visit.settle()
    box = visit.page.locator(".st-key-detail textarea")
    box.fill("検索で集めた文書を根拠として、言語モデルに答えさせる手法。")
    box.press("Tab")
    visit.page.get_by_text("保存しました").wait_for(timeout=10_000)
    visit.picture("glossary")
    db = connect(house / "digest.db", readonly=True)
    defined = {term.term: term.definition for term in glossary.list_terms(db)}
    db.close()
    assert defined["RAG"].startswith("検索で集めた文書")


def test_collecting_shows_progress_and_its_end(visit: Visit) -> None:
    visit.go("sources")
    visit.row(7).click()
    visit.settle()
    expect(visit.page.locator(PANE)).to_contain_text("してください")
    visit.picture("sources")
    visit.page.get_by_role("button", name="今すぐ収集").click()
    visit.page.get_by_text("収集が終わりました").wait_for(timeout=120_000)
    visit.page.get_by_text(re.compile("変更なし 1")).first.wait_for()


def test_jobs_and_settings_tell_their_state(visit: Visit, house: Path) -> None:
    visit.go("jobs")
    expect(visit.page.get_by_text("ワーカーは動いています")).to_have_count(1)
    visit.page.get_by_text("サンプル週の読み込み").first.wait_for()
    visit.picture("jobs")
    visit.go("settings")
    visit.page.get_by_text("サーバーを探して接続を確認").click()
    visit.page.get_by_text("見つかりませんでした").wait_for(timeout=120_000)
    visit.page.evaluate(f"(home) => {{ {SHORT_HOME} }}", str(house))
    visit.picture("settings")


def test_a_claim_and_its_source_stand_side_by_side(visit: Visit) -> None:
    visit.go().row(2).click()
    visit.settle()
    visit.page.locator(".claims summary").first.click()
    expect(visit.page.locator(".claims blockquote").first).to_be_visible()
    visit.page.get_by_text("原文を並べる").click()
    visit.settle()
    claim = visit.page.locator(".claims li > div").nth(0).bounding_box()
    source = visit.page.locator(".claims li > div").nth(1).bounding_box()
    assert abs(claim["y"] - source["y"]) < 20
    assert source["x"] > claim["x"] + claim["width"] - 1


@pytest.mark.parametrize("width", [360, 1280])
def test_no_screen_is_wider_than_its_window(browser: Any, loaded: str, width: int) -> None:
    visit = Visit(browser, loaded, {"width": width, "height": 800})
    for address in ("", "articles", "sources", "sources?view=starter", "edit", "jobs", "settings"):
        visit.go(address)
        over = visit.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert over <= 0, address
    visit.close()


def test_the_tab_goes_on_after_the_server_came_back(browser: Any, house: Path, loaded: str) -> None:
    with serving(house) as (address, _):
        port = int(address.rsplit(":", 1)[1].strip("/"))
        visit = Visit(browser, address).go()
        visit.row(3).click()
        visit.settle()
        chosen = visit.here
    with serving(house, port=port):
        until = time.monotonic() + 30
        while visit.page.locator("[data-test-connection-state=CONNECTED]").count() == 0:
            assert time.monotonic() < until
            visit.page.wait_for_timeout(200)
        visit.settle()
        visit.soon(lambda: visit.here, chosen)
        visit.press("j")
        visit.soon(lambda: visit.here != chosen, True)
        expect(visit.page.locator(PANE)).to_contain_text(visit.here)
        visit.close()
