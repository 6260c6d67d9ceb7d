"""A build that fetches its papers: real fetches and a model server on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from digest.commands.context import Context
from digest.commands.running import run_job
from digest.papers.whole import ABSTRACT_ONLY, ORIGIN
from digest.settings import Settings
from llm.tokens import estimate
from storage import articles, digests
from storage.database import connect
from storage.records import Article
from tests import factories as make
from tests import papers
from tests.model_server import ModelServer, model_server, well_behaved

WEEK = "2026-W47"
ROOT = Path(__file__).parent.parent
TOKENS = 8_000


def stored_paper(home: Path, url: str, kind: str = "paper") -> Article:
    db = connect(home / "digest.db")
    try:
        moment = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
        fields = {"url": url, "url_key": url, "kind": kind, "language": "en"}
        text = papers.ABSTRACT
        return make.article(db, 1, title=papers.TITLE, text=text, published_at=moment, **fields)
    finally:
        db.close()


def command(home: Path, url: str, *words: str, **env: str) -> dict[str, Any]:
    given = {
        "OPENAI_BASE_URL": url,
        "DIGEST_MODEL": "test" if url else "",
        "DIGEST_READ_TOKENS": str(TOKENS),
        "DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1,localhost",
        "PATH": "",
    }
    line = [sys.executable, "-m", "digest", "--home", str(home), *words, "--week", WEEK, "--json"]
    done = subprocess.run(
        line, env=given | env, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def article_of(home: Path, number: int) -> Article:
    db = connect(home / "digest.db")
    try:
        return articles.get(db, number)
    finally:
        db.close()


@pytest.fixture
def site(httpserver: HTTPServer) -> HTTPServer:
    body = papers.pdf_of_paper(60)
    httpserver.expect_request("/p/sixty.pdf").respond_with_data(
        body, content_type="application/pdf"
    )
    return httpserver


def test_a_build_fetches_its_paper_and_reads_every_section(home: Path, site: HTTPServer) -> None:
    about = stored_paper(home, site.url_for("/p/sixty.pdf"))
    with model_server() as server:
        command(home, server.url, "build")
        asked = [body for _, _, body in server.journal]
        rebuilt = command(home, server.url, "build")
        assert rebuilt["calls"] == 0
        assert len(server.journal) == len(asked)
    kept = article_of(home, about.id)
    assert kept.text_origin == ORIGIN
    assert len([r for r, _ in site.log if r.path.endswith(".pdf")]) == 1
    item = command(home, "", "show")["items"][0]
    assert {s["title"].split(" (")[0] for s in item["reading"]} >= {n for n, _ in papers.SECTIONS}
    assert all(s["call"] for s in item["reading"] if s["role"] != "appendix")
    assert "回に分けて読みました" in item["note"]
    for body in asked:
        assert sum(estimate(str(m["content"])) for m in body["messages"]) <= TOKENS + 6_000
    shown = "\n".join(str(body["messages"][1]["content"]) for body in asked)
    for name, _ in papers.SECTIONS:
        assert f": {name}\n" in shown


def test_what_only_the_rules_tell_as_a_paper_is_read_whole_too(
    home: Path, site: HTTPServer
) -> None:
    about = stored_paper(home, site.url_for("/p/sixty.pdf"), kind="article")
    with model_server() as server:
        command(home, server.url, "build")
    kept = article_of(home, about.id)
    assert (kept.text_origin, kept.kind) == (ORIGIN, "article")
    (item,) = command(home, "", "show")["items"]
    assert item["kind"] == "paper"
    assert item["reading"]


def test_a_paper_that_cannot_be_had_is_told_from_its_abstract(
    home: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/p/gone.pdf").respond_with_data("gone", status=404)
    about = stored_paper(home, httpserver.url_for("/p/gone.pdf"))
    with model_server() as server:
        command(home, server.url, "build")
    note = article_of(home, about.id).note
    assert note.startswith(ABSTRACT_ONLY)
    assert "404" in note
    item = command(home, "", "show")["items"][0]
    assert item["note"].startswith("論文の要旨だけを読みました")
    assert item["reading"] == []


@pytest.mark.parametrize("env", [{"DIGEST_WHOLE_PAPERS": "0"}, {"DIGEST_MODEL": ""}])
def test_nothing_is_fetched_where_nobody_wants_it(
    home: Path, site: HTTPServer, env: dict[str, str]
) -> None:
    about = stored_paper(home, site.url_for("/p/sixty.pdf"))
    with model_server() as server:
        command(home, server.url, "build", **env)
    assert not site.log
    assert article_of(home, about.id).text_origin == "feed"


def of_parts(server: ModelServer) -> list[tuple[float, float]]:
    """When the parts of a paper were asked for, and answered."""
    return [
        (began, ended)
        for began, ended, body in server.journal
        if "下読みの規則に従い" in str(body["messages"][-1]["content"])
    ]


def test_the_parts_of_a_paper_are_read_side_by_side_after_the_first(
    home: Path, site: HTTPServer
) -> None:
    stored_paper(home, site.url_for("/p/sixty.pdf"))
    with model_server(0.5) as server:
        command(home, server.url, "build")
        (_, first), *others = sorted(of_parts(server))
    assert len(others) >= 3
    assert min(began for began, _ in others) >= first
    assert max(began for began, _ in others) < min(ended for _, ended in others)


def test_where_the_first_part_fails_the_others_are_not_asked(home: Path, site: HTTPServer) -> None:
    def refusing(body: dict[str, Any]) -> tuple[int, Any]:
        status, reply = well_behaved(body)
        if "下読みの規則に従い" in str(body["messages"][-1]["content"]):
            reply["choices"][0]["message"] = {"role": "assistant", "refusal": "I cannot."}
        return status, reply

    stored_paper(home, site.url_for("/p/sixty.pdf"))
    with model_server(answer=refusing) as server:
        built = command(home, server.url, "build")
        assert len(of_parts(server)) == 1
    assert built["summaries"] == {"extractive": 1}


def pdfs(site: HTTPServer) -> int:
    return len([r for r, _ in site.log if r.path.endswith(".pdf")])


def test_what_could_not_be_had_waits_a_day_or_until_a_person_asks(
    home: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_ordered_request("/p/late.pdf").respond_with_data("not yet", status=404)
    body = papers.pdf_of_paper(4)
    httpserver.expect_ordered_request("/p/late.pdf").respond_with_data(
        body, content_type="application/pdf"
    )
    about = stored_paper(home, httpserver.url_for("/p/late.pdf"))
    with model_server() as server:
        command(home, server.url, "build")
        command(home, server.url, "build")
        assert pdfs(httpserver) == 1
        item = command(home, "", "show")["items"][0]
        miss = item["paper_miss"]
        assert miss["count"] == 1
        assert "404" in miss["reason"]
        waited = datetime.fromisoformat(miss["due_at"]) - datetime.fromisoformat(miss["tried_at"])
        assert waited == timedelta(hours=24)
        command(home, server.url, "build", "--retry-papers")
    assert pdfs(httpserver) == 2
    assert article_of(home, about.id).text_origin == ORIGIN
    assert command(home, "", "show")["items"][0]["paper_miss"] is None


def test_the_paper_of_one_item_is_asked_for_at_once(home: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/p/late.pdf").respond_with_data("not yet", status=404)
    body = papers.pdf_of_paper(4)
    httpserver.expect_ordered_request("/p/late.pdf").respond_with_data(
        body, content_type="application/pdf"
    )
    about = stored_paper(home, httpserver.url_for("/p/late.pdf"))
    with model_server() as server:
        built = command(home, server.url, "build")
        assert built["items"] == 1
        given = {"OPENAI_BASE_URL": server.url, "DIGEST_MODEL": "test"}
        run_item(home, given)
    assert article_of(home, about.id).text_origin == ORIGIN
    item = command(home, "", "show")["items"][0]
    assert "要旨だけ" not in item["note"]


def run_item(home: Path, env: dict[str, str]) -> None:
    """What the button of the item pane starts."""
    saved = {"DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1,localhost"}
    settings = Settings.from_env(env | saved | {"DIGEST_HOME": str(home)})
    db = connect(home / "digest.db")
    try:
        story = digests.get(db, WEEK).items[0].story_key
        context = Context(settings, db, as_json=True)
        run_job(context, "item", {"week": WEEK, "story": story, "paper": True})
    finally:
        db.close()
