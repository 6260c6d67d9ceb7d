"""A build by the Batch API: one batch, both files, and nothing submitted or paid twice."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from digest.batching import Batching
from digest.flow import BATCH_ROUNDS, Job, now
from digest.prompting import seeded
from digest.settings import Settings
from digest.summarize.templates import TEMPLATES
from llm import batch as batch_api
from llm.endpoint import Endpoint
from llm.errors import LLMError
from storage import batches, calls, prompts
from storage.database import connect
from storage.home import worker_alive
from storage.records import PromptVersion, SentBatch
from tests import factories as make
from tests import papers
from tests.batch_server import BatchServer, batch_server
from tests.builds import WEEK, fill, texts
from tests.conftest import NOW
from tests.model_server import doubtful
from tests.tools import ROOT

ITEMS = 6
KEY = "sk-secret-of-this-test"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fill(tmp_path / "home", ITEMS)
    return tmp_path / "home"


def start(
    home: Path, server: BatchServer, *words: str, command: tuple[str, ...] = ()
) -> subprocess.Popen[str]:
    env = os.environ | {
        "OPENAI_BASE_URL": server.url,
        "DIGEST_MODEL": "test",
        "OPENAI_API_KEY": KEY,
        "DIGEST_CONCURRENCY": "4",
    }
    asked = command or ("weekly", "--week", WEEK, *(words or ("--batch",)), "--json")
    return subprocess.Popen(
        [sys.executable, "-m", "digest", "--home", str(home), *asked],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def weekly(home: Path, server: BatchServer, *words: str) -> dict[str, Any]:
    process = start(home, server, *words)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    built: dict[str, Any] = json.loads(out)["build"]
    return built


def until(happened: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def rows(home: Path) -> int:
    db = connect(home / "digest.db")
    try:
        return calls.spending(db).calls
    finally:
        db.close()


def test_all_first_questions_go_in_one_batch(home: Path) -> None:
    with batch_server() as server:
        built = weekly(home, server)
        assert len(server.batches) == 1
        assert len(server.batched) == ITEMS + 1
        assert server.direct == []
        assert built["method"] == "model"
        assert built["calls"] == ITEMS + 1
        (told,) = built["batches"]
        assert told == {
            "batch": "batch_0",
            "status": "completed",
            "requests": ITEMS + 1,
            "answered": ITEMS + 1,
            "error": None,
        }
        (batch,) = server.batches.values()
        assert batch["completion_window"] == "24h"
        assert {row["url"] for row in server.rows(batch)} == {"/v1/chat/completions"}
        assert len({row["custom_id"] for row in server.rows(batch)}) == ITEMS + 1
        assert set(server.keys) == {f"Bearer {KEY}"}
    stored = (home / "digest.db").read_bytes() + (home / "engine.db").read_bytes()
    assert KEY.encode() not in stored


def test_it_is_the_same_digest_as_one_asked_directly(home: Path, tmp_path: Path) -> None:
    fill(tmp_path / "direct", ITEMS)
    with batch_server() as server:
        weekly(home, server)
        weekly(tmp_path / "direct", server, "--limit", "10")
        assert len(server.batches) == 1
        assert len(server.direct) == ITEMS + 1
    assert texts(home) == texts(tmp_path / "direct")


@pytest.mark.parametrize(
    ("status", "bad"),
    [("completed", "error"), ("expired", "expired"), ("completed", "missing")],
)
def test_what_a_batch_did_not_answer_is_asked_directly(home: Path, status: str, bad: str) -> None:
    with batch_server(
        status=status, fate=lambda place, _body: bad if place in (1, 3) else "ok"
    ) as server:
        built = weekly(home, server)
        assert len(server.batches) == 1
        assert len(server.direct) == 2
        assert built["method"] == "model"
        (told,) = built["batches"]
        assert told["status"] == status
        assert told["answered"] == ITEMS + 1 - (0 if bad == "error" else 2)


def test_a_batch_that_fails_whole_costs_nothing_but_time(home: Path) -> None:
    with batch_server(status="failed", fate=lambda *_: "missing") as server:
        built = weekly(home, server)
        assert len(server.direct) == ITEMS + 1
        assert built["method"] == "model"
        assert built["batches"][0]["answered"] == 0


def test_a_server_without_batches_is_asked_the_normal_way_and_it_is_said(home: Path) -> None:
    with batch_server(supported=False) as server:
        built = weekly(home, server)
        assert len(server.direct) == ITEMS + 1
        assert built["method"] == "model"
        (told,) = built["batches"]
        assert told["status"] == "unsupported"
        assert "no Batch API" in told["error"]


def test_a_batch_whose_creation_was_made_but_not_heard_of_is_found(home: Path) -> None:
    with batch_server(lose_create=1) as server:
        built = weekly(home, server)
        assert len(server.batches) == 1, "never submitted twice"
        assert server.direct == []
        assert built["batches"][0]["answered"] == ITEMS + 1


def test_answers_that_cannot_be_had_for_a_moment_are_not_asked_for_again(home: Path) -> None:
    with batch_server(lose_content=2) as server:
        built = weekly(home, server)
        assert server.direct == []
        assert built["batches"][0]["answered"] == ITEMS + 1


@pytest.mark.parametrize("page", [b"<html>Please log in</html>", b"[1]", b"null"])
def test_a_page_where_batches_should_be_is_an_error_in_words(
    page: bytes, httpserver: HTTPServer
) -> None:
    is_page = page.startswith(b"<")
    kind = "text/html" if is_page else "application/json"
    httpserver.expect_request(re.compile(".*")).respond_with_data(page, content_type=kind)
    where = Endpoint(httpserver.url_for("/v1"), "m")
    asked = [lambda: batch_api.find(where, "f", "t"), lambda: batch_api.create(where, "f", "t")]
    if is_page:
        done = batch_api.Batch("b", "completed", "f")
        asked.append(lambda: batch_api.results(where, done, "m"))
    for ask in asked:
        with pytest.raises(LLMError):
            asyncio.run(ask())


def sent(home: Path) -> list[str]:
    """The states of what was sent so far."""
    db = connect(home / "digest.db")
    try:
        found = db.conn.execute("SELECT status FROM batches").fetchall()
        return [row["status"] for row in found]
    finally:
        db.close()


def test_a_plain_build_can_ask_by_batches(home: Path) -> None:
    with batch_server() as server:
        out, err = start(home, server, command=("build", "--week", WEEK, "--batch")).communicate()
        assert "completed, 7 of 7 answered" in err + out
        assert len(server.batches) == 1
        assert server.direct == []


def test_what_an_earlier_job_had_answered_in_batches_is_not_paid_again(home: Path) -> None:
    with batch_server() as server:
        weekly(home, server)
        db = connect(home / "digest.db")
        with db.conn:  # as if it had been cancelled when its batch had ended, and read nothing
            for table in ("builds", "digests", "items", "claims", "summaries", "model_calls"):
                db.conn.execute(f"DELETE FROM {table}")
            db.conn.execute("UPDATE batches SET ended_at = NULL, status = 'waiting'")
            db.conn.execute("UPDATE batch_requests SET outcome = ''")
        db.close()
        asked = ("build", "--week", WEEK, "--json")
        out, err = start(home, server, command=asked).communicate(timeout=120)
        built = json.loads(out)
        assert server.direct == [], "a build that asks directly reads them too"
        assert built["calls"] == ITEMS + 1, err
        assert built["asked_directly"] == 0, "and tells that they had half the price"


@pytest.mark.slow
def test_a_killed_build_finds_its_batch_again(home: Path, tmp_path: Path) -> None:
    fill(tmp_path / "calm", ITEMS)
    with batch_server(seconds=8.0) as server:
        for _ in range(2):
            process = start(home, server)
            until(lambda: sent(home) == ["waiting"])
            time.sleep(0.5)
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
        server.seconds = 0.0
        weekly(home, server)
        assert len(server.batches) == 1
        assert server.direct == []
        weekly(tmp_path / "calm", server)
    assert rows(home) == ITEMS + 1
    assert texts(home) == texts(tmp_path / "calm")


@pytest.mark.slow
def test_a_crash_between_submitting_and_storing_submits_nothing_twice(home: Path) -> None:
    with batch_server(seconds=3.0) as server:
        process = start(home, server)
        until(lambda: sent(home) == ["waiting"])
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        db = connect(home / "digest.db")
        with db.conn:  # as if it had died before the server's answer was written down
            db.conn.execute("UPDATE batches SET batch_id = '', status = 'submitting'")
        db.close()
        weekly(home, server)
        assert len(server.batches) == 1
        assert server.direct == []


@pytest.mark.slow
def test_a_cancelled_job_stops_its_batch_and_the_next_one_reads_what_was_paid(home: Path) -> None:
    with batch_server(seconds=60.0) as server:
        worker = start(home, server, command=("worker",))
        until(lambda: worker_alive(home))
        process = start(home, server)
        until(lambda: sent(home) == ["waiting"])
        job = json.loads(_run(home, "jobs", "list", "--json"))[0]["id"]
        _run(home, "jobs", "cancel", job)
        process.communicate(timeout=60)
        assert process.returncode == 1
        until(lambda: [b["status"] for b in server.batches.values()] == ["cancelled"])
        worker.terminate()
        worker.communicate(timeout=60)
        weekly(home, server)
        assert len(server.batches) == 1
        assert server.direct == []


def _run(home: Path, *words: str) -> str:
    line = [sys.executable, "-m", "digest", "--home", str(home), *words]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def ways(home: Path, settings: str) -> None:
    """All items are written in this way."""
    db = connect(home / "digest.db")
    for name in sorted({template.prompt_name for template in TEMPLATES.values()}):
        text = seeded(db, name, now=NOW).text
        wanted = PromptVersion(name=name, text=text, settings=settings)
        prompts.activate(db, prompts.add(db, wanted, now=NOW))
    db.close()


def test_second_turns_go_into_one_batch_more(home: Path, tmp_path: Path) -> None:
    ways(home, '{"strategy": "translate_first"}')
    with batch_server() as server:
        built = weekly(home, server)
        assert server.direct == []
        assert [len(server.rows(batch)) for batch in server.batches.values()] == [ITEMS + 1, ITEMS]
        assert [one["status"] for one in built["batches"]] == ["completed"] * 2
    fill(tmp_path / "direct", ITEMS)
    ways(tmp_path / "direct", '{"strategy": "translate_first"}')
    with batch_server() as server:
        weekly(tmp_path / "direct", server, "--limit", "10")
        assert len(server.direct) == 2 * ITEMS + 1
    assert texts(home) == texts(tmp_path / "direct")


def test_repairs_go_into_one_batch_more(home: Path) -> None:
    with batch_server(answer=doubtful) as server:
        built = weekly(home, server)
        assert server.direct == []
        assert [len(server.rows(batch)) for batch in server.batches.values()] == [ITEMS + 1] * 2
        assert built["calls"] == 2 * (ITEMS + 1)


def test_a_batch_that_expired_is_followed_by_none(home: Path) -> None:
    with batch_server(answer=doubtful, status="expired") as server:
        weekly(home, server)
        assert len(server.batches) == 1
        assert len(server.direct) == ITEMS + 1, "the repairs"


def test_only_so_many_turns_wait_for_a_batch(home: Path) -> None:
    ways(home, '{"samples": 5}')
    with batch_server(answer=doubtful) as server:
        weekly(home, server)
        assert len(server.batches) == BATCH_ROUNDS
        assert len(server.direct) == 2 * ITEMS, "the fifth draft and the repair of each"


def test_all_parts_of_a_long_paper_are_in_the_first_batch(home: Path) -> None:
    db = connect(home / "digest.db")
    moment = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    said = [papers.sentence("Results", n) for n in range(900)]
    text = "\n\n".join(f"# {n} Part\n\n{' '.join(said[n::6])}" for n in range(6))
    fields: dict[str, Any] = {"kind": "paper", "text_origin": "paper", "language": "en"}
    make.article(db, 90, title=papers.TITLE, text=text, published_at=moment, **fields)
    db.close()
    with batch_server() as server:
        weekly(home, server)
        sizes = [len(server.rows(batch)) for batch in server.batches.values()]
        assert sizes[0] >= ITEMS + 1 + 2
        assert sizes[1:] == [1], "the summary of the notes"
        assert server.direct == []


def test_what_the_plan_waits_for_is_asked_at_once(home: Path) -> None:
    db = connect(home / "digest.db")
    moment = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
    title = "Harbor launches Pilot after a lawsuit"
    make.article(db, 90, title=title, text="Harbor said so. " * 30, published_at=moment)
    db.close()
    with batch_server() as server:
        weekly(home, server)
        (asked,) = server.direct
        assert "項目1" in asked["messages"][1]["content"]
        assert len(server.batches) == 1
        assert len(server.batched) == ITEMS + 2


BODY = {"model": "test", "messages": [{"role": "user", "content": "[S1] ..."}]}


async def asked(home: Path, url: str, *, cancelled: Callable[[], bool] = bool) -> Any:
    """What a job of its own hears of one question."""
    db = connect(home / "digest.db")
    batching = Batching(Job("job", Settings(home=home), {}, db), KEY, cancelled)
    try:
        return await batching.answer({"base_url": url, "model": "test"}, BODY)
    finally:
        batching.close()
        db.close()


def after(seconds: float) -> Callable[[], bool]:
    """Says that a job is cancelled from so many seconds on."""
    until = time.monotonic() + seconds
    return lambda: time.monotonic() > until


@pytest.mark.parametrize(("lost", "stopping"), [(0, 2), (1, 0)])
def test_a_batch_that_takes_too_long_is_read_when_it_has_stopped(
    lost: int, stopping: int, home: Path
) -> None:
    with batch_server(seconds=60.0, lose_cancel=lost, stopping=stopping) as server:
        assert asyncio.run(asked(home, server.url, cancelled=after(2.5))) is None
        (batch,) = server.batches.values()
        batch["status"] = "in_progress"  # nobody stopped it: the job was killed
        server.lose_cancel, server.stopping = lost, stopping
        db = connect(home / "digest.db")
        with db.conn:
            day = (now() - timedelta(hours=27)).isoformat()
            db.conn.execute("UPDATE batches SET submitted_at = ?, ended_at = NULL", [day])
        outcome = asyncio.run(asked(home, server.url))
        assert outcome is not None, "it was answered and is paid"
        assert [row["status"] for row in db.conn.execute("SELECT status FROM batches")] == [
            "cancelled"
        ]
        db.close()


def test_a_batch_that_could_not_be_stopped_is_found_by_the_next_job(home: Path) -> None:
    with batch_server(seconds=60.0, lose_cancel=1) as server:
        assert asyncio.run(asked(home, server.url, cancelled=after(2.5))) is None
        server.seconds = 0.0
        assert asyncio.run(asked(home, server.url)) is not None
        assert len(server.batches) == 1


def test_a_server_that_is_away_for_a_while_does_not_end_a_batch(home: Path) -> None:
    with batch_server(seconds=60.0) as server:
        assert asyncio.run(asked(home, server.url, cancelled=after(2.5))) is None
        url = server.url
    began = time.monotonic()
    assert asyncio.run(asked(home, url, cancelled=after(4.0))) is None
    assert time.monotonic() - began < 20
    assert sent(home) == ["waiting"]


HOURS = [(0.0, True), (23.9, True), (24.1, False), (40.0, False)]


@pytest.mark.parametrize(("hours", "waits"), HOURS)
def test_all_batches_of_a_job_together_take_no_longer_than_one(
    hours: float, waits: bool, tmp_path: Path
) -> None:
    db = connect(":memory:")
    job = Job("job", Settings(home=tmp_path), {}, db)
    server = "https://s.example/v1"
    began = now() - timedelta(hours=hours)
    batches.begin(db, SentBatch("u", "job", server, "m"), ["k"], now=began)
    batches.ended(db, "u", "completed", {}, now=now())
    batching = Batching(job, "", lambda: False)
    assert batching.goes_on(Endpoint(server, "m"), "other", 1) is waits
    assert not batching.goes_on(Endpoint(server, "m"), "other", BATCH_ROUNDS)
    batches.begin(db, SentBatch("v", "job", server, "m"), ["held"], now=now())
    assert batching.goes_on(Endpoint(server, "m"), "held", BATCH_ROUNDS), "it is in one already"


@pytest.mark.slow
def test_a_build_killed_in_its_second_batch_finds_it_again(home: Path) -> None:
    with batch_server(answer=doubtful) as server:
        process = start(home, server)
        until(lambda: len(server.batches) == 1)
        server.seconds = 6.0  # from now on
        until(lambda: sent(home)[-1:] == ["waiting"] and len(sent(home)) == 2)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        server.seconds = 0.0
        built = weekly(home, server)
        assert len(server.batches) == 2
        assert server.direct == []
        assert built["calls"] == 2 * (ITEMS + 1)


def test_what_is_kept_of_a_batch() -> None:
    db = connect(":memory:")
    assert batches.outcome(db, "k") is None
    assert batches.holding(db, "k") is None
    batches.begin(db, SentBatch("u", "job", "s", "m"), ["k", "l"], now=NOW)
    held = batches.holding(db, "k")
    assert held is not None
    assert (held.uid, held.file_id, held.batch_id, held.status) == ("u", "", "", "submitting")
    batches.uploaded(db, "u", "file-1")
    batches.submitted(db, "u", "batch-1")
    held = batches.holding(db, "l")
    assert held is not None
    assert (held.file_id, held.batch_id, held.status) == ("file-1", "batch-1", "waiting")
    batches.ended(db, "u", "expired", {"k": {"ok": True}}, now=NOW)
    assert batches.outcome(db, "k") == {"ok": True}
    batches.begin(db, SentBatch("v", "later", "s", "m"), ["k", "f"], now=NOW)
    batches.ended(db, "v", "completed", {"k": {"ok": False}, "f": {"ok": False}}, now=NOW)
    assert batches.outcome(db, "k", job_id="next") == {"ok": True}
    assert batches.outcome(db, "f", job_id="later") == {"ok": False}
    assert batches.outcome(db, "f", job_id="next") is None, "it is asked again"
    assert batches.outcome(db, "l") is None
    assert batches.holding(db, "l") is None, "asked again, not waited for"
    assert batches.counts(db, "u") == (2, 1)
    assert [sent.status for sent in batches.of_job(db, "job")] == ["expired"]


def test_the_schedule_may_ask_by_batches(tmp_path: Path) -> None:
    kept = json.loads(_run(tmp_path, "jobs", "schedule", "on", "--batch", "--json"))
    assert kept == {"on": True, "cron": "0 7 * * 1", "batch": True}
    assert not json.loads(_run(tmp_path, "jobs", "schedule", "on", "--json"))["batch"]
