"""What an estimate says against what the build then asks, for every way of writing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from digest.prompting import seeded
from digest.summarize.refine import REPAIRED
from digest.summarize.templates import TEMPLATES
from llm.tokens import estimate as count
from storage import calls, prompts, summaries
from storage import papers as stored_papers
from storage.database import connect
from storage.records import ModelCall, PromptVersion, Summary
from tests import factories as make
from tests import papers
from tests.builds import WEEK, fill
from tests.model_server import Answer, ModelServer, doubtful, model_server, well_behaved
from tests.tools import ROOT

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ITEMS = 3
TOKENS = 4_000
DOUBT = "Harbor launches Pilot after a lawsuit"
WAYS = {
    "direct": ("{}", 1),
    "single": ('{"strategy": "single"}', 1),
    "translate_first": ('{"strategy": "translate_first"}', 2),
    "chain": ('{"strategy": "chain"}', 2),
    "plan": ('{"strategy": "plan"}', 1),
    "three samples": ('{"samples": 3}', 3),
}


def command(home: Path, url: str, *words: str) -> dict[str, Any]:
    env = {
        "OPENAI_BASE_URL": url,
        "DIGEST_MODEL": "test",
        "DIGEST_READ_TOKENS": str(TOKENS),
        "DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1,localhost",
        "PATH": "",
    }
    line = [sys.executable, "-m", "digest", "--home", str(home), *words, "--week", WEEK, "--json"]
    done = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def prepared(home: Path, settings: str = "{}", items: int = ITEMS) -> None:
    """Stories, a way of writing for all kinds, and what earlier replies were long."""
    fill(home, items)
    db = connect(home / "digest.db")
    for name in sorted({template.prompt_name for template in TEMPLATES.values()}):
        text = seeded(db, name, now=NOW).text
        made = prompts.add(db, PromptVersion(name=name, text=text, settings=settings), now=NOW)
        prompts.activate(db, made)
    for purpose in ("article", "paper", "highlights", "kinds"):
        known = ModelCall(uid=purpose, model="test", purpose=purpose, ok=True, started_at=NOW)
        calls.save(db, replace(known, output_tokens=120))
    db.close()


def truth(server: ModelServer) -> int:
    """Tokens of everything that was asked, as the program counts them."""
    asked = (body for _, _, body in server.journal)
    return sum(
        count(json.dumps([b["messages"], b.get("response_format")], ensure_ascii=False))
        for b in asked
    )


def settling(body: dict[str, Any]) -> tuple[int, Any]:
    """Says what kind the first story is, where it is asked for kinds."""
    status, reply = well_behaved(body)
    message = reply["choices"][0]["message"]
    if "items" in json.loads(message["content"]):
        one = {"number": "1", "kind": "release", "reason": "公開の知らせ"}
        message["content"] = json.dumps({"items": [one]})
    return status, reply


def compared(home: Path, answer: Answer = well_behaved) -> tuple[dict[str, Any], int]:
    """The estimate, and how many calls were made; what must always hold is held."""
    with model_server(answer=answer) as server:
        told = command(home, server.url, "build", "--estimate")
        assert server.calls == 0
        built = command(home, server.url, "build")
        assert built["method"] == "model"
        read = truth(server)
    assert told["calls"] <= server.calls <= told["most_calls"]
    assert told["input_tokens"] <= read * 1.1
    return told | {"read": read}, server.calls


@pytest.mark.parametrize("way", WAYS)
def test_a_build_asks_what_was_estimated(way: str, home: Path) -> None:
    settings, turns = WAYS[way]
    prepared(home, settings)
    told, made = compared(home)
    assert told["calls"] == made == ITEMS * turns + 1
    assert told["input_tokens"] == pytest.approx(told["read"], rel=0.1)
    assert told["most_calls"] == made + ITEMS + 1
    assert (told["week_calls"], told["repairs"], told["unread_papers"]) == (0, 0, 0)


@pytest.mark.parametrize("way", ["direct", "chain"])
def test_a_repair_of_everything_is_within_the_most(way: str, home: Path) -> None:
    settings, turns = WAYS[way]
    prepared(home, settings)
    told, made = compared(home, doubtful)
    least = ITEMS * turns + 1
    assert told["calls"] == least
    if way == "direct":  # its drafts are the first answers, all of which are found fault with
        assert made == told["most_calls"] == least + ITEMS + 1


def test_repairs_count_as_often_as_they_were_needed_before(home: Path) -> None:
    prepared(home)
    db = connect(home / "digest.db")
    for number in range(4):
        choice = f"{REPAIRED}を採用" if number < 2 else ""
        made = Summary(key=f"k{number}", method="model", choice=choice, created_at=NOW)
        summaries.save(db, made)
    db.close()
    told, made_calls = compared(home, doubtful)
    assert (told["repairs"], told["calls"]) == (2, ITEMS + 1 + 2)
    assert made_calls == told["most_calls"]


def test_a_question_about_kinds_is_counted_until_it_is_answered(home: Path) -> None:
    prepared(home)
    db = connect(home / "digest.db")
    moment = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    make.article(db, 90, title=DOUBT, text="Harbor said so. " * 30, published_at=moment)
    db.close()
    told, made = compared(home, settling)
    assert (told["week_calls"], told["calls"]) == (1, ITEMS + 1 + 2)
    assert made == told["calls"]
    with model_server() as server:
        again = command(home, server.url, "build", "--estimate")
    assert again["week_calls"] == 0, "what a model decided is kept, whatever server is asked"


def test_the_questions_of_a_long_paper_are_counted_one_by_one(
    home: Path, httpserver: HTTPServer
) -> None:
    """First its length is a guess from papers before; once it is stored it is known."""
    body = papers.pdf_of_paper(30)
    page = httpserver.expect_request("/p/long.pdf")
    page.respond_with_data(body, content_type="application/pdf")
    prepared(home, items=1)
    db = connect(home / "digest.db")
    url = httpserver.url_for("/p/long.pdf")
    moment = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    fields: dict[str, Any] = {"url": url, "url_key": url, "kind": "paper", "language": "en"}
    make.article(db, 91, title=papers.TITLE, text=papers.ABSTRACT, published_at=moment, **fields)
    old = datetime(2026, 10, 1, tzinfo=UTC)
    text = "x" * 100_000
    make.article(db, 92, kind="paper", text=text, text_origin="paper", published_at=old)
    db.close()
    told, made = compared(home)
    assert told["unread_papers"] == 1
    assert told["calls"] > 5
    assert told["most_calls"] >= 24
    with model_server() as server:
        known = command(home, server.url, "build", "--estimate")
    assert known["unread_papers"] == 0
    assert known["calls"] == made
    assert known["input_tokens"] == pytest.approx(told["read"], rel=0.1)


def test_the_notes_of_a_long_paper_are_counted_once_for_all_drafts(home: Path) -> None:
    prepared(home, '{"samples": 3}', items=1)
    db = connect(home / "digest.db")
    said = [papers.sentence("Results", n) for n in range(900)]
    text = "\n\n".join(f"# {n} Part\n\n{' '.join(said[n::6])}" for n in range(6))
    moment = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    fields: dict[str, Any] = {"kind": "paper", "text_origin": "paper", "language": "en"}
    make.article(db, 91, title=papers.TITLE, text=text, published_at=moment, **fields)
    db.close()
    told, made = compared(home)
    assert told["calls"] == made
    assert told["input_tokens"] == pytest.approx(told["read"], rel=0.1)


def test_a_paper_that_is_yet_to_be_fetched_has_as_many_drafts(home: Path) -> None:
    counted = []
    for settings in ("{}", '{"samples": 3}'):
        inside = home / str(len(settings))
        prepared(inside, settings, items=1)
        db = connect(inside / "digest.db")
        moment = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
        url = "https://arxiv.org/abs/2611.01234"
        fields: dict[str, Any] = {"url": url, "url_key": url, "kind": "paper", "week": WEEK}
        make.article(db, 91, title=papers.TITLE, published_at=moment, **fields)
        db.close()
        with model_server() as server:
            counted.append(command(inside, server.url, "build", "--estimate"))
    one, three = counted
    assert three["unread_papers"] == one["unread_papers"] == 1
    assert three["calls"] - one["calls"] == 2 * 2, "of the item and of the paper"
    assert three["most_calls"] - one["most_calls"] == 2 * 2


def test_a_paper_that_must_wait_is_counted_by_its_abstract(home: Path) -> None:
    prepared(home, items=1)
    db = connect(home / "digest.db")
    moment = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    url = "https://arxiv.org/abs/2611.01234"
    fields: dict[str, Any] = {"url": url, "url_key": url, "kind": "paper", "week": WEEK}
    one = make.article(db, 91, title=papers.TITLE, published_at=moment, **fields)
    with model_server() as server:
        before = command(home, server.url, "build", "--estimate")
        stored_papers.missed(db, one.id, "HTTP 404.", now=datetime.now(UTC))
        after = command(home, server.url, "build", "--estimate")
    db.close()
    assert (before["unread_papers"], after["unread_papers"]) == (1, 0)
    assert after["most_calls"] < before["most_calls"]
