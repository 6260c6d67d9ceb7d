"""One batch, from its row to its answers: what was paid for is waited for, and never paid again."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from digest.batch_course import Course
from digest.flow import now
from llm.cache import request_key
from llm.endpoint import Endpoint
from storage import batches
from storage.database import connect
from storage.records import SentBatch
from tests.batch_server import BatchServer, batch_server

BODIES = [{"model": "m", "messages": [{"role": "user", "content": f"[S{n}] ..."}]} for n in (1, 2)]


def run(db: Database, server: BatchServer, key: str = "sk-good-key") -> tuple[Any, list[bool]]:
    """See the one batch of this test through, from wherever it was; what was heard, and when away."""
    where = Endpoint(server.url, "m", api_key=key)
    bodies = {request_key(where.base_url, body): body for body in BODIES}
    sent = batches.holding(db, next(iter(bodies)))
    if sent is None:
        sent = SentBatch("u", "job", where.server, "m", submitted_at=now())
        batches.begin(db, sent, list(bodies), now=now())
    away: list[bool] = []
    until = now() + timedelta(hours=26)
    course = Course(db, where, bodies, lambda: False, until, away.append, (0.01, 0.02))
    return asyncio.run(course.run(sent)), away


def status(db: Database) -> tuple[str, str, bool]:
    (row,) = db.conn.execute("SELECT * FROM batches").fetchall()
    return row["status"], row["error"], row["ended_at"] is None


def test_answers_that_are_there_are_waited_for_however_long_their_file_is_away() -> None:
    db = connect(":memory:")
    with batch_server(lose_content=25) as server:
        found, away = run(db, server)
    assert len(found) == 2
    assert status(db) == ("completed", "", False)
    assert away[0] is True, "it is said that the server is away"
    assert away[-1] is False, "and that it is back"


def test_a_batch_that_may_have_been_made_is_waited_for_however_long_the_list_is_away() -> None:
    db = connect(":memory:")
    with batch_server(lose_create=1, lose_list=12) as server:
        found, _ = run(db, server)
        assert len(server.batches) == 1, "it was made, and is not made again"
    assert len(found) == 2


@pytest.mark.parametrize("code", [401, 402, 302])
def test_a_batch_that_may_not_be_read_now_is_read_by_a_later_job(code: int) -> None:
    db = connect(":memory:")
    with batch_server(lose_content=1, content_status=code) as server:
        assert run(db, server)[0] == {}
        before = status(db)
        assert before[0] == "waiting"
        assert before[1], "it says why"
        assert before[2], "its row is open"
        assert len(run(db, server)[0]) == 2
        assert len(server.batches) == 1
    assert status(db) == ("completed", "", False)


def test_a_file_that_is_gone_does_not_lose_the_other() -> None:
    db = connect(":memory:")
    fates = ("ok", "error")
    with batch_server(fate=lambda n, _: fates[n], lost_files={"error_file_id"}) as server:
        found, _ = run(db, server)
    assert [one["ok"] for one in found.values()] == [True]


def test_only_files_that_are_gone_for_good_are_asked_again() -> None:
    db = connect(":memory:")
    with batch_server(lost_files={"output_file_id"}) as server:
        assert run(db, server)[0] == {}
    told, error, is_open = status(db)
    assert (told, is_open) == ("refused", False)
    assert "404" in error
