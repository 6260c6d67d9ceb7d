"""Every screen under AppTest: empty, small, large, hostile homes; addresses; what buttons do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from streamlit.testing.v1 import AppTest

import pages
from pages import (
    ARTICLES,
    DIGEST,
    EDIT,
    GLOSSARY,
    GROW,
    JOBS,
    PROMPTS,
    SECTIONS,
    SETTINGS,
    SOURCES,
    TUNING,
    Screen,
)
from pages.shared import editing
from storage import articles, calls, digests, preferences, runs, sources, tags
from storage.database import connect
from storage.records import Claim, ModelCall, Section
from tests import factories as make
from tests.conftest import NOW
from tests.screens import addresses_of, html_of, list_of, markdown_of, open_screen, rows_of

SCREENS = [screen for screens in SECTIONS.values() for screen in screens]
HOSTILE = (
    "<script>alert(1)</script>",
    "![x](https://tracker.example/p.png) [click](javascript:alert(1))",
    "**bold** :red[red] $x^2$ :material/delete: `code`",
    "\u202etxt.exe \u200b" + "長" * 5000,
    '"><img src=x onerror=alert(1)>',
)


@pytest.fixture
def kept(home: Path) -> Iterator[Database]:
    """The database of the home folder, for rows before and after a visit."""
    db = connect(home / "digest.db")
    yield db
    db.close()


@pytest.fixture
def small(kept: Database) -> Database:
    """Two sources (one in trouble), a digest of three items, a few jobs."""
    make.source(kept, 1, succeeded_at=NOW)
    make.source(kept, 2, error="HTTP 404.", error_code="bad_status", error_count=3)
    make.digest(kept, 3)
    make.run(kept, "collect-1", state="done", result='{"new": 3}')
    make.run(kept, "build-1", kind="build", state="failed", error="x", result='{"code": "budget"}')
    return kept


def show(patch: pytest.MonkeyPatch, home: Path, screen: Screen, **query: str) -> AppTest:
    at = open_screen(patch, home, screen, **query)
    assert not at.exception, at.exception
    return at


# --- every screen, every home ---------------------------------------------------


@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: s.address)
def test_an_empty_home_says_what_to_do_next(
    screen: Screen, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = show(monkeypatch, home, screen)
    assert at.button or at.get("page_link") or at.text_input
    if screen is not SETTINGS:
        assert 'class="empty"' in html_of(at) or screen is JOBS


@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: s.address)
@pytest.mark.usefixtures("small")
def test_a_small_home_is_shown(screen: Screen, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = show(monkeypatch, home, screen)
    assert not at.error
    waiting = (ARTICLES, SOURCES, GLOSSARY, PROMPTS, TUNING, GROW)  # for a choice or a first one
    assert 'class="empty"' not in html_of(at) or screen in waiting


@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: s.address)
@pytest.mark.parametrize(
    "query",
    [
        {"week": "2026-W99", "item": "a999999", "view": "nothing", "kind": "x", "only": "a,b"},
        {"week": "<b>", "item": "../../etc", "page": "-3", "source": "9e9", "state": "?", "q": "-"},
        {"item": "9" * 30, "page": "1e9", "q": '"'},
    ],
    ids=["unknown", "hostile", "huge"],
)
@pytest.mark.usefixtures("small")
def test_a_wrong_address_shows_the_screen_all_the_same(
    screen: Screen, query: dict[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = show(monkeypatch, home, screen, **query)
    assert not at.error or "見つかりません" in at.error[0].value


@pytest.mark.parametrize("screen", SCREENS, ids=lambda s: s.address)
def test_hostile_words_stay_words(
    screen: Screen, home: Path, kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n, nasty in enumerate(HOSTILE):
        make.source(kept, n, title=nasty, folder=nasty, error=nasty, error_code="fetch")
        url = ("javascript:alert(1)", "https://ok.example/")[n % 2]
        article = make.article(kept, n, title=nasty, text=nasty, url=url, authors=(nasty,))
        claims = (Section(nasty, (Claim(nasty),)),)
        summary = make.summary(kept, article, headline=nasty, sections=claims, note=nasty)
        item = make.item(kept, n, article, summary=summary, reasons=(nasty,))
        make.run(kept, f"add-{n}", kind="add", state="failed", error=nasty, stage=nasty)
        digests.save(kept, make.issue(items=(item,), title=nasty, notes=(nasty,)))
    for view in ("", "issue", "preview", "guideline", "export"):
        at = show(monkeypatch, home, screen, view=view, item=f"a{article.id}")
        shown = html_of(at)
        assert "<script" not in shown
        assert "<img" not in shown
        assert all(one.startswith(("http://", "https://")) for one in addresses_of(shown))
        assert "](javascript" not in markdown_of(at)
        assert "![x](" not in markdown_of(at)


def test_the_site_map_names_each_screen_once() -> None:
    scripts = [Path(screen.script) for screen in SCREENS]
    folder = Path(pages.__file__).parent
    assert all(script.is_file() and script.parent.parent == folder for script in scripts)
    assert len({screen.address for screen in SCREENS}) == len(SCREENS) == 11
    own = {path for path in folder.glob("*/*.py") if path.parent.name not in ("shared", "frame")}
    assert {path for path in own if path.name != "__init__.py"} == set(scripts)


# --- first start ------------------------------------------------------------------


def test_the_first_start_offers_two_ways(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = show(monkeypatch, home, DIGEST)
    assert [b.label for b in at.button] == ["スターターソースを選ぶ", "サンプル週を読み込む"]
    connection = connect(home / "digest.db")
    assert sources.list_sources(connection) == []
    connection.close()


def test_the_sample_button_queues_one_job_without_the_key(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    at = show(monkeypatch, home, DIGEST)
    at.button(key="begin_sample").click().run()
    assert not at.exception
    (run,) = runs.list_runs(kept)
    assert (run.kind, run.state, json.loads(run.arguments)["build"]) == ("sample", "queued", True)
    assert "sk-very-secret" not in run.arguments
    assert "サンプル週の読み込み" in at.get("progress")[0].proto.text


def test_starters_are_only_subscribed_when_ticked(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, SOURCES, view="starter")
    assert len(at.checkbox) >= 40
    assert at.button(key="starter_go").disabled
    at.checkbox[0].check()
    at.checkbox[3].check().run()
    assert sources.list_sources(kept) == []
    at.button(key="starter_go").click().run()
    assert not at.exception
    assert len(sources.list_sources(kept)) == 2
    assert runs.list_runs(kept) == []


def test_a_whole_language_of_starters_can_be_ticked(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, SOURCES, view="starter")
    at.button(key="all_ja").click().run()
    ticked = sum(box.value for box in at.checkbox)
    at.button(key="starter_go").click().run()
    stored = sources.list_sources(kept)
    assert 0 < ticked == len(stored)
    assert {source.language for source in stored} == {"ja"}
    again = show(monkeypatch, home, SOURCES, view="starter")
    assert sum(box.disabled for box in again.checkbox) == ticked


# --- the reader -------------------------------------------------------------------


@pytest.mark.usefixtures("small")
def test_the_digest_opens_on_the_issue_and_lists_its_items(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = show(monkeypatch, home, DIGEST)
    assert rows_of(at)[0]["id"] == "about"
    assert len(rows_of(at)) == 4
    assert "AI未使用" in html_of(at)
    assert "要確認 1件" in html_of(at)
    assert "モデルを使わずに作りました。" in html_of(at)


def test_an_item_shows_claims_their_sources_findings_and_reasons(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    item = digests.get(small, make.WEEK).items[1]
    at = show(monkeypatch, home, DIGEST, item=item.story_key)
    shown = html_of(at)
    assert list_of(at)["selected"] == item.story_key
    for words in (item.summary.headline, make.SENTENCES[2], "第3文", "要確認 数値", "51.0%"):
        assert words in shown
    assert "数値を伴う結果がある" in shown
    assert shown.count("<details>") == 3
    at.toggle(key="beside").set_value(True).run()
    assert "<details>" not in html_of(at)
    assert html_of(at).count("<blockquote>") == 3


def test_items_can_be_filtered_by_star_unread_kind_and_findings(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    items = digests.get(small, make.WEEK).items
    leads = [item.references[0].article_id or 0 for item in items]
    articles.mark(small, leads[0], now=NOW, starred=True)
    articles.mark(small, leads[2], now=NOW, read=True)

    def shown(**query: str) -> list[str]:
        at = show(monkeypatch, home, DIGEST, **query)
        return [row["id"] for row in rows_of(at)][1:]

    keys = [item.story_key for item in items]
    assert shown(only="star") == keys[:1]
    assert shown(only="unread") == keys[:2]
    assert shown(only="check") == keys[1:2]
    assert shown(only="star,check") == []
    assert shown(only="nonsense") == keys
    assert shown(only="star", item=keys[2]) == [keys[0], keys[2]]  # the open one stays


def test_buttons_mark_and_the_list_agrees(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    item = digests.get(small, make.WEEK).items[0]
    lead = item.references[0].article_id or 0
    at = show(monkeypatch, home, DIGEST, item=item.story_key)
    at.button(key="tool_star").click().run()
    at.button(key="tool_read").click().run()
    mark = articles.marks_of(small, [lead])[lead]
    assert mark.starred_at
    assert mark.read_at
    row = next(row for row in rows_of(at) if row["id"] == item.story_key)
    assert (row["star"], row["read"]) == (True, True)


def test_weeks_are_walked_by_the_address(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    make.digest(small, 2, week="2026-W45")
    at = show(monkeypatch, home, DIGEST)
    assert len(rows_of(at)) == 4
    assert at.button(key="week_after").disabled
    at.button(key="week_before").click().run()
    assert at.query_params["week"] == "2026-W45"
    assert len(rows_of(at)) == 3
    assert at.button(key="week_before").disabled
    at.button(key="week_after").click().run()
    assert len(rows_of(at)) == 4


def test_a_writers_order_headline_and_drops_are_seen_by_readers(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    keys = [item.story_key for item in digests.get(small, make.WEEK).items]
    editing.move(small, make.WEEK, keys[2], 0, at=NOW)
    editing.change_item(make.WEEK, keys[0], db=small, dropped=True)
    editing.change_item(make.WEEK, keys[1], db=small, headline="わたしの見出し")
    rows = rows_of(show(monkeypatch, home, DIGEST))[1:]
    assert [row["id"] for row in rows] == [keys[2], keys[1], keys[0]]
    assert rows[1]["title"] == "わたしの見出し"
    assert rows[2]["dim"]


# --- articles ---------------------------------------------------------------------


def test_articles_are_paged_searched_and_filtered(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    make.source(kept, 1)
    for n in range(120):
        kind = "paper" if n % 10 == 0 else "article"
        make.article(kept, n, source_id=1 if n % 2 else None, kind=kind)
    make.article(kept, 500, title="検索拡張生成の評価", text="RAGの評価指標を比べた。")
    at = show(monkeypatch, home, ARTICLES)
    assert len(rows_of(at)) == 50
    assert at.caption[0].value == "121件"
    assert len(rows_of(show(monkeypatch, home, ARTICLES, page="3"))) == 21
    assert len(rows_of(show(monkeypatch, home, ARTICLES, kind="paper"))) == 12
    assert len(rows_of(show(monkeypatch, home, ARTICLES, source="1", page="2"))) == 10
    (hit,) = rows_of(show(monkeypatch, home, ARTICLES, q="検索拡張"))
    assert hit["title_marks"] == [[0, 4]]
    assert rows_of(show(monkeypatch, home, ARTICLES, q="検索拡張", kind="paper")) == []
    assert rows_of(show(monkeypatch, home, ARTICLES, q="どこにもない語")) == []


def test_an_article_is_read_with_its_source(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    article = make.article(small, 7, source_id=1, authors=("山田", "A", "B", "C"), memo="あとで")
    at = show(monkeypatch, home, ARTICLES, item=str(article.id))
    for words in (article.title, "例のフィード 1", "山田, A, B ほか", make.SENTENCES[0]):
        assert words in html_of(at)
    prose = [one for one in at.get("bidi_component") if one.proto.component_name == "prose"]
    assert json.loads(prose[0].proto.json)["text"] == "あとで"


def test_a_very_long_text_is_shown_in_part_until_asked(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    article = make.article(kept, 1, text="あ" * 40_000 + "最後の言葉")
    at = show(monkeypatch, home, ARTICLES, item=str(article.id))
    assert "最後の言葉" not in html_of(at)
    at.button(key="whole").click().run()
    assert "最後の言葉" in html_of(at)


def test_an_article_that_is_gone_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    at = show(monkeypatch, home, ARTICLES, item="99999")
    assert "見つかりません" in at.warning[0].value


# --- sources ----------------------------------------------------------------------


def test_a_source_in_trouble_says_what_happened_and_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    at = show(monkeypatch, home, SOURCES, item="2")
    assert "エラー(続けて3回)" in html_of(at)
    assert "サーバーがエラーを返しました。" in html_of(at)
    assert "HTTP 404." in html_of(at)
    assert [row["id"] for row in rows_of(show(monkeypatch, home, SOURCES, only="error"))] == ["2"]


def test_a_source_is_switched_off_on_and_removed(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    at = show(monkeypatch, home, SOURCES, item="2")
    at.toggle(key="on_2").set_value(False).run()
    assert not sources.get(small, 2).enabled
    assert rows_of(at)[1]["dim"]
    at.toggle(key="on_2").set_value(True).run()
    assert sources.get(small, 2).enabled
    at.button(key="remove").click().run()
    assert not at.exception
    assert [source.id for source in sources.list_sources(small)] == [1]
    assert "item" not in at.query_params


@pytest.mark.parametrize("url", ["", "no url", "javascript:alert(1)", "ftp://a.example/"])
def test_what_is_no_url_is_refused_before_any_job(
    url: str, home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, SOURCES)
    at.text_input(key="new_url").set_value(url)
    at.form_submit_button[0].click().run()
    assert "http:// か https://" in at.error[0].value.replace("\\", "")
    assert runs.list_runs(kept) == []
    assert at.text_input(key="new_url").value == url


def test_a_url_becomes_a_job_and_other_feeds_are_offered(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, SOURCES)
    at.text_input(key="new_url").set_value(" https://blog.example/ ")
    at.form_submit_button[0].click().run()
    (run,) = runs.list_runs(kept, kind="subscribe")
    assert json.loads(run.arguments)["url"] == "https://blog.example/"
    assert at.text_input(key="new_url").value == ""
    found = [{"url": f"https://blog.example/{n}.xml", "title": "<b>", "kind": "feed"} for n in "ab"]
    sources.add(kept, make.source(kept, 1, url=found[0]["url"]))
    runs.update(kept, run.job_id, now=_now(), state="done", result=json.dumps({"found": found}))
    at = show(monkeypatch, home, SOURCES)
    assert at.text[0].value == "<b>\nhttps://blog.example/b.xml"
    assert "ほかに1件の候補" in at.expander[0].label
    at.button(key="found_0").click().run()
    assert json.loads(runs.list_runs(kept, kind="subscribe")[0].arguments)["kind"] == "feed"


def test_an_opml_file_is_read_and_a_broken_one_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, SOURCES)
    at.file_uploader[0].upload("x.opml", b"this is no XML").run()
    at.button(key="opml_go").click().run()
    assert at.error
    assert sources.list_sources(kept) == []
    good = b"""<opml version="2.0"><body><outline text="F"><outline type="rss" text="A"
      xmlUrl="https://a.example/feed"/></outline></body></opml>"""
    at = show(monkeypatch, home, SOURCES)
    at.file_uploader[0].upload("y.opml", good).run()
    at.button(key="opml_go").click().run()
    assert not at.exception
    assert [source.url for source in sources.list_sources(kept)] == ["https://a.example/feed"]


# --- editing ----------------------------------------------------------------------


def test_each_view_of_the_editor_is_an_address(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    key = digests.get(small, make.WEEK).items[0].story_key
    editing.change_item(make.WEEK, key, db=small, comment="試す価値がある。")
    preview = html_of(show(monkeypatch, home, EDIT, view="preview"))
    assert "今週の生成AI情報まとめ" in preview
    assert "試す価値がある。" in preview
    export = show(monkeypatch, home, EDIT, view="export")
    assert "要確認" in export.warning[0].value
    assert "試す価値がある。" in export.code[0].value
    assert export.code[0].value.startswith("---\n")
    boxes = show(monkeypatch, home, EDIT, view="issue").get("bidi_component")
    labels = [json.loads(box.proto.json)["label"] for box in boxes if box.proto.json]
    assert labels == ["題名", "あいさつ", "今週の所感", "来週の注目"]


def test_export_options_are_kept_and_a_wrong_one_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    at = show(monkeypatch, home, EDIT, view="export")
    at.text_input[0].set_value("🤖").run()
    assert 'emoji: "🤖"' in at.code[0].value
    again = show(monkeypatch, home, EDIT, view="export")
    assert 'emoji: "🤖"' in again.code[0].value
    again.text_input[0].set_value("not an emoji").run()
    assert not again.exception
    assert "指定に誤りがあります" in again.error[0].value
    preferences.put(small, "export", {"emoji": 3, "topics": "x", "unknown": 1, "slug_salt": "s"})
    assert 'emoji: "📰"' in show(monkeypatch, home, EDIT, view="export").code[0].value


# --- jobs and settings ------------------------------------------------------------


def test_jobs_are_told_in_words(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    at = show(monkeypatch, home, JOBS)
    for words in ("新着 3件", "予算の上限", "DIGEST_MAX_USD", "ダイジェスト作成"):
        assert words in html_of(at)
    assert "新着 3件" not in html_of(show(monkeypatch, home, JOBS, state="failed"))
    assert at.button(key="start_worker")


def test_an_active_job_shows_progress_and_can_be_cancelled(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    make.run(kept, "collect-9", state="running", stage="収集", done=3, total=12)
    at = show(monkeypatch, home, JOBS)
    (bar,) = at.get("progress")
    assert (bar.value, bar.text) == (25, "収集 — 収集 3 / 12")
    at.button(key="cancel_collect-9").click().run()
    run = runs.find(kept, "collect-9")
    assert run is not None
    assert run.state == "cancelled"


def test_a_job_that_nobody_runs_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    make.run(kept, "collect-9", created_at=_now() - timedelta(minutes=1))
    at = show(monkeypatch, home, JOBS)
    assert "ワーカーが動いていないため" in at.warning[0].value


def test_the_schedule_is_kept_and_a_wrong_time_is_not(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, JOBS)
    at.toggle(key="schedule_on").set_value(True).run()
    assert preferences.get(kept, "schedule") == {"on": True, "cron": "0 7 * * 1"}
    for wrong in ("every monday", "0 7 31 2 *"):
        at.text_input(key="schedule_cron").set_value(wrong).run()
        assert at.error
    assert preferences.get(kept, "schedule")["cron"] == "0 7 * * 1"
    at.text_input(key="schedule_cron").set_value("30 6 * * 2").run()
    assert preferences.get(kept, "schedule") == {"on": True, "cron": "30 6 * * 2"}
    at.toggle(key="schedule_on").set_value(False).run()
    assert preferences.get(kept, "schedule")["on"] is False


def test_the_schedule_tells_its_state_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    def said(at: AppTest) -> tuple[list[str], list[str]]:
        names = [box.label for box in at.expander if "自動実行" in box.label]
        return names, [toast.value for toast in at.toast]

    at = show(monkeypatch, home, JOBS)
    assert said(at) == (["毎週の自動実行: オフ"], [])
    at.toggle(key="schedule_on").set_value(True).run()
    assert said(at) == (["毎週の自動実行: オン"], ["毎週の自動実行をオンにしました。"])
    at.text_input(key="schedule_cron").set_value("30 6 * * 2").run()
    assert said(at) == (["毎週の自動実行: オン"], ["毎週の自動実行の設定を保存しました。"])
    at.toggle(key="schedule_on").set_value(False).run()
    assert said(at) == (["毎週の自動実行: オフ"], ["毎週の自動実行をオフにしました。"])


def test_the_model_is_saved_and_the_environment_wins(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, SETTINGS)
    at.text_input(key="own_OPENAI_BASE_URL").set_value("http://127.0.0.1:11434/v1/")
    at.text_input(key="own_DIGEST_MODEL").set_value(" qwen3:8b ")
    at.form_submit_button[0].click().run()
    assert preferences.get(kept, "model")["base_url"] == "http://127.0.0.1:11434/v1"
    assert preferences.get(kept, "model")["model"] == "qwen3:8b"
    monkeypatch.setenv("DIGEST_MODEL", "from-env")
    at = show(monkeypatch, home, SETTINGS)
    fixed = at.text_input(key="fixed_DIGEST_MODEL")
    assert (fixed.value, fixed.disabled) == ("from-env", True)
    at.form_submit_button[0].click().run()
    assert preferences.get(kept, "model")["model"] == "qwen3:8b"


@pytest.mark.parametrize("url", ["https://me:pw@host/v1", "https://host/v1?key=pw"])
def test_a_server_that_would_lock_everybody_out_is_not_saved(
    url: str, home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = show(monkeypatch, home, SETTINGS)
    at.text_input(key="own_OPENAI_BASE_URL").set_value(url)
    at.form_submit_button[0].click().run()
    assert "OPENAI_API_KEY" in at.error[0].value
    assert preferences.get(kept, "model") is None


def test_the_key_is_never_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    assert "設定されていません" in html_of(show(monkeypatch, home, SETTINGS))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    at = show(monkeypatch, home, SETTINGS)
    assert "設定されています" in html_of(at)
    assert "sk-very-secret" not in html_of(at) + markdown_of(at)
    assert not any("sk-very-secret" in str(box.value) for box in at.text_input)


def test_costs_say_what_has_no_price(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    assert "まだ呼び出していません" in html_of(show(monkeypatch, home, SETTINGS))
    for n, cost in enumerate((0.25, None)):
        call = ModelCall(uid=str(n), ok=True, cost_usd=cost, input_tokens=1000, started_at=NOW)
        calls.save(kept, call)
    shown = html_of(show(monkeypatch, home, SETTINGS))
    assert "$0.2500 + 料金不明の分" in shown
    assert "1回は料金が分からない" in shown


def test_servers_that_were_found_are_offered(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    server = {"name": "Ollama", "base_url": "http://127.0.0.1:11434/v1", "models": ["a", "b"]}
    probed = {"model": "", "rung": None, "error_kind": "connection", "error": "refused"}
    result = json.dumps({"found": [server], "probe": probed})
    make.run(kept, "probe-1", kind="probe", state="done", result=result)
    at = show(monkeypatch, home, SETTINGS)
    assert "モデルのサーバーに接続できませんでした" in html_of(at)
    at.selectbox(key="found_model_0").select("b").run()
    at.button(key="found_use_0").click().run()
    assert preferences.get(kept, "model") == {"base_url": server["base_url"], "model": "b"}
    assert at.text_input(key="own_DIGEST_MODEL").value == "b"


# --- a house that cannot be opened ------------------------------------------------


def test_a_newer_database_is_told_on_every_screen(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    kept.conn.execute("PRAGMA user_version=9999")
    for screen in (DIGEST, SETTINGS):
        at = open_screen(monkeypatch, home, screen)
        assert not at.exception
        assert "新しい版" in at.error[0].value


def test_a_broken_database_and_a_wrong_setting_are_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "digest.db").write_bytes(b"this is no database" * 100)
    at = open_screen(monkeypatch, home)
    assert "データベースを使えません" in at.error[0].value
    monkeypatch.setenv("DIGEST_CONCURRENCY", "many")
    at = open_screen(monkeypatch, home)
    assert "指定に誤りがあります" in at.error[0].value


def _now() -> datetime:
    return datetime.now(UTC)


def test_tags_are_set_on_the_open_article_and_found(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    one = make.article(kept, 1, title="RAG の実務")
    make.article(kept, 2, title="別の話")
    at = show(monkeypatch, home, ARTICLES, item=str(one.id))
    box = at.multiselect(key=f"tags_{one.id}")
    assert "rag" in box.options
    box.set_value(["rag"]).run()
    assert tags.of(kept, [one.id]) == {one.id: ("rag",)}
    found = show(monkeypatch, home, ARTICLES, q="tag:rag")
    assert [row["id"] for row in rows_of(found)] == [str(one.id)]


def test_a_search_shows_items_of_past_issues(
    home: Path, monkeypatch: pytest.MonkeyPatch, small: Database
) -> None:
    word = digests.get(small, make.WEEK).items[0].summary.headline
    at = show(monkeypatch, home, ARTICLES, q=f'"{word}"')
    assert any("過去の号" in box.label for box in at.expander)
