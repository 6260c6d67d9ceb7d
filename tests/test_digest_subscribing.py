"""sources add, find and set, and adding one thing by hand, from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from digest.__main__ import main
from digest.collect.pasted import pasted
from digest.commands.subscribing import place
from digest.errors import UsageError
from digest.subscribing import subscribe
from storage import sources
from storage.records import Source
from tests.conftest import NOW
from tests.hostile import raw_server
from tests.tools import ROOT

PAGE = """<html lang="ja"><title>Blog</title><link rel="alternate" type="application/rss+xml"
title="Posts" href="/posts.xml"><link rel="alternate" type="application/rss+xml" title="News"
href="/news.xml"><a href="/a/1">1</a></html>"""


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        try:
            code = main(["--home", str(tmp_path / "home"), *words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def serve_page(client: Any, _request: bytes) -> None:
    body = PAGE.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
    client.sendall(f"{head}Connection: close\r\n\r\n".encode() + body)


def test_known_addresses_are_subscribed_without_the_network(run: Any) -> None:
    for text in ("hn:LLM points>=100", "https://zenn.dev/topics/llm", "cs.CL"):
        assert run("sources", "add", text)[0] == 0
    out = run("sources", "list", "--json")[1]
    listed = json.loads(out)
    assert [s["kind"] for s in listed] == ["hackernews", "zenn", "arxiv"]
    assert listed[0]["title"] == "Hacker News: LLM (100 points)"


def test_a_page_offers_its_feeds_and_one_is_picked(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with raw_server(serve_page) as where:
        monkeypatch.setenv("DIGEST_ALLOW_PRIVATE_HOSTS", where)
        url = f"http://{where}/"
        out = run("sources", "find", url, "--json")[1]
        found = json.loads(out)
        assert [(f["pick"], f["kind"], f["title"]) for f in found] == [
            (1, "feed", "Posts"), (2, "feed", "News"), (3, "page", "Blog"),
        ]  # fmt: skip
        out = run("sources", "add", url, "--pick", "2", "--json")[1]
        assert json.loads(out)["url"] == f"{url}news.xml"
        code, _, err = run("sources", "add", url)
        assert code == 0
        assert "posts.xml" not in err
        assert f"{url}news.xml (--pick 2)" in err
        assert run("sources", "add", url, "--pick", "9")[0] == 2


@pytest.mark.parametrize(
    ("kinds", "pick", "answer", "place_of"),
    [
        ("feed feed page", None, "2", 1),
        ("feed feed page", None, "", 0),
        ("feed feed page", None, None, 0),
        ("feed feed page", 3, None, 2),
        ("feed page", None, "2", 0),
        ("page page", None, "2", 0),
    ],
)
def test_a_person_is_asked_which_feed(
    kinds: str, pick: int | None, answer: str | None, place_of: int
) -> None:
    found = [Source(kind=kind) for kind in kinds.split()]
    assert place(found, pick, None if answer is None else lambda: answer) == place_of


@pytest.mark.parametrize("answer", ["seven", "0", "4", "-1", "²"])
def test_what_is_no_choice_subscribes_to_nothing(answer: str) -> None:
    with pytest.raises(UsageError, match="nothing was subscribed"):
        place([Source(), Source(), Source()], None, lambda: answer)


def test_settings_are_given_changed_and_refused(run: Any) -> None:
    page = "https://vendor.example/news"
    _, out, _ = run("sources", "add", page, "--selector", "main a", "--json")
    source = json.loads(out)
    assert (source["kind"], source["settings"]) == ("page", {"selector": "main a"})
    _, out, _ = run("sources", "set", "1", "--selector", "", "--pattern", "/news/*", "--json")
    assert json.loads(out)["settings"] == {"pattern": "/news/*"}
    assert run("sources", "set", "1", "--selector", "main >")[0] == 2
    assert run("sources", "set", "7", "--points", "3")[0] == 1
    code, _, err = run("sources", "add", "https://zenn.dev/topics/llm", "--points", "many")
    assert (code, "no number of points" in err) == (2, True)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://u:p@e.example/", ""]
)  # fmt: skip
def test_hostile_addresses_are_refused_with_words(run: Any, url: str) -> None:
    for words in (("add", url), ("sources", "add", url), ("sources", "find", url)):
        code, out, err = run(*words)
        assert code in (1, 2)
        assert err.startswith("error: ")
        assert out == ""
    assert json.loads(run("articles", "--json")[1]) == []


def test_a_pasted_text_is_stored_without_the_network(run: Any, tmp_path: Path) -> None:
    url = "https://x.com/someone/status/1083472984252260352"
    out = run("add", url, "--text", "新しいモデルを公開しました。", "--json")[1]
    (stored,) = json.loads(out)["articles"]
    assert (stored["kind"], stored["title"]) == ("post", "@someone: 新しいモデルを公開しました。")
    assert run("add", url, "--text", "  ")[0] == 2
    command = [sys.executable, "-m", "digest", "--home", str(tmp_path / "home"), "add"]
    told = subprocess.run(
        [*command, "https://e.example/a", "--text", "-", "--json"],
        input="題名の行\n本文の一行目。\n二行目。",
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(told.stdout)["articles"][0]["title"] == "題名の行"


def test_a_pasted_text_is_an_article_by_hand() -> None:
    (entry,) = pasted(
        "https://e.example/a", "<b>Title</b>\n\u202eText\x00 <script>x</script>"
    ).entries
    assert (entry.title, entry.origin) == ("<b>Title</b>", "hand")
    assert "\u202e" not in entry.text and "\x00" not in entry.text  # noqa: PT018
    with pytest.raises(UsageError):
        pasted("https://e.example/a", " \n ")
    assert "beginning was kept" in pasted("https://e.example/a", "長" * 300_000).notes[0]


def test_choosing_again_changes_only_the_settings(db: Database) -> None:
    first = subscribe(db, Source(url="https://e.example/", kind="page", title="T"), now=NOW)
    watched = Source(url="https://e.example/", kind="page", settings=(("pattern", "/a/*"),))
    again = subscribe(db, watched, now=NOW)
    assert (again.id, again.title, again.settings) == (first.id, "T", watched.settings)
    assert subscribe(db, Source(url="https://e.example/", kind="page"), now=NOW) == again
    assert sources.list_sources(db) == [again]
