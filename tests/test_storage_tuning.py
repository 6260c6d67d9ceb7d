"""Tasks, sessions and feedback: kept once, never half, and splits that stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from storage import calls, feedback, prompts, sessions, tasks
from storage.errors import NotFound
from storage.records import (
    Feedback,
    ModelCall,
    PromptVersion,
    Session,
    StoredCandidate,
    StoredEvaluation,
    StoredExample,
    StoredTask,
)
from tests.factories import article, summary


def example(n: int, split: str = "train") -> StoredExample:
    return StoredExample("t", f"e{n}", input=f"質問{n}", split=split)


def test_a_task_keeps_the_splits_of_the_examples_that_it_knows(db: Database, now: datetime) -> None:
    first = tasks.put(db, StoredTask("t"), [example(1, "sealed"), example(2)], now=now)
    later = now + timedelta(hours=1)
    again = tasks.put(db, StoredTask("t", purpose="問い"), [example(3), example(1)], now=later)
    assert tasks.splits(db, "t") == {"e3": "train", "e1": "sealed"}
    assert [e.example_id for e in tasks.examples(db, "t")] == ["e3", "e1"]
    assert (again.added_at, again.updated_at, again.purpose) == (first.added_at, later, "問い")
    assert tasks.list_tasks(db) == [again] == [tasks.get(db, "t")]
    with pytest.raises(NotFound, match="tasks list"):
        tasks.get(db, "nope")


def test_openings_of_the_sealed_set_are_counted_once_a_session(db: Database, now: datetime) -> None:
    for session in ("a", "a", "b"):
        tasks.open_sealed(db, "t", session, now=now)
    assert (tasks.openings(db, "t"), tasks.openings(db, "other")) == (2, 0)


def test_a_session_begins_once_and_changes_only_from_the_states_asked(
    db: Database, now: datetime
) -> None:
    begun = sessions.begin(db, Session("s", "t", frozen='{"a": 1}'), now=now)
    assert sessions.begin(db, Session("s", "other"), now=now) == begun
    assert sessions.update(db, "s", now=now, only_if=("queued",), state="running")
    assert not sessions.update(db, "s", now=now, only_if=("paused",), state="queued")
    assert sessions.get(db, "s").state == "running"
    assert sessions.list_sessions(db, task="t") == sessions.list_sessions(db)
    with pytest.raises(TypeError, match="task"):
        sessions.update(db, "s", now=now, task="x")
    with pytest.raises(NotFound):
        sessions.get(db, "nope")


def test_what_a_session_tried_is_kept_once(db: Database, now: datetime) -> None:
    sessions.begin(db, Session("s", "t"), now=now)
    candidate = StoredCandidate("s", "c", "本文", ("p", "q"), "reflect", "理由", 2, ("e1",))
    scored = StoredEvaluation("s", "c", "e1", 0, "train", 0.5, '{"length": 0.5}', "長い", "出力")
    failed = replace(scored, repeat=1, score=None, feedback="時間切れ")
    for _ in range(2):
        sessions.keep(db, [candidate], [scored, failed])
    assert sessions.candidates(db, "s") == [candidate]
    assert sessions.evaluations(db, "s") == [scored, failed]


def test_a_cached_reply_is_rather_the_jobs_own(db: Database, now: datetime) -> None:
    for n, job in enumerate(("a", "b")):
        call = ModelCall(uid=str(n), key="k", job_id=job, reply=job, ok=True, started_at=now)
        calls.save(db, call)
    found = [calls.cached(db, "k", job_id=job) for job in ("", "a", "b", "c")]
    assert [one.reply for one in found if one] == ["a", "a", "b", "a"]


def test_feedback_is_one_row_a_role_and_knows_its_prompt_version(
    db: Database, now: datetime
) -> None:
    version = prompts.add(db, PromptVersion(name="digest-paper", text="x"), now=now)
    about = article(db)
    made = summary(db, about, prompt_version_id=version.id)
    given = Feedback(summary_id=made.id, week="2026-W47", story_key="a1", stars=2)
    feedback.put(db, given, now=now)
    better = feedback.put(db, replace(given, stars=4, comment="数値が違う"), now=now)
    reader = feedback.put(db, replace(given, who="reader", stars=None, comment="良い"), now=now)
    assert feedback.of_summary(db, made.id) == [better, reader]
    assert feedback.of_week(db, "2026-W47") == {"a1": [better, reader]}
    assert feedback.of_story(db, "a1") == [better, reader]
    assert better.prompt_version_id == version.id
    assert feedback.ratings(db, "digest-paper") == [feedback.Rating(version.id, 1, 4.0)]
    for stars in (0, 6):
        with pytest.raises(ValueError, match="1 to 5"):
            feedback.put(db, replace(given, stars=stars), now=now)
